using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Agents.Tools.Http;

/// <summary>Writes the call: an argument can fill a segment of the path, a part of the query or a value of the body, and nothing else.</summary>
internal static class CallWriter
{
    /// <summary>Null where an argument would change the path, with a sentence for the agent.</summary>
    /// <param name="piece">Of a paged result: what names it; null for the first.</param>
    public static Uri? Address(HttpToolSpec spec, GivenArguments given, string? piece, out string mistake)
    {
        mistake = "";
        string[] segments = spec.Url.Split('/');
        for (int i = 3; i < segments.Length; i++)
        {
            string filled = given.Fill(segments[i], Uri.EscapeDataString);
            if (filled != segments[i] && filled.Replace(".", "", StringComparison.Ordinal).Length == 0)
            {
                mistake = "An argument that stands in the path is empty or consists of dots.";
                return null;
            }

            segments[i] = filled;
        }

        var query = new StringBuilder();
        foreach (ToolPart part in spec.Query)
        {
            string? alone = GivenArguments.Alone(part.Text);
            bool isPiece = piece is not null && spec.Paging?.Argument == part.Name;
            if (!isPiece && (alone is null || given.Has(alone)))
            {
                Add(query, part.Name, given.Fill(part.Text, value => value));
            }
        }

        if (piece is not null && spec.Paging is { Argument.Length: > 0 } paging)
        {
            Add(query, paging.Argument, piece);
        }

        return new Uri(string.Join('/', segments) + query);
    }

    /// <summary>The sentence about a secret that is not there; null where the request is complete.</summary>
    public static string? Write(HttpRequestMessage request, HttpToolSpec spec, GivenArguments given, string key, IToolSecrets secrets)
    {
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        foreach (ToolPart header in spec.Headers)
        {
            string? secret = header.Secret is null ? "" : secrets.Read(SecretReference.To(header.Secret));
            if (secret is null || secret.AsSpan().IndexOfAny('\r', '\n') >= 0)
            {
                return $"The secret “{header.Secret}” that it needs is not set. An operator can set it.";
            }

            request.Headers.Remove(header.Name);
            request.Headers.TryAddWithoutValidation(header.Name, header.Text + secret);
        }

        if (spec.KeyHeader.Length > 0 && key.Length > 0)
        {
            request.Headers.TryAddWithoutValidation(spec.KeyHeader, key);
        }

        if (spec.Body is { } body)
        {
            string text = Fill(JsonNode.Parse(body), given, out _)?.ToJsonString() ?? "null";
            request.Content = new StringContent(text, Encoding.UTF8, "application/json");
        }

        return null;
    }

    // A field whose argument was not given is left out rather than sent as nothing.
    private static JsonNode? Fill(JsonNode? node, GivenArguments given, out bool isLeftOut)
    {
        isLeftOut = false;
        switch (node)
        {
            case JsonObject map:
                var made = new JsonObject();
                foreach ((string name, JsonNode? value) in map)
                {
                    JsonNode? filled = Fill(value, given, out bool gone);
                    if (!gone)
                    {
                        made[name] = filled;
                    }
                }

                return made;
            case JsonArray list:
                var items = new JsonArray();
                foreach (JsonNode? item in list)
                {
                    JsonNode? filled = Fill(item, given, out bool gone);
                    if (!gone)
                    {
                        items.Add(filled);
                    }
                }

                return items;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                string text = value.GetValue<string>();
                if (GivenArguments.Alone(text) is { } alone)
                {
                    isLeftOut = !given.Has(alone);
                    return given.Value(alone);
                }

                return JsonValue.Create(given.Fill(text, part => part));
            default:
                return node?.DeepClone();
        }
    }

    private static void Add(StringBuilder query, string name, string value) =>
        query.Append(CultureInfo.InvariantCulture, $"{(query.Length == 0 ? '?' : '&')}{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}");
}
