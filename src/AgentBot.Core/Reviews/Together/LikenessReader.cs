using System.Text.Json;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Delivery.Drawing;
using AgentBot.Core.People;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Reviews.Drills;
using AgentBot.Core.Reviews.Evidence;
using AgentBot.Core.Runs.Working;
using AgentBot.Core.Values;

namespace AgentBot.Core.Reviews.Together;

/// <summary>Reads from the stored bytes what <see cref="Likeness"/> judges; each time anew.</summary>
public sealed class LikenessReader(ReviewFactsReader facts, DrawingReads reads)
{
    private const string Unreadable = "its content cannot be read";

    public async ValueTask<Likeness> OfAsync(ReviewRow review, CancellationToken ct)
    {
        if (await PlainAsync(review, ct) is not { } plain)
        {
            return new Likeness("", "its run is no longer kept");
        }

        // What is plain from the row alone need not be read out of the bytes.
        LikenessFacts hoped = plain with { Unusual = 0, Warning = "", Notes = 0, Failed = 0, Unsourced = 0, IsCut = false };
        if (Likeness.Of(hoped) is { IsAlike: false } alone)
        {
            return alone;
        }

        return await ReadAsync(plain, ct) is { } read ? Likeness.Of(read) : new Likeness("", Unreadable);
    }

    /// <summary>How much harm a wrong yes to it can do, also where it is decided already.</summary>
    public async ValueTask<Risk> RiskAsync(ReviewRow review, CancellationToken ct)
    {
        try
        {
            return await PlainAsync(review, ct) is { } plain && await ReadAsync(plain, ct) is { } read ? Risk.Of(read) : new Risk(RiskLevel.Medium, Unreadable);
        }
        catch (Exception unreadable) when (unreadable is InvalidOperationException or JsonException)
        {
            // Its workflow or its names are no longer kept: a list that shows it is shown all the same.
            return new Risk(RiskLevel.Medium, Unreadable);
        }
    }

    private async ValueTask<LikenessFacts?> PlainAsync(ReviewRow review, CancellationToken ct)
    {
        if (await reads.Runs.FindAsync(review.Run, ct) is not { } run)
        {
            return null;
        }

        // A drill is as dangerous as the review that it repeats would be.
        if (DrillKey.Is(run.Requester) && await reads.Reviews.FindAsync(DrillWorkflow.RepeatedBy(run).Of, ct) is { } repeated && await PlainAsync(repeated, ct) is { } real)
        {
            return real with { Review = review with { Step = repeated.Step }, Shown = review };
        }

        var (_, graph) = await reads.Closures.OfAsync(run.TemplateVersion, ct);
        return new LikenessFacts(review, run)
        {
            Targets = [.. ReviewBinding.Targets(run, graph, review.Step).Select(target => target.Target)],
            Needed = DecidingRule.Of(review, reads.People).Needed,
        };
    }

    private async ValueTask<LikenessFacts?> ReadAsync(LikenessFacts plain, CancellationToken ct)
    {
        try
        {
            return WithContent(plain, await facts.ReadAsync(plain.Shown ?? plain.Review, ct));
        }
        catch (Exception unreadable) when (unreadable is InvalidOperationException or JsonException or DamagedArtifactException)
        {
            return null;
        }
    }

    private static LikenessFacts WithContent(LikenessFacts plain, ReviewFacts read) => plain with
    {
        Unusual = Unusual(read),
        Warning = ReviewCard.WarningOf(read),
        Notes = read.Notes.Length,
        Failed = read.Failed.Length,
        Unsourced = EvidenceList.Of(read.Content).Count(claim => !read.Sources.IsRead || read.Sources.Find(claim.Source) is null),
        IsCut = ReviewCard.IsCut(read),
    };

    private static int Unusual(ReviewFacts read)
    {
        if (read.Content is not Value.Table data)
        {
            return 0;
        }

        // In every table one row is the largest.
        var table = new TableContent(data.Data);
        return table.All.Count - table.Ordinary.Count + UnusualRows.In(table, read.Limits).Count(row => row.Kind != UnusualKind.Largest);
    }
}
