using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using AgentBot.Chat.Receiving;

namespace AgentBot.Chat.Teams.Verifying;

/// <summary>The three parts of a signed token, read strictly: what is doubtful is no token.</summary>
internal sealed class TokenText : IDisposable
{
    /// <summary>In characters. Those of the Bot Framework have about 1,200.</summary>
    private const int Longest = 16 * 1024;

    private readonly JsonDocument _header;
    private readonly JsonDocument _claims;

    private TokenText(JsonDocument header, JsonDocument claims, byte[] signed, byte[] signature)
    {
        _header = header;
        _claims = claims;
        Signed = signed;
        Signature = signature;
    }

    public JsonElement Header => _header.RootElement;

    public JsonElement Claims => _claims.RootElement;

    /// <summary>The bytes that the signature is over.</summary>
    public byte[] Signed { get; }

    public byte[] Signature { get; }

    /// <summary>Null for what is no token of three parts, each of them clean.</summary>
    public static TokenText? Read(string token)
    {
        if (token.Length > Longest || token.Split('.') is not [var header, var claims, var signature] || Decode(signature) is not { Length: > 0 } bytes)
        {
            return null;
        }

        JsonDocument? read = Object(header);
        JsonDocument? told = read is null ? null : Object(claims);
        if (told is null)
        {
            read?.Dispose();
            return null;
        }

        return new TokenText(read!, told, Encoding.ASCII.GetBytes($"{header}.{claims}"), bytes);
    }

    /// <summary>Base64 as tokens write it, without padding; null for anything else.</summary>
    public static byte[]? Decode(string text)
    {
        if (text.Length == 0 || text.Contains('=', StringComparison.Ordinal) || !Base64Url.IsValid(text))
        {
            return null;
        }

        byte[] bytes = Base64Url.DecodeFromChars(text);
        return Base64Url.EncodeToString(bytes) == text ? bytes : null;
    }

    public void Dispose()
    {
        _header.Dispose();
        _claims.Dispose();
    }

    private static JsonDocument? Object(string part)
    {
        if (Decode(part) is not { } bytes)
        {
            return null;
        }

        try
        {
            JsonDocument document = JsonReading.Parse(bytes);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
        }
        catch (JsonException)
        {
            // As anything else that is no token.
        }

        return null;
    }
}
