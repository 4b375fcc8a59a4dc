using System.Collections.Concurrent;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.Delivery.Drawing;
using AgentBot.Core.Reviews.Surfaces;

namespace AgentBot.Core.Reviews;

/// <summary>What the person who decided, or came too late, gets back.</summary>
public sealed class ReviewAnswers(ReviewFactsReader facts, ReviewOutcomes outcomes, DrawingReads reads)
{
    private const int MostKept = 4_096;

    /// <summary>Whether the card of an open revision gave way to its limits when it was drawn last: who clicks has that card, and need not wait for another drawing.</summary>
    private readonly ConcurrentDictionary<(ReviewId Review, int Revision, Digest Content), bool> _cut = new();

    public async ValueTask<Card> CardAsync(ReviewRow review, CancellationToken ct) => (await DrawAsync(review, ct)).Card;

    /// <summary>The card, and for an open one that shows only a part the whole beside it.</summary>
    public async ValueTask<(Card Card, ChatFile? Whole)> DrawAsync(ReviewRow review, CancellationToken ct)
    {
        ReviewFacts read = await facts.ReadAsync(review, ct);
        return await outcomes.OfAsync(review, ct) switch
        {
            null => Open(review, read),
            // What the person changed is told against what was shown to them, which is the revision before.
            ReviewOutcome.EditedAndApproved edited when read.Before is { } shown => (ReviewCard.Resolved(read with { Content = shown }, edited), null),
            { } outcome => (ReviewCard.Resolved(read, outcome), null),
        };
    }

    /// <summary>The card in the place of the one clicked, as committed.</summary>
    public async ValueTask<Reply> AfterAsync(ReviewRow decided, string sentence, CancellationToken ct)
    {
        ReviewRow now = (await reads.Reviews.FindAsync(decided.Id, decided.Revision, ct))!;
        return new Reply.Decided(await CardAsync(now, ct), sentence);
    }

    /// <summary>For a redelivery: the answer of the first time, drawn from what stands now.</summary>
    public async ValueTask<Reply> RepeatAsync(string answer, CancellationToken ct)
    {
        ReceiptAnswer first = System.Text.Json.JsonSerializer.Deserialize(answer, StoreJson.Default.ReceiptAnswer)!;
        (ReviewId id, int revision) = ReviewTimes.ParseSubject(first.Id);
        ReviewRow now = (await reads.Reviews.FindAsync(id, revision, ct))!;
        return new Reply.Decided(await CardAsync(now, ct), first.Text);
    }

    /// <summary>True where the card of an open review does not show everything.</summary>
    /// <exception cref="DamagedArtifactException">What was shown is no longer what is kept.</exception>
    /// <exception cref="InvalidOperationException">What was shown is no longer kept: the store is damaged.</exception>
    public async ValueTask<bool> IsCutAsync(FoundReview found, CancellationToken ct)
    {
        ReviewRow review = found.Review;
        if (!_cut.TryGetValue(KeyOf(review), out bool isCut))
        {
            return ReviewCard.IsCut(await facts.ReadAsync(review, ct));
        }

        // The drawing was of these bytes; that they are the ones still kept is asked at each decision.
        return await reads.Artifacts.FindAsync(review.Channel, review.Artifact.Content, ct) is null
            ? throw new InvalidOperationException($"The content {review.Artifact.Content.Short} under review is missing.")
            : isCut;
    }

    /// <summary>Says who was first, and when.</summary>
    public async ValueTask<Refusal> TooLateAsync(ReviewId id, CancellationToken ct)
    {
        if (await reads.Reviews.FindAsync(id, ct) is not { } review || await reads.Runs.FindAsync(review.Run, ct) is not { } run)
        {
            return new Refusal(RefusalKind.Unknown, "This question is no longer kept.", "Your click changed nothing.");
        }

        CardClock clock = reads.ClockOf(run);
        string at = review.ClosedAt is { } closed ? $" at {clock.HourOrMoment(closed)}" : "";
        string by = review.ClosedBy is { } person ? reads.NameOf(person) : "Somebody";
        string what = review.State switch
        {
            ReviewState.Approved => $"{by} approved this{at}.",
            ReviewState.Rejected => $"{by} rejected this{at}.",
            ReviewState.ChangesRequested => $"{by} sent this back{at}.",
            ReviewState.Superseded => $"{by} changed this{at}.",
            ReviewState.Withdrawn => $"{by} took this back{at}.",
            ReviewState.Expired => $"Nobody decided in time; it expired{at}.",
            ReviewState.Cancelled => $"This run was stopped{at}.",
            ReviewState.Voided => "What you saw is no longer what would go out.",
            _ => "This changed while you decided.",
        };
        return new Refusal(RefusalKind.TooLate, what, "Your click changed nothing.", review.IsOpen ? "Use the newest card." : "Nothing to do.");
    }

    public static Refusal Replaced(FoundReview found, int clicked)
    {
        ReviewRow review = found.Review;
        string label = found.Run.Number + review.Letter;
        return new Refusal(
            RefusalKind.Replaced,
            clicked < review.Revision ? $"This is version {clicked}; version {review.Revision} is out." : "This button does not belong to what stands here now.",
            "Nothing was decided.",
            "Decide on the newest card.")
        {
            Suggestions = [new SuggestedCommand($"Show {label}", $"show {label}")],
        };
    }

    private (Card Card, ChatFile? Whole) Open(ReviewRow review, ReviewFacts read)
    {
        Card card = ReviewCard.Pending(read, out bool isCut);
        if (_cut.Count >= MostKept)
        {
            _cut.Clear();
        }

        _cut[KeyOf(review)] = isCut;
        return (card, isCut ? ReturnedFile.Write(review.Artifact.Type, read.Content, read.Label, review.Revision) : null);
    }

    private static (ReviewId, int, Digest) KeyOf(ReviewRow review) => (review.Id, review.Revision, review.Artifact.Content);
}
