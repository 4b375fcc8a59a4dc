using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Runs;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Files;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Tools;

/// <summary>
/// The workflow behind a call that writes: it shows people the call, and makes it once they have said yes. It runs as a child of the
/// run whose agent wants it, so that guard, cards, binding, effect and journal are those of every review.
/// </summary>
public static class CallWorkflow
{
    /// <summary>The action of the first step. No template can name it: it stands in no catalog.</summary>
    public const string Takes = "tool.take-call";

    public const string CallStep = "call";
    public const string ReviewStep = "decide";
    public const string MakeStep = "make";

    private const string CallInput = "call";

    /// <summary>The same tool, asked of the same people, gives the same version.</summary>
    public static TemplateClosure Of(WorkflowSpec parent, StepSpec.Agent step, Tool tool) => Of(
        parent,
        "call",
        [
            Taking(step),
            new StepSpec.Review
            {
                Id = ReviewStep,
                Title = "Decide",
                Of = CallStep,
                Policy = PolicyOf(parent, step.Spec),
                OnChanges = CallStep,
                Edges = [CallStep],
                ValueEdges = [CallStep],
            },
            Making(step, tool) with { Content = new Expr($"{{{{ steps.{ReviewStep}.artifact }}}}"), ApprovedBy = ReviewStep, Edges = [ReviewStep], ValueEdges = [ReviewStep] },
        ]);

    /// <summary>The same without the question, for a call that a grant covers: its effect names the grant, which is asked again before the call leaves.</summary>
    public static TemplateClosure Granted(WorkflowSpec parent, StepSpec.Agent step, Tool tool) => Of(
        parent,
        "granted-call",
        [Taking(step), Making(step, tool) with { Content = new Expr($"{{{{ inputs.{CallInput}.content }}}}"), Edges = [CallStep] }]);

    /// <summary>Who is asked about the calls of an agent: as its template says, else the owner of the template.</summary>
    public static ReviewPolicySpec PolicyOf(WorkflowSpec parent, AgentSpec agent) => agent.Approval ?? new ReviewPolicySpec { Reviewers = [parent.Owner], Expires = ReviewReader.Expires };

    /// <summary>What the run that holds one call is about. Its key is that of every try of the same call, also by a run that repeats this one.</summary>
    /// <param name="grant">Under which it is made without asking; null where a person is asked.</param>
    public static Value.Record Inputs(RunRow parent, string step, ArtifactRef call, GrantId? grant) => new(
    [
        new Field(CallInput, new Value.Record(
        [
            new Field("content", RunScopes.Reference(call, CallStep)),
            new Field("scope", new Value.Text(Digest.OfText($"{parent.First}\n{step}").Value)),
            .. grant is { } given ? new[] { new Field("grant", new Value.Text(given.Value)) } : [],
        ])),
    ]);

    public static ArtifactRef ContentOf(RunRow run) => RunScopes.Referenced(Call(run)["content"])!;

    public static string ScopeOf(RunRow run) => ValueText.ForPeople(Call(run)["scope"]);

    /// <summary>The grant under which a child makes its call; null where a person is asked.</summary>
    public static GrantId? GrantOf(RunRow run) => RunScopes.Inputs(run).Find(CallInput) is Value.Record call && call.Find("grant") is Value.Text { Content: { Length: > 0 } grant } ? new GrantId(grant) : null;

    /// <summary>Of the tool that a child's version calls.</summary>
    public static Digest PinOf(WorkflowGraph graph) => graph.Find(MakeStep) is StepSpec.Publish { To: TargetSpec.Tool tool } ? tool.Pin : Digest.None;

    /// <summary>Under which a child names the call that it holds, beside the items of other children.</summary>
    public static string ItemOf(string call) => "call:" + call;

    /// <summary>The key of the call that a child holds; null for a child that holds none.</summary>
    public static string? CallOf(RunRow child) => child.ParentItem.StartsWith("call:", StringComparison.Ordinal) ? child.ParentItem["call:".Length..] : null;

    private static TemplateClosure Of(WorkflowSpec parent, string what, ImmutableArray<StepSpec> steps) => new(
        new WorkflowSpec
        {
            Name = $"{what}-for-{parent.Name}",
            Title = parent.Title,
            Summary = $"An agent of {parent.Title} wants a tool to be called.",
            Owner = parent.Owner,
            Limits = parent.Limits with { Rounds = 0 },
            Steps = steps,
        },
        ImmutableSortedDictionary<string, WorkflowSpec>.Empty);

    private static StepSpec.Action Taking(StepSpec.Agent step) => new() { Id = CallStep, Title = step.Title, Name = Takes };

    private static StepSpec.Publish Making(StepSpec.Agent step, Tool tool) => new()
    {
        Id = MakeStep,
        Title = tool.Title,
        To = new TargetSpec.Tool(tool.Name, tool.Title, tool.Pin, tool.TakesKey, step.Spec.Declared?.FirstOrDefault(declared => declared.Name == tool.Name)),
        Content = new Expr(""),

        // What certainly did not happen is told to the agent, which may want something else then.
        OnFailure = OnFailure.Fail,
    };

    private static Value.Record Call(RunRow run) => (Value.Record)RunScopes.Inputs(run)[CallInput];
}
