using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using AgentBot.Core;
using AgentBot.Core.Commands;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.RowByRow;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;
using AgentBot.Host.People;
using AgentBot.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AgentBot.Host.Tests.Requests;

/// <summary>The real host with two programs in its settings that may ask, and the people of the demo who decide.</summary>
internal sealed class RequestHost : IAsyncDisposable
{
    public const string Token = "payroll-token-payroll-token-0001";
    public const string NextToken = "payroll-token-payroll-token-0002";
    public const string OtherToken = "crm-token-crm-token-crm-token-0001";
    public const string Secret = "signing-secret-signing-secret-01";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TempFolder _folder;

    private RequestHost(TempFolder folder, WebApplication app)
    {
        (_folder, App) = (folder, app);
        Client = app.Client();
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    public static ChannelKey Finance { get; } = ChannelKey.Of("console", ConfiguredDirectory.Workspace, "finance");

    public WebApplication App { get; }

    /// <summary>Bears the token of payroll.</summary>
    public HttpClient Client { get; }

    public string Folder => _folder.Path;

    public static async Task<RequestHost> StartAsync(params string[] settings)
    {
        var folder = new TempFolder();
        return new RequestHost(folder, await TestHost.StartAsync(folder, [.. Settings(folder), .. settings]));
    }

    public static string[] Settings(TempFolder folder) =>
    [
        "--Systems:payroll:Name=Payroll",
        "--Systems:payroll:Owner=finance-leads",
        "--Systems:payroll:Token=" + Put(folder, "token", Token),
        "--Systems:payroll:NextToken=" + Put(folder, "next", NextToken),
        "--Systems:payroll:SigningSecret=" + Put(folder, "secret", Secret),
        "--Systems:payroll:Channels:0=#finance",
        "--Systems:payroll:Types:0=all",
        "--Systems:payroll:Reviewers:0=finance-leads",
        "--Systems:payroll:Reviewers:1=ana",
        "--Systems:payroll:Policies:default=reviewers: { group: finance-leads }",
        "--Systems:payroll:Policies:both=reviewers: { group: finance-leads, quorum: 2 }\nexpires: 2d",
        "--Systems:crm:Name=CRM",
        "--Systems:crm:Owner=cleo",
        "--Systems:crm:Token=" + Put(folder, "other", OtherToken),
        "--Systems:crm:SigningSecret=" + Put(folder, "secret", Secret),
        "--Systems:crm:Channels:0=#operations",
        "--Systems:crm:Types:0=record",
        "--Systems:crm:Policies:default=reviewers: cleo",
        "--Systems:crm:MostOpen=2",
    ];

    public static string Put(TempFolder folder, string name, string text)
    {
        string path = folder.File(name);
        File.WriteAllText(path, text);
        return "file:" + path;
    }

    /// <summary>A memo that asks for nothing unusual.</summary>
    public static JsonObject Memo(string id, string body = "The totals of October are right.") => new()
    {
        ["schema"] = "review.request/1",
        ["id"] = id,
        ["title"] = "October payroll",
        ["type"] = "document",
        ["content"] = new JsonObject { ["title"] = "October", ["body"] = body },
    };

    public T Get<T>()
        where T : notnull => App.Services.GetRequiredService<T>();

    public Task<(HttpStatusCode Status, JsonNode? Body, HttpResponseMessage Answer)> PostAsync(JsonNode request, string token = Token) => SendAsync(HttpMethod.Post, "/requests", request.ToJsonString(), token);

    public async Task<(HttpStatusCode Status, JsonNode? Body, HttpResponseMessage Answer)> SendAsync(HttpMethod method, string path, string? body = null, string token = Token, string? tag = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (tag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        HttpResponseMessage answer = await Client.SendAsync(request);
        string text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text), answer);
    }

    /// <summary>The question of a request, once people are asked.</summary>
    public async Task<ReviewRow> AskedAsync(string id, int round = 1, string system = "system:payroll")
    {
        RunId run = (await Get<IRequestReader>().FindAsync(new PersonKey(system), id, CancellationToken.None))!.Run;
        using var patience = new CancellationTokenSource(Patience);
        using var signal = new SemaphoreSlim(1);
        Get<ICommitSignal>().Committed += Wake;
        try
        {
            while (true)
            {
                if ((await Get<IReviewReader>().OfRunAsync(run, patience.Token)).LastOrDefault(review => review.IsOpen && review.Round == round) is { } review)
                {
                    return review;
                }

                await signal.WaitAsync(patience.Token);
            }
        }
        finally
        {
            Get<ICommitSignal>().Committed -= Wake;
        }

        void Wake(Commit commit) => signal.Release();
    }

    public async Task<Reply> DecideAsync(ReviewRow review, string person, DecisionKind kind, string note = "", Value? edited = null, params string[] marked) =>
        await Get<IConversation>().DecideAsync(
            new DecisionRequest(
                new Caller(new PersonKey(person), Finance, "", $"test|local|decision|{Guid.NewGuid():n}"), review.Id, review.Revision, review.Artifact.Content.Value[..16], kind, note, [.. marked], edited, edited is not null, []),
            CancellationToken.None);

    /// <summary>What somebody has marked of the rows, as if by hand.</summary>
    public async Task DraftAsync(ReviewRow review, string person, RowChoices choices) => Assert.IsType<CommitResult.Done>(await Get<ICommitter>().CommitAsync(
        new Commit
        {
            Workspace = review.Workspace,
            Changes =
            [
                new Change.PutRowDraft(new RowDraftRow
                {
                    Review = review.Id, Revision = review.Revision, Person = new PersonKey(person), Workspace = review.Workspace, Shown = review.Artifact.Content, Choices = choices.Write(), At = TimeProvider.System.GetUtcNow(),
                }),
            ],
        },
        CancellationToken.None));

    /// <summary>The decision as a program gets it, its signature checked as the documentation says.</summary>
    public async Task<JsonNode> DecisionAsync(string id)
    {
        using HttpResponseMessage answer = await Client.GetAsync($"/requests/{id}/decision?wait=30");
        Assert.Equal((HttpStatusCode.OK, id), (answer.StatusCode, id));
        byte[] body = await answer.Content.ReadAsByteArrayAsync();
        Assert.True(IsSigned(name => answer.Headers.GetValues(name).Single(), body));
        return JsonNode.Parse(body)!;
    }

    public static bool IsSigned(Func<string, string> header, byte[] body)
    {
        byte[] head = Encoding.UTF8.GetBytes($"{header("AgentBot-Timestamp")}.{header("AgentBot-Delivery")}.");
        return header("AgentBot-Signature") == "v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), (byte[])[.. head, .. body]));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.EndAsync();
        _folder.Dispose();
    }
}
