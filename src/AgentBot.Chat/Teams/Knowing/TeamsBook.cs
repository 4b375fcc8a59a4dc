using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using AgentBot.Chat.Teams.Calling;
using AgentBot.Chat.Teams.Posting;
using AgentBot.Chat.Teams.Receiving;
using AgentBot.Core;
using AgentBot.Core.Storing;

namespace AgentBot.Chat.Teams.Knowing;

/// <summary>
/// Remembers conversations and people as verified activities tell them, across restarts: Teams has no list of them, and without an
/// address nobody can be written to. Only what changed is kept again.
/// </summary>
public sealed class TeamsBook(IStoreMarks marks, ICommitter committer) : ITeamsReferences, IDisposable
{
    private const int Pages = 64;

    private readonly ConcurrentDictionary<string, KnownPlace> _places = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, KnownAccount> _accounts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _newest = new(StringComparer.OrdinalIgnoreCase);
    private readonly SemaphoreSlim _writing = new(1, 1);
    private volatile bool _isOpen;

    public IEnumerable<KnownPlace> Places => _places.Values;

    public IEnumerable<KnownAccount> Accounts => _accounts.Values;

    /// <summary>Reads what was kept; nothing is kept anew before that, and it is read once.</summary>
    public async ValueTask OpenAsync(CancellationToken ct)
    {
        if (_isOpen)
        {
            return;
        }

        await _writing.WaitAsync(ct);
        try
        {
            for (int page = 0; page < Pages && !_isOpen; page++)
            {
                if (await marks.FindMarkAsync(MarkOf(page), ct) is { Length: > 0 } kept)
                {
                    TakeIn(JsonSerializer.Deserialize(kept, BookJson.Default.BookPage)!);
                }
            }

            _isOpen = true;
        }
        finally
        {
            _writing.Release();
        }
    }

    public KnownPlace? Find(ChannelKey channel) => _places.GetValueOrDefault(channel.Value);

    public KnownAccount? FindAccount(WorkspaceKey tenant, string account) => _accounts.GetValueOrDefault(NameOf(tenant.Value, account));

    /// <summary>The person behind Teams' own id, where AgentBot has met them.</summary>
    public KnownAccount? FindMember(string id) => _accounts.Values.FirstOrDefault(account => account.Id == id);

    /// <summary>Keeps what is new of both, before anything is answered.</summary>
    public async ValueTask KeepAsync(WorkspaceKey tenant, KnownPlace? place, IReadOnlyCollection<KnownAccount> accounts, CancellationToken ct)
    {
        await OpenAsync(ct);
        if (place is { IsHere: true })
        {
            _newest[tenant.Value] = place.ServiceUrl;
        }

        bool IsNewPlace() => place is not null && _places.GetValueOrDefault(place.Channel) != place;
        KnownAccount[] NewAccounts() => [.. accounts.Where(account => account.Account.Length > 0 && _accounts.GetValueOrDefault(NameOf(account.Tenant, account.Account)) != account)];
        if (!IsNewPlace() && NewAccounts().Length == 0)
        {
            return;
        }

        await _writing.WaitAsync(ct);
        try
        {
            var changed = new HashSet<int>();
            if (IsNewPlace())
            {
                _places[place!.Channel] = place;
                changed.Add(PageOf(place.Channel));
            }

            foreach (KnownAccount account in NewAccounts())
            {
                _accounts[NameOf(account.Tenant, account.Account)] = account;
                changed.Add(PageOf(NameOf(account.Tenant, account.Account)));
            }

            await committer.CommitAsync(new Commit { Workspace = tenant, Changes = [.. changed.Order().Select(Write)] }, ct);
        }
        finally
        {
            _writing.Release();
        }
    }

    public async ValueTask<TeamsReference?> FindAsync(ChannelKey channel, CancellationToken ct)
    {
        await OpenAsync(ct);
        return Find(channel) is { IsHere: true } place ? Reference(place) : null;
    }

    public async ValueTask<TeamsReference?> FindDirectAsync(WorkspaceKey tenant, string account, CancellationToken ct)
    {
        await OpenAsync(ct);
        KnownPlace? place = _places.Values
            .Where(place => place.Kind == TeamsRoomKind.Personal && place.IsHere && place.With == account && new ChannelKey(place.Channel).Workspace == tenant)
            .MinBy(place => place.Channel, StringComparer.Ordinal);
        return place is null ? null : Reference(place);
    }

    public ValueTask KeepDirectAsync(WorkspaceKey tenant, string account, TeamsReference reference, CancellationToken ct) => KeepAsync(
        tenant,
        new KnownPlace(ChannelKey.Of(TeamsRoster.PlatformName, tenant, reference.Place.Conversation).Value, reference.Place.ServiceUrl.ToString(), TeamsRoomKind.Personal, "", "", account, IsHere: true),
        [],
        ct);

    public async ValueTask<Uri?> FindServiceUrlAsync(WorkspaceKey tenant, CancellationToken ct)
    {
        await OpenAsync(ct);
        return _newest.TryGetValue(tenant.Value, out string? url) ? new Uri(url) : null;
    }

    public string? MemberIdOf(WorkspaceKey tenant, string account) => FindAccount(tenant, account) is { Id.Length: > 0 } known ? known.Id : null;

    public void Dispose() => _writing.Dispose();

    private static TeamsReference Reference(KnownPlace place)
    {
        var channel = new ChannelKey(place.Channel);
        return new TeamsReference(new TeamsPlace(new Uri(place.ServiceUrl), channel.Workspace.Value, channel.Channel), place.Kind);
    }

    private void TakeIn(BookPage page)
    {
        foreach (KnownPlace place in page.Places)
        {
            _places[place.Channel] = place;
            _newest[new ChannelKey(place.Channel).Workspace.Value] = place.ServiceUrl;
        }

        foreach (KnownAccount account in page.Accounts)
        {
            _accounts[NameOf(account.Tenant, account.Account)] = account;
        }
    }

    private Change.PutMark Write(int page) => new(
        MarkOf(page),
        JsonSerializer.Serialize(
            new BookPage(
                [.. _places.Values.Where(place => PageOf(place.Channel) == page).OrderBy(place => place.Channel, StringComparer.Ordinal)],
                [.. _accounts.Values.Where(account => PageOf(NameOf(account.Tenant, account.Account)) == page).OrderBy(account => account.Account, StringComparer.Ordinal)]),
            BookJson.Default.BookPage));

    private static string NameOf(string tenant, string account) => $"{tenant}/{account}";

    private static string MarkOf(int page) => string.Create(CultureInfo.InvariantCulture, $"teams:book:{page}");

    // Where something stands must be the same in every life of the program, so the language's own hash cannot serve.
    private static int PageOf(string name) => name.Aggregate(17, (sum, letter) => (sum * 31 + letter) & 0x7fffffff) % Pages;
}
