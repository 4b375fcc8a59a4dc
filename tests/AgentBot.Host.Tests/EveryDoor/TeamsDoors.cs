using System.Text.Json.Nodes;
using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Host.Tests.Teams;

namespace AgentBot.Host.Tests.EveryDoor;

/// <summary>Every way in from Teams. Its channels are private to those whom AgentBot saw there.</summary>
internal sealed class TeamsDoors(TeamsHost host) : DoorRig
{
    private const string Thread = TeamsHost.Finance + ";messageid=1700000000000";

    public override IServiceProvider Services => host.App.Services;

    public override ChannelKey Channel => TeamsHost.Channel;

    public static async Task<TeamsDoors> StartAsync() => new(await TeamsHost.StartAsync([Template], Settings("Teams", AccountOf)));

    public override IReadOnlyList<DoorWay> Doors =>
    [
        new("words in the channel", [Deed.Approve, Deed.Declassify, Deed.Reject, Deed.SendBack, Deed.Withdraw, Deed.Remind, Deed.Delegate, Deed.TakeBack, Deed.Cancel], attempt => SayAsync(attempt, Thread)) { Without = [Role.Outsider] },
        new("words in one's own chat", [Deed.Approve, Deed.Declassify, Deed.Reject, Deed.SendBack, Deed.Withdraw, Deed.Remind, Deed.Delegate, Deed.TakeBack, Deed.Cancel], attempt => SayAsync(attempt, "a:" + AccountOf(attempt.Role))),
        new("button of a card", [Deed.Approve, Deed.Declassify, Deed.Reject, Deed.SendBack, Deed.EditAndSave, Deed.EditAndApprove, Deed.Withdraw, Deed.Remind, Deed.Delegate, Deed.Cancel, Deed.DecideRows], attempt => PressAsync(attempt)),
        new("button of an older client", [Deed.Approve, Deed.Declassify, Deed.Reject, Deed.SendBack, Deed.EditAndSave, Deed.EditAndApprove, Deed.Withdraw, Deed.Remind, Deed.Delegate, Deed.Cancel], SubmitAsync),
        new("button of a group", [Deed.Approve], attempt => PressAsync(attempt, CardRef.Together)) { Without = MayApprove },
        new("dialog", [Deed.Look], attempt => DialogAsync(attempt, "task/fetch", CardVerb.Read)),
        new("page of a dialog", [Deed.Look], attempt => DialogAsync(attempt, "task/submit", CardVerb.Read)),
        new("deciding from a dialog", [Deed.Approve, Deed.Reject, Deed.Withdraw], attempt => DialogAsync(attempt, "task/submit", attempt.Verb!)) { Without = MayApprove },
        new("deciding by asking for a dialog", [Deed.Approve, Deed.Reject, Deed.Withdraw], attempt => DialogAsync(attempt, "task/fetch", attempt.Verb!)) { Without = MayApprove },
        new("a card coming into view", [Deed.Approve, Deed.Reject, Deed.Withdraw], RefreshAsync) { Without = MayApprove },
    ];

    /// <summary>Nobody decides by these doors; those who could elsewhere are left to <see cref="EveryDoorTests"/>.</summary>
    internal static Role[] MayApprove { get; } = [.. Enum.GetValues<Role>().Where(role => PolicyTable.Allows(role, Deed.Approve) || PolicyTable.Allows(role, Deed.Withdraw))];

    public override async Task PrepareAsync()
    {
        host.Teams.Read(world =>
        {
            foreach (string account in Enum.GetValues<Role>().Select(AccountOf).Where(account => !world.People.ContainsKey(account)))
            {
                world.AddPerson(account, account);
                world.AddConversation("a:" + account, "personal", account);
            }

            return 0;
        });
        foreach (Role role in Enum.GetValues<Role>())
        {
            await host.SayAsync("help", AccountOf(role), role == Role.Outsider ? null : Thread);
        }

        await base.PrepareAsync();
    }

    public override ValueTask DisposeAsync() => host.DisposeAsync();

    /// <summary>A press with this data under this name of an invoke.</summary>
    internal async Task<string> DialogAsync(Attempt attempt, string name, string verb)
    {
        JsonObject activity = From(attempt, "invoke");
        JsonObject data = Data(attempt);
        data["verb"] = verb;
        activity["name"] = name;
        activity["value"] = new JsonObject { ["data"] = data };
        return Text(await host.InvokeAsync(activity));
    }

    /// <summary>The client asks for its reader's view, with the verb of a decision in it.</summary>
    internal async Task<string> RefreshAsync(Attempt attempt)
    {
        JsonObject activity = From(attempt, "invoke");
        activity["name"] = "adaptiveCard/action";
        activity["value"] = new JsonObject { ["action"] = new JsonObject { ["type"] = "Action.Execute", ["verb"] = CardVerb.View, ["data"] = Data(attempt) }, ["trigger"] = "automatic" };
        return Text(await host.InvokeAsync(activity));
    }

    private static string AccountOf(Role role) => role switch
    {
        Role.Requester => TeamsHost.Ana,
        Role.Reviewer => TeamsHost.Ben,
        Role.Operator => TeamsHost.Cleo,
        _ => $"eeeeeeee-0000-0000-0000-0000000000{(int)role:00}",
    };

    private async Task<string> SayAsync(Attempt attempt, string conversation)
    {
        await host.SayAsync(attempt.Words!, AccountOf(attempt.Role), conversation);
        return "";
    }

    private async Task<string> PressAsync(Attempt attempt, string? kind = null)
    {
        JsonObject activity = From(attempt, "invoke");
        JsonObject data = Data(attempt);
        data["kind"] = kind ?? (string?)data["kind"];
        activity["name"] = "adaptiveCard/action";
        activity["value"] = new JsonObject { ["action"] = new JsonObject { ["type"] = "Action.Execute", ["title"] = "x", ["verb"] = attempt.Verb, ["data"] = data }, ["trigger"] = "manual" };
        return Text(await host.InvokeAsync(activity));
    }

    private async Task<string> SubmitAsync(Attempt attempt)
    {
        JsonObject activity = From(attempt, "message");
        JsonObject data = Data(attempt);
        data["verb"] = attempt.Verb;
        activity["value"] = data;
        using HttpResponseMessage answer = await host.PostAsync(activity);
        return await answer.Content.ReadAsStringAsync();
    }

    private JsonObject From(Attempt attempt, string type)
    {
        string account = AccountOf(attempt.Role);
        JsonObject activity = host.Activity(type, attempt.Role == Role.Outsider ? "a:" + account : Thread, account);
        activity["replyToId"] = "1700000009999";
        return activity;
    }

    private static JsonObject Data(Attempt attempt) => attempt.Deed == Deed.Cancel
        ? new JsonObject { ["kind"] = CardRef.Run, ["id"] = attempt.Run.Id.Value, [CardInput.Note] = "it is wrong" }
        : new JsonObject
        {
            ["kind"] = CardRef.Review, ["id"] = attempt.Review.Id.Value, ["revision"] = attempt.Review.Revision, ["shown"] = attempt.Shown,
            [CardInput.Note] = "it is wrong", [CardInput.To] = "@dan", [CardInput.Field + "text"] = "As somebody else would say it.",
        };

    private static string Text(JsonNode? answer) => answer?.ToJsonString(TeamsHost.Readable) ?? "";
}
