using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.People;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Digests;
using AgentBot.Core.Reviews.Together;
using AgentBot.Core.Schedules;
using AgentBot.Core.Storing;
using AgentBot.Host.Tests.Faults;
using AgentBot.Host.Tests.Slack;
using AgentBot.Testing;

namespace AgentBot.Host.Tests.Together;

/// <summary>What somebody is told of their day: when they ask, and by itself.</summary>
public sealed class DigestTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    public async Task It_names_what_is_most_urgent_what_is_alike_and_what_happened_and_nothing_of_others()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Memo, SmallTemplates.BenAlone);
        await host.StartAsync("run memo text=\"First\"");
        await host.StartAsync("run memo text=\"Second\"");
        ReviewRow done = await host.ReviewAsync(await host.StartAsync("run ben-alone text=\"Done\""));
        Assert.IsType<Reply.Decided>(await host.DecideAsync(done, FaultHost.Ben, DecisionKind.Approve));
        await host.WorkAsync();
        while (await host.Get<LikenessKeeper>().CompareAsync(Ct) > 0)
        {
        }

        Card card = ((Reply.Shown)await host.SayAsync("reviews digest", FaultHost.Ben)).Card;
        string words = CardJson.Write(card);
        Assert.StartsWith("2 things need you, 1 went well.", card.FallbackText, StringComparison.Ordinal);
        Assert.Contains("one of @finance-leads", words, StringComparison.Ordinal);
        Assert.Contains("2 messages of Memo, low risk, nothing unusual", words, StringComparison.Ordinal);
        Assert.Equal(["Start with the most urgent", "Decide 2 together…", "All open reviews"], card.Actions.Select(action => action.Title));
        Assert.StartsWith("Nothing needs you", ((Reply.Shown)await host.SayAsync("reviews digest")).Card.FallbackText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_comes_once_on_a_working_day_to_those_whom_something_needs()
    {
        var clock = new ShiftedClock();
        clock.Advance(new DateTimeOffset(2030, 1, 7, 10, 0, 0, TimeSpan.Zero) - clock.GetUtcNow());
        await using SlackHost host = await SlackHost.StartAsync(false, [SmallTemplates.BenAlone], ["--AgentBot:TimeZone=Etc/UTC"], clock);
        await host.CommandAsync("run ben-alone text=Hello");
        await SlackHost.UntilAsync(() => host.Reviews.OpenAsync(SlackHost.Channel.Workspace, null, null, 0, 10, Ct).AsTask().Result.Count == 1, "The run never asked");
        await host.Get<DigestTeller>().TellAsync(Ct);
        Assert.Null(await ToldAsync(host, "ben"));

        var settings = new ReviewSettings { DigestAt = new TimeOnly(9, 30) };
        DigestTeller Teller() => new(host.Get<DigestReader>(), host.Get<IDirectory>(), host.Get<IStoreMarks>(), host.Get<ICommitter>(), settings, host.Get<WorkingTime>(), clock);
        DigestTeller teller = Teller();
        await teller.TellAsync(Ct);
        await teller.TellAsync(Ct);
        await Teller().TellAsync(Ct);
        await SlackHost.UntilAsync(() => ToldAsync(host, "ben").AsTask().Result is { Message.Length: > 0 }, "Ben's digest never came into his chat");
        Assert.Equal(1, (await ToldAsync(host, "ben"))!.Wanted);
        Assert.Null(await ToldAsync(host, "ana"));
    }

    private static ValueTask<ViewRow?> ToldAsync(SlackHost host, string person) => host.Get<IDeliveryReader>().FindViewAsync(
        Conversations.InChannel(ChannelKey.Of("slack", SlackHost.Channel.Workspace, $"@{person}")), Purposes.Notice($"digest:slack/{SlackHost.Channel.Workspace}:{person}:20300107"), Ct);
}
