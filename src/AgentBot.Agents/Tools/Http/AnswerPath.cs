using System.Globalization;
using System.Text.Json.Nodes;

namespace AgentBot.Agents.Tools.Http;

/// <summary>Goes into an answer by a path of names and places: "data.items", "rows.0.id".</summary>
internal static class AnswerPath
{
    public static JsonNode? Find(JsonNode? node, string path)
    {
        foreach (string part in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            node = node switch
            {
                JsonObject map => map[part],
                JsonArray list when int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int at) && at < list.Count => list[at],
                _ => null,
            };
        }

        return node;
    }
}
