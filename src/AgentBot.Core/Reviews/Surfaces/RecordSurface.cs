using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Reviews.Evidence;
using AgentBot.Core.Values;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Reviews.Surfaces;

/// <summary>Named fields; a field that holds a list or a table is counted on the card and shown on the page.</summary>
public sealed class RecordSurface : ArtifactKind
{
    private const int MostFields = 15;
    private const int LongestValue = 200;
    private const int MostEntries = 5;
    private const int MostLines = 12;

    public override ArtifactType Type => ArtifactType.Record;

    public override string Noun => "record";

    public override AnswerShape Answer { get; } = new("record", "Named fields of your choice.", [], IsOpen: true);

    public override Refusal? Check(Value content) => RecordContent.Read(content).Refusal;

    protected override ReviewSheet DrawOwn(SurfaceInput input) => Sheet((Value.Record)input.Content, input, Noun);

    protected override FullView FullOwn(SurfaceInput input) => View(EvidenceList.Without((Value.Record)input.Content), (input.Before as Value.Record) is { } before ? EvidenceList.Without(before) : null, input.Clock);

    public override ImmutableArray<EditField> EditFields(Value content) =>
    [
        .. ((Value.Record)content).Fields
            .Where(field => EditReader.TypeOf(field.Value) is not null)
            .Select(field => new EditField(field.Name, Wording.Title(field.Name), EditReader.Written(field.Value), IsLong(field.Value), EditReader.TypeOf(field.Value)!)),
    ];

    public override PlainFile Plain(Value content) => Listed((Value.Record)content);

    internal static PlainFile Listed(Value.Record record) => new(".txt", "All fields", string.Concat(record.Fields.Select(field => $"{field.Name}: {ValueText.ForPeople(field.Value)}\n")));

    internal static ReviewSheet Sheet(Value.Record whole, SurfaceInput input, string noun)
    {
        Value.Record record = EvidenceList.Without(whole);
        ImmutableArray<FieldChange> changes = input.Before is Value.Record before ? ArtifactDiff.Record(EvidenceList.Without(before), record) : [];
        ImmutableArray<string> empty = [.. record.Fields.Where(field => field.Value is Value.Missing).Select(field => Wording.Title(field.Name))];
        bool isWhole = record.Fields.Length <= MostFields;
        var rows = ImmutableArray.CreateBuilder<TableRow>();
        rows.Add(CardParts.Head("Field", "Value"));
        foreach (Field field in record.Fields.Take(MostFields))
        {
            rows.Add(CardParts.Row([CardText.Line(Wording.Title(field.Name), 60), Cell(field.Value, input.Clock, out bool all)]));
            isWhole &= all;
        }

        string count = Wording.Count(record.Fields.Length, "field", "fields");
        var facts = ImmutableArray.CreateBuilder<CardFact>();
        facts.Add(new CardFact("Fields", empty.IsEmpty ? $"{record.Fields.Length}, all filled" : $"{record.Fields.Length}, {empty.Length} empty: {CardText.Line(Wording.List(empty), 80)}"));
        if (input.Before is not null)
        {
            facts.Add(new CardFact("Changed", changes.IsEmpty ? "nothing" : Wording.Part(changes.Length, record.Fields.Length)));
        }

        return new ReviewSheet
        {
            Headline = Headline.Of(input.Effects, $"the {noun} {CardText.Quote(input.TemplateTitle, 60)} with {count}"),
            Facts = [new FactSet(facts.ToImmutable()) { Spacing = Spacing.Small }],
            FactsLine = TextFacts.Line(facts.ToImmutable()),
            Changes = FieldsDrawn.Changed(changes, input),
            ChangeCount = changes.Length,
            Draft = [new Table([new TableColumn(1, false), new TableColumn(2, false)], rows.ToImmutable()) { Spacing = Spacing.Small }],
            DraftTitle = "Fields",
            Cut = isWhole ? null : new CutNotice($"**Some of the {count} are shortened here.**", $"Open the whole {noun} once; Approve works after that.", $"Read the whole {noun}"),
            Noun = noun,
            Whole = $"The {noun}",
        };
    }

    internal static FullView.Fields View(Value.Record record, Value.Record? before, CardClock clock) => new(
    [
        .. record.Fields.Select(field => new FullField(
            field.Name,
            Wording.Title(field.Name),
            CardText.Visible(Wording.Plain(field.Value, clock)),
            before is not null && ArtifactDiff.Record(before, record).Any(change => change.Name == field.Name) ? CardText.Visible(Wording.Plain(before[field.Name], clock)) : null,
            Inside(field.Value, clock))),
    ]);

    // A field of one line would lose the ends of the others.
    private static bool IsLong(Value value) => value is Value.List || (value is Value.Text { Content: var text } && (text.Length > 80 || text.Contains('\n', StringComparison.Ordinal)));

    private static FullView? Inside(Value value, CardClock clock) => value switch
    {
        Value.Table table => TableSurface.View(new TableContent(table.Data), null, [], clock),
        Value.Record record => View(record, null, clock),
        Value.List { Items: { IsEmpty: false } items } when items.All(item => item is Value.Record) => TableSurface.View(new TableContent(AsTable(items)), null, [], clock),
        Value.List list => new FullView.Fields([.. list.Items.Select((item, i) => new FullField($"{i + 1}", $"{i + 1}", CardText.Visible(Wording.Plain(item, clock)), null, null))]),
        _ => null,
    };

    private static TableData AsTable(ImmutableArray<Value> items)
    {
        string[] names = [.. items.Cast<Value.Record>().SelectMany(record => record.Fields.Select(field => field.Name)).Distinct(StringComparer.OrdinalIgnoreCase)];
        return new TableData(
            [.. names.Select(name => new Column(name, new FieldType.Any()))],
            [.. items.Cast<Value.Record>().Select(record => ImmutableArray.CreateRange(names.Select(name => record[name])))]);
    }

    private static string Cell(Value value, CardClock clock, out bool whole)
    {
        if (value is Value.List { Items.IsEmpty: false } list)
        {
            return Entries([.. list.Items.Select(item => CardText.PlainLine(Wording.Plain(item, clock), 20_000))], MostEntries, "more", out whole);
        }

        if (value is Value.Text { Content: var written } && Lines(written) is { Length: > 1 } lines)
        {
            return Entries(lines, MostLines, "more lines", out whole);
        }

        string text = CardText.PlainLine(Wording.Plain(value, clock), 20_000);
        whole = text.Length <= LongestValue && value is not (Value.Table or Value.Record);
        return text.Length == 0 ? "empty" : CardText.Line(text, LongestValue);
    }

    private static string[] Lines(string text) => [.. text.ReplaceLineEndings("\n").Split('\n').Select(line => CardText.PlainLine(line, 20_000)).Where(line => line.Length > 0)];

    private static string Entries(string[] entries, int most, string others, out bool whole)
    {
        whole = entries.Length <= most && entries.All(entry => entry.Length <= LongestValue);
        string more = entries.Length > most ? $"\n\n{entries.Length - most} {others}" : "";
        return string.Join("\n\n", entries.Take(most).Select(entry => CardText.Line(entry, LongestValue))) + more;
    }
}
