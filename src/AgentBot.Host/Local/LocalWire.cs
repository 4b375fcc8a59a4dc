using System.Text.Json.Serialization;

namespace AgentBot.Host.Local;

/// <summary>Who answers on the socket.</summary>
/// <param name="Operator">Key of the person whom the command line speaks for unless it says otherwise: the first operator.</param>
public sealed record LocalAbout(string Version, int Process, IReadOnlyList<string> Addresses, string Operator);

/// <summary>What came of a start or a decision, in words.</summary>
/// <param name="Refused">True when nothing was done.</param>
/// <param name="Number">The run's number; 0 where none began.</param>
/// <param name="Mistakes">What is missing or wrong, by input.</param>
public sealed record LocalAnswer(bool Refused, string Text, long Number, IReadOnlyList<LocalMistake> Mistakes);

public sealed record LocalMistake(string Input, string Sentence);

/// <summary>A run as a terminal shows it.</summary>
/// <param name="Outcome">One sentence about how it ended or what it waits for.</param>
public sealed record LocalRun(
    long Number,
    string Template,
    string Status,
    bool HasEnded,
    string Outcome,
    IReadOnlyList<LocalStep> Steps,
    IReadOnlyList<LocalReview> Reviews,
    IReadOnlyList<LocalEffect> Effects);

public sealed record LocalStep(string Id, int Round, string Status, int ItemsTotal, int ItemsOpen, string Failure);

/// <param name="Name">As people write it: "4211b".</param>
/// <param name="MayDecide">Keys of the people who could decide it now.</param>
/// <param name="AsksConsent">The content is approved; what is open is whether it may leave a private place.</param>
public sealed record LocalReview(string Id, string Name, int Revision, IReadOnlyList<string> MayDecide, bool AsksConsent);

public sealed record LocalEffect(string Where, string State, string Reference, string Failure);

/// <param name="Shown">What a decision must say that it saw.</param>
/// <param name="Text">The whole artifact, plain and without control characters.</param>
/// <param name="IsPartly">A terminal cannot show all of it, so that it cannot be approved from there.</param>
public sealed record LocalArtifact(string Type, string Seal, string Shown, string Text, bool IsPartly)
{
    /// <summary>Who would read it where it goes, in sentences of the host; empty where it leaves no private place.</summary>
    public IReadOnlyList<string> Leaves { get; init; } = [];

    /// <summary>Addresses in it that no person gave, in sentences of the host.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];
}

/// <param name="Kind">approve, declassify, reject or changes.</param>
public sealed record LocalDecision(string As, string Review, int Revision, string Shown, string Kind, string Note);

/// <param name="Channel">Its name where it is known, else its id.</param>
/// <param name="State">"Next Mon 23 Nov, 09:00 Berlin time", or what holds it.</param>
/// <param name="Then">The times after the next one.</param>
public sealed record LocalSchedule(long Number, string Channel, string Platform, string Title, string Words, string State, string Owner, IReadOnlyList<string> Then);

/// <summary>What waits for one person, or what they decided.</summary>
/// <param name="Headline">One sentence.</param>
public sealed record LocalQueue(string Headline, IReadOnlyList<string> Lines, int Page, int Pages);

/// <summary>A server of tools and what it offers now.</summary>
/// <param name="Trouble">Why it offers nothing; empty where it does.</param>
/// <param name="LeftOut">Sentences about tools that no agent can be given.</param>
public sealed record LocalToolServer(string Name, string Source, string Trouble, IReadOnlyList<LocalTool> Tools, IReadOnlyList<string> LeftOut);

/// <param name="Standing">new, agreed or changed.</param>
/// <param name="Seal">What agreeing to it must name.</param>
/// <param name="Differences">Of a changed one, line by line: what it was and what it is now.</param>
public sealed record LocalTool(string Name, string Standing, bool Writes, string Seal, string Description, string Arguments, IReadOnlyList<string> Differences);

/// <param name="Level">ok, warn or bad.</param>
/// <param name="Next">What to do about it; empty for nothing.</param>
public sealed record DoctorLine(string Level, string Subject, string Finding, string Next);

/// <param name="IsSound">False when a line was changed, taken out, put in or moved.</param>
public sealed record AuditFinding(bool IsSound, string Sentence);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(LocalAbout))]
[JsonSerializable(typeof(LocalAnswer))]
[JsonSerializable(typeof(LocalRun))]
[JsonSerializable(typeof(LocalArtifact))]
[JsonSerializable(typeof(LocalDecision))]
[JsonSerializable(typeof(IReadOnlyList<LocalSchedule>))]
[JsonSerializable(typeof(LocalQueue))]
[JsonSerializable(typeof(IReadOnlyList<LocalToolServer>))]
[JsonSerializable(typeof(IReadOnlyList<DoctorLine>))]
[JsonSerializable(typeof(AuditFinding))]
public sealed partial class LocalJson : JsonSerializerContext;
