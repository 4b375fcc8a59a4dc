using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using AgentBot.Chat.Slack.Calling;
using AgentBot.Core;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;
using AgentBot.Testing;
using AgentBot.Testing.Slack;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AgentBot.Host.Tests.Slack;

/// <summary>
/// The whole host with its workers, a fake Slack behind it, and signed requests in front of it: Ana asks, Ben approves, Cleo
/// operates; AgentBot is in #finance.
/// </summary>
internal sealed class SlackHost : IAsyncDisposable
{
    public const string Secret = "test-signing-secret-0001";
    public const string Team = "T0AAA1";
    public const string Finance = "C0FIN";
    public const string Ana = "U0ANA";
    public const string Ben = "U0BEN";
    public const string Cleo = "U0CLEO";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TempFolder _folder = new();
    private TimeProvider _time = TimeProvider.System;
    private int _events;

    private SlackHost(FakeSlackServer slack) => Slack = slack;

    public FakeSlackServer Slack { get; }

    public WebApplication App { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public static ChannelKey Channel { get; } = new($"slack/{Team}/{Finance}");

    public IRunReader Runs => Get<IRunReader>();

    public IReviewReader Reviews => Get<IReviewReader>();

    public static Task<SlackHost> StartAsync(string[]? templates = null, params string[] settings) => StartAsync(slackIsDown: false, templates, settings);

    public static async Task<SlackHost> StartAsync(bool slackIsDown, string[]? templates, string[] settings, TimeProvider? time = null)
    {
        FakeSlackServer slack = await FakeSlackServer.StartAsync(time);
        slack.Faults.IsDown = slackIsDown;
        slack.Workspace.AddUser(Ana, "Ana Duarte");
        slack.Workspace.AddUser(Ben, "Ben Okafor");
        slack.Workspace.AddUser(Cleo, "Cleo Brandt");
        slack.Workspace.AddUser("U0EXT1", "Eve Extern").IsStranger = true;
        slack.Workspace.AddUser("U0DAN", "Dan *Bold* <!channel>");
        slack.Workspace.AddChannel(Finance, "finance", isPrivate: false, Ana, Ben, Cleo, "U0DAN", "U0EXT1", FakeSlackWorkspace.BotUser);
        slack.Workspace.AddChannel("C0OUT", "elsewhere", isPrivate: true, Ana);
        slack.Workspace.AddUserGroup("S0LEADS", "finance-leads", Ben, Cleo);
        var host = new SlackHost(slack) { _time = time ?? TimeProvider.System };
        string team = Directory.CreateDirectory(host._folder.File(Path.Combine("templates", "finance"))).FullName;
        foreach (string template in templates ?? [])
        {
            string name = template.Split('\n').First(line => line.StartsWith("name:", StringComparison.Ordinal))["name:".Length..].Trim();
            await File.WriteAllTextAsync(Path.Combine(team, name + ".yaml"), template);
        }

        host.App = await TestHost.StartAsync(host._folder, [
            $"--Slack:SigningSecret={Secret}",
            $"--Slack:BotToken={FakeSlackServer.BotToken}",
            $"--Slack:ApiUrl={slack.ApiUrl}",
            "--Console:Url=http://127.0.0.1:0",
            "--People:ana:Name=Ana Duarte", $"--People:ana:Slack={Ana}",
            "--People:ben:Name=Ben Okafor", $"--People:ben:Slack={Ben}",
            "--People:cleo:Name=Cleo Brandt", $"--People:cleo:Slack={Cleo}",
            "--Groups:finance-leads:Slack=S0LEADS",
            "--Groups:finance:Members:0=ana", "--Groups:finance:Members:1=ben",
            "--Operators:0=cleo",
            .. settings], services =>
        {
            services.AddSingleton(host._time);
            ServiceDescriptor kept = services.Last(service => service.ServiceType == typeof(ICommitter));
            services.AddSingleton(provider => new FullDisk((ICommitter)kept.ImplementationFactory!(provider)));
            services.AddSingleton<ICommitter>(provider => provider.GetRequiredService<FullDisk>());
        });
        host.Http = host.App.Client();
        await UntilAsync(() => slackIsDown || host.Get<SlackWorkspace>().Known is not null, "Slack never told who AgentBot is");
        if (templates is { Length: > 0 })
        {
            await UntilAsync(() => host.Get<TemplateCatalog>().Current.Templates.Count == templates.Length, "the templates were never read");
        }

        return host;
    }

    public T Get<T>()
        where T : notnull => App.Services.GetRequiredService<T>();

    public static string Sign(string body, string timestamp, string secret = Secret) =>
        "v0=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"v0:{timestamp}:{body}")));

    public async Task<HttpResponseMessage> PostAsync(string path, string body, string type, string? secret = Secret, TimeSpan? ago = null)
    {
        string timestamp = (_time.GetUtcNow() - (ago ?? TimeSpan.Zero)).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8) };
        request.Content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);
        if (secret is not null)
        {
            request.Headers.Add("X-Slack-Request-Timestamp", timestamp);
            request.Headers.Add("X-Slack-Signature", Sign(body, timestamp, secret));
        }

        return await Http.SendAsync(request);
    }

    public static string CommandBody(string text, string user, string trigger, string channel = Finance, string team = Team) =>
        string.Join('&', new Dictionary<string, string>
        {
            ["command"] = "/agent", ["text"] = text, ["user_id"] = user, ["channel_id"] = channel, ["channel_name"] = "finance", ["team_id"] = team,
            ["api_app_id"] = "A0AAA1", ["is_enterprise_install"] = "false", ["trigger_id"] = trigger, ["response_url"] = "https://hooks.slack.com/commands/x",
        }.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"));

    /// <summary>A slash command, answered.</summary>
    public async Task<JsonObject?> CommandAsync(string text, string user = Ana, string? trigger = null, string channel = Finance, string team = Team)
    {
        using HttpResponseMessage answer = await PostAsync("/slack/commands", CommandBody(text, user, trigger ?? Slack.Triggers.New(), channel, team), "application/x-www-form-urlencoded");
        return await ReadAsync(answer);
    }

    public static JsonObject Event(JsonObject told, string id, bool shared = false) => new()
    {
        ["type"] = "event_callback", ["team_id"] = Team, ["api_app_id"] = "A0AAA1", ["event"] = told, ["event_id"] = id, ["event_time"] = 1700000000,
        ["authorizations"] = new JsonArray(new JsonObject { ["team_id"] = Team, ["user_id"] = FakeSlackWorkspace.BotUser, ["is_bot"] = true }),
        ["is_ext_shared_channel"] = shared,
    };

    public async Task<HttpResponseMessage> EventAsync(JsonObject told, string? id = null, bool shared = false) =>
        await PostAsync("/slack/events", Event(told, id ?? $"Ev{Interlocked.Increment(ref _events)}", shared).ToJsonString(), "application/json");

    /// <summary>A message that names AgentBot, as Slack tells it: twice, as a mention and as a message.</summary>
    public static JsonObject Mention(string text, string user, string ts, string type = "app_mention", string thread = "")
    {
        var told = new JsonObject { ["type"] = type, ["user"] = user, ["text"] = $"<@{FakeSlackWorkspace.BotUser}> {text}", ["ts"] = ts, ["channel"] = Finance, ["team"] = Team, ["event_ts"] = ts };
        if (thread.Length > 0)
        {
            told["thread_ts"] = thread;
        }

        return told;
    }

    public async Task<JsonObject?> InteractAsync(JsonObject payload)
    {
        using HttpResponseMessage answer = await PostAsync("/slack/interactions", "payload=" + Uri.EscapeDataString(payload.ToJsonString()), "application/x-www-form-urlencoded");
        return await ReadAsync(answer);
    }

    public static JsonObject Person(string user, string team = Team) => new() { ["id"] = user, ["username"] = user, ["team_id"] = team };

    /// <summary>A click on a button of a posted message.</summary>
    public JsonObject Click(FakeSlackMessage message, JsonObject button, string user, string? trigger = null) => new()
    {
        ["type"] = "block_actions", ["user"] = Person(user), ["api_app_id"] = "A0AAA1", ["trigger_id"] = trigger ?? Slack.Triggers.New(), ["team"] = new JsonObject { ["id"] = Team },
        ["container"] = new JsonObject { ["type"] = "message", ["message_ts"] = message.Ts, ["channel_id"] = message.Channel, ["is_ephemeral"] = false, ["thread_ts"] = message.Thread.Length > 0 ? message.Thread : message.Ts },
        ["channel"] = new JsonObject { ["id"] = message.Channel, ["name"] = "finance" },
        ["message"] = new JsonObject { ["type"] = "message", ["ts"] = message.Ts, ["text"] = message.Text },
        ["state"] = new JsonObject { ["values"] = new JsonObject() },
        ["response_url"] = Slack.NewResponseUrl(message.Channel, user),
        ["actions"] = new JsonArray(new JsonObject { ["type"] = "button", ["action_id"] = button["action_id"]!.DeepClone(), ["block_id"] = "b", ["value"] = button["value"]!.DeepClone(), ["action_ts"] = "1.1" }),
    };

    /// <summary>A click on a button of an open form.</summary>
    public JsonObject ClickIn(FakeSlackView view, JsonObject button, string user) => new()
    {
        ["type"] = "block_actions", ["user"] = Person(user), ["api_app_id"] = "A0AAA1", ["trigger_id"] = Slack.Triggers.New(view.Id), ["team"] = new JsonObject { ["id"] = Team },
        ["container"] = new JsonObject { ["type"] = "view", ["view_id"] = view.Id },
        ["view"] = new JsonObject
        {
            ["id"] = view.Id, ["team_id"] = Team, ["type"] = view.Content["type"]!.DeepClone(), ["hash"] = view.Hash, ["root_view_id"] = view.Root,
            ["callback_id"] = view.Content["callback_id"]?.DeepClone(), ["private_metadata"] = view.Content["private_metadata"]?.DeepClone(), ["state"] = new JsonObject { ["values"] = new JsonObject() },
        },
        ["actions"] = new JsonArray(new JsonObject { ["type"] = "button", ["action_id"] = button["action_id"]!.DeepClone(), ["block_id"] = "b", ["value"] = button["value"]!.DeepClone(), ["action_ts"] = "1.1" }),
    };

    /// <summary>Hands in an open form with these answers by block.</summary>
    public JsonObject Submit(FakeSlackView view, string user, Dictionary<string, JsonObject> answers, string? trigger = null)
    {
        var values = new JsonObject();
        foreach ((string block, JsonObject answer) in answers)
        {
            values[block] = new JsonObject { ["v"] = answer };
        }

        return new JsonObject
        {
            ["type"] = "view_submission", ["user"] = Person(user), ["api_app_id"] = "A0AAA1", ["trigger_id"] = trigger ?? Slack.Triggers.New(view.Id), ["team"] = new JsonObject { ["id"] = Team },
            ["view"] = new JsonObject
            {
                ["id"] = view.Id, ["team_id"] = Team, ["type"] = "modal", ["hash"] = view.Hash, ["root_view_id"] = view.Root,
                ["callback_id"] = view.Content["callback_id"]!.DeepClone(), ["private_metadata"] = view.Content["private_metadata"]?.DeepClone(), ["state"] = new JsonObject { ["values"] = values },
            },
        };
    }

    public static JsonObject Typed(string text) => new() { ["type"] = "plain_text_input", ["value"] = text };

    public static JsonObject Chosen(string value, string type = "static_select") => new() { ["type"] = type, ["selected_option"] = new JsonObject { ["value"] = value } };

    /// <summary>Waits until something posted holds a button of this label.</summary>
    public async Task<(FakeSlackMessage Message, JsonObject Button)> ButtonAsync(string label)
    {
        (FakeSlackMessage, JsonObject)? found = null;
        await UntilAsync(
            () => (found = Slack.Read(workspace => workspace.Messages.Concat(workspace.Ephemerals)
                .SelectMany(message => Buttons(message.Blocks).Select(button => (message, button)))
                .Where(pair => ((string?)pair.button["text"]!["text"])!.StartsWith(label, StringComparison.Ordinal))
                .Select(pair => ((FakeSlackMessage, JsonObject)?)pair)
                .LastOrDefault())) is not null,
            $"no button “{label}” was posted");
        return found!.Value;
    }

    public static IEnumerable<JsonObject> Buttons(JsonNode? node) => node switch
    {
        JsonObject button when (string?)button["type"] == "button" => [button],
        JsonObject other => other.SelectMany(pair => Buttons(pair.Value)),
        JsonArray all => all.SelectMany(Buttons),
        _ => [],
    };

    public async Task<FakeSlackView> ViewAsync(string callback)
    {
        FakeSlackView? found = null;
        await UntilAsync(() => (found = Slack.Read(workspace => workspace.Views.Values.LastOrDefault(view => (string?)view.Content["callback_id"] == callback))) is not null, $"no form “{callback}” was opened");
        return found!;
    }

    public async Task<FakeSlackMessage> PostedAsync(string words)
    {
        FakeSlackMessage? found = null;
        await UntilAsync(() => (found = Slack.Read(workspace => workspace.Messages.Concat(workspace.Ephemerals).LastOrDefault(message => Shows(message, words)))) is not null, $"nothing with “{words}” was posted");
        return found!;
    }

    public static bool Shows(FakeSlackMessage message, string words) =>
        message.Text.Contains(words, StringComparison.Ordinal) || (message.Blocks is { } blocks && blocks.ToJsonString(Readable).Contains(words, StringComparison.Ordinal));

    private static readonly System.Text.Json.JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task UntilAsync(Func<bool> holds, string otherwise)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (!holds())
        {
            Assert.True(watch.Elapsed < Patience, otherwise + " within 20 seconds");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    public static async Task UntilAsync(Func<Task<bool>> holds, string otherwise)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (!await holds())
        {
            Assert.True(watch.Elapsed < Patience, otherwise + " within 20 seconds");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        if (App is not null)
        {
            await App.EndAsync();
        }

        await Slack.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task<JsonObject?> ReadAsync(HttpResponseMessage answer)
    {
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {text}");
        return text.Length == 0 ? null : (JsonObject)JsonNode.Parse(text)!;
    }
}
