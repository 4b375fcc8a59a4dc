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
    public static TemplateClosure Of(WorkflowSpec parent, StepSpec.Agent step, Tool tool) => new(
        new WorkflowSpec
        {
            Name = $"call-for-{parent.Name}",
            Title = parent.Title,
            Summary = $"An agent of {parent.Title} wants a tool to be called.",
            Owner = parent.Owner,
            Limits = parent.Limits with { Rounds = 0 },
            Steps =
            [
                new StepSpec.Action { Id = CallStep, Title = step.Title, Name = Takes },
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
                new StepSpec.Publish
                {
                    Id = MakeStep,
                    Title = tool.Title,
                    To = new TargetSpec.Tool(tool.Name, tool.Title, tool.Pin, tool.TakesKey, step.Spec.Declared?.FirstOrDefault(declared => declared.Name == tool.Name)),
                    Content = new Expr($"{{{{ steps.{ReviewStep}.artifact }}}}"),
                    ApprovedBy = ReviewStep,

                    // What certainly did not happen is told to the agent, which may want something else then.
                    OnFailure = OnFailure.Fail,
                    Edges = [ReviewStep],
                    ValueEdges = [ReviewStep],
                },
            ],
        },
        ImmutableSortedDictionary<string, WorkflowSpec>.Empty);

    /// <summary>Who is asked about the calls of an agent: as its template says, else the owner of the template.</summary>
    public static ReviewPolicySpec PolicyOf(WorkflowSpec parent, AgentSpec agent) => agent.Approval ?? new ReviewPolicySpec { Reviewers = [parent.Owner], Expires = ReviewReader.Expires };

    /// <summary>What the run that holds one call is about. Its key is that of every try of the same call, also by a run that repeats this one.</summary>
    public static Value.Record Inputs(RunRow parent, string step, ArtifactRef call) => new(
    [
        new Field(CallInput, new Value.Record(
        [
            new Field("content", RunScopes.Reference(call, CallStep)),
            new Field("scope", new Value.Text(Digest.OfText($"{parent.First}\n{step}").Value)),
        ])),
    ]);

    public static ArtifactRef ContentOf(RunRow run) => RunScopes.Referenced(Call(run)["content"])!;

    public static string ScopeOf(RunRow run) => ValueText.ForPeople(Call(run)["scope"]);

    /// <summary>Under which a child names the call that it holds, beside the items of other children.</summary>
    public static string ItemOf(string call) => "call:" + call;

    /// <summary>The key of the call that a child holds; null for a child that holds none.</summary>
    public static string? CallOf(RunRow child) => child.ParentItem.StartsWith("call:", StringComparison.Ordinal) ? child.ParentItem["call:".Length..] : null;

    private static Value.Record Call(RunRow run) => (Value.Record)RunScopes.Inputs(run)[CallInput];
}
