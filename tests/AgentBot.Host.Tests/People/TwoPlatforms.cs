using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.Delivery.Drawing;
using AgentBot.Core.People;
using AgentBot.Core.Publishing;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Runs.Working;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;
using AgentBot.Host.Tests.Faults;
using AgentBot.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AgentBot.Host.Tests.People;

/// <summary>
/// The host on a real store between two platforms that only tell who is there. Alice, Mallory and Bob have an account on both and
/// stand in no settings; Ana of the settings has her Slack account there. All are leads on both platforms.
/// </summary>
internal sealed class TwoPlatforms : IAsyncDisposable
{
    public const string OnSlack = "slack";
    public const string OnTeams = "teams";

    public static readonly string[] Accounts = ["alice", "mallory", "bob", "ana"];

    private readonly TempFolder _folder = new();
    private int _receipts;

    private TwoPlatforms() => App = Build();

    public FakeClock Clock { get; } = new();

    public WebApplication App { get; private set; }

    public static async Task<TwoPlatforms> StartAsync(params string[] templates)
    {
        var host = new TwoPlatforms();
        foreach (string template in templates)
        {
            await host.PutAsync(template.Split('\n').First(line => line.StartsWith("name:", StringComparison.Ordinal))["name:".Length..].Trim(), template);
        }

        await host.OpenAsync();
        return host;
    }

