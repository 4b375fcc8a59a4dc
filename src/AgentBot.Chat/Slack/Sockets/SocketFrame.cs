using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AgentBot.Chat.Receiving;
using AgentBot.Chat.Slack.Receiving;

namespace AgentBot.Chat.Slack.Sockets;

/// <summary>One frame that Slack sends over a socket.</summary>
public abstract record SocketFrame
{
    private SocketFrame()
    {
    }

    /// <param name="App">The app this connection serves.</param>
    public sealed record Hello(string App) : SocketFrame;

    /// <param name="Reason">"warning", "refresh_requested", "link_disabled" or "too_many_websockets".</param>
    public sealed record Goodbye(string Reason) : SocketFrame;

    /// <summary>A delivery in its envelope.</summary>
    /// <param name="TakesPayload">The acknowledgement may carry an answer.</param>
    public sealed record Envelope(string Id, bool TakesPayload, SlackDelivery Delivery) : SocketFrame;

    /// <summary>A frame of a kind we do not know; nothing is answered to it.</summary>
    public sealed record Strange(string Type) : SocketFrame;

    /// <exception cref="JsonException">It is no clean JSON.</exception>
    public static SocketFrame Read(ReadOnlyMemory<byte> bytes)
    {
        using JsonDocument document = JsonReading.Parse(bytes);
        JsonElement frame = document.RootElement;
        string type = frame.Text("type");
        JsonElement payload = frame.Object("payload");
        string id = frame.Text("envelope_id");
        return type switch
        {
            "hello" => new Hello(frame.Object("connection_info").Text("app_id")),
            "disconnect" => new Goodbye(frame.Text("reason")),
            "slash_commands" when id.Length > 0 => new Envelope(id, frame.IsTrue("accepts_response_payload"), CommandPayload.Read(payload)),
            "events_api" when id.Length > 0 => new Envelope(id, frame.IsTrue("accepts_response_payload"), EventPayload.Read(payload)),
            "interactive" when id.Length > 0 => new Envelope(id, frame.IsTrue("accepts_response_payload"), InteractionPayload.Read(payload)),

            // A kind that comes later must not be repeated for ever: it is acknowledged and skipped.
            _ when id.Length > 0 => new Envelope(id, false, new SlackDelivery.Skipped($"an envelope of the kind “{type}”")),
            _ => new Strange(type),
        };
    }

    /// <summary>The acknowledgement of an envelope, with the answer where one may go along; null where Slack shall send it again.</summary>
    public static byte[]? Acknowledge(Envelope envelope, SlackResponse response)
    {
        if (response is SlackResponse.Again)
        {
            return null;
        }

        var frame = new JsonObject { ["envelope_id"] = envelope.Id };
        if (response is SlackResponse.Body body && envelope.TakesPayload)
        {
            frame["payload"] = body.Json.DeepClone();
        }

        return Encoding.UTF8.GetBytes(frame.ToJsonString());
    }
}
