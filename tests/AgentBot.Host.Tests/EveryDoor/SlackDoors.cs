using System.Globalization;
using System.Text.Json.Nodes;
using AgentBot.Chat.Slack.Drawing;
using AgentBot.Chat.Slack.Drawing.Modals;
using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Delivery;
using AgentBot.Core.People;
using AgentBot.Host.Tests.Slack;
using AgentBot.Testing.Slack;

namespace AgentBot.Host.Tests.EveryDoor;

/// <summary>Every way in from Slack. The question stands in a private channel.</summary>
internal sealed class SlackDoors(SlackHost host) : DoorRig
{
    private const string Board = "C0PRIV";
    private const string CardTs = "1700000000.000900";

    private static readonly JsonNode Home = new JsonObject { ["type"] = "home" };

    private int _ts;

    public override IServiceProvider Services => host.App.Services;

    public override ChannelKey Channel { get; } = new($"slack/{SlackHost.Team}/{Board}");

    public static async Task<SlackDoors> StartAsync()
    {
        SlackHost host = await SlackHost.StartAsync([Template], [.. Settings("Slack", AccountOf), "--Groups:door-leads:Slack=S0DOOR"]);
        return new SlackDoors(host);
    }

    public override IReadOnlyList<DoorWay> Doors =>
    [
        // Slack opens few forms a second, so those that are looked at come first and one by one.
        new("opening the whole", [Deed.Look], WholeAsync) { IsAlone = true },
        new("slash command", [Deed.Approve, Deed.Declassify, Deed.Reject, Deed.SendBack, Deed.Withdraw, Deed.Remind, Deed.Delegate, Deed.TakeBack, Deed.Cancel, Deed.Look], CommandAsync),
        new("mention", [Deed.Approve, Deed.Declassify, Deed.Reject, Deed.SendBack, Deed.Withdraw, Deed.Remind, Deed.Delegate, Deed.TakeBack, Deed.Cancel], MentionAsync) { Without = [Role.Outsider] },
        new("direct message", [Deed.Approve, Deed.Declassify, Deed.Reject, Deed.SendBack, Deed.Withdraw, Deed.Remind, Deed.Delegate, Deed.TakeBack, Deed.Cancel], DirectAsync),
        new("button of a card", [Deed.Approve, Deed.Declassify, Deed.Withdraw, Deed.Remind, Deed.Cancel, Deed.DecideRows], attempt => ClickAsync(attempt, PressStep.Act)),
        new("button on the Home tab", [Deed.Approve, Deed.Declassify, Deed.Withdraw, Deed.Remind, Deed.Cancel], HomeAsync),
        new("button of a group", [Deed.Approve], GroupAsync) { Without = TeamsDoors.MayApprove },
        new("form of a remark", [Deed.Reject, Deed.SendBack, Deed.Delegate, Deed.Cancel], NoteAsync),
        new("form of a version", [Deed.EditAndSave, Deed.EditAndApprove], EditAsync),
        new("shortcut on a message", [Deed.Approve, Deed.Reject], ShortcutAsync) { Without = [.. Enum.GetValues<Role>().Where(role => PolicyTable.Allows(role, Deed.Approve))] },
    ];

    public override async Task PrepareAsync()
    {
        string[] members = [.. Enum.GetValues<Role>().Where(role => role != Role.Outsider).Select(AccountOf), FakeSlackWorkspace.BotUser];
        host.Slack.Read(workspace =>
        {
            foreach (Role role in Enum.GetValues<Role>())
            {
                workspace.AddUser(AccountOf(role), KeyOf(role)).IsStranger = role == Role.Guest;
            }

            workspace.AddChannel(Board, "board", isPrivate: true, members);
            workspace.AddUserGroup("S0DOOR", "door-leads", AccountOf(Role.Removed));
            return 0;
        });
        await host.CommandAsync("help", AccountOf(Role.Requester), channel: Board);
        await FreshAsync();
        PersonKey rex = new(KeyOf(Role.Removed));
        Assert.True(Get<IDirectory>().Latest.IsMember(rex, "door-leads"), "the group of Slack was never read");
        (_, var asked) = await AskAsync(handsOver: false);
        Assert.True(Core.Policy.Guard.MayDecide(rex, asked, Get<IDirectory>().Latest), "who is removed could never decide, so nothing is proved");
        host.Slack.Read(workspace => workspace.UserGroups["S0DOOR"].Members.Remove(AccountOf(Role.Removed)));
        await FreshAsync();
        Assert.False(Core.Policy.Guard.MayDecide(rex, asked, Get<IDirectory>().Latest), "who was removed from the group may still decide");
        await base.PrepareAsync();
    }

    public override ValueTask DisposeAsync() => host.DisposeAsync();

    private static string AccountOf(Role role) => role switch
    {
        Role.Requester => SlackHost.Ana,
        Role.Reviewer => SlackHost.Ben,
        Role.Operator => SlackHost.Cleo,
        _ => "U0" + KeyOf(role).ToUpperInvariant(),
    };

    // What Slack signs as coming from a channel comes from somebody who is in it.
    private static string PlaceOf(Attempt attempt) => attempt.Role == Role.Outsider ? SlackHost.Finance : Board;

    private async Task FreshAsync() => Assert.NotNull(await Get<IDirectory>().SnapshotAsync(TimeSpan.Zero, CancellationToken.None));

