using System.Collections.Immutable;
using System.Net;
using System.Text.RegularExpressions;
using AgentBot.Core;
using AgentBot.Core.Budgets;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery.Drawing;
using AgentBot.Core.People;
using AgentBot.Core.Policy;
using AgentBot.Core.Reviews.Records;
using AgentBot.Core.Reviews.RowByRow;
using AgentBot.Core.Reviews.Together;
using AgentBot.Core.Runs;
using AgentBot.Core.Schedules;
using AgentBot.Core.Schedules.Triggers;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;
using AgentBot.Core.Tools;
using AgentBot.Core.Tools.Grants;
using AgentBot.Host.WebConsole;
using AgentBot.Storage;
using AgentBot.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AgentBot.Host.Tests.WebConsole;

/// <summary>The console over real Kestrel and a real SQLite file; only the conversation behind it is a fake that remembers what it was asked.</summary>
internal sealed class ConsoleHost : IAsyncDisposable
{
    public static readonly WorkspaceKey Workspace = new("local");
    public static readonly ChannelKey Finance = ChannelKey.Of("console", Workspace, "finance");
    public static readonly ChannelKey Secret = ChannelKey.Of("console", Workspace, "board");

    private readonly TempFolder _folder = new();
    private readonly WebApplication _app;

    private ConsoleHost(bool mayActAs, Action<IServiceCollection>? services, Func<ConsoleSettings, ConsoleSettings>? settings)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddSingleton<IdSource>();
        builder.Services.AddSqliteStore(options => options.DataDirectory = _folder.Path);
        builder.Services.AddSingleton<IDirectory>(new StillDirectory());
        builder.Services.AddSingleton<ITemplateCatalog>(Catalog);
        builder.Services.AddSingleton<IConversation>(Conversation);
        builder.Services.AddSingleton<IRowDesk, NoRows>();
        builder.Services.AddSingleton<PagesGiven>();
        builder.Services.AddSingleton<EventFirings>();
        builder.Services.AddSingleton<IEventDoor, EventDoor>();
        builder.Services.AddSingleton(HolidayCatalog.BuiltIn);
        builder.Services.AddSingleton<FiringCalendar>();
        builder.Services.AddSingleton<FiringNotes>();
        builder.Services.AddSingleton<ClosureCache>();
        builder.Services.AddSingleton(MonthLimits.None);
        builder.Services.AddSingleton<MonthPots>();
        builder.Services.AddSingleton<DrawingReads>();
        builder.Services.AddSingleton<CostReader>();
        builder.Services.AddSingleton<SourceReader>();
        builder.Services.AddSingleton<LastApprovedReader>();
        builder.Services.AddSingleton<RowReads>();
        builder.Services.AddSingleton(new GrantLimits(100, 30));
        builder.Services.AddSingleton<IRetiredVersions, NoneRetired>();
        builder.Services.AddSingleton<GrantReads>();
        builder.Services.AddSingleton<CallGrants>();
        builder.Services.AddSingleton<IOfferedTools, NoOffers>();
        builder.Services.AddSingleton<ReviewFactsReader>();
        builder.Services.AddSingleton<LikenessReader>();
        builder.Services.AddSingleton<WaitingReviews>();
        builder.Services.AddSingleton<RecordReader>();
        var wanted = new ConsoleSettings { DataDirectory = _folder.Path, TemplatesDirectories = [_folder.File("templates")], Workspace = Workspace, MayActAs = mayActAs, ModelIsOffline = true };
        builder.Services.AddConsole(settings is null ? wanted : settings(wanted));
        services?.Invoke(builder.Services);
        _app = builder.Build();
        _app.MapConsole();
    }

    public TimeProvider Clock { get; } = TimeProvider.System;

    public StillCatalog Catalog { get; } = new();

    public RememberingConversation Conversation { get; } = new();

    public Uri Address { get; private set; } = null!;

    public string DataFolder => _folder.Path;

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public static async Task<ConsoleHost> StartAsync(bool mayActAs = true, Action<IServiceCollection>? services = null, Func<ConsoleSettings, ConsoleSettings>? settings = null)
    {
        var host = new ConsoleHost(mayActAs, services, settings);
        await host._app.StartAsync();
        host.Address = new Uri(host._app.Urls.First());
        return host;
    }

    /// <summary>A browser of its own: cookies, no following of redirects.</summary>
    public Browser Browser() => new(Address);

    public ValueTask<CommitResult> CommitAsync(params Change[] changes) =>
        Get<ICommitter>().CommitAsync(new Commit { Workspace = Workspace, Changes = [.. changes] }, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>What a browser does for a person: keeps cookies, says where a request comes from, reads the form token of the page.</summary>
internal sealed partial class Browser : IDisposable
{
    private readonly HttpClient _client;
    private readonly Uri _address;

    public Browser(Uri address)
    {
        _address = address;
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
    }

    public string Page { get; private set; } = "";

    public async Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = Request(HttpMethod.Get, path, headers);
        HttpResponseMessage answer = await _client.SendAsync(request);
        Page = await answer.Content.ReadAsStringAsync();
        return answer;
    }

    public async Task<string> ReadAsync(string path)
    {
        using HttpResponseMessage answer = await GetAsync(path);
        Assert.True(answer.IsSuccessStatusCode, $"{path} answered {(int)answer.StatusCode}: {Page}");
        return Page;
    }

    public string Token => TokenPattern().Match(Page).Groups[1].Value;

    /// <summary>Posts a form as the page last read would.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, params (string Name, string Value)[] fields) => PostAsync(path, [("Origin", _address.GetLeftPart(UriPartial.Authority)), ("Sec-Fetch-Site", "same-origin")], [("_t", Token), .. fields]);

    /// <summary>Posts exactly this, with nothing that a browser or page would add.</summary>
    public async Task<HttpResponseMessage> PostAsync(string path, (string Name, string Value)[] headers, (string Name, string Value)[] fields)
    {
        using HttpRequestMessage request = Request(HttpMethod.Post, path, headers);
        request.Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await _client.SendAsync(request);
    }

    public async Task<HttpResponseMessage> UploadAsync(string path, (string Name, string Value)[] fields, params (string Field, string Name, byte[] Bytes)[] files)
    {
        using HttpRequestMessage request = Request(HttpMethod.Post, path, [("Origin", _address.GetLeftPart(UriPartial.Authority))]);
        var content = new MultipartFormDataContent { { new StringContent(Token), "_t" } };
        foreach ((string name, string value) in fields)
        {
            content.Add(new StringContent(value), name);
        }

        foreach ((string field, string name, byte[] bytes) in files)
        {
            content.Add(new ByteArrayContent(bytes), field, name);
        }

        request.Content = content;
        return await _client.SendAsync(request);
    }

    public async Task<Browser> ActAsAsync(string person)
    {
        await ReadAsync("/");
        using HttpResponseMessage answer = await PostAsync("/console/as", ("as", person));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        await ReadAsync("/");
        return this;
    }

    public Task<Stream> OpenStreamAsync(string path) => _client.GetStreamAsync(path);

    public void Dispose() => _client.Dispose();

    private static HttpRequestMessage Request(HttpMethod method, string path, (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    [GeneratedRegex("name=\"_t\" value=\"([^\"]+)\"", RegexOptions.NonBacktracking)]
    private static partial Regex TokenPattern();
}

internal sealed class StillDirectory : IDirectory
{
    public DirectorySnapshot Latest { get; } = new(
        ImmutableSortedDictionary<string, Person>.Empty
            .Add("ana", new Person(new PersonKey("ana"), "Ana Duarte", "Europe/Berlin", ["analyst"]))
            .Add("ben", new Person(new PersonKey("ben"), "Ben Okafor", "Europe/Berlin", ["finance-lead"]))
            .Add("cleo", new Person(new PersonKey("cleo"), "Cleo Brandt", "Europe/Berlin", ["cfo"])),
        ImmutableSortedDictionary<string, Core.People.Group>.Empty.Add("finance-leads", new Core.People.Group("finance-leads", [new PersonKey("ben"), new PersonKey("cleo")])),
        [new PersonKey("cleo")],
        [
            new ChannelInfo(ConsoleHost.Finance, "finance", false, []),
            new ChannelInfo(ChannelKey.Of("console", ConsoleHost.Workspace, "operations"), "operations", false, []),
            new ChannelInfo(ConsoleHost.Secret, "board", true, [new PersonKey("cleo")]),
        ],
        DateTimeOffset.UnixEpoch);

    public ValueTask<DirectorySnapshot?> SnapshotAsync(TimeSpan maxAge, CancellationToken ct) => ValueTask.FromResult<DirectorySnapshot?>(Latest);

    public ValueTask<DirectorySnapshot?> SnapshotAsync(TimeSpan maxAge, ChannelKey channel, PersonKey person, CancellationToken ct) => SnapshotAsync(maxAge, ct);
}

internal sealed class StillCatalog : ITemplateCatalog
{
    public event Action<CatalogSnapshot>? Changed;

    public CatalogSnapshot Current { get; private set; } = new(ImmutableSortedDictionary<string, Template>.Empty, [], DateTimeOffset.UnixEpoch);

    public void Put(CatalogSnapshot snapshot)
    {
        Current = snapshot;
        Changed?.Invoke(snapshot);
    }
}

/// <summary>Answers everything with what the test wants and keeps what the console sent along, as the real one does.</summary>
internal sealed class RememberingConversation : IConversation
{
    public List<object> Asked { get; } = [];

    public Func<object, Reply> Answer { get; set; } = _ => new Reply.Said("Noted.", true);

    public ValueTask<Reply> SayAsync(CommandRequest request, CancellationToken ct) => Remember(request);

    public ValueTask<Reply> SubmitAsync(FormSubmission submission, CancellationToken ct) => Remember(submission);

    public ValueTask<Reply> DecideAsync(DecisionRequest request, CancellationToken ct) => Remember(request);

    public ValueTask<Reply> ApproveTogetherAsync(TogetherRequest request, CancellationToken ct) => Remember(request);

    public ValueTask<Reply> SettleAsync(SettleRequest request, CancellationToken ct) => Remember(request);

    private ValueTask<Reply> Remember(object request)
    {
        lock (Asked)
        {
            Asked.Add(request);
        }

        return ValueTask.FromResult(Answer(request));
    }
}

internal sealed class NoneRetired : IRetiredVersions
{
    public bool Has(Digest version) => false;
}

/// <summary>Nobody decides rows here; the stories of rows have a whole host.</summary>
internal sealed class NoRows : IRowDesk
{
    private static readonly Refusal None = new(RefusalKind.NotAllowed, "There are no rows here.");

    public ValueTask<Result<RowSheet>> OpenAsync(Caller caller, ReviewId id, int revision, CancellationToken ct) => new(None);

    public ValueTask<Result<RowsMarked>> MarkAsync(RowsRequest request, CancellationToken ct) => new(None);
}

/// <summary>No server of tools stands in the settings.</summary>
internal sealed class NoOffers : IOfferedTools
{
    public ValueTask<ImmutableArray<OfferedServer>> LookAsync(CancellationToken ct) => ValueTask.FromResult(ImmutableArray<OfferedServer>.Empty);

    public ValueTask<OfferedServer?> LookAsync(string server, CancellationToken ct) => ValueTask.FromResult<OfferedServer?>(null);
}
