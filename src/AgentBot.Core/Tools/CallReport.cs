namespace AgentBot.Core.Tools;

/// <summary>What became of one call of a tool, as its agent is told. It never says more than is certain.</summary>
/// <param name="Sentence">AgentBot's own words; empty where <paramref name="Text"/> says it all.</param>
/// <param name="Text">What the tool gave: outside text.</param>
public sealed record CallReport(CallEnd End, string Sentence = "", string Text = "")
{
    /// <summary>What a person said to it: the reason of a refusal.</summary>
    public string Note { get; init; } = "";

    /// <summary>Link or id of what was made; empty where nothing was, or the tool does not say.</summary>
    public string Reference { get; init; } = "";
}

/// <summary>How a call ended.</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(System.Text.Json.Serialization.JsonStringEnumConverter<CallEnd>))]
public enum CallEnd
{
    /// <summary>The tool was called and answered.</summary>
    Done,

    /// <summary>The tool was called and says itself that it failed.</summary>
    Failed,

    /// <summary>It certainly did not happen.</summary>
    NotMade,

    /// <summary>Nobody knows whether it happened.</summary>
    Unclear,

    /// <summary>A person said no.</summary>
    Refused,

    /// <summary>Nobody decided in time.</summary>
    Expired,

    /// <summary>In a dry run nothing is written.</summary>
    Rehearsal,

    /// <summary>The same call was made before and is not made again.</summary>
    Repeated,

    /// <summary>There is no such tool, or the arguments do not fit it.</summary>
    Mistaken,
}

/// <summary>A call that a person must say yes to before it is made.</summary>
/// <param name="Key">Names it within its step and round.</param>
/// <param name="Arguments">As <see cref="ArgumentText.Canonical"/> writes them; they fit the tool's schema.</param>
public sealed record AskedCall(string Key, Tool Tool, string Arguments);
