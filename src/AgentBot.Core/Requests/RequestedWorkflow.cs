using System.Collections.Immutable;
using AgentBot.Core.Delivery;
using AgentBot.Core.People;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Requests;

/// <summary>
/// The workflow behind a request of another program: it takes in what was posted, asks people, and releases what they approved.
/// An ordinary run of it is an ordinary review; nothing that people see or decide goes another way.
/// </summary>
public static class RequestedWorkflow
{
    /// <summary>The action of the first step. No template can name it: it stands in no catalog.</summary>
    public const string TakesIn = "request.take-in";

    public const string ContentStep = "content";
    public const string ReviewStep = "decide";
    public const string ReleaseStep = "release";

    /// <summary>First part of the conversations in which systems are told.</summary>
    public const string Platform = "asker";

    private const string RequestInput = "request";

    /// <summary>The same terms give the same version, so that thousands of requests share one.</summary>
    public static TemplateClosure Of(AskerTerms asker, ReviewPolicySpec policy) => new(
        new WorkflowSpec
        {
            Name = $"review-for-{AskingSystem.NameIn(asker.Key)}",
            Title = $"Review for {asker.Name}",
            Summary = $"{asker.Name} asks people to review something and is told what they decided.",
            Owner = asker.Owner,
            Limits = LimitsSpec.Default with { Rounds = asker.Rounds },
            Steps =
            [
                new StepSpec.Action { Id = ContentStep, Title = asker.Name, Name = TakesIn },
                new StepSpec.Review { Id = ReviewStep, Title = "Decide", Of = ContentStep, Policy = policy, OnChanges = ContentStep, Edges = [ContentStep], ValueEdges = [ContentStep] },
                new StepSpec.Publish
                {
                    Id = ReleaseStep,
                    Title = "Release",
                    To = new TargetSpec.Asker(),
                    Content = new Expr($"{{{{ steps.{ReviewStep}.artifact }}}}"),
                    ApprovedBy = ReviewStep,
                    OnFailure = OnFailure.Ask,
                    Edges = [ReviewStep],
                    ValueEdges = [ReviewStep],
                },
            ],
        },
        ImmutableSortedDictionary<string, WorkflowSpec>.Empty);

    /// <param name="sources">Files that came along, under names of their own.</param>
    public static Value.Record Inputs(ReviewRequest request, Artifacts.ArtifactRef content, IEnumerable<Field> sources) => new(
    [
        new Field(RequestInput, new Value.Record(
        [
            new Field("id", new Value.Text(request.Id)),
            new Field("content", RunScopes.Reference(content, ContentStep)),
            new Field("received", new Value.Text(request.Received.Value)),
        ])),
        .. sources,
    ]);

    /// <summary>The request as the system calls it.</summary>
    public static string RequestOf(RunRow run) => ValueText.ForPeople(Request(run)["id"]);

    /// <summary>What the first round is about, and the digest of the request that brought it.</summary>
    public static (Artifacts.ArtifactRef Content, Digest Received) FirstOf(RunRow run) =>
        (RunScopes.Referenced(Request(run)["content"])!, new Digest(ValueText.ForPeople(Request(run)["received"])));

    /// <summary>Tells the system what came of a round, if it wants to be told.</summary>
    public static Change.WantView Tell(RunRow run, ReviewRow review, DateTimeOffset at) => new(
        Conversations.InThread(ChannelKey.Of(Platform, run.Workspace, AskingSystem.NameIn(run.Requester)), RequestOf(run)), Purposes.Decision(review.Id, review.Round), at);

    private static Value.Record Request(RunRow run) => (Value.Record)RunScopes.Inputs(run)[RequestInput];
}

/// <summary>On which terms another program may ask.</summary>
/// <param name="Name">As people read it.</param>
/// <param name="Owner">Who answers for it: a person or a group.</param>
/// <param name="Types">Words of the types that it may ask about.</param>
/// <param name="Reviewers">Whom it may name itself; nobody where it may only use policies.</param>
/// <param name="Policies">By the name that a request gives; the one called "default" stands where it gives none.</param>
/// <param name="Rounds">How often each review may ask for changes.</param>
/// <param name="MostOpen">How many of its requests may be undecided at once.</param>
/// <param name="CallbackHosts">Hosts that a request may name for being told; "host" or "host:port".</param>
/// <param name="Webhook">Where it is told, unless a request says so; empty for nowhere.</param>
/// <param name="Deciders">How those who decided are named in a decision.</param>
public sealed record AskerTerms(
    PersonKey Key,
    string Name,
    Principal Owner,
    ImmutableArray<string> Channels,
    ImmutableArray<string> Types,
    ImmutableArray<Principal> Reviewers,
    ImmutableSortedDictionary<string, ReviewPolicySpec> Policies,
    int Rounds,
    int MostOpen,
    ImmutableArray<string> CallbackHosts,
    string Webhook,
    NamedDeciders Deciders);

public enum NamedDeciders
{
    /// <summary>Key and name.</summary>
    Names,

    /// <summary>The key alone.</summary>
    Keys,

    Nobody,
}

/// <summary>The terms as the settings have them.</summary>
public interface IAskers
{
    /// <summary>Null for a system that the settings do not name.</summary>
    AskerTerms? Find(PersonKey system);
}
