using System.Collections.Concurrent;
using System.Text.Json;
using AgentBot.Core;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;
using AgentBot.Testing;
using AgentBot.Testing.Providers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AgentBot.Host.Tests.Faults;

/// <summary>A write that a file declares, from the model's wish over a person's decision to the wire of the other side.</summary>
public sealed class GatedHttpCallTests : IAsyncLifetime, IDisposable
{
    private const string Template = """
        apiVersion: agentbot/v1
        kind: Workflow
        name: booking
        title: Book what was agreed
        summary: Books one amount.
        owner: ben
        inputs:
          note: { type: text, required: true, label: Note }
        steps:
          - id: book
            title: Book it
            agent:
              purpose: Book the amount.
              instructions: Book the amount of the note.
              tools: [book-entry]
              approval: { reviewers: "@finance-leads", expires: 3d }
              input: "{{ inputs.note }}"
              output:
                said: { type: text, max: 200 }
          - id: report
            action: message.render
            with: { text: "{{ steps.book.said }}" }
        """;

    private const string Wanted = """{"account":"4400","amount":120}""";

    private readonly TempFolder _folder = new();
    private readonly FakeClock _clock = new();
    private readonly ConcurrentQueue<(string Body, string Key)> _received = new();
    private FakeModelServer _model = null!;
    private WebApplication _books = null!;
    private FaultHost _host = null!;
    private int _status = 200;

    public async Task InitializeAsync()
    {
        _model = await FakeModelServer.StartAsync(TimeProvider.System);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _books = builder.Build();
        _books.Run(ReceiveAsync);
        await _books.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _books.DisposeAsync();
        await _model.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        _received.Enqueue((await reader.ReadToEndAsync(), context.Request.Headers["Idempotency-Key"].ToString()));
        context.Response.StatusCode = _status;
        await context.Response.WriteAsync("""{"booked":"E-77"}""");
    }

    private async Task<(RunRow Run, RunRow Child, ReviewRow Review)> AskedAsync(string key)
    {
        string tool = $$"""
            apiVersion: agentbot/v1
            kind: Tool
            name: book-entry
            title: Book an entry
            description: Books one amount on one account.
            method: POST
            url: http://127.0.0.1:{{new Uri(_books.Urls.First()).Port}}/entries
            arguments: { account: text, amount: { type: number, max: 500 } }
            body: { account: "{account}", amount: "{amount}" }
            {{key}}
            """;
        _host = await FaultHost.WithToolsAsync(_folder, _clock, null,
        [
            "--Models:Providers:main:Kind", "openai", "--Models:Providers:main:Model", "some-model", "--Models:Providers:main:BaseUrl", _model.Url.TrimEnd('/') + "/v1",
            "--Models:Providers:main:InputPricePerMillion", "3", "--Models:Providers:main:OutputPricePerMillion", "15",
            "--Models:Aliases:default:0", "main", "--Models:Aliases:small:0", "main", "--Tools:AllowedPrivateHosts:0", "127.0.0.1",
        ], null, tool, Template);
        _model.Then(
            new FakeModelAnswer { Calls = [("x1", "book-entry", Wanted)] },
            FakeModelAnswer.Of("""{"results":[{"key":"i001","output":{"said":"Done."},"remark":""}],"remarks":[]}"""));
        RunRow run = await _host.StartAsync("run booking note=\"120 on 4400\"");
        RunRow child = Assert.Single(await _host.Runs.ChildrenAsync(run.Id, CancellationToken.None));
        return (run, child, await _host.ReviewAsync(child));
    }

    private async Task<string> ToldAsync(RunRow run)
    {
        await _host.WorkAsync();
        Assert.Equal(RunStatus.Done, (await _host.RunAsync(run.Id)).Status);
        return string.Join('\n', _model.Calls[^1].Body.GetProperty("messages").EnumerateArray().Where(message => message.GetProperty("role").GetString() == "tool").Select(message => message.GetRawText()));
    }

    [Fact]
    public async Task Approved_with_other_arguments_exactly_these_are_sent_once_with_a_key()
    {
        (RunRow run, RunRow child, ReviewRow review) = await AskedAsync("idempotency: Idempotency-Key");
        Assert.Empty(_received);
        Value shown = ValueJson.Read((await _host.Get<IArtifactReader>().FindAsync(FaultHost.Finance, review.Artifact.Content, CancellationToken.None))!.Bytes.Span);
        Assert.Contains("at most 500", EditReader.Fields(review.Artifact.Type, shown, new Dictionary<string, string> { ["amount"] = "501" }).Refusal!.ToString(), StringComparison.Ordinal);
        Result<Value> edited = EditReader.Fields(review.Artifact.Type, shown, new Dictionary<string, string> { ["amount"] = "99.5" });
        await _host.DecideAsync(_host.Click(review, FaultHost.Ben, DecisionKind.Edit) with { Edited = edited.Value, ThenApprove = true });
        string told = await ToldAsync(run);
        (string body, string key) = Assert.Single(_received);
        using JsonDocument sent = JsonDocument.Parse(body);
        Assert.Equal(("4400", 99.5m), (sent.RootElement.GetProperty("account").GetString(), sent.RootElement.GetProperty("amount").GetDecimal()));
        Assert.Equal((await _host.EffectAsync(child)).IdempotencyKey, key);
        Assert.Contains("A person changed the arguments and approved the call", told, StringComparison.Ordinal);
        Assert.Contains("E-77", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refused_nothing_is_sent_and_the_reason_reaches_the_agent()
    {
        (RunRow run, _, ReviewRow review) = await AskedAsync("idempotency: Idempotency-Key");
        await _host.DecideAsync(review, FaultHost.Ben, DecisionKind.Reject, "The invoice is not there yet.");
        Assert.Contains("The invoice is not there yet.", await ToldAsync(run), StringComparison.Ordinal);
        Assert.Empty(_received);
    }

    [Fact]
    public async Task A_fault_of_the_other_side_without_a_key_is_asked_of_a_person_and_never_repeated()
    {
        _status = 500;
        (RunRow run, RunRow child, ReviewRow review) = await AskedAsync("timeout: 20s");
        await _host.DecideAsync(review, FaultHost.Ben, DecisionKind.Approve);
        await _host.WorkAsync();
        EffectRow effect = await _host.EffectAsync(child);
        Assert.Equal(EffectState.Unknown, effect.State);
        _clock.Advance(TimeSpan.FromHours(1));
        await _host.WorkAsync();
        Assert.Equal("", Assert.Single(_received).Key);
        Assert.IsType<Reply.Said>(await _host.SettleAsync(effect, FaultHost.Ben, SettleChoice.ItHappened));
        Assert.Contains("a person found out that it was made", await ToldAsync(run), StringComparison.Ordinal);
        Assert.Single(_received);
    }
}
