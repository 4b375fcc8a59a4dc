using System.Text.Json;
using AgentBot.Core.Artifacts;
using AgentBot.Core.People;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;

namespace AgentBot.Core.Reviews.RowByRow;

/// <summary>Reads tables under review, what was said of their rows, and drafts.</summary>
public sealed class RowReads(IReviewReader reviews, IArtifactReader artifacts)
{
    /// <summary>The table that a revision shows; null where it shows none, or its bytes are no longer kept.</summary>
    public async ValueTask<TableData?> ShownAsync(ReviewRow review, CancellationToken ct) =>
        review.Artifact.Type == ArtifactType.Table && await ValueAsync(review.Channel, review.Artifact.Content, ct) is Value.Table table ? table.Data : null;

    /// <summary>Everybody's yes to exactly this revision, row by row, in the order in which they were given: a plain one is one to every row.</summary>
    public async ValueTask<IReadOnlyList<RowSubmission>> SubmittedAsync(ReviewRow review, TableData shown, CancellationToken ct)
    {
        var submitted = new List<RowSubmission>();
        foreach (DecisionRow decision in (await reviews.DecisionsAsync(review.Id, ct)).Where(decision => decision.Revision == review.Revision && Approvals.LetsOut(decision)))
        {
            RowChoices? choices = decision.Kind == DecisionKind.Approve ? RowChoices.Approving(shown) : await ChoicesAsync(review, decision, ct);
            submitted.Add(new RowSubmission(decision.Person, decision.Kind, choices ?? throw new InvalidOperationException("The choices of a decision are missing."), decision.At));
        }

        return submitted;
    }

    /// <summary>Whether somebody let rows of this revision out one by one.</summary>
    public async ValueTask<bool> IsByRowsAsync(ReviewRow review, CancellationToken ct) =>
        (await reviews.DecisionsAsync(review.Id, ct)).Any(decision => decision.Revision == review.Revision && decision.Kind == DecisionKind.Rows);

    /// <summary>What this person has marked of the revision so far, or what is left of what they had said of an earlier one.</summary>
    public async ValueTask<StandingDraft> DraftAsync(ReviewRow review, TableData shown, PersonKey person, DirectorySnapshot people, CancellationToken ct)
    {
        RowDraftRow[] mine = [.. (await reviews.DraftsAsync(review.Id, ct)).Where(draft => people.Current(draft.Person) == people.Current(person))];
        RowDraftRow? own = mine.FirstOrDefault(draft => draft.Revision == review.Revision && draft.Person == person);
        RowDraftRow? latest = mine.Where(draft => draft.Revision == review.Revision && draft.Shown == review.Artifact.Content).MaxBy(draft => draft.At);
        RowChoices choices = latest is null ? await CarriedAsync(review, shown, person, people, mine, ct) : RowChoices.Read(latest.Choices).Of(shown);
        return new StandingDraft(choices, own?.RowVersion);
    }

    private async ValueTask<RowChoices> CarriedAsync(ReviewRow review, TableData shown, PersonKey person, DirectorySnapshot people, RowDraftRow[] drafts, CancellationToken ct)
    {
        if (review.Revision == 1)
        {
            return RowChoices.None;
        }

        DecisionRow[] said = [.. (await reviews.DecisionsAsync(review.Id, ct)).Where(decision => HoldsChoices(decision) && people.Current(decision.Person) == people.Current(person))];
        for (int revision = review.Revision - 1; revision > 0; revision--)
        {
            RowDraftRow? draft = drafts.Where(row => row.Revision == revision).MaxBy(row => row.At);
            DecisionRow? decision = said.LastOrDefault(row => row.Revision == revision);
            if (draft is null && decision is null)
            {
                continue;
            }

            RowChoices? choices = draft is not null && !(decision?.At >= draft.At) ? RowChoices.Read(draft.Choices) : await ChoicesAsync(review, decision!, ct);
            return choices is not null && await reviews.FindAsync(review.Id, revision, ct) is { } earlier && await ShownAsync(earlier, ct) is { } before
                ? RowDrafts.Carried(before, choices, shown)
                : RowChoices.None;
        }

        return RowChoices.None;
    }

    private static bool HoldsChoices(DecisionRow decision) => !decision.Edited.IsNone && decision.Kind is DecisionKind.Rows or DecisionKind.RequestChanges or DecisionKind.Reject;

    /// <summary>The choices that a decision names; null for one without.</summary>
    public async ValueTask<RowChoices?> ChoicesAsync(ReviewRow review, DecisionRow decision, CancellationToken ct)
    {
        if (!HoldsChoices(decision) || await ValueAsync(review.Channel, decision.Edited, ct) is not { } value)
        {
            return null;
        }

        try
        {
            return RowChoices.Read(value);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>What a decision said of rows: "212 approved (12,000.00 EUR), 80 refused"; empty for one about the whole.</summary>
    public async ValueTask<string> HowAsync(DecisionRow decision, CancellationToken ct) =>
        HoldsChoices(decision)
        && await reviews.FindAsync(decision.Review, decision.Revision, ct) is { } review
        && await ShownAsync(review, ct) is { } shown
        && await ChoicesAsync(review, decision, ct) is { } choices
        && RowRule.Apply(shown, choices) is { IsRefused: false, Value: var result }
            ? RowWords.Totals(shown, result)
            : "";

    /// <summary>A value of the channel; null where it is gone or is none.</summary>
    public async ValueTask<Value?> ValueAsync(ChannelKey channel, Digest content, CancellationToken ct)
    {
        try
        {
            return await artifacts.FindAsync(channel, content, ct) is { } artifact ? ValueJson.Read(artifact.Bytes.Span) : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or DamagedArtifactException)
        {
            return null;
        }
    }
}

/// <param name="Kind">Approve for a plain yes to everything.</param>
public sealed record RowSubmission(PersonKey Person, DecisionKind Kind, RowChoices Choices, DateTimeOffset At);

/// <param name="Version">Of the row that keeps it under this very account; null where there is none yet.</param>
public sealed record StandingDraft(RowChoices Choices, long? Version);
