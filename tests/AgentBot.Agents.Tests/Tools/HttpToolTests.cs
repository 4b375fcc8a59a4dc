using System.Text.Json;
using AgentBot.Agents.Tools;
using AgentBot.Agents.Tools.Http;
using AgentBot.Agents.Tools.Insulation;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Tools;
using AgentBot.Core.Values;
using AgentBot.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AgentBot.Agents.Tests.Tools;

/// <summary>Declared tools against a system that behaves as a test says.</summary>
public sealed class HttpToolTests
{
    [Fact]
    public async Task AnArgument_FillsItsPlace_AndNeverMoreThanThat()
    {
        await using Rig rig = await Rig.StartAsync(context => context.Response.WriteAsJsonAsync(context.Features.Get<IHttpRequestFeature>()!.RawTarget));
        HttpToolSpec spec = rig.Spec with
        {
            Url = rig.Spec.Url + "/orders/{id}/lines",
            Arguments = [new ToolArgument("id", new FieldType.Text(), true), new ToolArgument("q", new FieldType.Text(), false)],
            Query = [new ToolPart("q", "{q}"), new ToolPart("all", "yes")],
        };
        Assert.Equal("\"/orders/1%2F..%2F..%2Fadmin%3Fx%3D1%23/lines?q=a%26b%3Dc\\u0026all=yes\"", await rig.TextAsync(spec, """{"id":"1/../../admin?x=1#","q":"a&b=c"}"""));
        Assert.Equal("\"/orders/7/lines?all=yes\"", await rig.TextAsync(spec, """{"id":"7"}"""));
        foreach (string bad in new[] { """{"id":".."}""", """{"id":""}""", """{}""", """{"id":7}""", """{"id":"1","host":"x"}""", "[]", "no" })
        {
            Assert.True(Assert.IsType<ToolOutcome.Answered>(await rig.CallAsync(spec, bad)).IsError);
        }
    }

