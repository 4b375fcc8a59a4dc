using System.Buffers;
using System.Text.RegularExpressions;

namespace AgentBot.Agents.Prompting;

/// <summary>
/// Takes keys and passwords out of what people, files and tools wrote before a model reads it. Only what has the published form of a
/// key, or stands behind a word that says it is one, so that numbers of invoices and accounts stay as they are.
/// </summary>
public static partial class SecretMask
{
    public const string Mark = "[secret, left out]";

    // Looked for first: almost every text has none of them and is done.
    private static readonly SearchValues<string> Beginnings = SearchValues.Create(
    [
        "AKIA", "ASIA", "ABIA", "ACCA", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xox", "xapp-", "hooks.slack.com", "k_live_", "k_test_", "whsec_", "sk-",
        "AIza", "ya29.", "GOCSPX-", "AccountKey=", "SharedAccessKey=", "SG.", "SK", "npm_", "pypi-", "hf_", "dop_v1_", "shp", "eyJ", "PRIVATE KEY", "://",
    ], StringComparison.Ordinal);

    private static readonly SearchValues<string> Names = SearchValues.Create(
        ["password", "passwd", "passphrase", "secret", "token", "api key", "apikey", "api_key", "api-key", "accesskey", "access key", "access_key", "access-key", "bearer"],
        StringComparison.OrdinalIgnoreCase);

    public static string Hide(string text)
    {
        if (text.AsSpan().ContainsAny(Beginnings))
        {
            text = Blocks().Replace(text, Mark);
            text = Keys().Replace(text, Mark);
            text = InAddresses().Replace(text, match => $"{match.Groups[1].Value}{Mark}@");
        }

        return text.AsSpan().ContainsAny(Names)
            ? Named().Replace(text, match => LooksRandom(match.Groups[2].Value) ? match.Groups[1].Value + Mark : match.Value)
            : text;
    }

    // "Password: required" and "token: see the handbook" are no secrets.
    private static bool LooksRandom(string value) => value.Any(char.IsAsciiDigit) && value.Any(char.IsAsciiLetter);

    // In JSON a line ends with a backslash and an n.
    [GeneratedRegex(@"-----BEGIN [A-Z ]{0,20}PRIVATE KEY( BLOCK)?-----[A-Za-z0-9+/=\s\\:,.()-]*-----END [A-Z ]{0,20}PRIVATE KEY( BLOCK)?-----", RegexOptions.NonBacktracking)]
    private static partial Regex Blocks();

    [GeneratedRegex(
        @"\b(AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b"
        + @"|\bgh[pousr]_[A-Za-z0-9]{36,}|\bgithub_pat_[A-Za-z0-9_]{22,}|\bglpat-[A-Za-z0-9_-]{20,}"
        + @"|\bxox[abeoprs]-[A-Za-z0-9-]{10,}|\bxapp-[0-9]-[A-Za-z0-9-]{10,}|hooks\.slack\.com/services/[A-Za-z0-9/]{20,}"
        + @"|\b[srp]k_(live|test)_[A-Za-z0-9]{16,}|\bwhsec_[A-Za-z0-9+/=]{24,}"
        + @"|\bsk-[A-Za-z0-9_-]{20,}|\bAIza[A-Za-z0-9_-]{35}|\bya29\.[A-Za-z0-9_-]{20,}|\bGOCSPX-[A-Za-z0-9_-]{28}"
        + @"|\b(AccountKey|SharedAccessKey)=[A-Za-z0-9+/]{43,}={0,2}|\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}|\bSK[0-9a-f]{32}\b"
        + @"|\bnpm_[A-Za-z0-9]{36}|\bpypi-[A-Za-z0-9_-]{50,}|\bhf_[A-Za-z0-9]{30,}|\bdop_v1_[a-f0-9]{64}|\bshp(at|ca|pa|ss)_[A-Fa-f0-9]{32}"
        + @"|\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}",
        RegexOptions.NonBacktracking)]
    private static partial Regex Keys();

    [GeneratedRegex(@"(\b[a-z][a-z0-9+.-]{1,15}://[^\s/:@""]{0,80}:)[^\s/@""]{1,200}@", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex InAddresses();

    [GeneratedRegex(
        @"((?:(?:pass(?:word|wd|phrase)|secret|token|api[_ -]?key|access[_ -]?key)[a-z_]{0,12}(?:\\?""|')?(?:\s{0,3}[:=]\s{0,3}|\sis\s)|bearer\s{1,3})(?:\\?""|')?)([A-Za-z0-9._~+/=!@#$%^&*-]{12,})",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Named();
}
