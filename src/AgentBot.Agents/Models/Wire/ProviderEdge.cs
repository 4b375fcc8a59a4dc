using System.Net.Http.Headers;

namespace AgentBot.Agents.Models.Wire;

/// <summary>
/// The last step before the wire and the first behind it, the same for every provider: puts in the key and headers as they are now,
/// and turns an answer that is no success into a <see cref="ProviderException"/> before a client reads it.
/// </summary>
public sealed class ProviderEdge(ProviderOptions provider, IProviderSecrets secrets, TimeProvider time, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>More than any complaint; a page of HTML of a gateway is cut.</summary>
    private const int MostOfComplaint = 16 * 1024;

    /// <summary>What clients are made with; it never leaves, because the edge writes over it.</summary>
    public const string Placeholder = "unset";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = secrets.Read(provider.ApiKey) is { Length: > 0 } key ? new AuthenticationHeaderValue("Bearer", key) : null;
        foreach ((string name, string written) in provider.Headers)
        {
            request.Headers.Remove(name);
            if (secrets.Read(written) is { } value)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        HttpResponseMessage response;
        try
        {
            response = await base.SendAsync(request, cancellationToken);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException && !cancellationToken.IsCancellationRequested)
        {
            throw new ProviderException(ProviderFault.Busy, "The provider was not reached.", inner: fault);
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw FailedAnswer.Read(response.StatusCode, response.Headers, await ComplaintAsync(response, cancellationToken), time.GetUtcNow());
        }
    }

    private static async Task<string> ComplaintAsync(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            await using Stream body = await response.Content.ReadAsStreamAsync(ct);
            byte[] start = new byte[MostOfComplaint];
            int length = await body.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, ct);
            return System.Text.Encoding.UTF8.GetString(start, 0, length);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            return "";
        }
    }
}
