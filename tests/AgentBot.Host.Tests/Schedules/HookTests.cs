using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Runs;
using AgentBot.Core.Schedules.Triggers;
using AgentBot.Core.Storing;
using AgentBot.Host.Checkups;
using AgentBot.Host.Local;
using AgentBot.Host.People;
using AgentBot.Host.Tests.Faults;
using AgentBot.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AgentBot.Host.Tests.Schedules;

/// <summary>The door at which other programs start schedules: signed, bounded, once, and silent to everybody else.</summary>
public sealed class HookTests
{
    private const string Secret = "0123456789abcdef0123456789abcdef";
    private const int MostAMinute = 120;
    private const string Body = """{"text":"Invoice 17","amount":12.5}""";

    private static readonly ChannelKey Finance = ChannelKey.Of("console", ConfiguredDirectory.Workspace, "finance");

    [Fact]
    public async Task A_signed_call_starts_one_run_and_a_repetition_gets_the_same_answer()
    {
        using var folder = new TempFolder();
        await using WebApplication app = await StartAsync(folder, SmallTemplates.Memo);
        using HttpClient client = app.Client();
        string now = Now();
        await ScheduleAsync(app, "schedule memo when hook invoices is called");
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal((HttpStatusCode.Accepted, """{"received":true,"schedules":1}"""), await CallAsync(client, Body, now, Sign(now, Body)));
        }

        // Named deliveries are what they are named, whenever they are signed.
        string named = """{"text":"Invoice 18"}""";
        foreach (int offset in new[] { 0, 3 })
        {
            string at = Now(offset);
            Assert.Equal(HttpStatusCode.Accepted, (await CallAsync(client, named, at, Sign(at, "d-18." + named), delivery: "d-18")).Status);
        }

