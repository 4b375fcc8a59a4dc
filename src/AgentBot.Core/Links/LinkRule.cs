using System.Collections.Immutable;

namespace AgentBot.Core.Links;

/// <summary>
/// Which addresses in texts of others may be clicked: https pages of hosts that the operator named. An address that carries much
/// behind its host, or another address, is none of them: a page of a trusted host may pass on what it is given.
/// </summary>
public sealed class LinkRule
{
    /// <summary>Of query and fragment together, in characters: enough for a number and a view, too little for what somebody would steal.</summary>
    public const int MostCarried = 80;

    private const int Longest = 500;

    /// <summary>What an address inside another one looks like, written so that it survives there.</summary>
    private static readonly string[] Onward = ["%2f%2f", "%3a", "%40", "%5c", "%25", "www."];

    public static readonly LinkRule None = new([]);

    private readonly ImmutableHashSet<string> _hosts;

    /// <param name="hosts">"crm.example.com" for that host alone, "*.example.com" for all below it. See <see cref="IsHost"/>.</param>
    public LinkRule(IEnumerable<string> hosts) => _hosts = [.. hosts.Select(host => host.ToLowerInvariant())];

    public bool IsEmpty => _hosts.Count == 0;

    /// <summary>True for what can be named: a host in ASCII letters with at least one dot, "*." before it for all below.</summary>
    public static bool IsHost(string host)
    {
        string bare = host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host;
        return bare.Contains('.', StringComparison.Ordinal) && bare.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-') && Uri.CheckHostName(bare) == UriHostNameType.Dns;
    }

    public bool Allows(string address) =>
        !IsEmpty
        && address.Length <= Longest
        && address.All(letter => letter is > ' ' and < '\u007F' and not ('<' or '>' or '"' or '(' or ')' or '[' or ']' or '\\' or '|' or '*' or '_' or '`' or '~'))
        && Uri.TryCreate(address, UriKind.Absolute, out Uri? uri)
        && uri is { Scheme: "https", IsDefaultPort: true, UserInfo.Length: 0 }
        && IsNamed(uri.IdnHost)
        && Carried(address) <= MostCarried
        && !LeadsFurther(address["https://".Length..]);

    /// <summary>How much stands behind the path, which whoever owns the host would read.</summary>
    public static int Carried(string address) => address.IndexOfAny(['?', '#', ';']) is >= 0 and var at ? address.Length - at - 1 : 0;

    private bool IsNamed(string host)
    {
        if (_hosts.Contains(host))
        {
            return true;
        }

        for (int dot = host.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = host.IndexOf('.', dot + 1))
        {
            if (_hosts.Contains("*" + host[dot..]))
            {
                return true;
            }
        }

        return false;
    }

    // "…/url?q=https://…", "…/login?next=//…", "…/proxy/evil.example/…": the page that opens need not be the one that is named.
    private static bool LeadsFurther(string rest)
    {
        int slash = rest.IndexOfAny(['/', '?', '#']);
        string behind = slash < 0 ? "" : rest[slash..].TrimStart('/');
        return behind.Contains("//", StringComparison.Ordinal) || behind.AsSpan().ContainsAny(':', '@')
            || Onward.Any(part => behind.Contains(part, StringComparison.OrdinalIgnoreCase));
    }
}
