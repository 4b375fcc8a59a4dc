using System.Text.Json;

namespace AgentBot.Chat.Slack.Calling;

internal static class SlackElements
{
    /// <summary>Where the next page begins; empty at the end.</summary>
    public static string NextCursor(this JsonElement body) => body.Part("response_metadata").Text("next_cursor");
}
