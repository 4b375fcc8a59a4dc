using AgentBot.Chat.Answering;
using AgentBot.Chat.Slack.Calling;
using AgentBot.Chat.Slack.Receiving;
using AgentBot.Core;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.People;
using AgentBot.Core.Storing;
using Microsoft.Extensions.Options;

namespace AgentBot.Chat.Slack.Knowing;

/// <summary>
/// Says who speaks where, and how far that reaches. Until Slack has told which workspace the token belongs to, and for every other
/// workspace, a caller may only look.
/// </summary>
public sealed class SlackVisits(SlackWorkspace workspace, SlackRoster roster, IDirectory directory, IDeliveryReader delivery, IOptions<SlackOptions> options)
{
    private static readonly TimeSpan LookPatience = TimeSpan.FromMilliseconds(1200);

    private static readonly Refusal NotAskedYet = new(
        RefusalKind.Unavailable, "Nothing was done.", "Slack has not confirmed yet which workspace AgentBot is connected to.", "Repeat it in a minute.");

    private static readonly Refusal NotInstalled = new(
        RefusalKind.NotAllowed, "Nothing was done.", "AgentBot is not installed in this workspace.", "Ask an admin of this workspace to install it.");

    private static readonly Refusal NotInChannel = new(
        RefusalKind.NotAllowed, "Nothing was done.", "AgentBot is not in this channel, so it could not answer here.", "Type /invite @AgentBot in this channel, then repeat it.");

    public SlackIdentity? Identity => workspace.Known;

    public string BotUser => workspace.Known?.User ?? "";

    public DirectorySnapshot People => directory.Latest;

    public Drawing.Modals.ISlackNames Names(WorkspaceKey workspace) => new Drawing.Modals.DirectorySlackNames(directory.Latest, workspace);

    /// <summary>What somebody typed, decoded once.</summary>
    public string Read(SlackVisit visit, string text) => TypedText.Read(text, BotUser, visit.Caller.Workspace, directory.Latest);

    /// <summary>Looks up the people whom a text names, so that they are known by the time it is read.</summary>
    public async ValueTask MeetAsync(SlackVisit visit, string text, CancellationToken ct)
    {
        if (visit.IsOurs && TypedText.AccountsIn(text).Where(account => account != BotUser).ToArray() is { Length: > 0 } named)
        {
            await LookAsync(null, named, ct);
        }
    }

    /// <summary>The Home tab is no channel; what is done from there is told to the person alone.</summary>
    public VisitPlace HomePlace(SlackOrigin origin) => new($"@{directory.Latest.KeyOf(SlackRoster.PlatformName, origin.User)}", "", "", IsDirect: true, NeedsBot: false);

    public PersonKey PersonOf(SlackOrigin origin) => directory.Latest.KeyOf(SlackRoster.PlatformName, origin.User);

    /// <summary>The workspace under which what is ours is kept; of a stranger their own.</summary>
    public WorkspaceKey WorkspaceFor(SlackOrigin origin) => workspace.Known is { } identity && IsOurs(origin, identity) ? HomeOf(identity) : WorkspaceOf(origin);

    public bool IsOurs(SlackOrigin origin) => workspace.Known is { } identity && IsOurs(origin, identity);

    /// <summary>False for a delivery that names another app than ours: nothing of it is looked at.</summary>
    public bool IsForUs(SlackOrigin origin) =>
        options.Value.AppId.Length == 0 || origin.App.Length == 0 || origin.App == options.Value.AppId;

