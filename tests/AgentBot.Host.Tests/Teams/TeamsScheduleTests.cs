using System.Text.Json.Nodes;
using AgentBot.Core.Storing;
using AgentBot.Host.Tests.Faults;
using AgentBot.Testing.Teams;

namespace AgentBot.Host.Tests.Teams;

/// <summary>A schedule as people in Teams agree to it: the same words and buttons as everywhere.</summary>
public sealed class TeamsScheduleTests
{
    [Fact]
    public async Task A_schedule_is_proposed_worded_otherwise_confirmed_and_told_in_the_channel()
    {
        await using TeamsHost host = await TeamsHost.StartAsync([SmallTemplates.Memo]);
        await host.SayAsync("schedule memo every monday at 9:00 zone=Europe/Berlin text=Hello", TeamsHost.Ana, TeamsHost.Finance + ";messageid=1700000000000");
        FakeTeamsMessage first = await CardAsync(host, "each Monday, 09:00");
        JsonObject change = Titled(first.Card, "Show the times");
        await host.PressAsync(first, change, TeamsHost.Ana, new() { ["note"] = "every friday at 16:00" });

        FakeTeamsMessage second = await CardAsync(host, "each Friday, 16:00");
        Assert.Contains("was taken back", (await host.PressAsync(first, Titled(first.Card, "Start this schedule"), TeamsHost.Ana)).ToJsonString(TeamsHost.Readable), StringComparison.Ordinal);
        await host.PressAsync(second, Titled(second.Card, "Start this schedule"), TeamsHost.Ana);
        await TeamsHost.UntilAsync(
            () => host.Teams.Read(world => world.Messages.Any(message => message.Conversation.StartsWith(TeamsHost.Finance, StringComparison.Ordinal) && TeamsHost.Shows(message, "scheduled Memo: each Friday, 16:00 Berlin time"))),
            "the channel was not told");
        Assert.Single(await host.Get<IScheduleReader>().WakingAsync(CancellationToken.None));
    }

    internal static async Task<FakeTeamsMessage> CardAsync(TeamsHost host, string words)
    {
        FakeTeamsMessage? found = null;
        await TeamsHost.UntilAsync(() => (found = host.Teams.Read(world => world.Messages.LastOrDefault(message => message.Card is not null && TeamsHost.Shows(message, words)))) is not null, $"no card with “{words}” was posted");
        return found!;
    }

    internal static JsonObject Titled(JsonNode? card, string title) => TeamsHost.Buttons(card)
        .First(button => (string?)button["title"] == title);
}
