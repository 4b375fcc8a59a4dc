using System.Reflection;
using System.Text.RegularExpressions;
using AgentBot.Chat.Slack.Receiving;
using AgentBot.Chat.Teams.Receiving;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Storing;
using AgentBot.Host.Doors;
using AgentBot.Testing;
using AgentBot.Testing.Teams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AgentBot.Host.Tests.EveryDoor;

/// <summary>
/// Fault row E7: every door, every role, every deed, by the payload that the door really takes, compared with a table that was
/// written from the design. A route, a kind of delivery, a button or a word without a row here fails.
/// </summary>
public sealed class EveryDoorTests
{
    [Fact]
    public async Task Slack_keeps_the_rules()
    {
        await using SlackDoors slack = await SlackDoors.StartAsync();
        Assert.InRange(await Matrix.HoldAsync(slack), 350, int.MaxValue);
    }

    [Fact]
    public async Task Teams_keeps_the_rules()
    {
        await using TeamsDoors teams = await TeamsDoors.StartAsync();

        // Teams tells no guest apart, and its groups are those of the settings.
        Assert.InRange(await Matrix.HoldAsync(teams, Role.Guest, Role.Removed), 350, int.MaxValue);
    }

    [Fact]
    public async Task The_console_and_the_socket_keep_the_rules()
    {
        await using ConsoleDoors console = await ConsoleDoors.StartAsync();
        Assert.InRange(await Matrix.HoldAsync(console, Role.Guest, Role.Removed, Role.Outsider), 200, int.MaxValue);
    }

    [Fact]
    public async Task A_decision_through_the_socket_that_lacks_something_is_told_what()
    {
        await using ConsoleDoors console = await ConsoleDoors.StartAsync();
        foreach (string json in new[] { "{}", "", "[]", "{\"as\":\"ben\"}", "{\"as\":null,\"review\":null,\"revision\":1,\"shown\":\"\",\"kind\":\"approve\",\"note\":\"\"}", "nonsense" })
        {
            (int status, string text) = await console.PostLocallyAsync(json);
            Assert.Equal(400, status);
            Assert.Contains("Nothing was decided: the request has to say as, review, revision, shown, kind and note", text, StringComparison.Ordinal);
        }
    }

