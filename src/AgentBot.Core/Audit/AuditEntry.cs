using System.Collections.Immutable;

namespace AgentBot.Core.Audit;

/// <summary>
/// One line of the tamper-evident log, written in the transaction of the change it tells of. Ids, verbs and digests only;
/// words and names go into <see cref="Texts"/>, of which the log itself keeps salted commitments.
/// </summary>
/// <param name="Verb">For example "run.started", "review.approved", "effect.sent".</param>
/// <param name="Actor">Person key, "agentbot" for the host.</param>
/// <param name="Subject">The id the line is about: run, review, effect, fact.</param>
/// <param name="Digests">Named digests: artifact, binding, template version.</param>
/// <param name="Texts">Named free texts: note, name. Erasable without breaking the chain.</param>
public sealed record AuditEntry(
    string Verb,
    string Actor,
    string Subject,
    RunId? Run,
    ImmutableSortedDictionary<string, string> Digests,
    ImmutableSortedDictionary<string, string> Texts)
{
    public const string Host = "agentbot";

    public static AuditEntry Of(string verb, string actor, string subject, RunId? run = null) =>
        new(verb, actor, subject, run, ImmutableSortedDictionary<string, string>.Empty, ImmutableSortedDictionary<string, string>.Empty);

    public AuditEntry With(string name, Digest digest) => this with { Digests = Digests.SetItem(name, digest.Value) };

    public AuditEntry Saying(string name, string text) => text.Length == 0 ? this : this with { Texts = Texts.SetItem(name, text) };
}

/// <summary>A stored line as auditors and the sealer see it.</summary>
/// <param name="Hash">Chain hash over the previous line's hash and this line; empty until sealed.</param>
public sealed record AuditRow(
    long Sequence,
    WorkspaceKey Workspace,
    DateTimeOffset At,
    string Verb,
    string Actor,
    string Subject,
    string Run,
    string Digests,
    string Commitments,
    string Hash);
