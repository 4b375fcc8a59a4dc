using System.Net;
using System.Text;
using AgentBot.Chat.Teams;
using AgentBot.Chat.Teams.Receiving;
using AgentBot.Chat.Teams.Verifying;
using AgentBot.Chat.Verifying;
using AgentBot.Testing;
using AgentBot.Testing.Teams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentBot.Chat.Tests.Teams;

/// <summary>The door of Teams on a real server, with an issuer of its own behind it; notes what came through.</summary>
internal sealed class TeamsDoor : ITeamsReceiver, IAsyncDisposable
{
    public const string ServiceUrl = "https://smba.trafficmanager.net/emea/";

    private readonly WebApplication _app;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });

    private TeamsDoor(TeamsOptions options)
    {
        Options = options;
        Issuer = new TeamsIssuer(Clock);
        Answers = new IssuerAnswers(Issuer);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddSingleton<IOptions<TeamsOptions>>(Microsoft.Extensions.Options.Options.Create(options));
        builder.Services.AddSingleton<ITeamsReceiver>(this);
        builder.Services.AddSingleton<SourceMeter>();
        builder.Services.AddSingleton(provider => new TeamsKeys(new HttpClient(Answers), provider.GetRequiredService<IOptions<TeamsOptions>>(), Clock, Logs.For<TeamsKeys>()));
        builder.Services.AddSingleton<TeamsToken>();
        builder.Services.AddSingleton<TeamsProof>();
        builder.Services.AddSingleton<ILogger<TeamsEndpoints>>(Logs.For<TeamsEndpoints>());
        builder.Services.AddSingleton<TeamsEndpoints>();
        _app = builder.Build();
        TeamsEndpoints.Map(_app);
    }

    public FakeClock Clock { get; } = new(DateTimeOffset.FromUnixTimeSeconds(1_780_000_000));

    public TeamsIssuer Issuer { get; }

    public IssuerAnswers Answers { get; }

    public TeamsOptions Options { get; }

    public Slack.LogNotes Logs { get; } = new();

    public List<ProvedDelivery> Received { get; } = [];

    /// <summary>What the next deliveries are answered with.</summary>
    public TeamsResponse Response { get; set; } = TeamsResponse.Nothing;

    public static async Task<TeamsDoor> OpenAsync(Action<TeamsOptions>? set = null)
    {
        var options = new TeamsOptions { AppId = TeamsIssuer.AppId, AppPassword = "x", TenantId = TeamsIssuer.Tenant };
        set?.Invoke(options);
        var door = new TeamsDoor(options);
        await door._app.StartAsync();
        return door;
    }

    public ValueTask<TeamsResponse> ReceiveAsync(ProvedDelivery delivery, CancellationToken ct)
    {
        Received.Add(delivery);
        return new ValueTask<TeamsResponse>(Response);
    }

    public Task<HttpResponseMessage> PostAsync(string body, string? authorization, params (string Name, string Value)[] headers) =>
        SendAsync(new StringContent(body, Encoding.UTF8, "application/json"), authorization, headers);

    public async Task<HttpResponseMessage> SendAsync(HttpContent content, string? authorization, params (string Name, string Value)[] headers)
    {
        string address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri(address), TeamsEndpoints.Messages)) { Content = content };
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await _http.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
        Issuer.Dispose();
    }
}

/// <summary>Answers for the issuer's addresses, and counts how often it was asked.</summary>
internal sealed class IssuerAnswers(TeamsIssuer issuer) : HttpMessageHandler
{
    public static readonly Uri KeysAddress = new("https://login.botframework.com/v1/.well-known/keys");

    public int Asked { get; private set; }

    public bool IsDown { get; set; }

    /// <summary>Told instead of the real ones; null for those.</summary>
    public string? Metadata { get; set; }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Asked++;
        if (IsDown)
        {
            throw new HttpRequestException("nobody answers");
        }

        string? body = request.RequestUri!.ToString() == TeamsOptions.PublicMetadata ? Metadata ?? TeamsIssuer.Metadata(KeysAddress).ToJsonString()
            : request.RequestUri == KeysAddress ? issuer.Keys().ToJsonString()
            : null;
        return Task.FromResult(body is null
            ? new HttpResponseMessage(HttpStatusCode.NotFound)
            : new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "application/json") });
    }
}
