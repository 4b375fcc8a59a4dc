using System.Collections.Immutable;
using System.Text.Json.Nodes;
using AgentBot.Chat.Slack.Answering;
using AgentBot.Chat.Slack.Drawing;
using AgentBot.Chat.Slack.Knowing;
using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.Delivery.Drawing;
using AgentBot.Core.People;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Reviews.Together;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;

namespace AgentBot.Chat.Slack.Home;

/// <summary>Reads what one person's Home tab shows, as committed.</summary>
public sealed class HomeReader(DrawingReads reads, ReviewAnswers reviews, WaitingReviews waiting, RunFactsReader runs, OfferedTemplates offered, ScheduleFactsReader schedules, HomeLinks links)
{
    private const int MostReviews = 8;
    private const int MostGroups = 3;
    private const int MostRuns = 10;
    private const int MostSchedules = 10;

    public async ValueTask<JsonObject> DrawAsync(WorkspaceKey workspace, string account, CancellationToken ct)
    {
        DirectorySnapshot people = reads.People;
        PersonKey person = people.KeyOf(SlackRoster.PlatformName, account);
        var clock = new CardClock(people.Find(person)?.TimeZone ?? "Etc/UTC", reads.Time.GetUtcNow());
        QueuePage found = await waiting.PageAsync(person, workspace, QueueFilter.None, 1, MostReviews, ct);
        return HomeView.Draw(
            new HomeFacts
            {
                Reviews = await ReviewsAsync(found.Shown, people, ct),
                Waiting = found.Count,
                Alike = [.. (await waiting.AlikeAsync(person, workspace, MostGroups, ct)).Select(group => new HomeAlike(group.Kin, group.Count, ReviewSurfaces.NounOf(group.First.Artifact.Type), people.Channel(group.First.Channel)?.Name ?? ""))],
                Runs = await RunsAsync(workspace, person, ct),
                Startable = people.Find(person) is null or { IsOutside: true }
                    ? []
                    : [.. offered.Anywhere(person, SlackRoster.PlatformName, workspace).Select(template => new TemplateLine(template.Name, template.Workflow.Title, template.Workflow.Summary, true))],
                Schedules = [.. (await schedules.MineAsync(workspace, person, MostSchedules, ct)).Select(line => new HomeLine($"Schedule {line.Number} · {line.Title}, {line.Words}", line.State, ""))],
                DrawnAt = clock.MomentInCity(clock.Now),
            },
            links.Replies.Context);
    }

    private async ValueTask<ImmutableArray<HomeReview>> ReviewsAsync(ImmutableArray<ReviewRow> rows, DirectorySnapshot people, CancellationToken ct)
    {
        var waits = ImmutableArray.CreateBuilder<HomeReview>();
        foreach (ReviewRow review in rows)
        {
            if (await reads.Runs.FindAsync(review.Run, ct) is { } run)
            {
                string name = people.Channel(run.Channel)?.Name ?? "";
                ViewRow? view = await reads.Delivery.FindViewAsync(Conversations.ThreadOf(run), Purposes.Review(review.Id, review.Revision), ct);
                waits.Add(new HomeReview(await reviews.CardAsync(review, ct), name.Length == 0 ? "" : $"#{name}", LinkTo(run.Channel, view)));
            }
        }

        return waits.ToImmutable();
    }

    private async ValueTask<ImmutableArray<HomeLine>> RunsAsync(WorkspaceKey workspace, PersonKey person, CancellationToken ct)
    {
        var mine = ImmutableArray.CreateBuilder<HomeLine>();
        foreach (RunRow run in await reads.Runs.ListAsync(new RunQuery(workspace, null, null, null, person, RootsOnly: true, null, MostRuns), ct))
        {
            if (await runs.ReadAsync(run.Id, ct) is { } facts)
            {
                ViewRow? root = await reads.Delivery.FindViewAsync(Conversations.RootOf(run), Purposes.Run(run.Id), ct);
                mine.Add(new HomeLine($"Run {run.Number} · {facts.TemplateTitle}{(run.About.Length == 0 ? "" : ", " + run.About)}", ProgressCard.Line(facts), LinkTo(run.Channel, root)));
            }
        }

        return mine.ToImmutable();
    }

    private string LinkTo(ChannelKey channel, ViewRow? view) =>
        view is { Message.Length: > 0 } && links.Gateways.For(channel) is { } gateway ? gateway.LinkTo(channel, view.Message) : "";
}

/// <summary>Where the lines of a Home tab lead.</summary>
public sealed record HomeLinks(Gateways Gateways, SlackReplies Replies);
