using System.Collections.Immutable;
using System.Numerics;
using System.Text.RegularExpressions;

namespace AgentBot.Core.Links;

/// <summary>Finds what leads out of a text: web addresses, mail addresses, telephone numbers, accounts. It judges none of them.</summary>
public static partial class AddressFinder
{
    /// <summary>In the order in which they claim their letters: what stands inside a longer address is no address of its own.</summary>
    private static readonly (AddressKind Kind, Regex Pattern, Signs Needs)[] Patterns =
    [
        (AddressKind.Web, WithScheme(), Signs.Colon | Signs.Slash),
        (AddressKind.Web, WithoutSlashes(), Signs.Colon),
        (AddressKind.Web, Www(), Signs.Dot),
        (AddressKind.Web, SchemeLeftOut(), Signs.Slash | Signs.Dot),
        (AddressKind.Web, WithPath(), Signs.Dot | Signs.PathBegins),
        (AddressKind.Mail, MailAddress(), Signs.At | Signs.Dot),
        (AddressKind.Host, BareHost(), Signs.Dot),
        (AddressKind.Phone, PhoneAbroad(), Signs.Plus | Signs.Digits),
        (AddressKind.Phone, PhoneNamed(), Signs.Digits),
        (AddressKind.Account, Iban(), Signs.Digits),
        (AddressKind.Account, AccountNamed(), Signs.Digits),
    ];

    /// <summary>Letters without which there is no address: most texts are done with after one look.</summary>
    [Flags]
    private enum Signs
    {
        None = 0,
        Colon = 1,
        Slash = 2,
        PathBegins = 4,
        Dot = 8,
        At = 16,
        Plus = 32,
        Digits = 64,
    }

    /// <summary>In the order in which they stand; none overlaps another.</summary>
    public static ImmutableArray<FoundAddress> Find(string text) => Find(text, Patterns);

    /// <summary>Only what a program could make a link of.</summary>
    internal static ImmutableArray<FoundAddress> FindLinks(string text) => Find(text, Patterns.AsSpan(0, 5));

    private static ImmutableArray<FoundAddress> Find(string text, ReadOnlySpan<(AddressKind Kind, Regex Pattern, Signs Needs)> patterns)
    {
        string plain = Plain(text);
        Signs signs = SignsIn(plain);
        List<FoundAddress>? found = null;
        bool[]? taken = null;
        foreach ((AddressKind kind, Regex pattern, Signs needs) in patterns)
        {
            if ((signs & needs) != needs)
            {
                continue;
            }

            foreach (Match match in pattern.Matches(plain))
            {
                Group part = match.Groups["it"].Success ? match.Groups["it"] : match;
                int end = part.Index + part.Length;
                if (taken is not null && Array.IndexOf(taken, true, part.Index, part.Length) is >= 0 and var other)
                {
                    if (other == part.Index || kind != AddressKind.Web)
                    {
                        continue;
                    }

                    // What can act and runs into another address acts up to there.
                    end = other;
                }

                string bare = Trimmed(plain[part.Index..end]);
                if (bare.Length > 0 && BeginsThere(plain, part.Index, kind) && EndsThere(plain, part.Index + bare.Length, kind) && IsOne(kind, bare))
                {
                    taken ??= new bool[plain.Length];
                    taken.AsSpan(part.Index, bare.Length).Fill(true);
                    (found ??= []).Add(new FoundAddress(kind, part.Index, bare.Length, bare));
                }
            }
        }

        return found is null ? [] : [.. found.OrderBy(address => address.Start)];
    }

    private static Signs SignsIn(ReadOnlySpan<char> text) =>
        (text.Contains(':') ? Signs.Colon : Signs.None)
        | (text.ContainsAny('/', '\\') ? Signs.Slash : Signs.None)
        | (text.ContainsAny('/', '?') ? Signs.PathBegins : Signs.None)
        | (text.Contains('.') ? Signs.Dot : Signs.None)
        | (text.Contains('@') ? Signs.At : Signs.None)
        | (text.Contains('+') ? Signs.Plus : Signs.None)
        | (text.ContainsAnyInRange('0', '9') ? Signs.Digits : Signs.None);

    /// <summary>Letter for letter, so that places stay: browsers and chat programs read these as the plain ones.</summary>
    private static string Plain(string text) => string.Create(text.Length, text, static (plain, from) =>
    {
        for (int i = 0; i < from.Length; i++)
        {
            plain[i] = from[i] switch
            {
                '\u3002' or '\uFF61' or '\u2024' => '.',
                '\uFE13' or '\uFE55' or '\uA789' or '\u2236' => ':',
                '\u2215' or '\u2044' or '\u29F8' => '/',
                '\uFE68' => '\\',
                >= '\uFF01' and <= '\uFF5E' => (char)(from[i] - 0xFEE0),
                var letter => letter,
            };
        }
    });

    private static string Trimmed(string address) => address.TrimEnd('.', ',', ';', '!', '?', '\'', '’', ')', ']', '}', '*', '_', '~', '…', '”', '-', ' ', '\u00A0', '(');

