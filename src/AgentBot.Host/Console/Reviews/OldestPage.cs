using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core;
using AgentBot.Core.People;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Reviews.Together;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Host.WebConsole;

/// <summary>Everything that one person may decide, oldest first and page by page, with what of it is alike.</summary>
public sealed class OldestPage(WaitingReviews queue, ReviewLister lister, LikenessReader likeness, Closures closures, IRunReader runs, ConsoleSettings settings) : IConsolePage
{
    private const int PageSize = 25;
    private const int MostGroups = 8;

    public string Pattern => "console/reviews/queue";

    public async ValueTask<PageContent?> BuildAsync(Viewer viewer, PageAddress address, CancellationToken ct)
    {
        string of = address.Asked("of");
        int page = int.TryParse(address.Asked("page"), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 1;
        QueuePage found = await queue.PageAsync(viewer.Key, settings.Workspace, FilterOf(of, viewer), page, PageSize, ct);
        var lines = ImmutableArray.CreateBuilder<QueueLine>();
        foreach (WaitingReview waiting in await lister.ReadAsync(found.Shown, viewer, ct))
        {
            ReviewRow row = waiting.Review.Row;
            (RungSpec Rung, DateTimeOffset At)? next = ReviewTimes.NextRung(row);
            lines.Add(new QueueLine(new QueuedReview(waiting, await likeness.RiskAsync(row, ct)), next is { } rung ? viewer.Directory.NameOf(rung.Rung.To) : "", next?.At));
        }

        var model = new OldestModel(of, lines.ToImmutable(), found, await GroupsAsync(viewer, ct), await WorkloadAsync(viewer, found, ct), (await runs.HeldAsync(100, ct)).Count(run => run.Workspace == settings.Workspace));
        return new PageContent("Reviews, oldest first", NavPlace.Reviews, typeof(Oldest), model, [new LivePart("oldest", typeof(OldestList), model)]);
    }

    /// <summary>"#finance" or "finance" for a channel, else the name of a template.</summary>
    private static QueueFilter FilterOf(string of, Viewer viewer)
    {
        string name = of.Trim().TrimStart('#');
        return name.Length == 0 ? QueueFilter.None
            : viewer.Directory.Channels.FirstOrDefault(channel => channel.Name.TrimStart('#').Equals(name, StringComparison.OrdinalIgnoreCase)) is { } channel ? new QueueFilter(null, channel.Key)
            : new QueueFilter(name.ToLowerInvariant(), null);
    }

    private async ValueTask<ImmutableArray<AlikeLine>> GroupsAsync(Viewer viewer, CancellationToken ct)
    {
        var groups = ImmutableArray.CreateBuilder<AlikeLine>();
        foreach (AlikeReviews group in await queue.AlikeAsync(viewer.Key, settings.Workspace, MostGroups, ct))
        {
            if (await runs.FindAsync(group.First.Run, ct) is { } run)
            {
                groups.Add(new AlikeLine(group, ReviewSurfaces.NounOf(group.First.Artifact.Type), RunTitle.Bare(run, await closures.FindAsync(run, ct)), viewer.ChannelName(run.Channel)));
            }
        }

        return groups.ToImmutable();
    }

    private async ValueTask<ImmutableArray<Workload>> WorkloadAsync(Viewer viewer, QueuePage found, CancellationToken ct)
    {
        DirectorySnapshot people = viewer.Directory;
        PersonKey[] others =
        [
            .. found.Shown.SelectMany(review => DecidingRule.Of(review, people).Now?.Seats ?? []).Select(seat => people.Current(seat.Holder)).Distinct()
                .Where(other => !people.IsSame(other, viewer.Key)).OrderBy(people.NameOf, StringComparer.Ordinal).Take(Workload.MostShown),
        ];
        var all = ImmutableArray.CreateBuilder<Workload>();
        foreach (PersonKey other in others)
        {
            all.Add(new Workload(people.NameOf(other), await queue.CountAsync(other, settings.Workspace, Workload.MostCounted, ct)));
        }

        return all.ToImmutable();
    }
}

/// <param name="Of">What is shown of all, as it was asked.</param>
/// <param name="InLine">Runs that wait in line for reviewers.</param>
public sealed record OldestModel(string Of, ImmutableArray<QueueLine> Lines, QueuePage Found, ImmutableArray<AlikeLine> Groups, ImmutableArray<Workload> Others, int InLine);

/// <param name="Next">Who is asked next when nobody decides; empty for nobody.</param>
public sealed record QueueLine(QueuedReview Queued, string Next, DateTimeOffset? NextAt);

public sealed record AlikeLine(AlikeReviews Group, string Noun, string Title, string Channel)
{
    public string Count => Amounts.Count(Group.Count, Noun);
}

/// <summary>How much somebody has before them.</summary>
public sealed record Workload(string Name, int Count)
{
    public const int MostShown = 6;
    public const int MostCounted = 200;

    public override string ToString() => $"{Name} {(Count >= MostCounted ? "at least " : "")}{Amounts.Count(Count)}";
}
