using System.Buffers;
using System.Text.Json;

namespace AgentBot.Agents.Harness.Gateway;

/// <summary>Reads along what a provider answers, in either wire format, streamed or whole: only to know what it costs and whether it came to its end.</summary>
public sealed class UsageReader(bool streams)
{
    /// <summary>Of a whole answer, or of one event of a stream.</summary>
    private const int Longest = 32 << 20;

    private readonly ArrayBufferWriter<byte> _open = new();

    public long? InputTokens { get; private set; }

    /// <summary>Of <see cref="InputTokens"/>: from the provider's memory of earlier questions.</summary>
    public long CacheReadTokens { get; private set; }

    /// <summary>Of <see cref="InputTokens"/>: put into that memory.</summary>
    public long CacheWriteTokens { get; private set; }

    public long? OutputTokens { get; private set; }

    public string? Model { get; private set; }

    /// <summary>Of the answer's own text and arguments, to estimate what a provider does not tell.</summary>
    public long Characters { get; private set; }

    /// <summary>The provider said that this was all.</summary>
    public bool IsWhole { get; private set; }

    public void Read(ReadOnlySpan<byte> part)
    {
        if (!streams)
        {
            Keep(part);
            return;
        }

        while (part.IndexOf((byte)'\n') is var end and >= 0)
        {
            Keep(part[..end]);
            ReadLine();
            part = part[(end + 1)..];
        }

        Keep(part);
    }

    /// <summary>There is no more to come.</summary>
    public void End()
    {
        if (streams)
        {
            ReadLine();
        }
        else
        {
            IsWhole = ReadJson(_open.WrittenMemory);
        }
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        if (_open.WrittenCount + part.Length <= Longest)
        {
            _open.Write(part);
        }
    }

    private void ReadLine()
    {
        ReadOnlyMemory<byte> line = _open.WrittenMemory;
        if (line.Span.StartsWith("data:"u8))
        {
            ReadOnlyMemory<byte> data = line["data:".Length..];
            if (data.Span.Trim(" \r"u8).SequenceEqual("[DONE]"u8))
            {
                IsWhole = true;
            }
            else
            {
                ReadJson(data);
            }
        }

        _open.ResetWrittenCount();
    }

    private bool ReadJson(ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return false;
            }

            IsWhole |= TextOf(root, "type") == "message_stop";
            ReadUsage(root);
            if (root.TryGetProperty("message", out JsonElement message) && message.ValueKind == JsonValueKind.Object)
            {
                ReadUsage(message);
            }

            Characters += Said(root);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void ReadUsage(JsonElement holder)
    {
        Model ??= TextOf(holder, "model");
        if (!holder.TryGetProperty("usage", out JsonElement usage) || usage.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        // What was read from or put into the provider's memory of earlier questions was read all the same.
        if (Sum(usage, "input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens", "prompt_tokens") is > 0 and var input)
        {
            InputTokens = Math.Max(InputTokens ?? 0, input);
        }

        CacheReadTokens = Math.Max(CacheReadTokens, Sum(usage, "cache_read_input_tokens"));
        CacheWriteTokens = Math.Max(CacheWriteTokens, Sum(usage, "cache_creation_input_tokens"));
        if (usage.TryGetProperty("prompt_tokens_details", out JsonElement details) && details.ValueKind == JsonValueKind.Object)
        {
            CacheReadTokens = Math.Max(CacheReadTokens, Sum(details, "cached_tokens"));
        }

        if (Sum(usage, "output_tokens", "completion_tokens") is > 0 and var output)
        {
            OutputTokens = Math.Max(OutputTokens ?? 0, output);
        }
    }

    private static long Sum(JsonElement usage, params ReadOnlySpan<string> names)
    {
        long sum = 0;
        foreach (string name in names)
        {
            sum += usage.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long tokens) && tokens > 0 ? tokens : 0;
        }

        return sum;
    }

    // Every text within the parts that an answer is made of, whatever the parts are called.
    private static long Said(JsonElement root)
    {
        long characters = 0;
        foreach (string name in new[] { "delta", "content", "choices" })
        {
            characters += root.TryGetProperty(name, out JsonElement part) ? Texts(part) : 0;
        }

        return characters;
    }

    private static long Texts(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString()!.Length,
        JsonValueKind.Array => element.EnumerateArray().Sum(Texts),
        JsonValueKind.Object => element.EnumerateObject().Sum(property => Texts(property.Value)),
        _ => 0,
    };

    private static string? TextOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
