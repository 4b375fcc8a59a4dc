using AgentBot.Host.Local;

namespace AgentBot.Host.Checkups;

/// <summary>Whether a platform on the internet reaches this host.</summary>
internal sealed class PublicWay(IConfiguration configuration, IHttpClientFactory clients)
{
    public const string ClientName = "doctor";

    /// <summary>Looks whether the public address leads here: health answers there.</summary>
    /// <param name="path">What the proxy in front has to pass on.</param>
    public async ValueTask<DoctorLine> ExamineAsync(string subject, string platform, string path, CancellationToken ct)
    {
        string address = configuration["AgentBot:PublicUrl"] ?? "";
        if (address.Length == 0)
        {
            string next = platform == "Slack" ? "Set it to the https address that the app's request URLs begin with, or use Socket Mode." : "Set it to the https address that the bot's messaging endpoint begins with.";
            return new DoctorLine(Doctor.Warn, subject, $"AgentBot:PublicUrl is not set, so it cannot be seen whether {platform} reaches this computer", next);
        }

        try
        {
            using HttpClient client = clients.CreateClient(ClientName);
            using HttpResponseMessage answer = await client.GetAsync(new Uri(new Uri(address), "/health/live"), ct);
            return answer.IsSuccessStatusCode
                ? new DoctorLine(Doctor.Ok, subject, $"{address} answers", "")
                : new DoctorLine(Doctor.Bad, subject, $"{address} answers with {(int)answer.StatusCode}", $"Let the proxy in front pass {path} and /health on to AgentBot.");
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            return new DoctorLine(Doctor.Bad, subject, $"{address} does not answer", "Check the name, the certificate and the proxy in front of AgentBot.");
        }
    }
}
