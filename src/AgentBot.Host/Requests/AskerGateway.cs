using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using AgentBot.Core;
using AgentBot.Core.Delivery;
using AgentBot.Core.People;
using AgentBot.Core.Requests;
using AgentBot.Core.Storing;
using AgentBot.Host.Hooks;

namespace AgentBot.Host.Requests;

/// <summary>
/// Tells a program by its webhook what was decided. What it says is a view of what is committed and bears the decision's own id, so
/// it may come twice and is tried again until it is taken. A slow address holds up nobody: its answer is waited for aside.
/// </summary>
internal sealed class AskerGateway(IHttpClientFactory clients, IRequestReader requests, IAskers askers, SystemTokens tokens, HookSignature signature, TimeProvider time) : IChatGateway
{
    public const string ClientName = "askers";

    private static readonly TimeSpan WaitHere = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestAskedFor = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, Task<PostOutcome>> _under = new(StringComparer.Ordinal);

    public string Platform => RequestedWorkflow.Platform;

    /// <summary>A mark before it would prove nothing: the same may be said again.</summary>
    public bool PostsWithItsRecord => true;

    public async ValueTask<PostOutcome> PostAsync(ChatPost post, CancellationToken ct)
    {
        PersonKey system = AskingSystem.KeyOf(post.Channel.Channel);
        if (await requests.FindAsync(system, post.Thread, ct) is not { } request || askers.Find(system) is not { } terms)
        {
            return new PostOutcome.Impossible("The settings no longer name the system that asked.");
        }

        string address = request.Callback.Length > 0 ? request.Callback : terms.Webhook;
        if (address.Length == 0)
        {
            return new PostOutcome.Posted("asked");
        }

        if (request.Callback.Length > 0 && !RequestRights.MayTell(terms, request.Callback))
        {
            return new PostOutcome.Impossible("The settings no longer allow the address that the request named.");
        }

        Task<PostOutcome> telling = _under.GetOrAdd(post.Key, _ => TellAsync(new Uri(address), system, post));
        await Task.WhenAny(telling, Task.Delay(WaitHere, time, ct));
        if (!telling.IsCompleted)
        {
            return new PostOutcome.Later($"{new Uri(address).IdnHost} has not answered yet.", LookAgain);
        }

        _under.TryRemove(post.Key, out _);
        return await telling;
    }

    public ValueTask<PostOutcome> UpdateAsync(string message, ChatPost post, CancellationToken ct) => ValueTask.FromResult<PostOutcome>(new PostOutcome.Posted(message));

    public ValueTask<PostSearch> FindPostedAsync(ChatPost post, CancellationToken ct) => ValueTask.FromResult<PostSearch>(new PostSearch.Absent());

    public string LinkTo(ChannelKey channel, string message) => "";

    private async Task<PostOutcome> TellAsync(Uri address, PersonKey system, ChatPost post)
    {
        if (tokens.SigningSecretOf(system) is not { } secret)
        {
            return new PostOutcome.Later("The secret that signs decisions of this system is gone.", null);
        }

        byte[] body = Encoding.UTF8.GetBytes(post.Text);
        string delivery = $"{post.Thread}.{post.Purpose[(post.Purpose.LastIndexOf(':') + 1)..]}";
        (string timestamp, string signed) = signature.Sign(secret, delivery, body);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(HookSignature.DeliveryHeader, delivery);
        request.Headers.Add(HookSignature.TimestampHeader, timestamp);
        request.Headers.Add(HookSignature.SignatureHeader, signed);
        try
        {
            using HttpClient client = clients.CreateClient(ClientName);
            using HttpResponseMessage answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            return Judge(answer, address);
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            return new PostOutcome.Later($"{address.IdnHost} cannot be reached.", null);
        }
    }

    private static PostOutcome Judge(HttpResponseMessage answer, Uri address) => answer.StatusCode switch
    {
        _ when answer.IsSuccessStatusCode => new PostOutcome.Posted("told"),
        HttpStatusCode.Gone => new PostOutcome.Impossible($"{address.IdnHost} takes no more."),
        HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable when answer.Headers.RetryAfter?.Delta is { } after =>
            new PostOutcome.Later($"{address.IdnHost} asked to wait.", after < LongestAskedFor ? after : LongestAskedFor),
        _ => new PostOutcome.Later($"{address.IdnHost} answered {(int)answer.StatusCode}.", null),
    };
}
