using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using AgentBot.Core;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;
using AgentBot.Testing;
using AgentBot.Testing.Teams;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AgentBot.Host.Tests.Teams;

/// <summary>
/// The whole host with its workers, a fake Teams behind it, and signed activities in front of it: Ana asks, Ben approves, Cleo
/// operates; AgentBot is in the channel finance, in a group chat, and in a chat with each of them.
/// </summary>
internal sealed class TeamsHost : IAsyncDisposable
{
    public const string Finance = "19:finance@thread.tacv2";
    public const string Group = "19:monthend@thread.v2";
    public const string Ana = "aaaaaaaa-0000-0000-0000-000000000001";
    public const string Ben = "bbbbbbbb-0000-0000-0000-000000000002";
    public const string Cleo = "cccccccc-0000-0000-0000-000000000003";
    public const string Dan = "dddddddd-0000-0000-0000-000000000004";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TempFolder _folder = new();
    private int _ids;

    private TeamsHost(FakeTeamsServer teams) => Teams = teams;

    public FakeTeamsServer Teams { get; }

    public WebApplication App { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public static ChannelKey Channel { get; } = new($"teams/{FakeTeamsServer.Tenant}/{Finance}");

    public IRunReader Runs => Get<IRunReader>();

    public IReviewReader Reviews => Get<IReviewReader>();

    public static Task<TeamsHost> StartAsync(string[]? templates = null, params string[] settings) => StartAsync(TimeProvider.System, templates, settings);

    public static async Task<TeamsHost> StartAsync(TimeProvider time, string[]? templates, string[] settings)
    {
        FakeTeamsServer teams = await FakeTeamsServer.StartAsync(time);
        teams.Read(world =>
        {
            world.AddPerson(Ana, "Ana Duarte");
            world.AddPerson(Ben, "Ben Okafor");
            world.AddPerson(Cleo, "Cleo Brandt");
            world.AddPerson(Dan, "Dan *Bold* <at>everyone</at>");
            world.AddConversation(Finance, "channel", Ana, Ben, Cleo, Dan);
            world.AddConversation(Group, "groupChat", Ana, Ben);
            foreach (string person in new[] { Ana, Ben, Cleo, Dan })
            {
                world.AddConversation("a:" + person, "personal", person);
            }

            return 0;
        });
        var host = new TeamsHost(teams);
        string team = Directory.CreateDirectory(host._folder.File(Path.Combine("templates", "finance"))).FullName;
        foreach (string template in templates ?? [])
        {
            string name = template.Split('\n').First(line => line.StartsWith("name:", StringComparison.Ordinal))["name:".Length..].Trim();
            await File.WriteAllTextAsync(Path.Combine(team, name + ".yaml"), template);
        }

        host.App = await TestHost.StartAsync(host._folder, [
            $"--Teams:AppId={FakeTeamsServer.AppId}",
            $"--Teams:AppPassword={FakeTeamsServer.Secret}",
            $"--Teams:TenantId={FakeTeamsServer.Tenant}",
            $"--Teams:OpenIdMetadataUrl={teams.MetadataUrl}",
            $"--Teams:TokenUrl={teams.TokenUrl}",
            "--Console:Url=http://127.0.0.1:0",
            "--People:ana:Name=Ana Duarte", $"--People:ana:Teams={Ana}",
            "--People:ben:Name=Ben Okafor", $"--People:ben:Teams={Ben.ToUpperInvariant()}",
            "--People:cleo:Name=Cleo Brandt", $"--People:cleo:Teams={Cleo}",
            "--Groups:finance-leads:Members:0=ben", "--Groups:finance-leads:Members:1=cleo",
            "--Operators:0=cleo",
            .. settings], services =>
        {
            services.AddSingleton(time);
            ServiceDescriptor kept = services.Last(service => service.ServiceType == typeof(ICommitter));
            services.AddSingleton(provider => new FullDisk((ICommitter)kept.ImplementationFactory!(provider)));
            services.AddSingleton<ICommitter>(provider => provider.GetRequiredService<FullDisk>());
        });
        host.Http = host.App.Client();
        if (templates is { Length: > 0 })
        {
            await UntilAsync(() => host.Get<TemplateCatalog>().Current.Templates.Count == templates.Length, "the templates were never read");
        }

        return host;
    }

    public T Get<T>()
        where T : notnull => App.Services.GetRequiredService<T>();

    /// <summary>Sends an activity with a token of the fake issuer.</summary>
    public async Task<HttpResponseMessage> PostAsync(JsonObject activity)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/messages") { Content = new StringContent(activity.ToJsonString(), Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + Teams.Token());
        return await Http.SendAsync(request);
    }

    /// <summary>The frame of every activity.</summary>
    /// <param name="conversation">With its thread where it is in a channel.</param>
    public JsonObject Activity(string type, string conversation, string person, string? id = null)
    {
        var about = new JsonObject { ["id"] = conversation, ["tenantId"] = FakeTeamsServer.Tenant, ["conversationType"] = conversation.StartsWith("a:", StringComparison.Ordinal) ? "personal" : conversation.EndsWith("@thread.v2", StringComparison.Ordinal) ? "groupChat" : "channel" };
        var activity = new JsonObject
        {
            ["type"] = type,
            ["id"] = id ?? $"17000000{Interlocked.Increment(ref _ids):00000}",
            ["channelId"] = "msteams",
            ["serviceUrl"] = Teams.ServiceUrl.AbsoluteUri,
            ["from"] = new JsonObject { ["id"] = "29:" + person, ["name"] = Teams.Read(world => world.People[person].Name), ["aadObjectId"] = person },
            ["recipient"] = new JsonObject { ["id"] = "28:" + FakeTeamsServer.AppId, ["name"] = "AgentBot" },
            ["conversation"] = about,
            ["localTimezone"] = "Europe/Lisbon",
        };
        if ((string?)about["conversationType"] == "channel")
        {
            activity["channelData"] = new JsonObject
            {
                ["channel"] = new JsonObject { ["id"] = Finance, ["name"] = "finance" }, ["team"] = new JsonObject { ["id"] = Finance, ["name"] = "Finance team" }, ["tenant"] = new JsonObject { ["id"] = FakeTeamsServer.Tenant },
            };
        }

        return activity;
    }