    private string NextTs() => string.Create(CultureInfo.InvariantCulture, $"1700001000.{Interlocked.Increment(ref _ts):000000}");

    private async Task<string> CommandAsync(Attempt attempt) => Text(await host.CommandAsync(attempt.Words!, AccountOf(attempt.Role), channel: PlaceOf(attempt)));

    private async Task<string> MentionAsync(Attempt attempt)
    {
        JsonObject told = SlackHost.Mention(attempt.Words!, AccountOf(attempt.Role), NextTs());
        told["channel"] = Board;
        (await host.EventAsync(told)).Dispose();
        return "";
    }

    private async Task<string> DirectAsync(Attempt attempt)
    {
        string account = AccountOf(attempt.Role), ts = NextTs();
        string direct = host.Slack.Read(workspace => workspace.Direct(account)).Id;
        (await host.EventAsync(new JsonObject { ["type"] = "message", ["channel_type"] = "im", ["channel"] = direct, ["user"] = account, ["text"] = attempt.Words, ["ts"] = ts, ["event_ts"] = ts })).Dispose();
        return "";
    }

    private async Task<string> ClickAsync(Attempt attempt, PressStep step) =>
        Text(await host.InteractAsync(host.Click(new FakeSlackMessage(PlaceOf(attempt), CardTs), Button(attempt, step), AccountOf(attempt.Role))));

    private async Task<string> GroupAsync(Attempt attempt)
    {
        var press = new CardPress(PressStep.Act, CardVerb.Approve, new ActionRef(CardRef.Together, attempt.Review.Id.Value, attempt.Review.Revision, attempt.Shown));
        return Text(await host.InteractAsync(host.Click(new FakeSlackMessage(PlaceOf(attempt), CardTs), new JsonObject { ["action_id"] = press.ActionId(0), ["value"] = press.Value }, AccountOf(attempt.Role))));
    }

    private async Task<string> HomeAsync(Attempt attempt) =>
        Text(await host.InteractAsync(host.ClickIn(new FakeSlackView("V0HOME", (JsonObject)Home.DeepClone()), Button(attempt, PressStep.Act), AccountOf(attempt.Role))));

    private async Task<string> NoteAsync(Attempt attempt) =>
        Text(await host.InteractAsync(host.Submit(Form(attempt, ModalKind.Note), AccountOf(attempt.Role), new() { [CardInput.To] = SlackHost.Typed("@dan"), [CardInput.Note] = SlackHost.Typed("it is wrong") })));

    private async Task<string> EditAsync(Attempt attempt) => Text(await host.InteractAsync(host.Submit(Form(attempt, ModalKind.Edit), AccountOf(attempt.Role), new()
    {
        [CardInput.Field + "text"] = SlackHost.Typed("As somebody else would say it."),
        [EditModal.Then] = SlackHost.Chosen(attempt.Verb!, "radio_buttons"),
    })));

    private async Task<string> WholeAsync(Attempt attempt)
    {
        int before = host.Slack.Read(workspace => workspace.Views.Count);
        await ClickAsync(attempt, PressStep.Read);
        await SlackHost.UntilAsync(() => host.Slack.Read(workspace => workspace.Views.Count) > before, $"no form was opened for {attempt.Role}");
        return host.Slack.Read(workspace => string.Join('\n', workspace.Views.Values.Skip(before).Select(view => view.Content.ToJsonString())));
    }

    private async Task<string> ShortcutAsync(Attempt attempt) => Text(await host.InteractAsync(new JsonObject
    {
        ["type"] = "message_action", ["callback_id"] = attempt.Verb, ["trigger_id"] = host.Slack.Triggers.New(), ["user"] = SlackHost.Person(AccountOf(attempt.Role)),
        ["team"] = new JsonObject { ["id"] = SlackHost.Team }, ["api_app_id"] = "A0AAA1", ["channel"] = new JsonObject { ["id"] = PlaceOf(attempt), ["name"] = "board" },
        ["message"] = new JsonObject { ["type"] = "message", ["user"] = AccountOf(Role.Reviewer), ["ts"] = CardTs, ["text"] = attempt.Words },
        ["response_url"] = host.Slack.NewResponseUrl(PlaceOf(attempt), AccountOf(attempt.Role)),
    }));

    private static CardPress Press(Attempt attempt, PressStep step) => new(
        step,
        step == PressStep.Read ? CardPress.NoVerb : attempt.Verb!,
        attempt.Deed == Deed.Cancel ? new ActionRef(CardRef.Run, attempt.Run.Id.Value) : new ActionRef(CardRef.Review, attempt.Review.Id.Value, attempt.Review.Revision, attempt.Shown));

    private static JsonObject Button(Attempt attempt, PressStep step)
    {
        CardPress press = Press(attempt, step);
        return new JsonObject { ["action_id"] = press.ActionId(0), ["value"] = press.Value };
    }

    private static FakeSlackView Form(Attempt attempt, string kind)
    {
        ModalReference at = ModalReference.At(Conversations.InThread(new ChannelKey($"slack/{SlackHost.Team}/{PlaceOf(attempt)}"), CardTs)) with { Message = CardTs, Press = Press(attempt, PressStep.Ask) };
        return new FakeSlackView("V0" + kind, new JsonObject { ["callback_id"] = kind, ["private_metadata"] = at.Write() });
    }

    private static string Text(JsonNode? answer) => answer?.ToJsonString() ?? "";
}