    private static bool BeginsThere(string text, int at, AddressKind kind) => at == 0 || kind switch
    {
        AddressKind.Web when text[at] is '/' or '\\' => !(char.IsLetterOrDigit(text[at - 1]) || text[at - 1] is ':' or '/' or '\\' or ']' or '.'),
        AddressKind.Web => true,
        AddressKind.Host => !(char.IsLetterOrDigit(text[at - 1]) || text[at - 1] is '.' or '@' or '/' or '\\' or '-' or '_' or ']' or '='),
        _ => !char.IsLetterOrDigit(text[at - 1]),
    };

    private static bool EndsThere(string text, int at, AddressKind kind) => at >= text.Length || kind switch
    {
        AddressKind.Host => !(char.IsLetterOrDigit(text[at]) || text[at] is '-' or '@' or '_' || (text[at] == '.' && at + 1 < text.Length && char.IsLetterOrDigit(text[at + 1]))),
        AddressKind.Phone or AddressKind.Account => !char.IsLetterOrDigit(text[at]),
        _ => true,
    };

    private static bool IsOne(AddressKind kind, string address) => kind switch
    {
        AddressKind.Phone => address.Count(char.IsAsciiDigit) is >= 7 and <= 15,
        AddressKind.Account => char.IsAsciiLetter(address[0]) ? IsIban(address) : address.Count(char.IsAsciiDigit) is >= 6 and <= 20,
        _ => true,
    };

    /// <summary>ISO 13616: the number with its first four characters moved to the end leaves 1 when divided by 97.</summary>
    private static bool IsIban(string text)
    {
        string bare = string.Concat(text.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
        return bare.Length is >= 15 and <= 34
            && BigInteger.TryParse(string.Concat((bare[4..] + bare[..4]).Select(letter => char.IsAsciiDigit(letter) ? $"{letter}" : $"{letter - 'A' + 10}")), out BigInteger number)
            && number % 97 == 1;
    }

    [GeneratedRegex("[a-z][a-z0-9+.\\-]{1,20}:[/\\\\]+[^\\s<>\"“”|()\\[\\]]*", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex WithScheme();

    [GeneratedRegex("(^|[^\\p{L}\\p{N}])(?<it>(mailto|tel|sms|callto|skype|facetime|javascript|vbscript|slack|msteams|intent):[^\\s<>\"“”|()\\[\\]]+|data:[a-z]+/[^\\s<>\"“”|()\\[\\]]+)", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex WithoutSlashes();

    [GeneratedRegex("www[0-9]{0,2}\\.[^\\s<>\"“”|()\\[\\]]+", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Www();

    [GeneratedRegex("[/\\\\]{2}[\\p{L}\\p{N}][\\p{L}\\p{N}.\\-]*\\.[\\p{L}]{2,24}[^\\s<>\"“”|()\\[\\]]*", RegexOptions.NonBacktracking)]
    private static partial Regex SchemeLeftOut();

    [GeneratedRegex("[A-Za-z0-9._%+\\-]{1,64}@([\\p{L}\\p{N}][\\p{L}\\p{N}\\-]*\\.)+[\\p{L}]{2,24}", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex MailAddress();

    [GeneratedRegex("(([\\p{L}\\p{N}][\\p{L}\\p{N}\\-]*\\.)+[\\p{L}]{2,24}|([0-9]{1,3}\\.){3}[0-9]{1,3})(:[0-9]{1,5})?[/?][^\\s<>\"“”|()\\[\\]]+", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex WithPath();

    /// <summary>Endings that are also common words or common endings of files are left out: a missing space makes no address.</summary>
    [GeneratedRegex("([\\p{L}\\p{N}][\\p{L}\\p{N}\\-]*\\.)+(com|net|org|info|biz|io|co|app|dev|xyz|top|site|online|shop|store|link|click|live|cloud|tech|pro|page|ly|gl|gg|cc|tv|eu|uk|de|fr|es|nl|pl|ru|cn|jp|br|au|ca|ch|se|fi|dk|cz|ie|nz|kr|mx|tr|gr|hu|ro|example|xn--[a-z0-9\\-]+)", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex BareHost();

    [GeneratedRegex("\\+[0-9][0-9 \\u00A0().\\-/]{6,24}[0-9]", RegexOptions.NonBacktracking)]
    private static partial Regex PhoneAbroad();

    [GeneratedRegex("\\b(phone|tel|telephone|call|mobile|fax|whatsapp|ring|dial)\\b[.: ]{1,3}(us |me |at |on |number |is ){0,3}(?<it>[0-9(][0-9 \\u00A0().\\-/]{5,20}[0-9])", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex PhoneNamed();

    [GeneratedRegex("\\b[A-Z]{2}[0-9]{2}([ \\u00A0]?[A-Z0-9]){11,30}", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Iban();

    [GeneratedRegex("\\b(account|acct|konto|kontonummer|iban)( ?(number|no|nr|num))?[.:# ]{1,3}(is |to ){0,2}(?<it>[0-9][0-9 \\u00A0\\-]{4,24}[0-9])", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex AccountNamed();
}
