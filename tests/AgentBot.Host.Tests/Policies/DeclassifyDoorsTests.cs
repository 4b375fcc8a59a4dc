using System.Text.Json.Nodes;
using AgentBot.Core;
using AgentBot.Core.People;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Host.People;
using AgentBot.Host.Tests.Faults;
using AgentBot.Host.Tests.Slack;
using AgentBot.Host.Tests.Teams;
using AgentBot.Host.Tests.WebConsole;
using AgentBot.Testing;
using AgentBot.Testing.Slack;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AgentBot.Host.Tests.Policies;

/// <summary>Fault row F5 where people press: Slack, Teams and the console.</summary>
public sealed class DeclassifyDoorsTests
{
    private const string Board = "C0PRIV";

    private static readonly string ToFinance = DeclassifyStoryTests.Out.Replace("#operations", "#finance", StringComparison.Ordinal);

    [Fact]
    public async Task In_Slack_the_approved_memo_waits_in_its_private_channel_until_somebody_of_it_lets_it_leave()
    {
        await using SlackHost host = await SlackHost.StartAsync([ToFinance]);
        host.Slack.Read(workspace => workspace.AddChannel(Board, "board", isPrivate: true, SlackHost.Ana, SlackHost.Ben, SlackHost.Cleo, FakeSlackWorkspace.BotUser));
        await host.CommandAsync("help", SlackHost.Ana, channel: Board);
        await host.CommandAsync("run out text=Heron", SlackHost.Ana, channel: Board);
        (FakeSlackMessage card, JsonObject approve) = await host.ButtonAsync("Approve");
        Assert.True(host.Slack.Read(_ => SlackHost.Shows(card, "This leaves #board (3 people) and will be readable by everybody in #finance")), "the card does not count the readers");

        Assert.Null(await host.InteractAsync(host.Click(card, approve, SlackHost.Ben)));
        (card, JsonObject leave) = await host.ButtonAsync("Let it leave #board");
        Assert.Empty(Published(host));
        Assert.Null(await host.InteractAsync(host.Click(card, leave, SlackHost.Ben)));
        await host.PostedAsync("Letting it leave is for Cleo Brandt");
        Assert.Null(await host.InteractAsync(host.Click(card, leave, SlackHost.Ana)));
        await host.PostedAsync("You asked for this, so somebody else lets it leave");
        Assert.Empty(Published(host));

        Assert.Null(await host.InteractAsync(host.Click(card, leave, SlackHost.Cleo)));
        await SlackHost.UntilAsync(() => Published(host).Length > 0, "it was not published after the consent");
    }

    [Fact]
    public async Task In_Teams_a_group_chat_lets_it_into_the_channel_only_by_that_button()
    {
        string toChannel = ToFinance.Replace("declassify: \"@cleo\"", "declassify: \"@ben\"", StringComparison.Ordinal);
        await using TeamsHost host = await TeamsHost.StartAsync([toChannel]);
        await host.SayAsync("help", TeamsHost.Cleo, TeamsHost.Finance + ";messageid=1700000000000");
        await host.SayAsync("help", TeamsHost.Ben, TeamsHost.Group);
        await host.SayAsync("run out text=Heron", TeamsHost.Ana, TeamsHost.Group);
        ReviewRow review = await ReviewAsync(host.Get<IRunReader>(), host.Reviews, new ChannelKey($"teams/{Testing.Teams.FakeTeamsServer.Tenant}/{TeamsHost.Group}"));

        await PressAsync(host, review, "approve", TeamsHost.Ben);
        await TeamsHost.UntilAsync(async () => (await host.Reviews.FindAsync(review.Id, CancellationToken.None))!.Progress.Contains("asksConsent", StringComparison.OrdinalIgnoreCase), "the consent was not asked for");
        string view = await PressAsync(host, review, "view", TeamsHost.Ben);
        Assert.Contains("Let it leave", view, StringComparison.Ordinal);
        Assert.Contains("This leaves", view, StringComparison.Ordinal);
        Assert.DoesNotContain("\"declassify\"", await PressAsync(host, review, "view", TeamsHost.Ana), StringComparison.Ordinal);

        await PressAsync(host, review, "declassify", TeamsHost.Ana);
        Assert.True((await host.Reviews.FindAsync(review.Id, CancellationToken.None))!.IsOpen);
        await PressAsync(host, review, "declassify", TeamsHost.Ben);
        await TeamsHost.UntilAsync(async () => (await host.Get<IRunReader>().FindAsync(review.Run, CancellationToken.None))!.Status == RunStatus.Done, "it was not published after the consent");
    }

