using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using AgentBot.Core.Requests;
using AgentBot.Core.Requests.Forms;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Testing;

namespace AgentBot.Core.Tests.Requests;

/// <summary>The two documents of the open contract: what is published is what is read, and every type can be asked about.</summary>
public sealed class RequestFormatTests
{
    private static readonly string[] Odd =
        ["null", "true", "0", "-1", "1.5", "1e30", "\"\"", "\"x\"", "\"2026-11-25\"", "\"EUR\\n\"", "\"😀😀\"", "[]", "{}", "[[]]", "[{}]", "{\"$\":\"user\"}", "{\"amount\":1,\"currency\":\"EUR\"}", "{\"amount\":\"1\",\"currency\":\"eur\"}", "\"all\"", "\"review.request/1\"", "\"document\"", "\"table\""];

    [Fact]
    public void Every_type_that_people_review_can_be_asked_about_under_a_word_of_its_own()
    {
        Assert.Equal(ReviewSurfaces.All.Count(kind => kind.IsPosted), RequestFormat.Types.Distinct().Count());
        Assert.Equal(RequestFormat.Types.Order(), RequestSamples.Contents.Keys.Order());
    }

    [Fact]
    public async Task A_sample_of_each_type_is_read_and_fits_its_surface()
    {
        foreach (string type in RequestFormat.Types)
        {
            foreach (JsonObject request in new[] { RequestSamples.Request(type), RequestSamples.Full(type) })
            {
                (ReviewRequest? read, ImmutableArray<FormMistake> mistakes) = await ReadAsync(request.ToJsonString());
                Assert.True(read is not null, $"{type}: {string.Join(' ', mistakes)}");
                Assert.Null(ReviewSurfaces.Check(read.Kind.Type, read.Content));
                Assert.Same(read.Kind, ReviewSurfaces.For(read.Kind.Type, read.Content));
            }
        }
    }

    [Fact]
    public void The_schemas_that_are_kept_are_those_that_the_product_writes()
    {
        foreach (string name in new[] { RequestFormat.RequestSchema, RequestFormat.DecisionSchema })
        {
            string path = Path.Combine(RepositoryRoot.Path, "requests", name.Replace('/', '.') + ".schema.json");
            if (Environment.GetEnvironmentVariable("AGENTBOT_GOLDEN") == "write")
            {
                File.WriteAllText(path, RequestFormat.SchemaOf(name));
            }

            Assert.Equal(File.ReadAllText(path), RequestFormat.SchemaOf(name));
        }

        Assert.Null(RequestFormat.SchemaOf("review.request/2"));
    }

    /// <summary>Right documents and documents with something wrong in them are judged alike by the published schema and by the door.</summary>
    [Fact]
    public void What_the_schema_lets_through_the_door_lets_through_and_nothing_else()
    {
        JsonElement schema = JsonDocument.Parse(RequestFormat.SchemaOf(RequestFormat.RequestSchema)!).RootElement;
        Random random = Proof.Random();
        int good = 0, bad = 0;
        for (int i = 0; i < Proof.Size(30_000); i++)
        {
            string type = RequestFormat.Types[i % RequestFormat.Types.Length];
            JsonNode document = i % 2 == 0 ? RequestSamples.Request(type) : RequestSamples.Full(type);
            for (int change = random.Next(4); change > 0; change--)
            {
                Spoil(document, random);
            }

            using JsonDocument written = JsonDocument.Parse(document.ToJsonString());
            bool fits = FormJudge.Check(written.RootElement, RequestFormat.Request).IsEmpty;
            Assert.True(fits == JsonSchemaJudge.Fits(written.RootElement, schema), $"seed {Proof.Seed}, document {i}: the door says {fits}\n{document.ToJsonString()}\n{string.Join('\n', FormJudge.Check(written.RootElement, RequestFormat.Request))}");
            (good, bad) = fits ? (good + 1, bad) : (good, bad + 1);
        }

        Assert.True(good > bad / 10 && bad > good / 10, $"{good} fit and {bad} do not: that proves little.");
    }

