using System.Net;
using System.Net.Http.Headers;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Delivery;
using AgentBot.Core.Publishing;
using AgentBot.Host.Options;

namespace AgentBot.Host.Publishing;

/// <summary>
/// Posts approved bytes to a web address. Only an answer proves anything: a request that was begun and got none may have
/// arrived, and a person is asked, unless the template says that the address honours the Idempotency-Key header.
/// </summary>
public sealed class WebhookSender(IHttpClientFactory clients, ISecrets secrets) : IEffectSender
{
    public const string ClientName = "webhooks";

    public bool Handles(EffectTarget target) => target is EffectTarget.Webhook;

    public bool MayRepeat(EffectTarget target) => target is EffectTarget.Webhook { Idempotent: true };

    public async ValueTask<SendOutcome> SendAsync(EffectRow effect, EffectTarget target, Artifact artifact, CancellationToken ct)
    {
        var webhook = (EffectTarget.Webhook)target;
        string? address = webhook.Secret.Length > 0 ? secrets.Find(webhook.Secret) : webhook.Url;
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? url) || url.Scheme is not ("https" or "http"))
        {
            return new SendOutcome.Impossible(webhook.Secret.Length > 0
                ? $"The secret “{webhook.Secret}” holds no web address. The operator can set it."
                : "The template names no web address that can be used.");
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ReadOnlyMemoryContent(artifact.Bytes) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("Idempotency-Key", effect.IdempotencyKey);
        request.Headers.Add("X-AgentBot-Content-SHA256", artifact.Ref.Content.Value);
        try
        {
            using HttpClient client = clients.CreateClient(ClientName);
            using HttpResponseMessage answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            return Judge(answer, webhook);
        }
        catch (HttpRequestException fault) when (fault.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError)
        {
            return new SendOutcome.NotSent($"{url.Host} cannot be reached.", null);
        }
        catch (Exception fault) when (fault is HttpRequestException || (fault is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return webhook.Idempotent
                ? new SendOutcome.NotSent($"{url.Host} did not answer.", null)
                : new SendOutcome.Unclear($"{url.Host} did not answer, so nobody knows whether it arrived.");
        }
    }

    private static SendOutcome Judge(HttpResponseMessage answer, EffectTarget.Webhook webhook)
    {
        if (answer.IsSuccessStatusCode)
        {
            return new SendOutcome.Sent(answer.Headers.Location?.ToString() ?? "");
        }

        int code = (int)answer.StatusCode;
        return answer.StatusCode switch
        {
            HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => new SendOutcome.NotSent("The address asked to wait.", answer.Headers.RetryAfter?.Delta),
            _ when code >= 500 && !webhook.Idempotent => new SendOutcome.Unclear($"The address answered with an error of its own ({code}), so nobody knows whether it took effect."),
            _ when code >= 500 => new SendOutcome.NotSent($"The address answered with an error of its own ({code}).", null),
            _ => new SendOutcome.Impossible($"The address refused it ({code})."),
        };
    }
}
