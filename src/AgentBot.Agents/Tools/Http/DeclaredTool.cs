using System.Text.Json;
using System.Text.Json.Nodes;
using AgentBot.Core;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Tools;
using AgentBot.Core.Values;

namespace AgentBot.Agents.Tools.Http;

/// <summary>From a declaration to what an agent is given, and back: the declaration travels with the tool, so that a call needs no file.</summary>
public static class DeclaredTool
{
    public const int MostAtOnce = 200;

    public static Tool Of(HttpToolSpec spec)
    {
        string declaration = JsonSerializer.Serialize(spec, StoreJson.Default.HttpToolSpec);
        return new Tool
        {
            Name = spec.Name,
            Title = spec.Title,
            Description = spec.Description,
            Arguments = Schema(spec).ToJsonString(),
            Kind = spec.Effect,
            Pin = Digest.OfText(declaration),
            TakesKey = spec.KeyHeader.Length > 0,
            Declaration = declaration,
        };
    }

    /// <summary>Null where the tool is not one of a file, or is not what its pin says.</summary>
    public static HttpToolSpec? Read(Tool tool) => tool.Declaration.Length > 0 && Digest.OfText(tool.Declaration) == tool.Pin
        ? JsonSerializer.Deserialize(tool.Declaration, StoreJson.Default.HttpToolSpec)
        : null;

    private static JsonObject Schema(HttpToolSpec spec)
    {
        var properties = new JsonObject();
        foreach (ToolArgument argument in spec.Arguments)
        {
            JsonObject property = TypeOf(argument.Type);
            if (argument.Help is { } help)
            {
                property["description"] = help;
            }

            properties[argument.Name] = property;
        }

        if (spec.Sift is { } sift)
        {
            AddSifting(properties, [.. sift]);
        }

        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = new JsonArray([.. spec.Arguments.Where(argument => argument.Required).Select(argument => (JsonNode)argument.Name)]),
            ["additionalProperties"] = false,
        };
    }

    private static JsonObject TypeOf(FieldType type)
    {
        switch (type)
        {
            case FieldType.Number number:
                var bounded = new JsonObject { ["type"] = "number" };
                if (number.Min is { } min)
                {
                    bounded["minimum"] = min;
                }

                if (number.Max is { } max)
                {
                    bounded["maximum"] = max;
                }

                return bounded;
            case FieldType.Boolean:
                return new JsonObject { ["type"] = "boolean" };
            case FieldType.Choice choice:
                return new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. choice.Of.Select(word => (JsonNode)word)]) };
            case FieldType.Date:
                return new JsonObject { ["type"] = "string", ["pattern"] = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" };
            case FieldType.Month:
                return new JsonObject { ["type"] = "string", ["pattern"] = "^[0-9]{4}-[0-9]{2}$" };
            default:
                return new JsonObject { ["type"] = "string", ["maxLength"] = (type as FieldType.Text)?.Max ?? GivenArguments.LongestText };
        }
    }

    private static void AddSifting(JsonObject properties, string[] fields)
    {
        var where = new JsonObject();
        foreach (string field in fields)
        {
            where[field] = new JsonObject { ["type"] = "string" };
        }

        properties["where"] = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = where,
            ["additionalProperties"] = false,
            ["description"] = "Only items whose field is this, upper and lower case alike; with > or < before a number, those over or under it.",
        };
        properties["sort_by"] = new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. fields.Select(field => (JsonNode)field)]) };
        properties["descending"] = new JsonObject { ["type"] = "boolean" };
        properties["limit"] = new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = MostAtOnce };
        properties["skip"] = new JsonObject { ["type"] = "integer", ["minimum"] = 0 };
    }
}