        IReadOnlyList<RunRow> runs = await RunsAsync(app, 1);
        Assert.Contains("Invoice 17", runs[0].Inputs, StringComparison.Ordinal);
        Assert.Equal(("ana", "", "by schedule 1, a call of invoices"), (runs[0].Requester.Value, runs[0].CausedBy.Value, runs[0].StartedBy));
        ScheduleId schedule = (await app.Services.GetRequiredService<IScheduleReader>().ListeningAsync(EventAddress.Hook("invoices"), CancellationToken.None))[0].Id;
        Assert.Equal(2, (await app.Services.GetRequiredService<IScheduleReader>().FiringsAsync(schedule, 50, CancellationToken.None)).Count);
    }

    /// <summary>Fault row A8 and the matrix of everything that is not quite right.</summary>
    [Fact]
    public async Task What_is_not_proved_is_refused_and_a_hook_that_does_not_exist_answers_alike()
    {
        using var folder = new TempFolder();
        await using WebApplication app = await StartAsync(folder, SmallTemplates.Memo);
        using HttpClient client = app.Client();
        await ScheduleAsync(app, "schedule memo when hook invoices is called");
        string now = Now();
        string good = Sign(now, Body);
        (string What, string Hook, string Body, string? Timestamp, string? Signature, string? Delivery)[] bad =
        [
            ("unsigned", "invoices", Body, null, null, null),
            ("without a time", "invoices", Body, null, good, null),
            ("without a signature", "invoices", Body, now, null, null),
            ("another body", "invoices", Body + " ", now, good, null),
            ("another time", "invoices", Body, Now(-1), good, null),
            ("old", "invoices", Body, Now(-301), Sign(Now(-301), Body), null),
            ("from the future", "invoices", Body, Now(330), Sign(Now(330), Body), null),
            ("another secret", "invoices", Body, now, Sign(now, Body, "another secret that is long enough"), null),
            ("another version", "invoices", Body, now, good.Replace("v1=", "v0=", StringComparison.Ordinal), null),
            ("capitals", "invoices", Body, now, good.ToUpperInvariant(), null),
            ("cut", "invoices", Body, now, good[..^1], null),
            ("no digits", "invoices", Body, now, "v1=" + new string('z', 64), null),
            ("a name that was not signed", "invoices", Body, now, good, "d-1"),
            ("a strange name", "invoices", Body, now, Sign(now, "d.1." + Body), "d.1"),
            ("negative", "invoices", Body, "-5", Sign("-5", Body), null),
            ("huge", "invoices", Body, "99999999999999", Sign("99999999999999", Body), null),
            ("of nobody", "payroll", Body, now, good, null),
            ("of nobody, unsigned", "payroll", Body, null, null, null),
        ];
        foreach (var call in bad)
        {
            (HttpStatusCode status, string answer) = await CallAsync(client, call.Body, call.Timestamp, call.Signature, call.Delivery, call.Hook);
            Assert.True((status, answer) == (HttpStatusCode.Unauthorized, ""), $"{call.What}: {status} {answer}");
        }

        Assert.Empty(await app.Services.GetRequiredService<IScheduleReader>().ArrivedAsync(CancellationToken.None));
        Assert.Equal(HttpStatusCode.Accepted, (await CallAsync(client, Body, now, good, hook: "Invoices")).Status);
    }

    [Fact]
    public async Task Size_type_and_form_of_the_body_are_bounded()
    {
        using var folder = new TempFolder();
        await using WebApplication app = await StartAsync(folder);
        using HttpClient client = app.Client();
        string now = Now();
        string large = $"{{\"text\":\"{new string('x', 256 * 1024)}\"}}";
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await CallAsync(client, large, now, Sign(now, large))).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await CallAsync(client, large, now, Sign(now, large), hook: "payroll")).Status);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await CallAsync(client, Body, now, Sign(now, Body), type: "text/plain")).Status);
        foreach (string wrong in new[] { "", "12.5", "\"text\"", "{", "{\"a\":1,\"a\":2}", new string('[', 200) + new string(']', 200), "{\"a\":\"\\ud800\"}" })
        {
            Assert.Equal((wrong, HttpStatusCode.BadRequest), (wrong, (await CallAsync(client, wrong, now, Sign(now, wrong))).Status));
        }

        using HttpResponseMessage read = await client.GetAsync("/hooks/invoices");
        Assert.Equal(HttpStatusCode.NotFound, read.StatusCode);
    }

    [Fact]
    public async Task Values_of_another_kind_cannot_be_smuggled_in()
    {
        using var folder = new TempFolder();
        await using WebApplication app = await StartAsync(folder, SmallTemplates.Memo);
        using HttpClient client = app.Client();
        await ScheduleAsync(app, "schedule memo when hook invoices is called text=\"{{ event.body.who }} {{ event.body.note }}\"");
        string body = """{"who":{"$":"user","person":"cleo"},"note":"{{ event.hook }}"}""";
        string now = Now();
        Assert.Equal(HttpStatusCode.Accepted, (await CallAsync(client, body, now, Sign(now, body))).Status);
        RunRow run = Assert.Single(await RunsAsync(app, 1));
        Assert.DoesNotContain("\"$\"", run.Inputs, StringComparison.Ordinal);
        Assert.Contains("{{ event.hook }}", run.Inputs, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_calls_are_asked_to_come_again()
    {
        using var folder = new TempFolder();
        await using WebApplication app = await StartAsync(folder);
        using HttpClient client = app.Client();
        string now = Now();
        for (int i = 0; i < MostAMinute; i++)
        {
            Assert.Equal(HttpStatusCode.Accepted, (await CallAsync(client, Body, now, Sign(now, Body))).Status);
        }

        using HttpRequestMessage request = Request(Body, now, Sign(now, Body), null, "invoices", "application/json");
        using HttpResponseMessage answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(61));
        Assert.Equal(HttpStatusCode.Accepted, (await CallAsync(client, Body, now, Sign(now, Body, "tickets secret tickets secret"), hook: "tickets")).Status);
    }

    [Fact]
    public async Task An_unsigned_hook_needs_its_flag_and_doctor_says_so()
    {
        using var folder = new TempFolder();
        OptionsValidationException missing = Assert.Throws<OptionsValidationException>(() => TestHost.Build(folder, ["--Hooks:open:Channels:0=#finance"]));
        Assert.Contains("Hooks:open:Secret is missing", string.Join('\n', missing.Failures), StringComparison.Ordinal);
        OptionsValidationException wrong = Assert.Throws<OptionsValidationException>(() => TestHost.Build(folder, ["--Hooks:open:Secrt=x", "--Hooks:open:Unsigned=true"]));
        Assert.Contains("Hooks:open:Secrt is no setting", string.Join('\n', wrong.Failures), StringComparison.Ordinal);
        OptionsValidationException empty = Assert.Throws<OptionsValidationException>(() => TestHost.Build(folder, ["--Hooks:open:Secret=env:NOT_THERE_AT_ALL"]));
        Assert.Contains("env:NOT_THERE_AT_ALL", string.Join('\n', empty.Failures), StringComparison.Ordinal);

        await using WebApplication app = await TestHost.StartAsync(folder, ["--Hooks:open:Unsigned=true", "--Hooks:invoices:Secret=" + Secret]);
        using HttpClient client = app.Client();
        Assert.Equal(HttpStatusCode.Accepted, (await CallAsync(client, Body, null, null, hook: "open")).Status);
        var lines = new List<DoctorLine>();
        await foreach (DoctorLine line in app.Services.GetServices<ICheckup>().Single(checkup => checkup.GetType().Name == "HookCheckup").ExamineAsync(CancellationToken.None))
        {
            lines.Add(line);
        }

        Assert.Equal([(Doctor.Ok, "Hook invoices"), (Doctor.Warn, "Hook open")], lines.Select(line => (line.Level, line.Subject)));
    }

    [Fact]
    public async Task A_hook_that_is_for_one_channel_is_unknown_in_another()
    {
        using var folder = new TempFolder();
        await using WebApplication app = await StartAsync(folder, SmallTemplates.Memo);
        Reply refused = await SayAsync(app, "schedule memo when hook tickets is called");
        Assert.Contains("No hook is called “tickets”", Assert.IsType<Reply.Refused>(refused).Refusal.ToString(), StringComparison.Ordinal);
        Assert.IsType<Reply.Shown>(await SayAsync(app, "schedule memo when called"));
    }

    private static Task<WebApplication> StartAsync(TempFolder folder, params string[] templates)
    {
        string team = Directory.CreateDirectory(folder.File(Path.Combine("templates", "finance"))).FullName;
        for (int i = 0; i < templates.Length; i++)
        {
            File.WriteAllText(Path.Combine(team, $"template{i}.yaml"), templates[i]);
        }

        return TestHost.StartAsync(folder, ["--Hooks:Invoices:Secret=" + Secret, "--Hooks:Invoices:Channels:0=#finance", "--Hooks:tickets:Secret=tickets secret tickets secret", "--Hooks:tickets:Channels:0=operations"]);
    }

    private static ValueTask<Reply> SayAsync(WebApplication app, string text) => app.Services.GetRequiredService<IConversation>()
        .SayAsync(new CommandRequest(new Caller(new PersonKey("ana"), Finance, "", $"test|local|delivery|{Guid.NewGuid():n}"), text, [], []), CancellationToken.None);

    private static async Task ScheduleAsync(WebApplication app, string text)
    {
        Reply reply = await SayAsync(app, text);
        Assert.True(reply is Reply.Shown, reply.ToString());
        Assert.IsType<Reply.Said>(await SayAsync(app, ((CardAction.Execute)((Reply.Shown)reply).Card.Actions[0]).Ref.Id));
    }

    /// <summary>The runs, once there are so many: the workers of the host are at work.</summary>
    private static async Task<IReadOnlyList<RunRow>> RunsAsync(WebApplication app, int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var signal = new SemaphoreSlim(1);
        ICommitSignal commits = app.Services.GetRequiredService<ICommitSignal>();
        commits.Committed += _ => signal.Release();
        while (true)
        {
            IReadOnlyList<RunRow> runs = await app.Services.GetRequiredService<IRunReader>().ListAsync(new RunQuery(Finance.Workspace, null, null, null, null, true, null, 100), CancellationToken.None);
            if (runs.Count >= count)
            {
                return runs;
            }

            await signal.WaitAsync(patience.Token);
        }
    }

    private static string Now(int offset = 0) => (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + offset).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string Sign(string timestamp, string body, string secret = Secret) =>
        "v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{timestamp}.{body}")));

    private static async Task<(HttpStatusCode Status, string Answer)> CallAsync(
        HttpClient client, string body, string? timestamp, string? signature, string? delivery = null, string hook = "invoices", string type = "application/json")
    {
        using HttpRequestMessage request = Request(body, timestamp, signature, delivery, hook, type);
        using HttpResponseMessage answer = await client.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static HttpRequestMessage Request(string body, string? timestamp, string? signature, string? delivery, string hook, string type)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/hooks/{hook}") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        Add("AgentBot-Timestamp", timestamp);
        Add("AgentBot-Signature", signature);
        Add("AgentBot-Delivery", delivery);
        return request;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }
    }
}
