namespace AgentBot.Core.People;

/// <summary>An account on a platform that has accounts of its own.</summary>
/// <param name="Platform">"slack", "teams".</param>
public sealed record LinkEnd(string Platform, WorkspaceKey Workspace, string Account)
{
    /// <summary>The key of the person that this account is while nobody has linked it.</summary>
    public PersonKey Own => new($"{Platform}:{Account}");

    /// <summary>Where this account alone is told something.</summary>
    public ChannelKey Direct => ChannelKey.Of(Platform, Workspace, "@" + Own.Value);

    /// <summary>"Slack", "Teams".</summary>
    public string PlatformName => PlatformWord(Platform);

    public static string PlatformWord(string platform) => platform.Length == 0 ? "" : char.ToUpperInvariant(platform[0]) + platform[1..];
}

/// <summary>
/// Two accounts on their way to be one person, and what became of it. The first has asked for a code, the second has typed it;
/// then the second and after it the first have confirmed. Nothing less links.
/// </summary>
public sealed record LinkRow
{
    /// <summary>First part of the code, unique for ever; no secret.</summary>
    public required string Handle { get; init; }

    public required WorkspaceKey Workspace { get; init; }

    /// <summary>Who asked for the code.</summary>
    public required LinkEnd First { get; init; }

    /// <summary>Who typed it; null until somebody did.</summary>
    public LinkEnd? Second { get; init; }

    /// <summary>Of salt and code; the code itself is kept nowhere.</summary>
    public required Digest Code { get; init; }

    public required string Salt { get; init; }

    public LinkState State { get; init; } = LinkState.Offered;

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Until when the next step can be done.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>When both had confirmed; null before.</summary>
    public DateTimeOffset? LinkedAt { get; init; }

    public long RowVersion { get; init; }

    public bool IsUnder(LinkEnd end) => First.Own == end.Own || Second?.Own == end.Own;
}

public enum LinkState
{
    /// <summary>The code was given out.</summary>
    Offered,

    /// <summary>The code was typed by another account, which is asked whether it means it.</summary>
    Claimed,

    /// <summary>The second account has confirmed; the first is asked.</summary>
    Agreed,

    /// <summary>Both have confirmed: the accounts are one person.</summary>
    Linked,

    /// <summary>One of them said that it is not theirs.</summary>
    Refused,

    /// <summary>A newer code has taken its place.</summary>
    Replaced,

    /// <summary>It was linked, and one of the two accounts took it back.</summary>
    Ended,
}
