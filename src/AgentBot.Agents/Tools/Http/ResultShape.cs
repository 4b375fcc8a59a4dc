using System.Text.Json;
using System.Text.Json.Nodes;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Agents.Tools.Http;

/// <summary>Holds a result against the fields that its tool declares, and lets through these and no others.</summary>
internal static class ResultShape
{
    /// <summary>What does not fit, in words; empty where everything does.</summary>
    public static string Differs(HttpToolSpec spec, JsonNode? result)
    {
        if (spec.Fields.IsEmpty)
        {
            return "";
        }

        foreach (JsonNode? item in Items(result))
        {
            if (item is not JsonObject map)
            {
                return "an item is no record";
            }

            foreach (Column field in spec.Fields)
            {
                if (!map.ContainsKey(field.Name))
                {
                    return $"the field {field.Name} is missing";
                }

                if (map[field.Name] is { } value && !Fits(field.Type, value.GetValueKind()))
                {
                    return $"the field {field.Name} holds something else than before";
                }
            }
        }

        return result is null ? "the result is not where it was" : "";
    }

    public static JsonNode? Project(HttpToolSpec spec, JsonNode? result)
    {
        if (spec.Fields.IsEmpty)
        {
            return result;
        }

        return result is JsonArray ? new JsonArray([.. Items(result).Select(item => (JsonNode)Only(spec, (JsonObject)item!))]) : Only(spec, (JsonObject)result!);
    }

    private static JsonNode?[] Items(JsonNode? result) => result is JsonArray list ? [.. list] : result is null ? [] : [result];

    private static JsonObject Only(HttpToolSpec spec, JsonObject item)
    {
        var kept = new JsonObject();
        foreach (Column field in spec.Fields)
        {
            kept[field.Name] = item[field.Name]?.DeepClone();
        }

        return kept;
    }

    private static bool Fits(FieldType type, JsonValueKind kind) => type switch
    {
        FieldType.Number => kind == JsonValueKind.Number,
        FieldType.Boolean => kind is JsonValueKind.True or JsonValueKind.False,
        FieldType.Date => kind == JsonValueKind.String,
        _ => kind is JsonValueKind.String,
    };

}