    [Fact]
    public async Task SecretsAndBody_AreWrittenAtTheEdge_AndTheKeyOfTheCallGoesAlong()
    {
        string seen = "";
        await using Rig rig = await Rig.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            seen = $"{context.Request.Method} {context.Request.Headers.Authorization} {context.Request.Headers["Idempotency-Key"]} {await reader.ReadToEndAsync()}";
            context.Response.Headers.Location = "https://erp.example.com/entries/5";
            await context.Response.WriteAsync("""{"id":5}""");
        });
        HttpToolSpec spec = rig.Spec with
        {
            Method = "POST",
            Effect = ToolKind.Write,
            Headers = [new ToolPart("Authorization", "Bearer ", "erp")],
            Arguments = [new ToolArgument("amount", new FieldType.Number(), true), new ToolArgument("note", new FieldType.Text(), false)],
            Body = """{"amount":"{amount}","note":"{note}","text":"Paid {amount}: {note}"}""",
            KeyHeader = "Idempotency-Key",
        };
        Assert.Contains("The secret “erp” that it needs is not set", Assert.IsType<ToolOutcome.NotSent>(await rig.CallAsync(spec, """{"amount":5}""")).Sentence, StringComparison.Ordinal);
        rig.Secrets["secret:erp"] = "planted";
        Assert.Equal(new ToolOutcome.Answered("""{"id":5}""") { Reference = "https://erp.example.com/entries/5" }, await rig.CallAsync(spec, """{"amount":12.5}"""));
        Assert.Equal("""POST Bearer planted key-1 {"amount":12.5,"text":"Paid 12.5: "}""", seen);
        Tool tool = DeclaredTool.Of(spec);
        Assert.DoesNotContain("planted", JsonSerializer.Serialize(tool.Declaration) + tool.Arguments, StringComparison.Ordinal);
        Assert.True(tool.TakesKey);
    }

    [Theory]
    [InlineData(404, true, "Answered")]
    [InlineData(404, false, "Answered")]
    [InlineData(401, true, "NotSent")]
    [InlineData(302, true, "NotSent")]
    [InlineData(429, false, "NotSent")]
    [InlineData(503, false, "NotSent")]
    [InlineData(500, true, "NotSent")]
    [InlineData(500, false, "Unclear")]
    [InlineData(0, true, "NotSent")]
    [InlineData(0, false, "Unclear")]
    public async Task EveryWayInWhichItFails_HasItsOutcome(int status, bool reads, string outcome)
    {
        await using Rig rig = await Rig.StartAsync(context =>
        {
            if (status == 0)
            {
                context.Abort();
                return Task.CompletedTask;
            }

            context.Response.StatusCode = status;
            context.Response.Headers.Location = "http://169.254.169.254/";
            return Task.CompletedTask;
        });
        HttpToolSpec spec = reads ? rig.Spec : rig.Spec with { Method = "POST", Effect = ToolKind.Write };
        Assert.Equal(outcome, (await rig.CallAsync(spec, "{}")).GetType().Name);
    }

    [Fact]
    public async Task AHostInside_IsNotCalled_UnlessAnOperatorNamedIt()
    {
        await using Rig rig = await Rig.StartAsync(context => context.Response.WriteAsync("{}"), isAllowed: false);
        Assert.Contains("lies inside this network", Assert.IsType<ToolOutcome.NotSent>(await rig.CallAsync(rig.Spec, "{}")).Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PagingKind.Cursor)]
    [InlineData(PagingKind.Page)]
    [InlineData(PagingKind.Link)]
    public async Task ALongResult_IsReadPieceByPiece_UpToItsBound_AndSifted(PagingKind by)
    {
        int calls = 0;
        await using Rig rig = await Rig.StartAsync(context =>
        {
            calls++;
            int at = int.TryParse(context.Request.Query["at"], out int asked) ? asked : 1;
            context.Response.Headers.Append("Link", $"<?at={at + 1}>; rel=\"next\", <http://169.254.169.254/>; rel=\"last\"");
            return context.Response.WriteAsync($$"""{"data":[{"id":"{{at}}a","total":{{at * 10}},"more":"x"},{"id":"{{at}}b","total":{{at}},"more":"x"}],"next":"{{at + 1}}"}""");
        });
        HttpToolSpec spec = rig.Spec with
        {
            Result = "data",
            Fields = [new Column("id", new FieldType.Text()), new Column("total", new FieldType.Number())],
            Sift = ["id", "total"],
            Paging = new PagingSpec(by, by == PagingKind.Link ? "" : "at", "next", 3),
        };
        Assert.Equal(
            """{"found":4,"from":1,"items":[{"id":"2a","total":20},{"id":"1a","total":10}]}""",
            await rig.TextAsync(spec, """{"where":{"total":">2"},"sort_by":"total","descending":true,"skip":1,"limit":2}"""));
        Assert.Equal(3, calls);
        Assert.Equal("""{"found":1,"from":0,"items":[{"id":"3b","total":3}]}""", await rig.TextAsync(spec, """{"where":{"id":"3B"}}"""));
    }

    [Fact]
    public async Task AnAnswerThatChangesItsShape_IsNotUsed()
    {
        string answer = """[{"id":"1","total":5}]""";
        await using Rig rig = await Rig.StartAsync(context => context.Response.WriteAsync(answer));
        HttpToolSpec spec = rig.Spec with { Fields = [new Column("id", new FieldType.Text()), new Column("total", new FieldType.Number())] };
        Assert.Equal(answer, await rig.TextAsync(spec, "{}"));
        foreach ((string changed, string words) in new[] { ("""[{"id":"1","amount":5}]""", "the field total is missing"), ("""[{"id":1,"total":5}]""", "the field id holds"), ("<html>", "no JSON"), ("[7]", "no record") })
        {
            answer = changed;
            Assert.Contains(words, Assert.IsType<ToolOutcome.NotSent>(await rig.CallAsync(spec, "{}")).Sentence, StringComparison.Ordinal);
        }

        answer = """[{"id":"1","total":null}]""";
        Assert.Equal(answer, await rig.TextAsync(spec, "{}"));
    }

    [Fact]
    public async Task ARead_IsAnsweredFromMemory_AsLongAsItsFileAllows()
    {
        int calls = 0;
        await using Rig rig = await Rig.StartAsync(context => context.Response.WriteAsync($"{++calls}"));
        HttpToolSpec spec = rig.Spec with { Cache = TimeSpan.FromMinutes(1) };
        Assert.Equal(("1", "1"), (await rig.TextAsync(spec, "{}"), await rig.TextAsync(spec, "{}")));
        rig.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("2", await rig.TextAsync(spec, "{}"));
        Assert.Equal("3", await rig.TextAsync(spec with { Method = "POST", Effect = ToolKind.Write }, "{}"));
    }

    [Fact]
    public async Task AHostThatKeepsFailing_IsLeftAlone_ThenTriedOutByOneCall()
    {
        int calls = 0, status = 500;
        await using Rig rig = await Rig.StartAsync(context =>
        {
            calls++;
            context.Response.StatusCode = status;
            return context.Response.WriteAsync("{}");
        });
        for (int i = 0; i < Breakers.MostFailures; i++)
        {
            await rig.CallAsync(rig.Spec, "{}");
        }

        var left = Assert.IsType<ToolOutcome.NotSent>(await rig.CallAsync(rig.Spec, "{}"));
        Assert.Equal((Breakers.MostFailures, Breakers.Pause), (calls, left.RetryAfter!.Value));
        rig.Clock.Advance(Breakers.Pause);
        await rig.CallAsync(rig.Spec, "{}");
        await rig.CallAsync(rig.Spec, "{}");
        Assert.Equal(Breakers.MostFailures + 1, calls);

        status = 200;
        rig.Clock.Advance(Breakers.Pause);
        Assert.Equal("{}", await rig.TextAsync(rig.Spec, "{}"));
        Assert.Equal("{}", await rig.TextAsync(rig.Spec, "{}"));
    }

    [Fact]
    public async Task WhatFailsForLong_IsToldOnceUntilItWorks()
    {
        int status = 500;
        await using Rig rig = await Rig.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync("{}");
        });
        for (int minute = 0; minute < 25; minute++)
        {
            Assert.Equal(minute > 10 ? 1 : 0, rig.News.All.Count);
            await rig.CallAsync(rig.Spec, "{}");
            rig.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        ToolNews.Failing failing = Assert.IsType<ToolNews.Failing>(Assert.Single(rig.News.All));
        Assert.Equal(("tool", "localhost", TimeSpan.FromMinutes(25)), (failing.Tool, failing.Host, rig.Clock.GetUtcNow() - failing.Since));
        status = 200;
        await rig.CallAsync(rig.Spec, "{}");
        rig.Clock.Advance(TimeSpan.FromHours(1));
        status = 500;
        await rig.CallAsync(rig.Spec, "{}");
        Assert.Single(rig.News.All);
    }

    [Fact]
    public async Task AnAnswerOfAnotherShape_IsToldOnceUntilItHasItsShapeAgain()
    {
        string answer = """{"id":"a"}""";
        await using Rig rig = await Rig.StartAsync(context => context.Response.WriteAsync(answer));
        HttpToolSpec spec = rig.Spec with { Fields = [new Column("id", new FieldType.Text())] };
        await rig.CallAsync(spec, "{}");
        Assert.Empty(rig.News.All);
        answer = """{"name":"a"}""";
        await rig.CallAsync(spec, "{}");
        await rig.CallAsync(spec, "{}");
        Assert.Equal("the field id is missing", Assert.IsType<ToolNews.Reshaped>(Assert.Single(rig.News.All)).Differs);
        answer = """{"id":"a"}""";
        await rig.CallAsync(spec, "{}");
        answer = """{"id":7}""";
        await rig.CallAsync(spec, "{}");
        Assert.Equal(2, rig.News.All.Count);
    }

    [Fact]
    public async Task ATool_ThatIsNotWhatItsPinSays_IsNotCalled()
    {
        await using Rig rig = await Rig.StartAsync(context => context.Response.WriteAsync("{}"));
        Tool tool = DeclaredTool.Of(rig.Spec);
        string moved = tool.Declaration.Replace("localhost", "elsewhere", StringComparison.Ordinal);
        Assert.IsType<ToolOutcome.NotSent>(await rig.Tools.CallAsync(tool with { Declaration = moved }, new ToolCall("{}", ""), default));
    }

    private sealed class Rig : IToolSecrets, IAsyncDisposable
    {
        private readonly WebServer _server;

        private Rig(WebServer server, bool isAllowed)
        {
            _server = server;
            var options = new ToolOptions();
            if (isAllowed)
            {
                options.AllowedPrivateHosts.Add("localhost");
            }

            var connections = new GuardedConnections(Options.Create(options), new SystemNameLookup());
            Tools = new HttpTools(connections, this, new Breakers(Clock), new ReadCache(Clock), News, Clock, NullLogger<HttpTools>.Instance);
            Spec = new HttpToolSpec { Name = "tool", Title = "Tool", Description = "A tool.", Effect = ToolKind.Read, Method = "GET", Url = $"http://localhost:{server.Port}" };
        }

        public FakeClock Clock { get; } = new();

        public HeardNews News { get; } = new();

        public HttpTools Tools { get; }

        public HttpToolSpec Spec { get; }

        public Dictionary<string, string> Secrets { get; } = [];

        public static async Task<Rig> StartAsync(RequestDelegate answer, bool isAllowed = true) => new(await WebServer.StartAsync(answer), isAllowed);

        public ValueTask<ToolOutcome> CallAsync(HttpToolSpec spec, string arguments) => Tools.CallAsync(DeclaredTool.Of(spec), new ToolCall(arguments, "key-1"), default);

        public async Task<string> TextAsync(HttpToolSpec spec, string arguments)
        {
            ToolOutcome outcome = await CallAsync(spec, arguments);
            var answered = Assert.IsType<ToolOutcome.Answered>(outcome);
            Assert.False(answered.IsError, answered.Text);
            return answered.Text;
        }

        public string? Read(string written) => Secrets.GetValueOrDefault(written);

        public async ValueTask DisposeAsync()
        {
            Tools.Dispose();
            await _server.DisposeAsync();
        }
    }
}
