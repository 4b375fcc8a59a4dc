using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;
using AgentBot.Host.Local;
using AgentBot.Host.Tests.Slack;
using AgentBot.Host.Tests.WebConsole;
using AgentBot.Testing;
using Microsoft.AspNetCore.Builder;

namespace AgentBot.Host.Tests.EveryDoor;

/// <summary>Every way in that is not a chat: pages and forms of the console, and what the command line asks through its socket. The console's channels are open to everybody of the settings.</summary>
internal sealed class ConsoleDoors : DoorRig
{
    private readonly TempFolder _folder;
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<Role, Browser> _browsers = new();
    private readonly HttpClient _local;

    private ConsoleDoors(TempFolder folder, WebApplication app)
    {
        (_folder, _app) = (folder, app);
        _local = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (_, ct) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(LocalSocket.PathFor(folder.File("data"))), ct);
                return new NetworkStream(connection, ownsSocket: true);
            },
        })
        {
            BaseAddress = new Uri("http://agentbot.local"),
        };
    }

    public override IServiceProvider Services => _app.Services;

    public override ChannelKey Channel { get; } = ChannelKey.Of("console", new WorkspaceKey("local"), "finance");

    public HttpClient Local => _local;

    public static async Task<ConsoleDoors> StartAsync()
    {
        var folder = new TempFolder();
        string team = Directory.CreateDirectory(folder.File(Path.Combine("templates", "finance"))).FullName;
        await File.WriteAllTextAsync(Path.Combine(team, "door.yaml"), Template);
        var rig = new ConsoleDoors(folder, await TestHost.StartAsync(folder, [.. Settings("", KeyOf), "--Operators:0=cleo"]));
        await SlackHost.UntilAsync(() => rig.Get<TemplateCatalog>().Current.Templates.Count == 1, "the template was never read");
        return rig;
    }

    public override IReadOnlyList<DoorWay> Doors =>
    [
        new("button in the console", [Deed.Approve, Deed.Declassify, Deed.Reject, Deed.SendBack, Deed.Withdraw, Deed.Remind, Deed.Delegate, Deed.Cancel, Deed.DecideRows], attempt => PostAsync(attempt, "/console/act", ("act", Press(attempt)), ("to", "@dan"), ("note", "it is wrong"), ("channel", "finance"))),
        new("button of a group", [Deed.Approve], attempt => PostAsync(attempt, "/console/act", ("act", $"approve|{CardRef.Together}|{attempt.Review.Revision}|{attempt.Shown}|{attempt.Review.Id}"), ("channel", "finance"))) { Without = TeamsDoors.MayApprove },
        new("words in the console", [Deed.Approve, Deed.Declassify, Deed.Reject, Deed.SendBack, Deed.Withdraw, Deed.Remind, Deed.Delegate, Deed.TakeBack, Deed.Cancel], attempt => PostAsync(attempt, "/console/chat/finance", ("text", attempt.Words!), ("once", Once()))),
        new("page of a version", [Deed.EditAndSave, Deed.EditAndApprove], attempt => PostAsync(attempt, Page(attempt) + "/edit", ("f.text", "As somebody else would say it."), ("shown", attempt.Shown), ("do", attempt.Deed == Deed.EditAndApprove ? "approve" : "save"))),
        new("several at once", [Deed.Approve], BulkAsync),
        new("a group of alike ones", [Deed.Approve], attempt => PostAsync(attempt, "/console/reviews/together", ("kin", "x"), ("r", $"{attempt.Review.Id}.{attempt.Review.Revision}"), ("do", "approve"))) { Without = TeamsDoors.MayApprove },
        new("page of rows", [Deed.DecideRows], attempt => PostAsync(attempt, Page(attempt) + "/rows", ("do", "submit"), ("shown", attempt.Shown))),
        new("page of a run", [Deed.Cancel], attempt => PostAsync(attempt, $"/console/runs/{attempt.Run.Number}/cancel")),
        new("page of a question", [Deed.Look], attempt => ReadAsync(attempt, Page(attempt))),
        new("page of the whole", [Deed.Look], attempt => ReadAsync(attempt, Page(attempt) + "/full")),
        new("a decision through the socket", [Deed.Approve, Deed.Declassify, Deed.Reject, Deed.SendBack], DecideLocallyAsync),
        new("opening through the socket", [Deed.Look], OpenLocallyAsync),
    ];

    public async Task<(int Status, string Text)> PostLocallyAsync(string json)
    {
        using HttpResponseMessage answer = await _local.PostAsync("/local/decisions", new StringContent(json, Encoding.UTF8, "application/json"));
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>A button of the console with any value in it.</summary>
    public Task<string> ActAsync(Attempt attempt, string value) => PostAsync(attempt, "/console/act", ("act", value), ("note", "it is wrong"), ("channel", "finance"));

    public override async ValueTask DisposeAsync()
    {
        foreach (Browser browser in _browsers.Values)
        {
            browser.Dispose();
        }

        _local.Dispose();
        await _app.EndAsync();
        _folder.Dispose();
    }

    private static string Once() => TimeProvider.System.GetTimestamp().ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string Page(Attempt attempt) => CardPath.Review(attempt.Review.Id, attempt.Review.Revision);

    private static string Press(Attempt attempt) => attempt.Deed == Deed.Cancel
        ? $"{attempt.Verb}|{CardRef.Run}|0||{attempt.Run.Id}"
        : $"{attempt.Verb}|{CardRef.Review}|{attempt.Review.Revision}|{attempt.Shown}|{attempt.Review.Id}";

    private async Task<Browser> BrowserAsync(Role role)
    {
        if (!_browsers.TryGetValue(role, out Browser? browser))
        {
            browser = _browsers[role] = new Browser(new Uri(_app.Urls.First(url => !url.Contains("unix:", StringComparison.Ordinal))));
            await browser.ActAsAsync(KeyOf(role));
        }

        return browser;
    }

    private async Task<string> PostAsync(Attempt attempt, string path, params (string Name, string Value)[] fields)
    {
        Browser browser = await BrowserAsync(attempt.Role);
        using HttpResponseMessage answer = await browser.PostAsync(path, fields);
        return $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
    }

    private async Task<string> BulkAsync(Attempt attempt)
    {
        // What was not read is left out for everybody, which would prove nothing.
        await Get<ICommitter>().CommitAsync(
            new Commit { Workspace = attempt.Run.Workspace, Changes = [new Change.MarkOpened(attempt.Review.Id, attempt.Review.Revision, new PersonKey(KeyOf(attempt.Role)), TimeProvider.System.GetUtcNow())] }, CancellationToken.None);
        return await PostAsync(attempt, "/console/reviews/bulk", ("r", $"{attempt.Review.Id}.{attempt.Review.Revision}"), ("do", "approve"));
    }

    private async Task<string> ReadAsync(Attempt attempt, string path)
    {
        Browser browser = await BrowserAsync(attempt.Role);
        using HttpResponseMessage answer = await browser.GetAsync(path);
        string page = browser.Page;
        await browser.ReadAsync("/");
        return page;
    }

    private async Task<string> DecideLocallyAsync(Attempt attempt)
    {
        var decision = new LocalDecision(KeyOf(attempt.Role), attempt.Review.Id.Value, attempt.Review.Revision, attempt.Shown, attempt.Verb!, "it is wrong");
        using HttpResponseMessage answer = await _local.PostAsync("/local/decisions", JsonContent.Create(decision, LocalJson.Default.LocalDecision));
        return await answer.Content.ReadAsStringAsync();
    }

    internal async Task<string> OpenLocallyAsync(Attempt attempt)
    {
        using HttpResponseMessage answer = await _local.PostAsync($"/local/reviews/{attempt.Review.Id}/{attempt.Review.Revision}/open?as={KeyOf(attempt.Role)}", null);
        return await answer.Content.ReadAsStringAsync();
    }
}
