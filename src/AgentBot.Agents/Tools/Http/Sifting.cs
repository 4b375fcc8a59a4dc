using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AgentBot.Agents.Tools.Http;

/// <summary>Filters, sorts and cuts a list on this side, for systems that cannot.</summary>
internal static class Sifting
{
    private static readonly Comparer<JsonNode?> ByValue = Comparer<JsonNode?>.Create((one, other) =>
        Number(one) is { } a && Number(other) is { } b ? a.CompareTo(b) : string.Compare(Text(one), Text(other), StringComparison.OrdinalIgnoreCase));

    public static JsonObject Of(JsonArray items, JsonObject asked)
    {
        IEnumerable<JsonObject> kept = items.OfType<JsonObject>();
        foreach ((string field, JsonNode? wanted) in asked["where"] as JsonObject ?? [])
        {
            string text = wanted is null ? "" : Text(wanted);
            kept = kept.Where(item => Matches(item[field], text));
        }

        if (asked["sort_by"] is { } by)
        {
            string field = Text(by);
            kept = IsYes(asked["descending"]) ? kept.OrderByDescending(item => item[field], ByValue) : kept.OrderBy(item => item[field], ByValue);
        }

        JsonObject[] all = [.. kept];
        int skip = Whole(asked["skip"], 0), limit = Math.Clamp(Whole(asked["limit"], 50), 1, DeclaredTool.MostAtOnce);
        return new JsonObject
        {
            ["found"] = all.Length,
            ["from"] = Math.Min(skip, all.Length),
            ["items"] = new JsonArray([.. all.Skip(skip).Take(limit).Select(item => (JsonNode)item.DeepClone())]),
        };
    }

    private static bool Matches(JsonNode? value, string wanted)
    {
        if (wanted.Length > 1 && wanted[0] is '>' or '<' && decimal.TryParse(wanted[1..], NumberStyles.Number, CultureInfo.InvariantCulture, out decimal limit))
        {
            return Number(value) is { } number && (wanted[0] == '>' ? number > limit : number < limit);
        }

        return string.Equals(Text(value), wanted, StringComparison.OrdinalIgnoreCase)
            || (Number(value) is { } exact && decimal.TryParse(wanted, NumberStyles.Number, CultureInfo.InvariantCulture, out decimal same) && exact == same);
    }

    private static decimal? Number(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue(out decimal number) ? number : null;

    private static string Text(JsonNode? node) => node is null ? "" : node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : node.ToJsonString();

    private static bool IsYes(JsonNode? node) => node?.GetValueKind() == JsonValueKind.True;

    private static int Whole(JsonNode? node, int otherwise) => Number(node) is { } number and >= 0 and <= int.MaxValue ? (int)number : otherwise;
}
