using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AgentBot.Chat.Slack;
using AgentBot.Chat.Slack.Answering;
using AgentBot.Chat.Slack.Receiving;
using AgentBot.Testing;
using YamlDotNet.RepresentationModel;

namespace AgentBot.Chat.Tests.Slack;

/// <summary>What the manifest asks for is what the code uses, and the other way round.</summary>
public sealed class ManifestTests
{
    private const string SchemaFile = "slack-manifest.schema.json";

    private static readonly YamlMappingNode Manifest = Read();

    private static readonly string Guide = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "manifests", "README.md"));

    [Fact]
    public void Scopes_are_those_that_the_code_needs()
    {
        string[] asked = Texts(At("oauth_config", "scopes", "bot"));
        Assert.Equal(SlackScopes.Needed.Order(StringComparer.Ordinal), asked.Order(StringComparer.Ordinal));
        Assert.All(asked.Append("connections:write"), scope => Assert.Contains($"`{scope}`", Guide, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_method_that_is_called_is_covered_by_a_scope_and_no_scope_is_idle()
    {
        string[] used =
        [
            .. typeof(AgentBot.Chat.Slack.Calling.SlackMethods).GetFields().Select(field => field.GetValue(null)).OfType<AgentBot.Chat.Slack.Calling.SlackMethod>()
                .SelectMany(method => AgentBot.Testing.Slack.FakeSlackScopes.Of(method.Name)).Distinct(),
        ];
        string[] byEvent = ["app_mentions:read", "commands", "im:history", "im:read", "groups:history", "groups:read", "channels:history"];
        Assert.Empty(SlackScopes.Needed.Except(used.Concat(byEvent)));
    }

    [Fact]
    public void Events_are_those_that_the_code_understands()
    {
        string[] asked = Texts(At("settings", "event_subscriptions", "bot_events"));
        Assert.Equal(SlackScopes.Events.Order(StringComparer.Ordinal), asked.Order(StringComparer.Ordinal));
        Assert.All(asked, name => Assert.Contains($"`{name}`", Guide, StringComparison.Ordinal));
        foreach (string name in asked)
        {
            string type = name.StartsWith("message.", StringComparison.Ordinal) ? "message" : name;
            string told = $$$$"""{"type":"event_callback","team_id":"T0AAA1","event":{"type":"{{{{type}}}}","channel_type":"im","user":"U0ANA","channel":"C0FIN","ts":"1.1","text":"x","tab":"home","tokens":{"bot":["U0BOT"]}}}""";
            using var document = System.Text.Json.JsonDocument.Parse(told);
            Assert.IsNotType<SlackDelivery.Skipped>(EventPayload.Read(document.RootElement));
        }
    }

    [Fact]
    public void Addresses_command_and_shortcuts_are_those_of_the_code()
    {
        Assert.EndsWith(SlackEndpoints.Events, Text(At("settings", "event_subscriptions", "request_url")), StringComparison.Ordinal);
        Assert.EndsWith(SlackEndpoints.Interactions, Text(At("settings", "interactivity", "request_url")), StringComparison.Ordinal);
        Assert.EndsWith(SlackEndpoints.Interactions, Text(At("settings", "interactivity", "message_menu_options_url")), StringComparison.Ordinal);
        var command = (YamlMappingNode)((YamlSequenceNode)At("features", "slash_commands")).Single();
        Assert.EndsWith(SlackEndpoints.Commands, Text(command["url"]), StringComparison.Ordinal);
        Assert.Equal(SlackScopes.Command, Text(command["command"]));
        Assert.Equal("true", Text(command["should_escape"]));
        string[] shortcuts = [.. ((YamlSequenceNode)At("features", "shortcuts")).Cast<YamlMappingNode>().Select(one => $"{Text(one["type"])} {Text(one["callback_id"])}").Order(StringComparer.Ordinal)];
        Assert.Equal([$"global {ShortcutAnswers.Start}", $"message {ShortcutAnswers.RememberMessage}", $"message {ShortcutAnswers.StartWithMessage}"], shortcuts);
        Assert.Equal("true", Text(At("features", "app_home", "home_tab_enabled")));
        Assert.Equal("false", Text(At("features", "app_home", "messages_tab_read_only_enabled")));
    }

    [Fact]
    public void Lengths_are_within_the_limits_of_Slack()
    {
        Assert.InRange(Text(At("display_information", "name")).Length, 1, 35);
        Assert.InRange(Text(At("display_information", "description")).Length, 1, 140);
        Assert.InRange(Text(At("display_information", "long_description")).Length, 175, 4_000);
        Assert.Matches(new Regex("^#[0-9a-f]{6}$", RegexOptions.NonBacktracking), Text(At("display_information", "background_color")));
        Assert.All(((YamlSequenceNode)At("features", "shortcuts")).Cast<YamlMappingNode>(), one =>
        {
            Assert.InRange(Text(one["name"]).Length, 1, 24);
            Assert.InRange(Text(one["description"]).Length, 1, 150);
        });
    }

    /// <summary>An extra judge where it lies beside the sources; the tests above hold the manifest without it.</summary>
    [OfficialSchemaFact(SchemaFile)]
    public void The_official_schema_knows_every_key_and_misses_none()
    {
        var schema = (JsonObject)JsonNode.Parse(File.ReadAllText(OfficialSchema.Find(SchemaFile)!))!;
        Assert.Empty(SchemaMistakes(Manifest, schema, schema, ""));
    }

    private static IEnumerable<string> SchemaMistakes(YamlNode node, JsonObject rule, JsonObject root, string at)
    {
        while (rule["$ref"] is { } reference)
        {
            JsonNode found = root;
            foreach (string step in ((string)reference!)[2..].Split('/'))
            {
                found = found[step]!;
            }

            rule = (JsonObject)found;
        }

        if (node is YamlMappingNode mapping && rule["properties"] is JsonObject properties)
        {
            foreach ((YamlNode key, YamlNode value) in mapping.Children)
            {
                string name = Text(key);
                if (properties[name] is JsonObject inner)
                {
                    foreach (string mistake in SchemaMistakes(value, inner, root, $"{at}/{name}"))
                    {
                        yield return mistake;
                    }
                }
                else if (rule["additionalProperties"] is JsonValue allowed && !allowed.GetValue<bool>())
                {
                    yield return $"{at}/{name} is unknown";
                }
            }

            foreach (string missing in (rule["required"] as JsonArray ?? []).Select(name => (string)name!).Where(name => !mapping.Children.Keys.Any(key => Text(key) == name)))
            {
                yield return $"{at}/{missing} is missing";
            }
        }
        else if (node is YamlSequenceNode sequence && rule["items"] is JsonObject items)
        {
            foreach (string mistake in sequence.Children.SelectMany((child, index) => SchemaMistakes(child, items, root, $"{at}/{index}")))
            {
                yield return mistake;
            }
        }
        else if (node is YamlScalarNode scalar)
        {
            if (rule["enum"] is JsonArray choices && !choices.Select(choice => choice!.ToString()).Contains(scalar.Value))
            {
                yield return $"{at} may not be {scalar.Value}";
            }

            if (rule["maxLength"] is { } most && scalar.Value!.Length > (int)most)
            {
                yield return $"{at} is too long";
            }
        }
    }

    private static YamlMappingNode Read()
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "manifests", "slack", "manifest.yaml"))));
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }

    private static YamlNode At(params string[] path) => path.Aggregate((YamlNode)Manifest, (node, key) => ((YamlMappingNode)node)[key]);

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value ?? "";

    private static string[] Texts(YamlNode node) => [.. ((YamlSequenceNode)node).Select(Text)];
}