    /// <param name="place">Where the words were said or the button stands.</param>
    /// <param name="kind">Kind and natural id name the receipt.</param>
    public async ValueTask<SlackVisit> OfAsync(SlackOrigin origin, VisitPlace place, string kind, string id, CancellationToken ct)
    {
        SlackIdentity? identity = workspace.Known;
        bool isOurs = identity is not null && (IsOurs(origin, identity) || roster.Latest.Channels.ContainsKey(ChannelKey.Of(SlackRoster.PlatformName, HomeOf(identity), place.Channel)));
        WorkspaceKey key = isOurs ? HomeOf(identity!) : WorkspaceOf(origin);
        ChannelKey channel = ChannelKey.Of(SlackRoster.PlatformName, key, place.Channel);
        bool isOutside = isOurs && IsOutside(origin, identity!);
        roster.Met(channel, place.Name, place.IsDirect, origin.User, options.Value.StrangersMayStart ? null : isOutside);
        if (isOurs)
        {
            await LookAsync(channel, [origin.User], ct);
        }

        Refusal? limit = identity is null ? NotAskedYet
            : !isOurs ? NotInstalled
            : place.NeedsBot && directory.Latest.Channel(channel) is null ? NotInChannel
            : null;
        string thread = place.Thread.Length == 0 ? "" : await ThreadAsync(channel, place.Thread, ct);
        PersonKey person = directory.Latest.KeyOf(SlackRoster.PlatformName, origin.User);
        var caller = new Caller(person, channel, thread, ReceiptOf(origin, key, kind, id)) { OnlyLooks = limit };
        return new SlackVisit(caller, origin, isOurs) { IsDirect = place.IsDirect };
    }

    public static string ReceiptOf(SlackOrigin origin, WorkspaceKey workspace, string kind, string id) =>
        $"{(origin.App.Length > 0 ? "slack:" + origin.App : SlackRoster.PlatformName)}|{workspace}|{kind}|{id}";

    /// <summary>What runs, facts and people of this installation are kept under: the workspace, or the organisation where the app is installed for all of it.</summary>
    public static WorkspaceKey HomeOf(SlackIdentity identity) =>
        new(identity.IsForOrganisation && identity.Enterprise.Length > 0 ? identity.Enterprise : identity.Team);

    private static WorkspaceKey WorkspaceOf(SlackOrigin origin) =>
        new(origin.IsOrgInstall && origin.Enterprise.Length > 0 ? origin.Enterprise : origin.Team);

    private static bool IsOurs(SlackOrigin origin, SlackIdentity identity) =>
        identity.IsForOrganisation ? origin.Enterprise == identity.Enterprise : origin.Team == identity.Team || IsOurOrganisation(origin, identity);

    // A channel may span workspaces of one organisation; its people are ours wherever they were hired.
    private static bool IsOurOrganisation(SlackOrigin origin, SlackIdentity identity) =>
        identity.Enterprise.Length > 0 && origin.Enterprise == identity.Enterprise;

    private static bool IsOutside(SlackOrigin origin, SlackIdentity identity) =>
        origin.UserTeam.Length > 0 && origin.UserTeam != identity.Team && origin.UserTeam != identity.Enterprise && !IsOurOrganisation(origin, identity);

    /// <summary>Names and membership are wanted, but not at the price of the three seconds: what comes later serves the next time.</summary>
    private async ValueTask LookAsync(ChannelKey? channel, IReadOnlyList<string> accounts, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(LookPatience);
        try
        {
            await roster.LookUpAsync(channel, accounts, patience.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // The names come with the next delivery; until then the account itself stands for the person.
        }
    }

    /// <summary>A thread under a message that shows a run bears that run's name.</summary>
    private async ValueTask<string> ThreadAsync(ChannelKey channel, string thread, CancellationToken ct) =>
        await delivery.FindViewByMessageAsync(Conversations.InChannel(channel), thread, ct) is { } view && view.Purpose.StartsWith("run:", StringComparison.Ordinal)
            ? view.Purpose
            : thread;
}

/// <param name="Thread">Timestamp of the thread's first message; empty in the channel itself.</param>
/// <param name="NeedsBot">The words came from a place where AgentBot may not be, such as a slash command in any channel.</param>
public sealed record VisitPlace(string Channel, string Name, string Thread, bool IsDirect, bool NeedsBot);

/// <param name="IsOurs">It comes from the workspace that the token belongs to.</param>
public sealed record SlackVisit(Caller Caller, SlackOrigin Origin, bool IsOurs) : IVisit
{
    public bool IsDirect { get; init; }

    /// <summary>Where somebody is told who presses a button far from the run that it is about; null for the caller's own place.</summary>
    public string? ToldIn { get; init; }

    /// <summary>Where answers go: the thread, or the channel itself.</summary>
    public string Conversation => ToldIn ?? Conversations.InThread(Caller.Channel, Caller.Thread);

    /// <summary>In a direct message everything is private already, and what is private there should stay.</summary>
    public PersonKey? Reader => IsDirect ? null : Caller.Person;
}
