using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using AgentBot.Core.Actions;
using AgentBot.Core.Channels;
using AgentBot.Core.Requests.Forms;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Requests;

/// <summary>From the JSON of a request to what it asks, or to everything that is wrong with it.</summary>
public static class RequestReader
{
    private static readonly string[] OnlyFirst = ["title", "channel", "policy", "reviewers", "expires", "on_behalf_of", "sources", "callback"];

    private static readonly string[] Naming = ["people", "groups", "roles"];

    /// <param name="received">Digest of the bytes as they came.</param>
    public static async ValueTask<(ReviewRequest? Request, ImmutableArray<FormMistake> Mistakes)> ReadAsync(JsonElement document, Digest received, CancellationToken ct)
    {
        ImmutableArray<FormMistake> mistakes = FormJudge.Check(document, RequestFormat.Request);
        if (!mistakes.IsEmpty)
        {
            return (null, mistakes);
        }

        int revision = document.TryGetProperty("revision", out JsonElement number) ? (int)number.GetDecimal() : 1;
        mistakes = [.. Together(document, revision), .. TwiceIn(document.GetProperty("content"), "/content")];
        ArtifactKind kind = ReviewSurfaces.All.First(one => one.IsPosted && one.Posted.Word == document.GetProperty("type").GetString());
        var values = new FormValues();
        Value posted = values.Read(document.GetProperty("content"), kind.Posted.Form);
        Result<Value> content = await kind.TakeInAsync(posted, new PostedFiles(values.Files), ct);
        if ((content.Refusal ?? kind.Check(content.Value)) is { } misfit)
        {
            return (null, mistakes.Add(new FormMistake("/content", misfit.What, string.Join(' ', new[] { misfit.Why, misfit.Next }.Where(part => part.Length > 0)))));
        }

        return mistakes.IsEmpty ? (Read(document, revision, kind, content.Value, values, received), mistakes) : (null, mistakes);
    }

    private static ReviewRequest Read(JsonElement document, int revision, ArtifactKind kind, Value content, FormValues values, Digest received)
    {
        JsonElement reviewers = document.TryGetProperty("reviewers", out JsonElement given) ? given : default;
        bool all = Text(reviewers, "quorum") == "all";
        return new ReviewRequest(
            Text(document, "id"),
            revision,
            Text(document, "title").Trim(),
            kind,
            content,
            Text(document, "channel").Trim(),
            Text(document, "policy").Trim(),
            [.. Named(reviewers, "people", PrincipalKind.Person), .. Named(reviewers, "groups", PrincipalKind.Group), .. Named(reviewers, "roles", PrincipalKind.Role)],
            all || reviewers.ValueKind != JsonValueKind.Object || !reviewers.TryGetProperty("quorum", out JsonElement quorum) ? 1 : (int)quorum.GetDecimal(),
            all,
            Length(Text(document, "expires")),
            [.. Texts(document, "on_behalf_of").Select(name => name.TrimStart('@').ToLowerInvariant())],
            [.. Items(document, "sources").Select(source => new PostedSource(Text(source, "name").Trim(), Text(source, "text")))],
            Text(document, "callback").Trim(),
            values.Files,
            received);
    }

    /// <summary>What no single field shows.</summary>
    private static IEnumerable<FormMistake> Together(JsonElement document, int revision)
    {
        if (revision > 1)
        {
            foreach (string name in OnlyFirst.Where(name => document.TryGetProperty(name, out _)))
            {
                yield return new FormMistake($"/{name}", $"“{name}” stands in revision 1 only.", "Take it out: it holds for the whole request.");
            }

            yield break;
        }

        if (Text(document, "title").Trim().Length == 0)
        {
            yield return new FormMistake("/title", "“title” is missing.", "Say in a few words what it is about; people read it first.");
        }

        if (document.TryGetProperty("policy", out _) && document.TryGetProperty("reviewers", out _))
        {
            yield return new FormMistake("/reviewers", "“reviewers” stand beside a policy.", "A policy says who decides: take one of the two out.");
        }

        if (document.TryGetProperty("reviewers", out JsonElement reviewers) && !Naming.Any(name => reviewers.TryGetProperty(name, out _)))
        {
            yield return new FormMistake("/reviewers", "“reviewers” name nobody.", "Write people, groups or roles.");
        }

        string[] sources = [.. Items(document, "sources").Select(source => Text(source, "name").Trim())];
        if (sources.Distinct(StringComparer.OrdinalIgnoreCase).Count() != sources.Length)
        {
            yield return new FormMistake("/sources", "Two sources have the same name.", "Evidence cites them by name: give each its own.");
        }
    }

    /// <summary>Fields are told apart by their letters, not by how these are written.</summary>
    private static IEnumerable<FormMistake> TwiceIn(JsonElement json, string at)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            return json.EnumerateArray().SelectMany((item, i) => TwiceIn(item, $"{at}/{i.ToString(CultureInfo.InvariantCulture)}"));
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        JsonProperty[] properties = [.. json.EnumerateObject()];
        return properties.GroupBy(property => property.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1)
            .Select(group => new FormMistake(FormJudge.Below(at, group.Last().Name), $"“{group.Last().Name}” stands there twice, in capitals and small.", "Give each field a name of its own."))
            .Concat(properties.SelectMany(property => TwiceIn(property.Value, FormJudge.Below(at, property.Name))));
    }

    private static IEnumerable<Principal> Named(JsonElement reviewers, string field, PrincipalKind kind) => Texts(reviewers, field).Select(name => new Principal(kind, name.TrimStart('@').ToLowerInvariant()));

    private static TimeSpan? Length(string written) => written.Length == 0 ? null : int.Parse(written[..^1], CultureInfo.InvariantCulture) * written[^1] switch
    {
        'm' => TimeSpan.FromMinutes(1),
        'h' => TimeSpan.FromHours(1),
        'd' => TimeSpan.FromDays(1),
        _ => TimeSpan.FromDays(7),
    };

    private static string Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static IEnumerable<string> Texts(JsonElement json, string name) => Items(json, name).Select(item => item.GetString()!);

    private static JsonElement[] Items(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement list) ? [.. list.EnumerateArray()] : [];

    /// <summary>What came along, as an action reads files.</summary>
    private sealed class PostedFiles(IReadOnlyDictionary<Digest, byte[]> files) : IActionResources
    {
        public ValueTask<ReadOnlyMemory<byte>?> ReadFileAsync(Value.File file, CancellationToken ct) =>
            ValueTask.FromResult<ReadOnlyMemory<byte>?>(files.TryGetValue(file.Content, out byte[]? bytes) ? bytes : null);

        public ValueTask<IReadOnlyList<MessageRow>> MessagesAsync(DateTimeOffset since, int take, CancellationToken ct) => ValueTask.FromResult<IReadOnlyList<MessageRow>>([]);

        public FieldType.File? DeclarationOf(Value.File file) => null;

        public string NameOf(PersonKey person) => person.Value;
    }
}
