using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AgentBot.Core;
using AgentBot.Core.Delivery;
using AgentBot.Core.Values;

namespace AgentBot.Chat.Slack.Drawing.Modals;

/// <summary>
/// What a modal remembers until it is handed in, in its private_metadata: references only, nothing that
/// allows anything; of what people wrote only the time of a schedule.
/// </summary>
/// <param name="Channel">Where it was opened from, and where its answer belongs.</param>
/// <param name="Thread">Timestamp of the thread's first message; empty in the channel itself.</param>
public sealed record ModalReference(ChannelKey Channel, string Thread)
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="conversation">As <see cref="Conversations"/> names it.</param>
    public static ModalReference At(string conversation)
    {
        (ChannelKey channel, string thread) = Conversations.Parse(conversation);
        return new ModalReference(channel, thread);
    }

    /// <summary>Timestamp of the message whose button opened it; empty for none.</summary>
    public string Message { get; init; } = "";

    /// <summary>The button that opened it; null for a typed command.</summary>
    public CardPress? Press { get; init; }

    /// <summary>Id of the form that it was laid over, and that shows what became of it; empty for none.</summary>
    public string Above { get; init; } = "";

    /// <summary>Of a form the template; empty otherwise.</summary>
    public string Template { get; init; } = "";

    public bool DryRun { get; init; }

    /// <inheritdoc cref="Core.Commands.FormRequest.When"/>
    public string When { get; init; } = "";

    /// <summary>Files that came with the command, by input, already kept.</summary>
    public ImmutableSortedDictionary<string, Value.File> Files { get; init; } = ImmutableSortedDictionary<string, Value.File>.Empty;

    public string Write()
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Plain))
        {
            writer.WriteStartObject();
            writer.WriteString("c", Channel.Value);
            Add(writer, "h", Thread);
            Add(writer, "m", Message);
            Add(writer, "a", Above);
            Add(writer, "t", Template);
            Add(writer, "w", When);
            if (Press is { } press)
            {
                Add(writer, "b", press.ActionId(0));
                Add(writer, "v", press.Value);
            }

            if (DryRun)
            {
                writer.WriteBoolean("d", true);
            }

            foreach ((string input, Value.File file) in Files)
            {
                writer.WriteStartArray("f." + input);
                writer.WriteStringValue(file.Name);
                writer.WriteStringValue(file.MediaType);
                writer.WriteNumberValue(file.Length);
                writer.WriteStringValue(file.Content.Value);
                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    /// <summary>Null for what no modal of ours carries.</summary>
    public static ModalReference? Read(string metadata)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(metadata);
            JsonElement root = document.RootElement;
            string channel = Text(root, "c");
            return root.ValueKind != JsonValueKind.Object || channel.Length == 0
                ? null
                : new ModalReference(new ChannelKey(channel), Text(root, "h"))
                {
                    Message = Text(root, "m"),
                    Above = Text(root, "a"),
                    Template = Text(root, "t"),
                    When = Text(root, "w"),
                    Press = CardPress.Read(Text(root, "b"), Text(root, "v")),
                    DryRun = root.TryGetProperty("d", out JsonElement dry) && dry.ValueKind == JsonValueKind.True,
                    Files = root.EnumerateObject()
                        .Where(property => property.Name.StartsWith("f.", StringComparison.Ordinal))
                        .Select(property => (Input: property.Name[2..], File: FileOf(property.Value)))
                        .Where(pair => pair.File is not null)
                        .ToImmutableSortedDictionary(pair => pair.Input, pair => pair.File!, StringComparer.Ordinal),
                };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The same with as many of its files as Slack takes; those left out are asked for again.</summary>
    internal ModalReference Fitting()
    {
        ModalReference fitting = this;
        while (fitting.Files.Count > 0 && fitting.Write().Length > BlockLimits.PrivateMetadata)
        {
            fitting = fitting with { Files = fitting.Files.Remove(fitting.Files.Keys.Last()) };
        }

        return fitting;
    }

    private static void Add(Utf8JsonWriter writer, string name, string text)
    {
        if (text.Length > 0)
        {
            writer.WriteString(name, text);
        }
    }

    private static string Text(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out JsonElement text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";

    private static Value.File? FileOf(JsonElement file) =>
        file.ValueKind == JsonValueKind.Array && file.GetArrayLength() == 4 && file[2].TryGetInt64(out long length)
            ? new Value.File(file[0].GetString() ?? "", file[1].GetString() ?? "", length, new Digest(file[3].GetString() ?? ""))
            : null;
}
