using System.Collections.Immutable;
using System.Text.Json;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.People;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Drills;
using AgentBot.Core.Reviews.Evidence;
using AgentBot.Core.Reviews.RowByRow;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Runs;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Tools.Grants;
using AgentBot.Core.Values;

namespace AgentBot.Core.Delivery.Drawing;

/// <summary>Reads from the store what one review card says. Nothing on it is taken from an agent's words unless it is labelled so.</summary>
public sealed class ReviewFactsReader(DrawingReads reads, CostReader costs, SourceReader sources, LastApprovedReader approved, RowReads rows, CallGrants grants)
{
    private const int MostFactsRead = 200;

    /// <exception cref="InvalidOperationException">The reviewed bytes are missing: the store is damaged.</exception>
    public async ValueTask<ReviewFacts> ReadAsync(ReviewRow review, CancellationToken ct)
    {
        RunRow run = (await reads.Runs.FindAsync(review.Run, ct))!;
        return DrillKey.Is(review.Requester) && await RepeatedAsync(run, ct) is { } repeated
            ? await DrillAsync(review, run, repeated, ct)
            : await ReadAsync(review, run, ct);
    }

    private async ValueTask<ReviewRow?> RepeatedAsync(RunRow run, CancellationToken ct)
    {
        (ReviewId of, int revision) = DrillWorkflow.RepeatedBy(run);
        return await reads.Reviews.FindAsync(of, revision, ct) is { } review
            && await reads.Artifacts.FindAsync(review.Channel, review.Artifact.Content, ct) is not null ? review : null;
    }

    // A drill reads like the review that it repeats, but for what was planted, who is asked and until when.
    private async ValueTask<ReviewFacts> DrillAsync(ReviewRow review, RunRow run, ReviewRow repeated, CancellationToken ct)
    {
        ReviewFacts like = await ReadAsync(repeated with { Revision = 1, Before = Digest.None, ChangesUsed = 0 }, ct);
        return like with
        {
            Review = review,
            RunNumber = run.Number,
            Content = await ValueOfAsync(run, review.Artifact.Content, ct) ?? throw new InvalidOperationException($"The content {review.Artifact.Content.Short} of a drill is missing."),
            Reviewers = DecidersReader.Read(review, await reads.DecisionsAsync(review, ct), reads.People, reads.ClockOf(run)),
            Clock = reads.ClockOf(run),
        };
    }

    private async ValueTask<ReviewFacts> ReadAsync(ReviewRow review, RunRow run, CancellationToken ct)
    {
        var (_, graph) = await reads.Closures.OfAsync(run.TemplateVersion, ct);
        var spec = (StepSpec.Review)graph.Step(review.Step);
        IReadOnlyList<StepRow> history = await reads.Runs.HistoryAsync(run.Id, ct);
        (RunCost cost, bool offline) = await costs.OfAsync(run, graph.Spec, ct);
        bool usesFacts = graph.Spec.Steps.OfType<StepSpec.Agent>().Any(agent => agent.Spec.Context.Contains(AgentContext.Facts));
        var facts = usesFacts ? await reads.Facts.ListAsync(run.Channel, null, 0, MostFactsRead, ct) : [];
        Value content = await ValueOfAsync(run, review.Artifact.Content, ct) ?? throw new InvalidOperationException($"The content {review.Artifact.Content.Short} under review is missing.");
        ArtifactKind kind = ReviewSurfaces.For(review.Artifact.Type, content);
        bool isAsked = AskingSystem.Is(run.Requester);
        return new ReviewFacts
        {
            Review = review,
            RunNumber = await RootNumberAsync(run, ct),
            TemplateTitle = isAsked && run.About.Length > 0 ? run.About : graph.Spec.Title,
            About = isAsked ? "" : run.About,
            Requester = reads.NameOf(run.Requester),
            System = isAsked ? reads.NameOf(run.Requester) : "",
            StartedBy = run.StartedBy,
            Effects = Names.Planned(run, graph, review.Step, reads.People),
            Leaves = LeavingReader.Read(run, graph, review.Step, reads.People),
            Content = content,
            Sources = kind.NeedsSources(content) ? await sources.ReadAsync(run, graph, history, facts, ct) : SourceBook.Unread,
            Unknown = await sources.UnknownAsync(run, review, content, ct),
            Before = review.Before.IsNone ? null : await ValueOfAsync(run, review.Before, ct),
            LastApproved = review.Revision == 1 && kind.IsComparedBetweenRuns ? await approved.FindAsync(run, review, ct) : null,
            Remark = await RemarkAsync(review, ct),
            Reviewers = DecidersReader.Read(review, await reads.DecisionsAsync(review, ct), reads.People, reads.ClockOf(run)) with { AlsoIn = Names.AlsoAsked(run, review.Step, reads.People) },
            Rounds = graph.Spec.Limits.Rounds,
            RemarkGoesTo = graph.Step(spec.OnChanges).Title,
            Grant = review is { IsOpen: true, Artifact.Type: ArtifactType.Call } ? await grants.OfferAsync(run, graph, content, ct) : null,
            FactsUsed = facts.Count,
            Limits = [.. UnusualRows.LimitsIn(facts.Select(fact => fact.Text))],
            Cost = cost,
            Notes = [.. await SaidOfRowsAsync(review, content, ct), .. Notes(history, review, graph)],
            Offline = offline,
            Failed = await FailedAsync(run, graph, spec, history, ct),
            SourceFile = SourceFile(run),
            Clock = reads.ClockOf(run),
        };
    }

