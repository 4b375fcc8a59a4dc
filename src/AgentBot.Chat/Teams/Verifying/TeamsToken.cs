using System.Security.Cryptography;
using System.Text.Json;
using AgentBot.Chat.Receiving;
using Microsoft.Extensions.Options;

namespace AgentBot.Chat.Teams.Verifying;

/// <summary>
/// Checks the token that comes with every request of the Bot Framework. Whatever is not proved is refused: another algorithm,
/// another signer, another reader, another time. What the token proves beyond that is held against the activity afterwards.
/// </summary>
public sealed class TeamsToken(TeamsKeys keys, IOptions<TeamsOptions> options, TimeProvider time)
{
    /// <summary>How far our clock and theirs may differ.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private const string Scheme = "Bearer ";
    private const string Algorithm = "RS256";

    /// <param name="authorization">The header as it came; null where there is none.</param>
    public async ValueTask<TokenCheck> CheckAsync(string? authorization, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(authorization))
        {
            return new TokenCheck(TokenVerdict.Missing);
        }

        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return new TokenCheck(TokenVerdict.Wrong);
        }

        using TokenText? token = TokenText.Read(authorization[Scheme.Length..].Trim());

        // "crit" asks for rules that are not known here, so such a token cannot be judged.
        if (token is null || token.Header.Text("alg") != Algorithm || token.Header.Has("crit") || token.Header.Text("kid") is not { Length: > 0 } id)
        {
            return new TokenCheck(TokenVerdict.Wrong);
        }

        // What could never be good is refused before anybody is asked for keys.
        if (token.Claims.Text("iss") != options.Value.Issuer || !IsForUs(token.Claims))
        {
            return new TokenCheck(TokenVerdict.Wrong);
        }

        KeySearch search = await keys.FindAsync(id, ct);
        if (search.Found is not { } key)
        {
            return new TokenCheck(search.IsUnavailable ? TokenVerdict.Unavailable : TokenVerdict.Wrong);
        }

        if (!IsSigned(token, key))
        {
            return new TokenCheck(TokenVerdict.Wrong);
        }

        return IsInTime(token.Claims)
            ? new TokenCheck(TokenVerdict.Good) { ServiceUrl = token.Claims.Text("serviceurl"), Endorsements = key.Endorsements }
            : new TokenCheck(TokenVerdict.OutOfTime);
    }

    // A list of readers is refused as well: this token would be good elsewhere too.
    private bool IsForUs(JsonElement claims) =>
        claims.TryGetProperty("aud", out JsonElement reader) && reader.ValueKind == JsonValueKind.String
        && string.Equals(reader.GetString(), options.Value.AppId, StringComparison.OrdinalIgnoreCase);

    private static bool IsSigned(TokenText token, SigningKey key)
    {
        try
        {
            using var rsa = RSA.Create(key.Public);
            return rsa.VerifyData(token.Signed, token.Signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private bool IsInTime(JsonElement claims)
    {
        DateTimeOffset now = time.GetUtcNow();
        return MomentOf(claims, "exp") is { } end && now < end + Tolerance
            && (!claims.TryGetProperty("nbf", out _) || (MomentOf(claims, "nbf") is { } begin && now >= begin - Tolerance))
            && (!claims.TryGetProperty("iat", out _) || (MomentOf(claims, "iat") is { } made && now >= made - Tolerance));
    }

    private static DateTimeOffset? MomentOf(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double seconds)
        && seconds is > 0 and < 253_402_300_799
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : null;
}

public enum TokenVerdict
{
    Good,
    Missing,
    Wrong,

    /// <summary>Signed well, but not for now: a replay, or a clock that stands wrong.</summary>
    OutOfTime,

    /// <summary>Nobody can say: the keys cannot be read. Then nobody is let in, and the sender may try again.</summary>
    Unavailable,
}

/// <param name="Verdict">On the token alone; the rest is good only where this is.</param>
public sealed record TokenCheck(TokenVerdict Verdict)
{
    /// <summary>The one address at which the sender may be answered.</summary>
    public string ServiceUrl { get; init; } = "";

    /// <summary>Channels that may speak under the key of this token.</summary>
    public IReadOnlySet<string> Endorsements { get; init; } = new HashSet<string>();
}
