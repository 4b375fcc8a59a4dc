using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AgentBot.Testing;

/// <summary>
/// The official JSON schema of Adaptive Cards 1.5 as a judge, by a small checker for the words that it uses. It knows no
/// "msteams", so that is taken off first.
/// </summary>
public sealed class AdaptiveCardSchema
{
    private readonly Dictionary<string, Rule> _definitions = [];
    private readonly JsonElement _source;
    private readonly Rule _card;

    private AdaptiveCardSchema(JsonElement root)
    {
        _source = root.GetProperty("definitions");
        _card = Read(root.GetProperty("anyOf")[0]);
    }

    /// <summary>Beside the repository; null where it is not there.</summary>
    public static string? Path { get; } = OfficialSchema.Find("adaptive-card-1.5.0.json");

    public static AdaptiveCardSchema Load() => new(JsonDocument.Parse(File.ReadAllText(Path!)).RootElement);

    /// <summary>Null when the card fits, else where it does not.</summary>
    public string? Mistake(string json)
    {
        using JsonDocument card = JsonDocument.Parse(json);
        return _card.Check(card.RootElement, ignore: "msteams") is { } mistake ? "card" + mistake : null;
    }

    private Rule Read(JsonElement schema)
    {
        if (!schema.TryGetProperty("$ref", out JsonElement reference))
        {
            return new Rule().Fill(schema, Read);
        }

        string name = reference.GetString()!["#/definitions/".Length..];
        if (!_definitions.TryGetValue(name, out Rule? known))
        {
            // Kept before it is filled: elements hold elements.
            _definitions[name] = known = new Rule();
            known.Fill(_source.GetProperty(name), Read);
        }

        return known;
    }

    /// <summary>One place of the schema, read once. A mistake is told from the value that was looked at: ".body[0].text is no string".</summary>
    private sealed class Rule
    {
        private string? _type;
        private string[]? _words;
        private Regex? _pattern;
        private string[] _required = [];
        private Dictionary<string, Rule>? _properties;
        private bool _isClosed;
        private Rule[] _all = [];
        private Rule[] _any = [];
        private Rule? _items;

        public Rule Fill(JsonElement schema, Func<JsonElement, Rule> read)
        {
            _type = schema.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null;
            _words = schema.TryGetProperty("enum", out JsonElement words) ? [.. words.EnumerateArray().Select(word => word.GetString()!)] : null;
            _pattern = schema.TryGetProperty("pattern", out JsonElement pattern) ? new Regex(pattern.GetString()!, RegexOptions.None, TimeSpan.FromSeconds(1)) : null;
            _required = schema.TryGetProperty("required", out JsonElement required) ? [.. required.EnumerateArray().Select(name => name.GetString()!)] : [];
            _properties = schema.TryGetProperty("properties", out JsonElement properties) ? properties.EnumerateObject().ToDictionary(property => property.Name, property => read(property.Value)) : null;
            _isClosed = schema.TryGetProperty("additionalProperties", out JsonElement additional) && additional.ValueKind == JsonValueKind.False;
            _all = schema.TryGetProperty("allOf", out JsonElement all) ? [.. all.EnumerateArray().Select(read)] : [];
            _any = schema.TryGetProperty("anyOf", out JsonElement any) ? [.. any.EnumerateArray().Select(read)] : [];
            _items = schema.TryGetProperty("items", out JsonElement items) ? read(items) : null;
            return this;
        }

        public string? Check(JsonElement value, string ignore = "") =>
            Type(value) ?? Words(value) ?? (value.ValueKind == JsonValueKind.Object ? Properties(value, ignore) : null) ?? All(value, ignore) ?? Any(value) ?? Items(value);

        private string? Type(JsonElement value)
        {
            bool fits = _type switch
            {
                null => true,
                "object" => value.ValueKind == JsonValueKind.Object,
                "array" => value.ValueKind == JsonValueKind.Array,
                "string" => value.ValueKind == JsonValueKind.String,
                "number" or "integer" => value.ValueKind == JsonValueKind.Number,
                "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
                "null" => value.ValueKind == JsonValueKind.Null,
                _ => throw new InvalidOperationException($"The schema has a type {_type}."),
            };
            return fits ? null : $" is no {_type}";
        }

        private string? Words(JsonElement value) =>
            _words is not null && (value.ValueKind != JsonValueKind.String || !_words.Any(value.ValueEquals)) ? $" is {value}"
            : _pattern is not null && (value.ValueKind != JsonValueKind.String || !_pattern.IsMatch(value.GetString()!)) ? " does not match"
            : null;

        private string? Properties(JsonElement value, string ignore)
        {
            if (_required.FirstOrDefault(name => !value.TryGetProperty(name, out _)) is { } missing)
            {
                return $" lacks {missing}";
            }

            if (_properties is null)
            {
                return null;
            }

            // The type first: a wrong alternative is left before anything inside is looked at.
            string? wrong = value.TryGetProperty("type", out JsonElement type) ? Property("type", type) : null;
            foreach (JsonProperty property in value.EnumerateObject())
            {
                if (wrong is not null)
                {
                    break;
                }

                wrong = property.NameEquals("type") || property.NameEquals(ignore) ? null : Property(property.Name, property.Value);
            }

            return wrong;
        }

        private string? Property(string name, JsonElement value) =>
            _properties!.TryGetValue(name, out Rule? inner) ? inner.Check(value) is { } mistake ? $".{name}{mistake}" : null
            : _isClosed && name is not ("type" or "$schema") ? $" has an unknown {name}"
            : null;

        private string? All(JsonElement value, string ignore) => _all.Select(one => one.Check(value, ignore)).FirstOrDefault(mistake => mistake is not null);

        private string? Any(JsonElement value)
        {
            if (_any.Length == 0)
            {
                return null;
            }

            var mistakes = new List<string>();
            foreach (Rule one in _any)
            {
                if (one.Check(value) is not { } mistake)
                {
                    return null;
                }

                mistakes.Add(mistake);
            }

            // The deepest complaint is the one about the alternative that was meant.
            return mistakes.MaxBy(mistake => mistake.Split('.', '[').Length);
        }

        private string? Items(JsonElement value)
        {
            if (_items is null || value.ValueKind != JsonValueKind.Array)
            {
                return null;
            }

            int place = 0;
            foreach (JsonElement item in value.EnumerateArray())
            {
                if (_items.Check(item) is { } mistake)
                {
                    return string.Create(CultureInfo.InvariantCulture, $"[{place}]{mistake}");
                }

                place++;
            }

            return null;
        }
    }
}
