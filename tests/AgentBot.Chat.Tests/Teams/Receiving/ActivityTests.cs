using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AgentBot.Chat.Receiving;
using AgentBot.Chat.Teams.Receiving;
using AgentBot.Chat.Tests.Slack;

namespace AgentBot.Chat.Tests.Teams.Receiving;

/// <summary>Every kind of activity is read into what the golden file beside it says, and nothing foreign breaks the reading.</summary>
public sealed class ActivityTests
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> Activities =>
        [.. Directory.EnumerateFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    private static string Folder => Path.Combine(AgentBot.Testing.RepositoryRoot.Path, "tests", "AgentBot.Chat.Tests", "Teams", "Receiving", "Activities");

    [Theory]
    [MemberData(nameof(Activities))]
    public void An_activity_is_read_as_its_golden_file_says(string name)
    {
        TeamsDelivery read = Read(File.ReadAllBytes(Path.Combine(Folder, name + ".json")));
        PayloadGolden.Match(Path.Combine(Folder, name + ".read.txt"), $"{read.GetType().Name} {JsonSerializer.Serialize(read, read.GetType(), Readable)}\n");
    }

    [Theory]
    [InlineData("message.bot")]
    [InlineData("message-reaction")]
    [InlineData("message-update")]
    [InlineData("message-delete")]
    [InlineData("typing")]
    [InlineData("message.foreign-card")]
    public void What_is_not_for_us_is_skipped(string name) =>
        Assert.IsType<TeamsDelivery.Skipped>(Read(File.ReadAllBytes(Path.Combine(Folder, name + ".json"))));

    [Fact]
    public void Every_wrong_kind_of_a_field_is_read_without_an_exception()
    {
        foreach (string name in ((IEnumerable<object[]>)Activities).Select(row => (string)row[0]))
        {
            using JsonDocument whole = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, name + ".json")));
            foreach (string path in PathsOf(whole.RootElement))
            {
                foreach (string other in new[] { "null", "7", "-1e99", "\"x\"", "[]", "[1]", "{}", "true" })
                {
                    Assert.NotNull(Read(Encoding.UTF8.GetBytes(Replace(whole.RootElement, path, other))));
                }
            }
        }
    }

    private static TeamsDelivery Read(byte[] bytes)
    {
        using JsonDocument document = JsonReading.Parse(bytes);
        return ActivityPayload.Read(document.RootElement);
    }

    private static IEnumerable<string> PathsOf(JsonElement element, string path = "")
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        foreach (JsonProperty property in element.EnumerateObject())
        {
            string here = $"{path}\n{property.Name}";
            yield return here;
            foreach (string inner in PathsOf(property.Value, here))
            {
                yield return inner;
            }
        }
    }

    private static string Replace(JsonElement element, string path, string other, string at = "")
    {
        IEnumerable<string> fields = element.EnumerateObject().Select(property =>
        {
            string here = $"{at}\n{property.Name}";
            string value = here == path ? other
                : path.StartsWith(here + "\n", StringComparison.Ordinal) && property.Value.ValueKind == JsonValueKind.Object ? Replace(property.Value, path, other, here)
                : property.Value.GetRawText();
            return $"{JsonSerializer.Serialize(property.Name)}:{value}";
        });
        return $"{{{string.Join(',', fields)}}}";
    }
}
