using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using AgentBot.Core.Runs;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Schedules.Triggers;

/// <summary>What inputs may take from an event under "event.", and its types. The one place where the names stand.</summary>
public static class EventData
{
    private static readonly FieldType Text = new FieldType.Text();
    private static readonly FieldType File = new FieldType.File([], []);

    /// <summary>The types behind "event" for a schedule that waits for this.</summary>
    /// <param name="outputs">What the template declares whose run is waited for; empty for none.</param>
    public static FieldType.Record TypesOf(Trigger trigger, ImmutableArray<OutputSpec> outputs) => trigger.Match(
        _ => Record(("text", Text), ("author", Text), ("at", Text), ("link", Text), ("file", File), ("files", new FieldType.List(File))),
        _ => Record(("file", File), ("text", Text), ("author", Text), ("at", Text), ("link", Text)),
        _ => Record(("text", Text), ("change", Text), ("author", Text), ("at", Text)),
        _ => Record(("run", Record(
            ("number", new FieldType.Number()),
            ("template", Text),
            ("status", Text),
            ("about", Text),
            ("outputs", new FieldType.Record([.. outputs.Select(output => new Column(output.Name, output.Type ?? new FieldType.Any()))], Open: false)))), ("at", Text)),
        _ => Record(("body", new FieldType.Any()), ("hook", Text), ("at", Text)));

    internal static string OfMessage(Happening.Message message) => Write(
        ("text", new Value.Text(message.Text)),
        ("author", new Value.Text(message.Name)),
        ("at", At(message)),
        ("link", Value.OfText(message.Link)),
        ("file", message.Files.IsDefaultOrEmpty ? Value.Missing.Instance : message.Files[0]),
        ("files", new Value.List(message.Files.IsDefault ? [] : [.. message.Files])));

    internal static string OfFile(Happening.FileDrop drop) => Write(
        ("file", drop.File), ("text", new Value.Text(drop.Text)), ("author", new Value.Text(drop.Name)), ("at", At(drop)), ("link", Value.OfText(drop.Link)));

    internal static string OfFact(Happening.Fact fact) => Write(
        ("text", new Value.Text(fact.Row.Text)), ("change", new Value.Text(fact.News == FactNews.Forgotten ? "forgotten" : "remembered")), ("author", new Value.Text(fact.Name)), ("at", At(fact)));

    internal static string OfRun(Happening.RunEnd end) => Write(
        ("run", new Value.Record(
        [
            new Field("number", new Value.Number(end.Row.Number)),
            new Field("template", new Value.Text(end.Row.Template)),
            new Field("status", new Value.Text(StatusWord(end.Row.Status))),
            new Field("about", new Value.Text(end.Row.About)),
            new Field("outputs", end.Outputs),
        ])),
        ("at", At(end)));

    internal static string OfCall(Happening.Call call) => Write(("body", call.Body), ("hook", new Value.Text(call.Hook)), ("at", At(call)));

    /// <summary>
    /// What another program sent, as plain data: records, lists, texts, numbers, yes and no. Names that begin with "$" are left out:
    /// in what is kept they would mean a value of another kind.
    /// </summary>
    public static Value OfJson(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => new Value.Text(json.GetString()!),
        JsonValueKind.Number => json.TryGetDecimal(out decimal number) ? new Value.Number(number) : new Value.Text(json.GetRawText()),
        JsonValueKind.True => new Value.Boolean(true),
        JsonValueKind.False => new Value.Boolean(false),
        JsonValueKind.Array => new Value.List([.. json.EnumerateArray().Select(OfJson)]),
        JsonValueKind.Object => new Value.Record([.. json.EnumerateObject().Where(property => !property.Name.StartsWith('$')).Select(property => new Field(property.Name, OfJson(property.Value)))]),
        _ => Value.Missing.Instance,
    };

    private static string StatusWord(RunStatus status) => status switch
    {
        RunStatus.Done => "done",
        RunStatus.Rejected => "rejected",
        RunStatus.Expired => "expired",
        RunStatus.Failed => "failed",
        _ => "ended",
    };

    private static Value.Text At(Happening happening) => new(happening.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));

    private static FieldType.Record Record(params ReadOnlySpan<(string Name, FieldType Type)> fields)
    {
        var columns = ImmutableArray.CreateBuilder<Column>(fields.Length);
        foreach ((string name, FieldType type) in fields)
        {
            columns.Add(new Column(name, type));
        }

        return new FieldType.Record(columns.MoveToImmutable(), Open: false);
    }

    private static string Write(params ReadOnlySpan<(string Name, Value Value)> fields)
    {
        var written = ImmutableArray.CreateBuilder<Field>(fields.Length);
        foreach ((string name, Value value) in fields)
        {
            written.Add(new Field(name, value));
        }

        return ValueJson.WriteText(new Value.Record(written.MoveToImmutable()));
    }
}
