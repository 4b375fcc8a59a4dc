using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace AgentBot.Testing.Slack;

/// <summary>response_url: five posts in thirty minutes, without a token.</summary>
internal sealed class FakeSlackHooks(FakeSlackServer server, TimeProvider time)
{
    private const int Uses = 5;

    private static readonly TimeSpan Life = TimeSpan.FromMinutes(30);

    private readonly Dictionary<string, Hook> _hooks = [];
    private readonly List<(string Url, JsonObject Body)> _posts = [];

    public IReadOnlyList<(string Url, JsonObject Body)> Posts
    {
        get
        {
            lock (_hooks)
            {
                return [.. _posts];
            }
        }
    }

    public string New(string channel, string user)
    {
        lock (_hooks)
        {
            string path = $"/hooks/{server.Workspace.Team}/{_hooks.Count + 1}/x";
            _hooks[path] = new Hook(channel, user, time.GetUtcNow());
            return new Uri(server.Address, path).AbsoluteUri;
        }
    }

    public async Task ServeAsync(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "";
        var body = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted) as JsonObject;
        string answer = Take(context, path, body);
        context.Response.StatusCode = answer == "ok" ? 200 : 404;
        await context.Response.WriteAsync(answer);
    }

    private string Take(HttpContext context, string path, JsonObject? body)
    {
        lock (_hooks)
        {
            if (!_hooks.TryGetValue(path, out Hook? hook) || body is null || context.Request.Headers.Authorization.Count > 0)
            {
                return "no_service";
            }

            if (time.GetUtcNow() - hook.At > Life)
            {
                return "expired_url";
            }

            if (++hook.Used > Uses)
            {
                return "used_url";
            }

            _posts.Add((new Uri(server.Address, path).AbsoluteUri, body));
        }

        return "ok";
    }

    private sealed record Hook(string Channel, string User, DateTimeOffset At)
    {
        public int Used { get; set; }
    }
}
