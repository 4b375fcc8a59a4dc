using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Runs;
using AgentBot.Core.Runs.Working;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Reviews.Drills;

/// <summary>
/// The workflow behind a drill: it takes the altered copy and asks one person. It has no step that publishes, and nothing of a
/// workflow ever leaves without one: whatever is answered, the run ends there.
/// </summary>
public static class DrillWorkflow
{
    /// <summary>The action of the first step. No template can name it: it stands in no catalog.</summary>
    public const string Begins = "drill.begin";

    public const string CopyStep = "copy";
    public const string ReviewStep = "decide";

    private const string Input = "drill";
    private const string Ending = ".review";

    private static readonly TimeSpan LongestOpen = TimeSpan.FromDays(3);

    /// <summary>No file of a template can have this name, so nothing that follows runs of the template follows a drill.</summary>
    public static string NameOf(string template) => template + Ending;

    /// <summary>The template as people know it, of a drill's run and of any other.</summary>
    public static string TemplateOf(RunRow run) => People.DrillKey.Is(run.Requester) && run.Template.EndsWith(Ending, StringComparison.Ordinal) ? run.Template[..^Ending.Length] : run.Template;

    /// <param name="of">The workflow whose review is repeated.</param>
    public static TemplateClosure Of(WorkflowSpec of, StepSpec.Review review, PersonKey person)
    {
        TimeSpan open = review.Policy.Expires is { } expires && expires < LongestOpen ? expires : LongestOpen;
        var policy = new ReviewPolicySpec { Reviewers = [new Principal(PrincipalKind.Person, person.Value)], Delegate = false, Expires = open };
        return new TemplateClosure(
            new WorkflowSpec
            {
                Name = NameOf(of.Name),
                Title = of.Title,
                Summary = of.Summary,
                Owner = of.Owner,

                // It never waits in line, and so never tells anybody that it does.
                Limits = LimitsSpec.Default with { Rounds = of.Limits.Rounds, OpenReviews = 0 },
                Steps =
                [
                    new StepSpec.Action { Id = CopyStep, Title = of.Title, Name = Begins },
                    new StepSpec.Review { Id = ReviewStep, Title = review.Title, Of = CopyStep, Policy = policy, OnChanges = CopyStep, Edges = [CopyStep], ValueEdges = [CopyStep] },
                ],
            },
            ImmutableSortedDictionary<string, WorkflowSpec>.Empty);
    }

    public static Value.Record Inputs(ReviewRow of, ArtifactRef copy) => new(
    [
        new Field(Input, new Value.Record(
        [
            new Field("of", new Value.Text(of.Id.Value)),
            new Field("revision", new Value.Number(of.Revision)),
            new Field("channel", new Value.Text(of.Channel.Value)),
            new Field("copy", RunScopes.Reference(copy, CopyStep)),
        ])),
    ]);

    /// <summary>The review that a drill's run repeats.</summary>
    public static (ReviewId Of, int Revision) RepeatedBy(RunRow run) =>
        (new ReviewId(ValueText.ForPeople(Read(run)["of"])), (int)((Value.Number)Read(run)["revision"]).Amount);

    /// <summary>Where the review was asked that a drill repeats; of every other run, its own channel.</summary>
    public static ChannelKey ChannelOf(RunRow run) => People.DrillKey.Is(run.Requester) ? new ChannelKey(ValueText.ForPeople(Read(run)["channel"])) : run.Channel;

    public static StepResult Begin(StepContext context)
    {
        StepRow row = context.Row;
        ArtifactRef copy = RunScopes.Referenced(Read(context.Run)["copy"])!;
        return new StepResult(new RunEvent.StepSucceeded(row.Step, row.Round, row.Attempt, copy, copy.Content, "", false));
    }

    private static Value.Record Read(RunRow run) => (Value.Record)RunScopes.Inputs(run)[Input];
}
