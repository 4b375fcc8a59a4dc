using System.Text.Json;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Delivery.Drawing;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Reviews.Evidence;
using AgentBot.Core.Runs.Working;
using AgentBot.Core.Values;

namespace AgentBot.Core.Reviews.Together;

/// <summary>Reads from the stored bytes what <see cref="Likeness"/> judges; each time anew.</summary>
public sealed class LikenessReader(ReviewFactsReader facts, DrawingReads reads)
{
    public async ValueTask<Likeness> OfAsync(ReviewRow review, CancellationToken ct)
    {
        if (await reads.Runs.FindAsync(review.Run, ct) is not { } run)
        {
            return new Likeness("", "its run is no longer kept");
        }

        var plain = new LikenessFacts(review, run);

        // What is plain from the row alone need not be read out of the bytes.
        var (_, graph) = await reads.Closures.OfAsync(run.TemplateVersion, ct);
        plain = plain with
        {
            Targets = [.. ReviewBinding.Targets(run, graph, review.Step).Select(target => target.Target)],
            Needed = DecidingRule.Of(review, reads.People).Needed,
        };
        LikenessFacts hoped = plain with { Unusual = 0, Warning = "", Notes = 0, Failed = 0, Unsourced = 0, IsCut = false };
        if (Likeness.Of(hoped) is { IsAlike: false } alone)
        {
            return alone;
        }

        try
        {
            return Likeness.Of(WithContent(plain, await facts.ReadAsync(review, ct)));
        }
        catch (Exception unreadable) when (unreadable is InvalidOperationException or JsonException or DamagedArtifactException)
        {
            return new Likeness("", "its content cannot be read");
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