    [Fact]
    public async Task All_mistakes_are_told_at_once_each_with_its_place_and_how_to_mend_it()
    {
        (ReviewRequest? request, ImmutableArray<FormMistake> mistakes) = await ReadAsync("""
            {"schema":"review.request/2","id":"a b","titel":"x","type":"document","content":{"title":"x","bodi":"y","evidence":[{"claim":""}]},"expires":"soon","sources":[{"name":"a"}],"reviewers":{"quorum":0}}
            """);
        Assert.Null(request);
        Assert.Equal(
            ["/content/bodi", "/content/body", "/content/evidence/0/claim", "/expires", "/id", "/reviewers/quorum", "/schema", "/sources/0/text", "/titel"],
            mistakes.Select(mistake => mistake.At).Order(StringComparer.Ordinal));
        Assert.All(mistakes, mistake => Assert.EndsWith(".", mistake.Problem + mistake.Mend, StringComparison.Ordinal));
        Assert.Contains("Did you mean “body”", mistakes.Single(mistake => mistake.At == "/content/bodi").Mend, StringComparison.Ordinal);
        Assert.Contains("“title”", mistakes.Single(mistake => mistake.At == "/titel").Mend, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("payment", """{"payee":"Oakmere","amount":{"amount":0,"currency":"EUR"},"account":"x"}""", "/content")]
    [InlineData("payment", """{"payee":"Oakmere","amount":{"amount":4860,"currency":"EUR"},"account":"x","due":"2026-02-31"}""", "/content")]
    [InlineData("email", """{"to":"nobody","subject":"x","body":"y"}""", "/content")]
    [InlineData("record", """{"Name":"x","name":"y"}""", "/content/name")]
    [InlineData("table", """{"rows":[{"a":1},{"a":2}],"key":"b"}""", "/content")]
    [InlineData("table", """{"rows":[{"a":"x"},{"a":"x"}],"key":"a"}""", "/content")]
    [InlineData("table", """{"columns":[{"name":"a","type":"money"}],"rows":[{"a":5}]}""", "/content")]
    [InlineData("image", """{"alt":"x","after":{"name":"x.png","base64":"AAAA"}}""", "/content")]
    [InlineData("diff", """{"files":[{"path":"a","before":"x","after":"x"}]}""", "/content")]
    public async Task What_no_schema_can_say_is_refused_in_plain_words(string type, string content, string at)
    {
        (ReviewRequest? request, ImmutableArray<FormMistake> mistakes) = await ReadAsync(RequestSamples.Request(type, content).ToJsonString());
        Assert.Null(request);
        Assert.Contains(mistakes, mistake => mistake.At == at && mistake.Problem.Length > 10);
    }

    private static async Task<(ReviewRequest?, ImmutableArray<FormMistake>)> ReadAsync(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return await RequestReader.ReadAsync(document.RootElement, Digest.OfText(json), CancellationToken.None);
    }

    /// <summary>Takes something out, puts something in, or writes something else in its place.</summary>
    private static void Spoil(JsonNode document, Random random)
    {
        JsonNode[] places = [.. All(document)];
        JsonNode place = places[random.Next(places.Length)];
        JsonNode? odd = JsonNode.Parse(Odd[random.Next(Odd.Length)]);
        switch (place)
        {
            case JsonObject fields:
                string[] names = [.. fields.Select(field => field.Key)];
                switch (random.Next(4))
                {
                    case 0 when names.Length > 0:
                        fields.Remove(names[random.Next(names.Length)]);
                        break;
                    case 1:
                        fields[new[] { "note", "$kind", "", "titel", new string('n', 101), "revision", "quorum", "of" }[random.Next(8)]] = odd;
                        break;
                    default:
                        if (names.Length > 0)
                        {
                            fields[names[random.Next(names.Length)]] = odd;
                        }

                        break;
                }

                break;
            case JsonArray { Count: > 0 } list when random.Next(2) == 0:
                list.RemoveAt(random.Next(list.Count));
                break;
            case JsonArray list:
                list.Add(odd);
                break;
        }
    }

    private static IEnumerable<JsonNode> All(JsonNode node) => node switch
    {
        JsonObject fields => fields.Select(field => field.Value).OfType<JsonNode>().SelectMany(All).Append(fields),
        JsonArray list => list.OfType<JsonNode>().SelectMany(All).Append(list),
        _ => [],
    };
}