    [Fact]
    public async Task In_the_console_and_the_terminal_it_is_a_button_and_a_word_of_its_own()
    {
        using var folder = new TempFolder();
        string team = Directory.CreateDirectory(folder.File(Path.Combine("templates", "finance"))).FullName;
        await File.WriteAllTextAsync(Path.Combine(team, "out.yaml"), DeclassifyStoryTests.Out);
        WebApplication app = await TestHost.StartAsync(folder, [], services =>
        {
            services.AddSingleton<ConfiguredDirectory>();
            services.AddSingleton<AlteredDirectory>();
            services.AddSingleton<IDirectory>(provider => provider.GetRequiredService<AlteredDirectory>());
        });
        app.Services.GetRequiredService<AlteredDirectory>().Change = people => AlteredDirectory.Closed(people, FaultHost.Finance, "ana", "ben", "cleo");
        await SlackHost.UntilAsync(() => app.Services.GetRequiredService<Core.Templates.TemplateCatalog>().Current.Templates.Count == 1, "the template was never read");
        var address = new Uri(app.Urls.First(url => !url.Contains("unix:", StringComparison.Ordinal)));
        using var ana = new Browser(address);
        await ana.ActAsAsync("ana");
        (await ana.PostAsync("/console/chat/finance", ("text", "run out text=Heron"), ("once", "1"))).Dispose();
        IReviewReader reviews = app.Services.GetRequiredService<IReviewReader>();
        ReviewRow review = await ReviewAsync(app.Services.GetRequiredService<IRunReader>(), reviews, FaultHost.Finance);

        using var ben = new Browser(address);
        await ben.ActAsAsync("ben");
        string page = await ben.ReadAsync($"/console/reviews/{review.Id}/1");
        Assert.Contains("This leaves #finance (3 people)", page, StringComparison.Ordinal);
        await ActAsync(ben, review, "approve");
        await ActAsync(ben, review, "declassify");
        Assert.True((await reviews.FindAsync(review.Id, CancellationToken.None))!.IsOpen);

        using var cleo = new Browser(address);
        await cleo.ActAsAsync("cleo");
        Assert.Contains("Let it leave #finance", await cleo.ReadAsync($"/console/reviews/{review.Id}/1"), StringComparison.Ordinal);
        await ActAsync(cleo, review, "approve");
        Assert.True((await reviews.FindAsync(review.Id, CancellationToken.None))!.IsOpen);
        await ActAsync(cleo, review, "declassify");
        await SlackHost.UntilAsync(async () => (await reviews.FindAsync(review.Id, CancellationToken.None))!.State == ReviewState.Approved, "the consent did not count");
        await app.EndAsync();
    }

    private static FakeSlackMessage[] Published(SlackHost host) => host.Slack.Read(workspace => workspace.In(SlackHost.Finance).Where(message => SlackHost.Shows(message, "Heron")).ToArray());

    private static async Task ActAsync(Browser browser, ReviewRow review, string verb) =>
        (await browser.PostAsync("/console/act", ("act", $"{verb}|review|{review.Revision}|{review.Artifact.Content.Value[..16]}|{review.Id}"), ("channel", "finance"))).Dispose();

    private static async Task<ReviewRow> ReviewAsync(IRunReader runs, IReviewReader reviews, ChannelKey channel)
    {
        ReviewRow? found = null;
        await SlackHost.UntilAsync(
            async () =>
            {
                IReadOnlyList<RunRow> all = await runs.ListAsync(new RunQuery(channel.Workspace, channel, null, null, null, RootsOnly: true, null, 10), CancellationToken.None);
                found = all.Count > 0 && await reviews.OfRunAsync(all[0].Id, CancellationToken.None) is [{ } first, ..] ? first : null;
                return found is not null;
            },
            "nothing was asked");
        return found!;
    }

    private static async Task<string> PressAsync(TeamsHost host, ReviewRow review, string verb, string person)
    {
        JsonObject activity = host.Activity("invoke", TeamsHost.Group, person);
        activity["name"] = "adaptiveCard/action";
        activity["replyToId"] = "1700000009999";
        activity["value"] = new JsonObject
        {
            ["action"] = new JsonObject
            {
                ["type"] = "Action.Execute", ["title"] = "x", ["verb"] = verb,
                ["data"] = new JsonObject { ["kind"] = "review", ["id"] = review.Id.Value, ["revision"] = review.Revision, ["shown"] = review.Artifact.Content.Value[..16] },
            },
            ["trigger"] = "manual",
        };
        return (await host.InvokeAsync(activity)).ToJsonString(TeamsHost.Readable);
    }
}
