using AgentBot.Chat.Answering;
using AgentBot.Chat.Knowing;
using AgentBot.Chat.Teams.Calling;
using AgentBot.Chat.Teams.Receiving;
using AgentBot.Core;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.People;
using AgentBot.Core.Storing;
using Microsoft.Extensions.Options;

namespace AgentBot.Chat.Teams.Knowing;

/// <summary>Says who speaks where. What a delivery proves of both is kept before anything is done with it.</summary>
public sealed class TeamsVisits(TeamsBook book, TeamsRoster roster, TeamsLookups lookups, TeamsVisitReads reads)
{
    /// <summary>Names and membership are wanted, but not at the price of the answer: what comes later serves the next time.</summary>
    private static readonly TimeSpan LookPatience = TimeSpan.FromMilliseconds(1200);

    private static readonly Refusal NoPerson = new(
        RefusalKind.NotAllowed, "Nothing was done.", "Teams does not say who you are.", "Sign in with an account of this organisation, then repeat it.");

    public DirectorySnapshot People => reads.Directory.Latest;

    public static ChannelKey ChannelOf(TeamsOrigin origin) => ChannelKey.Of(TeamsRoster.PlatformName, new WorkspaceKey(origin.Tenant), origin.Spot.Conversation);

    /// <param name="kind">Kind and natural id name the receipt.</param>
    public async ValueTask<TeamsVisit> OfAsync(TeamsOrigin origin, string kind, string id, CancellationToken ct)
    {
        KnownPlace place = await MeetAsync(origin, ct);
        await PatientlyAsync(token => roster.LookUpAsync(place, token).AsTask(), ct);
        ChannelKey channel = ChannelOf(origin);
        TeamsSender sender = origin.Sender;
        string thread = origin.Spot.Thread.Length == 0 ? "" : await ThreadAsync(channel, origin.Spot.Thread, ct);
        PersonKey person = People.KeyOf(TeamsRoster.PlatformName, sender.Account.Length > 0 ? sender.Account : sender.Id);
        var caller = new Caller(person, channel, thread, ReceiptOf(channel.Workspace, kind, id)) { OnlyLooks = sender.Account.Length == 0 ? NoPerson : null };
        return new TeamsVisit(caller, origin) { IsDirect = origin.Spot.Kind == TeamsRoomKind.Personal };
    }

    /// <summary>Keeps the conversation and the person of a delivery.</summary>
    public async ValueTask<KnownPlace> MeetAsync(TeamsOrigin origin, CancellationToken ct)
    {
        await book.OpenAsync(ct);
        ChannelKey channel = ChannelOf(origin);
        TeamsSender sender = origin.Sender;
        bool isDirect = origin.Spot.Kind == TeamsRoomKind.Personal;
        KnownPlace? before = book.Find(channel);
        var place = new KnownPlace(
            channel.Value,
            origin.ServiceUrl,
            origin.Spot.Kind,
            origin.Spot.Name.Length > 0 ? origin.Spot.Name : before?.Name ?? "",
            origin.Spot.Team.Length > 0 ? origin.Spot.Team : before?.Team ?? "",
            isDirect ? sender.Account : "",
            IsHere: true);
        KnownAccount[] accounts = sender.Account.Length == 0 ? [] : [AccountOf(channel.Workspace, sender)];
        await book.KeepAsync(channel.Workspace, place, accounts, ct);
        roster.TakeIn(accounts);
        roster.Meet(place, sender.Account);
        if (place.Team.Length > 0 && place.Team != before?.Team)
        {
            roster.WantChannels();
        }

        return place;
    }

    /// <summary>What somebody typed, decoded once.</summary>
    public async ValueTask<string> ReadAsync(TeamsVisit visit, TeamsDelivery.Said said, CancellationToken ct)
    {
        foreach (NamedInText named in said.Mentions.Where(mention => mention.Id != visit.Origin.Reader && book.FindMember(mention.Id) is null))
        {
            await PatientlyAsync(token => MeetNamedAsync(visit, named.Id, token), ct);
        }

        return SaidText.Read(said, visit.Origin.Reader, id => book.FindMember(id) is { } account ? People.KeyOf(TeamsRoster.PlatformName, account.Account) : null, People);
    }

    public string ReceiptOf(WorkspaceKey tenant, string kind, string id) => $"teams:{reads.Options.Value.AppId}|{tenant}|{kind}|{id}";

    private KnownAccount AccountOf(WorkspaceKey tenant, TeamsSender sender)
    {
        KnownAccount? before = book.FindAccount(tenant, sender.Account);
        return new KnownAccount(
            tenant.Value,
            sender.Account,
            sender.Id,
            sender.Name.Length > 0 ? PlainName.Of(sender.Name, sender.Account) : before?.Name ?? sender.Account,
            sender.TimeZone.Length > 0 ? sender.TimeZone : before?.TimeZone ?? "",
            before?.IsOutside ?? false);
    }

    private async Task MeetNamedAsync(TeamsVisit visit, string id, CancellationToken ct)
    {
        var place = new TeamsPlace(new Uri(visit.Origin.ServiceUrl), visit.Origin.Tenant, visit.Origin.Spot.Conversation);
        if (await lookups.MemberAsync(place, id, ct) is { } found)
        {
            // The mention bears the id that the connector may answer without.
            KnownAccount known = found with { Id = id };
            await book.KeepAsync(visit.Caller.Workspace, null, [known], ct);
            roster.TakeIn([known]);
        }
    }

    private static async Task PatientlyAsync(Func<CancellationToken, Task> look, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(LookPatience);
        try
        {
            await look(patience.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Names and members come with the next delivery; that the speaker is here, is proved.
        }
    }

    /// <summary>A thread under a message that shows a run bears that run's name.</summary>
    private async ValueTask<string> ThreadAsync(ChannelKey channel, string thread, CancellationToken ct) =>
        await reads.Delivery.FindViewByMessageAsync(Conversations.InChannel(channel), thread, ct) is { } view && view.Purpose.StartsWith("run:", StringComparison.Ordinal)
            ? view.Purpose
            : thread;
}

/// <summary>What visits are judged by.</summary>
public sealed record TeamsVisitReads(IDirectory Directory, IDeliveryReader Delivery, IOptions<TeamsOptions> Options);

public sealed record TeamsVisit(Caller Caller, TeamsOrigin Origin) : IVisit
{
    public bool IsDirect { get; init; }

    /// <summary>Where somebody is told who presses a button far from the run that it is about; null for the caller's own place.</summary>
    public string? ToldIn { get; init; }

    public string Conversation => ToldIn ?? Conversations.InThread(Caller.Channel, Caller.Thread);

    /// <summary>In a one-to-one chat everything is private already, and what is private there should stay.</summary>
    public PersonKey? Reader => IsDirect ? null : Caller.Person;
}