    public Task PutAsync(string name, string template) =>
        File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(_folder.File(Path.Combine("templates", "finance"))).FullName, name + ".yaml"), template);

    public T Get<T>()
        where T : notnull => App.Services.GetRequiredService<T>();

    public DirectorySnapshot People => Get<IDirectory>().Latest;

    public static WorkspaceKey WorkspaceOf(string platform) => new(platform == OnSlack ? "T1" : "tenant");

    public static LinkEnd End(string platform, string account) => new(platform, WorkspaceOf(platform), account);

    /// <summary>Closes the host and opens it again on the same data.</summary>
    public async Task ReopenAsync()
    {
        await App.DisposeAsync();
        App = Build();
        await OpenAsync();
    }

    public PersonKey Person(string platform, string account) => People.KeyOf(platform, account);

    /// <summary>In the channel finance of that platform.</summary>
    public Caller Caller(string platform, string account, string? receipt = null) => new(
        Person(platform, account), ChannelKey.Of(platform, WorkspaceOf(platform), "C1"), "", receipt ?? $"test|{platform}|words|{Interlocked.Increment(ref _receipts).ToString(CultureInfo.InvariantCulture)}");

    public ValueTask<Reply> SayAsync(string platform, string account, string text, string? receipt = null) =>
        Get<IConversation>().SayAsync(new CommandRequest(Caller(platform, account, receipt), text, [], []), CancellationToken.None);

    public async Task<string> SaidAsync(string platform, string account, string text, string? receipt = null) => Words(await SayAsync(platform, account, text, receipt));

    public static string Words(Reply reply) => reply switch
    {
        Reply.Said said => said.Text,
        Reply.Refused refused => refused.Refusal.ToString(),
        _ => reply.ToString(),
    };

    /// <summary>Asks for a code.</summary>
    public async Task<string> CodeAsync(string platform, string account)
    {
        const string Before = "Your code is ";
        string said = await SaidAsync(platform, account, "link");
        Assert.StartsWith(Before, said, StringComparison.Ordinal);
        return said.Substring(Before.Length, "0000-0000-0000-0000".Length);
    }

    /// <summary>All four steps.</summary>
    public async Task LinkAsync(string first, string firstAccount, string second, string secondAccount)
    {
        string code = await CodeAsync(first, firstAccount);
        Assert.Contains("The code is right", await SaidAsync(second, secondAccount, "link " + code), StringComparison.Ordinal);
        Assert.Contains("Confirmed", await SaidAsync(second, secondAccount, "link confirm " + code[..4]), StringComparison.Ordinal);
        Assert.Contains("Linked", await SaidAsync(first, firstAccount, "link confirm " + code[..4]), StringComparison.Ordinal);
    }

    /// <summary>The card that one of the two accounts is shown now; null when none is wanted.</summary>
    public async Task<DrawnView?> CardAsync(string handle, bool isFirst, string platform, string account)
    {
        string conversation = Conversations.InChannel(End(platform, account).Direct);
        return await Get<IDeliveryReader>().FindViewAsync(conversation, Purposes.Link(handle, isFirst), CancellationToken.None) is { } view ? await Get<ViewDrawer>().DrawAsync(view, CancellationToken.None) : null;
    }

    public async Task<RunId> RunAsync(string platform, string account, string template)
    {
        var started = Assert.IsType<Reply.Started>(await SayAsync(platform, account, $"run {template} text=hello"));
        await WorkAsync();
        return started.Run;
    }

    public async Task<ReviewRow> ReviewAsync(RunId run) => (await Get<IReviewReader>().OfRunAsync(run, CancellationToken.None)).OrderBy(review => review.Revision).Last();

    public async Task<Reply> ApproveAsync(ReviewRow review, string platform, string account) => await Get<IConversation>().DecideAsync(
        new DecisionRequest(Caller(platform, account), review.Id, review.Revision, review.Artifact.Content.Value[..16], DecisionKind.Approve, "", [], null, false, []), CancellationToken.None);

    public async Task WorkAsync()
    {
        for (int round = 0; round < 200; round++)
        {
            IReadOnlyList<WorkRow> work = await Get<IWorkStore>().ClaimAsync(16, TimeSpan.FromSeconds(15), Clock.GetUtcNow(), CancellationToken.None);
            foreach (WorkRow claimed in work)
            {
                await Get<WorkHandler>().HandleAsync(new HeldWork(claimed, Seen: null), lease: null, CancellationToken.None);
            }

            if (work.Count == 0)
            {
                return;
            }
        }

        Assert.Fail("The work never came to an end.");
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        _folder.Dispose();
    }

    private async Task OpenAsync()
    {
        CatalogSnapshot read = await Get<TemplateCatalog>().ReloadAsync(CancellationToken.None);
        Assert.True(read.Broken.IsEmpty, string.Join('\n', read.Broken.SelectMany(broken => broken.Diagnostics).Select(found => $"{found.Line}: {found.Message}")));
        await Get<LinkBook>().ReadAsync(CancellationToken.None);
    }

    private WebApplication Build() => TestHost.Build(
        _folder,
        ["--People:anna:Name=Ana Duarte", "--People:anna:Slack=ana", "--Operators:0=anna", "--Groups:leads:Slack=leads", "--Groups:leads:Teams=leads", "--Groups:leads:Members:0=anna"],
        services =>
        {
            services.AddSingleton<TimeProvider>(Clock);
            services.AddSingleton<IRoster>(new Roster(OnSlack));
            services.AddSingleton<IRoster>(new Roster(OnTeams));
            services.RemoveAll<IEffectSender>();
            services.AddSingleton<IEffectSender>(new ScriptedSender());
        });

    private sealed class Roster(string platform) : IRoster
    {
        public string Platform => platform;

        public RosterSnapshot Latest { get; } = new(
            Accounts.ToImmutableDictionary(account => account, account => new RosterAccount(account, $"{char.ToUpperInvariant(account[0])}{account[1..]} of {platform}", "Europe/Lisbon", false)),
            ImmutableDictionary<ChannelKey, RosterChannel>.Empty.Add(
                ChannelKey.Of(platform, WorkspaceOf(platform), "C1"), new RosterChannel(ChannelKey.Of(platform, WorkspaceOf(platform), "C1"), "finance", false, [])),
            ImmutableDictionary<string, ImmutableHashSet<string>>.Empty.Add("leads", [.. Accounts]),
            1);

        public ValueTask<RosterSnapshot?> ReadAsync(TimeSpan maxAge, CancellationToken ct) => ValueTask.FromResult<RosterSnapshot?>(Latest);

        public ValueTask<bool> AskAsync(ChannelKey channel, string account, CancellationToken ct) => ValueTask.FromResult(true);
    }
}