    private async ValueTask<long> RootNumberAsync(RunRow run, CancellationToken ct) =>
        run.Number > 0 || run.Parent is null ? run.Number : (await reads.Runs.FindAsync(run.Root, ct))!.Number;

    private async ValueTask<Value?> ValueOfAsync(RunRow run, Digest content, CancellationToken ct) =>
        await reads.Artifacts.FindAsync(run.Channel, content, ct) is { } artifact ? ValueJson.Read(artifact.Bytes.Span) : null;

    private async ValueTask<ReviewRemark?> RemarkAsync(ReviewRow review, CancellationToken ct)
    {
        if (review.Revision == 1)
        {
            return null;
        }

        IReadOnlyList<DecisionRow> decisions = await reads.Reviews.DecisionsAsync(review.Id, ct);
        DecisionRow? cause = decisions.LastOrDefault(decision =>
            decision.Revision == review.Revision - 1 && decision.Kind is DecisionKind.RequestChanges or DecisionKind.Edit && decision.Revision == review.Revision - 1);
        return cause switch
        {
            { Kind: DecisionKind.RequestChanges } => new ReviewRemark(RemarkKind.SentBack, reads.NameOf(cause.Person), cause.Note),
            { Kind: DecisionKind.Edit } => new ReviewRemark(RemarkKind.Edited, reads.NameOf(cause.Person), cause.Note),
            _ => new ReviewRemark(RemarkKind.Voided, "AgentBot", review.Reason),
        };
    }

    // Who comes later approves what is left, and has to know what is not.
    private async ValueTask<IEnumerable<string>> SaidOfRowsAsync(ReviewRow review, Value content, CancellationToken ct) =>
        review.IsOpen && content is Value.Table table && await rows.IsByRowsAsync(review, ct)
            ? (await rows.SubmittedAsync(review, table.Data, ct))
                .Where(submission => submission.Kind == DecisionKind.Rows)
                .Select(submission => RowWords.Said(reads.NameOf(submission.Person), table.Data, submission.Choices) + " What was refused stays out.")
            : [];

    // Notes of the steps behind this revision; those of later rounds are not about it.
    private static ImmutableArray<string> Notes(IReadOnlyList<StepRow> history, ReviewRow review, WorkflowGraph graph)
    {
        HashSet<string> behind = [.. graph.Spec.Steps.Where(step => graph.WithDescendants(step.Id).Contains(review.Step)).Select(step => step.Id)];
        DateTimeOffset until = review.OpenedAt;
        return
        [
            .. history
                .Where(row => behind.Contains(row.Step) && row.Notes.Length > 0 && row.Status == StepStatus.Succeeded && row.EndedAt <= until)
                .GroupBy(row => row.Step)
                .Select(rows => rows.MaxBy(row => (row.Round, row.Attempt))!)
                .SelectMany(row => JsonSerializer.Deserialize(row.Notes, StoreJson.Default.IReadOnlyListString) ?? [])
                .Distinct(),
        ];
    }

    private async ValueTask<ImmutableArray<FailedItem>> FailedAsync(
        RunRow run,
        WorkflowGraph graph,
        StepSpec.Review spec,
        IReadOnlyList<StepRow> history,
        CancellationToken ct)
    {
        var failed = ImmutableArray.CreateBuilder<FailedItem>();
        foreach (StepRow row in history.Where(row => row.ItemsFailed > 0 && row.Status == StepStatus.Succeeded && graph.WithDescendants(row.Step).Contains(spec.Id)))
        {
            foreach (StepRow item in await reads.Runs.ItemsAsync(run.Id, row.Step, row.Round, ct))
            {
                if (item is { Status: StepStatus.Failed, Item.Length: > 0 })
                {
                    failed.Add(new FailedItem($"Row {item.Ordinal + 1}", item.Failure));
                }
            }
        }

        return failed.ToImmutable();
    }

    private static string SourceFile(RunRow run) =>
        RunScopes.Inputs(run).Fields.Select(field => field.Value).OfType<Value.File>().FirstOrDefault()?.Name ?? "";
}