    public JsonObject Words(string text, string person, string conversation, string? id = null)
    {
        JsonObject activity = Activity("message", conversation, person, id);
        bool isDirect = conversation.StartsWith("a:", StringComparison.Ordinal);
        activity["text"] = isDirect ? text : $"<at>AgentBot</at> {text}\n";
        if (!isDirect)
        {
            activity["entities"] = new JsonArray(new JsonObject { ["type"] = "mention", ["text"] = "<at>AgentBot</at>", ["mentioned"] = new JsonObject { ["id"] = "28:" + FakeTeamsServer.AppId, ["name"] = "AgentBot" } });
        }

        return activity;
    }

    public async Task SayAsync(string text, string person = Ana, string? conversation = null, string? id = null)
    {
        using HttpResponseMessage answer = await PostAsync(Words(text, person, conversation ?? "a:" + person, id));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
    }

    /// <summary>A click on a button of a posted card, as today's clients send it.</summary>
    public async Task<JsonObject> PressAsync(FakeTeamsMessage message, JsonObject button, string person, Dictionary<string, string>? inputs = null)
    {
        JsonObject activity = Activity("invoke", message.Conversation, person);
        activity["name"] = "adaptiveCard/action";
        activity["replyToId"] = message.Id;
        activity["value"] = new JsonObject { ["action"] = new JsonObject { ["type"] = "Action.Execute", ["title"] = "x", ["verb"] = button["verb"]!.DeepClone(), ["data"] = With(button["data"]!, inputs) }, ["trigger"] = "manual" };
        return await InvokeAsync(activity);
    }

    public async Task<JsonObject> InvokeAsync(JsonObject activity)
    {
        using HttpResponseMessage answer = await PostAsync(activity);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{(int)answer.StatusCode} {text}");
        return (JsonObject)JsonNode.Parse(text)!;
    }

    public static JsonObject With(JsonNode data, Dictionary<string, string>? inputs)
    {
        var whole = (JsonObject)data.DeepClone();
        foreach ((string name, string value) in inputs ?? [])
        {
            whole[name] = value;
        }

        return whole;
    }

    /// <summary>Every button of a card, also behind others.</summary>
    public static IEnumerable<JsonObject> Buttons(JsonNode? node) => node switch
    {
        JsonObject action when ((string?)action["type"])?.StartsWith("Action.", StringComparison.Ordinal) == true => action["card"] is { } inner ? Buttons(inner).Prepend(action) : [action],
        JsonObject other => other.Where(pair => pair.Key is not "refresh" and not "fallback").SelectMany(pair => Buttons(pair.Value)),
        JsonArray all => all.SelectMany(Buttons),
        _ => [],
    };

    public static JsonObject Button(JsonNode? card, string verb) => Buttons(card).First(button => (string?)button["verb"] == verb);

    public static IEnumerable<string> Inputs(JsonNode? node) => node switch
    {
        JsonObject element when ((string?)element["type"])?.StartsWith("Input.", StringComparison.Ordinal) == true => [(string)element["id"]!],
        JsonObject other => other.SelectMany(pair => Inputs(pair.Value)),
        JsonArray all => all.SelectMany(Inputs),
        _ => [],
    };

    /// <summary>Waits until something posted holds these words.</summary>
    public async Task<FakeTeamsMessage> PostedAsync(string words)
    {
        FakeTeamsMessage? found = null;
        await UntilAsync(() => (found = Teams.Read(world => world.Messages.LastOrDefault(message => !message.IsDeleted && Shows(message, words)))) is not null, $"nothing with “{words}” was posted");
        return found!;
    }

    /// <summary>Waits until a card is posted that has a button of this verb.</summary>
    public async Task<(FakeTeamsMessage Message, JsonObject Button)> ButtonAsync(string verb)
    {
        (FakeTeamsMessage, JsonObject)? found = null;
        await UntilAsync(
            () => (found = Teams.Read(world => world.Messages.SelectMany(message => Buttons(message.Card).Where(button => (string?)button["verb"] == verb).Select(button => ((FakeTeamsMessage, JsonObject)?)(message, button))).LastOrDefault())) is not null,
            $"no button “{verb}” was posted");
        return found!.Value;
    }

    public static bool Shows(FakeTeamsMessage message, string words) => message.Activity.ToJsonString(Readable).Contains(words, StringComparison.Ordinal);

    public static readonly System.Text.Json.JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task UntilAsync(Func<bool> holds, string otherwise) => await UntilAsync(() => Task.FromResult(holds()), otherwise);

    public static async Task UntilAsync(Func<Task<bool>> holds, string otherwise)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (!await holds())
        {
            Assert.True(watch.Elapsed < Patience, otherwise + " within 20 seconds");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    public async Task<RunRow> OneRunAsync() =>
        Assert.Single(await Runs.ListAsync(new RunQuery(new WorkspaceKey(FakeTeamsServer.Tenant), null, null, null, null, RootsOnly: true, null, 50), CancellationToken.None));

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        if (App is not null)
        {
            await App.EndAsync();
        }

        await Teams.DisposeAsync();
        _folder.Dispose();
    }
}
