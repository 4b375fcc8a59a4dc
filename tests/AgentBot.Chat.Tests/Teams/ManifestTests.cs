using System.Buffers.Binary;
using System.Text.Json.Nodes;
using AgentBot.Core.Commands;
using AgentBot.Testing;

namespace AgentBot.Chat.Tests.Teams;

/// <summary>The app's manifest says what the code does, its pictures have the sizes that Teams asks for, and the guide names every setting.</summary>
public sealed class ManifestTests
{
    private const string SchemaFile = "MicrosoftTeams.schema-v1.29.json";

    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "manifests", "teams");

    private static readonly JsonObject Manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "manifest.json")))!.AsObject();

    private static readonly string Guide = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "manifests", "README.md"));

    [Fact]
    public void Every_command_of_the_list_is_one_of_the_grammar()
    {
        string[] titles = [.. Manifest["bots"]![0]!["commandLists"]!.AsArray().SelectMany(list => list!["commands"]!.AsArray()).Select(command => (string)command!["title"]!)];
        Assert.InRange(titles.Length, 1, 12);
        Assert.Equal(titles.Distinct(StringComparer.Ordinal), titles);
        Assert.All(titles, title => Assert.Contains(new[] { title, $"{title} memo", $"{title} 4211", $"{title} 4211 some words" }, words => !CommandParser.Parse(words).IsRefused));
    }

    [Theory]
    [InlineData("color.png", 192)]
    [InlineData("outline.png", 32)]
    public void Pictures_have_the_size_that_Teams_asks_for(string name, int size)
    {
        byte[] picture = File.ReadAllBytes(Path.Combine(Folder, (string)Manifest["icons"]![name.Split('.')[0]]!));
        Assert.Equal(size, BinaryPrimitives.ReadInt32BigEndian(picture.AsSpan(16)));
        Assert.Equal(size, BinaryPrimitives.ReadInt32BigEndian(picture.AsSpan(20)));
    }

    [Fact]
    public void Lengths_are_within_the_limits_of_Teams()
    {
        Assert.InRange(((string)Manifest["name"]!["short"]!).Length, 1, 30);
        Assert.InRange(((string)Manifest["name"]!["full"]!).Length, 1, 100);
        Assert.InRange(((string)Manifest["description"]!["short"]!).Length, 1, 80);
        Assert.InRange(((string)Manifest["description"]!["full"]!).Length, 1, 4_000);
        Assert.InRange(((string)Manifest["developer"]!["name"]!).Length, 1, 32);
    }

    [Fact]
    public void The_guide_names_every_setting_and_the_address()
    {
        foreach (string setting in new[] { "Teams:AppId", "Teams:AppPassword", "Teams:TenantId", "Teams:AllowUnauthenticatedLoopback", "Teams:TargetedMessages", "Teams:GuestsMayStart", "Teams:HearsEverything" })
        {
            Assert.Contains($"`{setting}`", Guide, StringComparison.Ordinal);
        }

        Assert.Contains(AgentBot.Chat.Teams.Receiving.TeamsEndpoints.Messages, Guide, StringComparison.Ordinal);
        Assert.Contains("teams-package", Guide, StringComparison.Ordinal);
    }

    /// <summary>An extra judge where it lies beside the sources; the tests above hold the manifest without it.</summary>
    [OfficialSchemaFact(SchemaFile)]
    public void The_official_schema_knows_every_key_and_misses_none()
    {
        var schema = (JsonObject)JsonNode.Parse(File.ReadAllText(OfficialSchema.Find(SchemaFile)!))!;
        Assert.Empty(Mistakes(Manifest, schema, schema, ""));
    }

    private static IEnumerable<string> Mistakes(JsonNode? node, JsonObject rule, JsonObject root, string at)
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

        switch (node)
        {
            case JsonObject mapping when rule["properties"] is JsonObject properties:
                foreach ((string name, JsonNode? value) in mapping)
                {
                    if (properties[name] is JsonObject inner)
                    {
                        foreach (string mistake in Mistakes(value, inner, root, $"{at}/{name}"))
                        {
                            yield return mistake;
                        }
                    }
                    else if (rule["additionalProperties"] is JsonValue allowed && !allowed.GetValue<bool>())
                    {
                        yield return $"{at}/{name} is unknown";
                    }
                }

                foreach (string missing in (rule["required"] as JsonArray ?? []).Select(name => (string)name!).Where(name => !mapping.ContainsKey(name)))
                {
                    yield return $"{at}/{missing} is missing";
                }

                break;
            case JsonArray array when rule["items"] is JsonObject items:
                if (rule["maxItems"] is { } most && array.Count > (int)most)
                {
                    yield return $"{at} has too many entries";
                }

                foreach (string mistake in array.SelectMany((child, index) => Mistakes(child, items, root, $"{at}/{index}")))
                {
                    yield return mistake;
                }

                break;
            case JsonValue value when value.GetValueKind() == System.Text.Json.JsonValueKind.String:
                string text = value.GetValue<string>();
                if (rule["enum"] is JsonArray choices && !choices.Select(choice => (string?)choice).Contains(text))
                {
                    yield return $"{at} may not be {text}";
                }

                if (rule["maxLength"] is { } longest && text.Length > (int)longest)
                {
                    yield return $"{at} is too long";
                }

                if (rule["pattern"] is { } pattern && !System.Text.RegularExpressions.Regex.IsMatch(text, (string)pattern!, System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)))
                {
                    yield return $"{at} does not look like {pattern}";
                }

                break;
        }
    }
}
