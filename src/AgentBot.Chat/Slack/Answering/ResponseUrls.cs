using System.Text;
using System.Text.Json.Nodes;
using AgentBot.Chat.Slack.Calling;
using AgentBot.Chat.Slack.Receiving;

namespace AgentBot.Chat.Slack.Answering;

/// <summary>
/// Answers at the address that came with a click. The only way to reach somebody in a channel that AgentBot is not in; everything
/// else is told by rows.
/// </summary>
public sealed class ResponseUrls(HttpClient http, SlackAccess access)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <returns>False where the address is none of Slack's, or did not take it.</returns>
    public async ValueTask<bool> TellAsync(string address, SlackResponse.Body body, CancellationToken ct)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || !access.IsSlack(uri))
        {
            return false;
        }

        var json = (JsonObject)body.Json.DeepClone();
        json["replace_original"] = false;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            using var content = new StringContent(json.ToJsonString(), Encoding.UTF8, "application/json");
            using HttpResponseMessage answer = await http.PostAsync(uri, content, patience.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return false;
        }
    }
}