    /// <summary>Fault row E8, for the console; Slack and Teams have theirs.</summary>
    [Fact]
    public async Task Altered_buttons_of_the_console_do_nothing()
    {
        await using ConsoleDoors console = await ConsoleDoors.StartAsync();
        var (run, review) = await console.AskAsync(handsOver: false);
        var attempt = new Attempt(Role.Reviewer, Deed.Approve, run, review);
        string good = $"approve|{CardRef.Review}|{review.Revision}|{attempt.Shown}|{review.Id}", before = await console.MarksAsync(run, review);
        Random random = Proof.Random();
        for (int i = 0; i < Proof.Size(Proof.IsLong ? 10_000 : 400); i++)
        {
            char[] altered = good.ToCharArray();
            int place = random.Next(altered.Length);
            char other = "0123456789abcdef|:-xyz "[random.Next(23)];
            if (altered[place] != other)
            {
                altered[place] = other;
                await console.ActAsync(attempt, new string(altered));
            }
        }

        Assert.Equal(before, await console.MarksAsync(run, review));
        await console.ActAsync(attempt, good);
        Assert.Contains("ben Approve", await console.MarksAsync(run, review), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_socket_shows_hides_nothing()
    {
        await using ConsoleDoors console = await ConsoleDoors.StartAsync();
        Assert.IsType<Reply.Started>(await console.SayAsync("ana", "run door text=\"pay \u202E001\u202C\u200B EUR\u00AD to\u2066 B\u0007rightwater\""));
        await Slack.SlackHost.UntilAsync(async () => (await console.Get<IReviewReader>().OpenAsync(console.Channel.Workspace, null, null, 0, 5, CancellationToken.None)).Count > 0, "nothing was asked");
        var review = (await console.Get<IReviewReader>().OpenAsync(console.Channel.Workspace, null, null, 0, 5, CancellationToken.None))[0];
        string shown = await console.OpenLocallyAsync(new Attempt(Role.Reviewer, Deed.Look, null!, review));
        Assert.Contains("pay 001 EUR to Brightwater", shown, StringComparison.Ordinal);
    }

    /// <summary>Every route of a host with everything on, and where it is proved that it keeps the rules.</summary>
    private static readonly Dictionary<string, string> Routes = new()
    {
        ["/slack/commands"] = nameof(SlackDoors),
        ["/slack/interactions"] = nameof(SlackDoors),
        ["/slack/events"] = nameof(SlackDoors),
        ["/api/messages"] = nameof(TeamsDoors),
        ["/pictures/{ticket}"] = "hands out one picture to whom it was signed for: PictureTests",
        ["/hooks/{name}"] = "starts what listens, knows no question: HookTests",
        ["/requests"] = "a program asks; a person's words cannot come by it: RequestDoorTests",
        ["/requests/{id}"] = "it follows what it asked, or takes it back: RequestDoorTests",
        ["/requests/{id}/decision"] = "it is told what was decided: RequestDoorTests",
        ["/schemas/{name}/{version}"] = "the same bytes for everybody",
        ["/local/decisions"] = nameof(ConsoleDoors),
        ["/local/reviews/{id}/{revision:int}/open"] = nameof(ConsoleDoors),
        ["/local/runs"] = "starts a run: CommandLineTests",
        ["/local/runs/{number:long}"] = "looks: CommandLineTests",
        ["/local/about"] = "says who runs",
        ["/local/doctor"] = "says what is wrong",
        ["/local/audit"] = "says whether the audit is whole",
        ["/local/reviews"] = "lists reviews",
        ["/local/schedules"] = "lists schedules",
        ["/local/tools"] = "lists tools of servers; agreeing is for operators, asked of the guard: ToolAgreementTests",
        ["/health/live"] = "says that it lives",
        ["/health/ready"] = "says that it works",
        ["/console/act"] = nameof(ConsoleDoors),
        ["/console/chat/{channel}"] = nameof(ConsoleDoors),
        ["/console/chat/{channel}/try"] = "starts a sample: ConsoleChatTests",
        ["/console/form"] = "hands in a form that starts a run: ConsoleChatTests",
        ["/console/reviews/bulk"] = nameof(ConsoleDoors),
        ["/console/reviews/together"] = nameof(ConsoleDoors),
        ["/console/reviews/queue"] = "questions that somebody may decide: TogetherStoryTests",
        ["/console/reviews/record"] = "what somebody decided before: TogetherStoryTests",
        ["/console/reviews/{id}/{revision}/rows"] = nameof(ConsoleDoors),
        ["/console/reviews/{id}/{revision}/rows/decide.csv"] = "hands out the rows of a table, as the page does",
        ["/console/reviews/{id}/{revision}/open"] = "shows the whole, as the page of the whole does",
        ["/console/reviews/{id}/{revision}/edit"] = nameof(ConsoleDoors),
        ["/console/reviews/{id}/{revision}/rows.csv"] = "hands out the rows of a table, as the page does",
        ["/console/runs/{number}/{verb}"] = nameof(ConsoleDoors),
        ["/console/files/{channel}/{digest}"] = "hands out files of channels that somebody reads: ConsoleGateTests",
        ["/console/events"] = "tells pages what changed: ConsoleLiveTests",
        ["/console/as"] = "acts as another person of the demo: ConsoleGateTests",
        ["/console/signout"] = "signs out",
        ["/console/open/signin"] = "signs in: ConsoleGateTests",
        ["/console/open/{hash}/console.css"] = "the same bytes for everybody",
        ["/console/open/{hash}/console.js"] = "the same bytes for everybody",
        ["/"] = "the chat of a channel that somebody reads: ConsolePageTests",
        ["/console/facts"] = "facts of channels that somebody reads: ConsolePageTests",
        ["/console/reviews"] = "questions that somebody may see: ConsolePageTests",
        ["/console/reviews/{id}/{revision}"] = nameof(ConsoleDoors),
        ["/console/reviews/{id}/{revision}/full"] = nameof(ConsoleDoors),
        ["/console/runs"] = "runs of channels that somebody reads: ConsolePageTests",
        ["/console/runs/{number}"] = "one of them: ConsolePageTests",
        ["/console/schedules"] = "schedules of channels that somebody reads: SchedulePageTests",
        ["/console/schedules/{id}"] = "one of them: SchedulePageTests",
        ["/console/templates"] = "templates: ConsolePageTests",
        ["/console/tools"] = "tools and permissions: ToolAgreementTests",
        ["/console/templates/{name}"] = "one of them: ConsolePageTests",
        ["/{*path:nonfile}"] = "says that there is no such page",
    };

    /// <summary>Every kind of thing that Slack delivers.</summary>
    private static readonly Dictionary<string, string> OfSlack = new()
    {
        [nameof(SlackDelivery.Command)] = "slash command",
        [nameof(SlackDelivery.Said)] = "mention, direct message",
        [nameof(SlackDelivery.Pressed)] = "button of a card, button on the Home tab, opening the whole",
        [nameof(SlackDelivery.Submitted)] = "form of a remark, form of a version",
        [nameof(SlackDelivery.Shortcut)] = "shortcut on a message",
        [nameof(SlackDelivery.Suggesting)] = "",
        [nameof(SlackDelivery.HomeOpened)] = "",
        [nameof(SlackDelivery.Joined)] = "",
        [nameof(SlackDelivery.MemberLeft)] = "",
        [nameof(SlackDelivery.Left)] = "",
        [nameof(SlackDelivery.Disconnected)] = "",
        [nameof(SlackDelivery.Closed)] = "",
        [nameof(SlackDelivery.Challenge)] = "",
        [nameof(SlackDelivery.RateLimited)] = "",
        [nameof(SlackDelivery.Skipped)] = "",
    };

    /// <summary>Every kind of thing that Teams delivers.</summary>
    private static readonly Dictionary<string, string> OfTeams = new()
    {
        [nameof(TeamsDelivery.Said)] = "words in the channel, words in one's own chat",
        [nameof(TeamsDelivery.Pressed)] = "button of a card, button of an older client, a card coming into view",
        [nameof(TeamsDelivery.DialogAsked)] = "dialog, deciding by asking for a dialog",
        [nameof(TeamsDelivery.DialogSubmitted)] = "page of a dialog, deciding from a dialog",
        [nameof(TeamsDelivery.Installed)] = "",
        [nameof(TeamsDelivery.MembersChanged)] = "",
        [nameof(TeamsDelivery.ChannelChanged)] = "",
        [nameof(TeamsDelivery.UnknownInvoke)] = "",
        [nameof(TeamsDelivery.Skipped)] = "",
    };

    /// <summary>Words about a question or its run; all others are about something else.</summary>
    private static readonly Dictionary<string, Deed> Words = new()
    {
        ["approve"] = Deed.Approve, ["declassify"] = Deed.Declassify, ["reject"] = Deed.Reject, ["changes"] = Deed.SendBack, ["withdraw"] = Deed.Withdraw, ["remind"] = Deed.Remind,
        ["delegate"] = Deed.Delegate, ["cancel"] = Deed.Cancel, ["show"] = Deed.Look,
    };

    private static readonly string[] OtherWords =
    [
        "help", "templates", "run", "dry-run", "status", "runs", "reviews", "retry", "why", "stop", "schedule", "schedules", "pause", "resume", "unschedule", "reschedule",
        "confirm", "takeover", "keep", "away", "back", "remember", "facts", "forget", "grants", "revoke", "agree", "budget", "link", "unlink",
    ];

    private static readonly string[] OtherButtons = [CardVerb.Allow, CardVerb.Changes, CardVerb.Edit, CardVerb.Command, CardVerb.Start, CardVerb.DryRun, CardVerb.View, CardVerb.Read, .. Settling, .. Drafting];

    /// <summary>Fill in a draft of one's own, which decides nothing before it is handed in.</summary>
    private static string[] Drafting => [CardVerb.Rows, CardVerb.RowsNext, CardVerb.RowsBack, CardVerb.RowsShow, CardVerb.RowsRest, CardVerb.RowsProposed, CardVerb.RowsTotals, CardVerb.RowsChange, CardVerb.RowsKeep, CardVerb.RowsFile, CardVerb.RowsPaste];

    private static string[] Settling => [CardVerb.SettleHappened, CardVerb.SettleAgain, CardVerb.SettleRetry, CardVerb.SettleSkip, CardVerb.SettleStop, CardVerb.SettleRaise, CardVerb.SettleCheap];

    [Fact]
    public async Task No_route_is_without_a_row()
    {
        using var folder = new TempFolder();
        await using FakeTeamsServer teams = await FakeTeamsServer.StartAsync(TimeProvider.System);
        await using WebApplication app = TestHost.Build(folder, [
            "--Slack:SigningSecret=test-signing-secret-0001", "--Slack:BotToken=xoxb-test", "--Slack:ApiUrl=http://127.0.0.1:9/api/",
            $"--Teams:AppId={FakeTeamsServer.AppId}", $"--Teams:AppPassword={FakeTeamsServer.Secret}", $"--Teams:TenantId={FakeTeamsServer.Tenant}",
            $"--Teams:OpenIdMetadataUrl={teams.MetadataUrl}", $"--Teams:TokenUrl={teams.TokenUrl}",
            "--Hooks:invoices:Secret=a secret that is long enough for it", "--Hooks:invoices:Channels:0=#finance", "--Console:Url=http://127.0.0.1:0", "--Operators:0=cleo", "--People:cleo:Name=Cleo",
            .. Requests.RequestHost.Settings(folder),
        ]);
        string[] routes = [.. ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Select(route => Regex.Replace("/" + route.RoutePattern.RawText!.TrimStart('/'), "/console/open/[0-9a-f]{12}/", "/console/open/{hash}/", RegexOptions.NonBacktracking)).Distinct().Order(StringComparer.Ordinal)];
        Assert.True(Routes.Keys.Order(StringComparer.Ordinal).SequenceEqual(routes), $"without a row: {string.Join(' ', routes.Except(Routes.Keys))}; without a route: {string.Join(' ', Routes.Keys.Except(routes))}");
    }

    [Fact]
    public void No_kind_of_delivery_is_without_a_row()
    {
        Assert.Equal(OfSlack.Keys.Order(StringComparer.Ordinal), Kinds(typeof(SlackDelivery)));
        Assert.Equal(OfTeams.Keys.Order(StringComparer.Ordinal), Kinds(typeof(TeamsDelivery)));

        static IEnumerable<string> Kinds(Type family) => family.GetNestedTypes().Where(type => type.IsSubclassOf(family)).Select(type => type.Name).Order(StringComparer.Ordinal);
    }

    [Fact]
    public void No_word_and_no_button_is_without_a_row()
    {
        Assert.Equal(Words.Keys.Concat(OtherWords).Order(StringComparer.Ordinal), CommandParser.Verbs.Order(StringComparer.Ordinal));
        string[] verbs = [.. typeof(CardVerb).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!)];
        var attempt = Enum.GetValues<Deed>().Select(deed => new Attempt(Role.Reviewer, deed, null!, null!).Verb).OfType<string>();
        Assert.Equal(attempt.Concat(OtherButtons).Distinct().Order(StringComparer.Ordinal), verbs.Order(StringComparer.Ordinal));
        Assert.Equal(["ApproveTogetherAsync", "DecideAsync", "SayAsync", "SettleAsync", "SubmitAsync"], typeof(IConversation).GetMethods().Select(method => method.Name).Order(StringComparer.Ordinal));
        string[] kinds = [.. typeof(CardRef).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!)];
        Assert.Equal(["command", "edited", "effect", "form", "given", "review", "run", "step", "together"], kinds.Order(StringComparer.Ordinal));
        Assert.Equal(["AskingProgram", "ConsoleEntry", "ConsoleSession", "LocalSocket", "PlatformIngress", "PublicAsset", "PublicHealth", "SignedLink"], Enum.GetNames<Door>().Order(StringComparer.Ordinal));
    }
}
