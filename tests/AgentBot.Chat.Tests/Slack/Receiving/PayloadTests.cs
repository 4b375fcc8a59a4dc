using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AgentBot.Chat.Receiving;
using AgentBot.Chat.Slack.Receiving;

namespace AgentBot.Chat.Tests.Slack.Receiving;

/// <summary>Every kind of payload is read into what the golden file beside it says, and nothing foreign breaks the reading.</summary>
public sealed class PayloadTests
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> Payloads =>
        [.. Directory.EnumerateFiles(PayloadGolden.Folder("Payloads"), "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Where(name => !name.EndsWith(".read", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Payloads))]
    public void A_payload_is_read_as_its_golden_file_says(string name)
    {
        string folder = PayloadGolden.Folder("Payloads");
        SlackDelivery read = Read(name, File.ReadAllBytes(Path.Combine(folder, name + ".json")));
        string surface = read is SlackDelivery.Pressed pressed ? $"{pressed.Surface.GetType().Name} {JsonSerializer.Serialize(pressed.Surface, pressed.Surface.GetType(), Readable)}\n" : "";
        string text = $"{read.GetType().Name} {JsonSerializer.Serialize(read, read.GetType(), Readable)}\n{surface}";
        PayloadGolden.Match(Path.Combine(folder, name + ".read.txt"), text);
    }

    [Fact]
    public void A_mention_and_the_message_event_of_the_same_words_name_the_same_message()
    {
        var mention = Assert.IsType<SlackDelivery.Said>(Read("event.app-mention"));
        var message = Assert.IsType<SlackDelivery.Said>(Read("event.message-channel"));
        Assert.True(mention.IsMention);
        Assert.False(message.IsMention);
        Assert.Equal((mention.Message.Channel, mention.Message.Timestamp, mention.Message.Thread), (message.Message.Channel, message.Message.Timestamp, message.Message.Thread));
    }

    [Theory]
    [InlineData("event.message-bot")]
    [InlineData("event.message-bot-modern")]
    [InlineData("event.message-changed")]
    [InlineData("event.message-deleted")]
    [InlineData("event.tokens-revoked-of-people")]
    [InlineData("event.unknown")]
    [InlineData("interaction.unknown")]
    public void What_is_not_for_us_is_skipped(string name) => Assert.IsType<SlackDelivery.Skipped>(Read(name));

    [Fact]
    public void Every_truncation_and_every_wrong_kind_of_a_field_is_read_without_an_exception()
    {
        foreach (string name in ((IEnumerable<object[]>)Payloads).Select(row => (string)row[0]))
        {
            byte[] bytes = File.ReadAllBytes(Path.Combine(PayloadGolden.Folder("Payloads"), name + ".json"));
            using JsonDocument whole = JsonDocument.Parse(bytes);
            foreach (string path in PathsOf(whole.RootElement))
            {
                foreach (string other in new[] { "null", "7", "\"x\"", "[]", "{}", "true" })
                {
                    Assert.NotNull(Read(name, Encoding.UTF8.GetBytes(Replace(whole.RootElement, path, other))));
                }
            }
        }
    }

    [Theory]
    [InlineData("{\"type\":\"url_verification\",\"type\":\"event_callback\"}")]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("{\"type\":\"x\"}{}")]
    public void What_is_no_clean_JSON_is_refused(string text) =>
        Assert.ThrowsAny<JsonException>(() => JsonReading.Parse(Encoding.UTF8.GetBytes(text)).Dispose());

    [Fact]
    public void A_bomb_of_nested_arrays_is_refused() =>
        Assert.ThrowsAny<JsonException>(() => JsonReading.Parse(Encoding.UTF8.GetBytes(new string('[', 100_000))).Dispose());

    private static SlackDelivery Read(string name) => Read(name, File.ReadAllBytes(Path.Combine(PayloadGolden.Folder("Payloads"), name + ".json")));

    private static SlackDelivery Read(string name, byte[] bytes)
    {
        using JsonDocument document = JsonReading.Parse(bytes);
        return name.Split('.')[0] switch
        {
            "event" => EventPayload.Read(document.RootElement),
            "interaction" => InteractionPayload.Read(document.RootElement),
            _ => CommandPayload.Read(document.RootElement),
        };
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
