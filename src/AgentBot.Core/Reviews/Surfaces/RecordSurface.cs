using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Values;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Reviews.Surfaces;

/// <summary>Named fields; a field that holds a list or a table is counted on the card and shown on the page.</summary>
public sealed class RecordSurface : IReviewSurface
{
    private const int MostFields = 15;
    private const int LongestValue = 200;
    private const int MostEntries = 5;

    public ReviewSheet Draw(SurfaceInput input) => Sheet((Value.Record)input.Content, input, "record");

    public FullView Full(SurfaceInput input) => View((Value.Record)input.Content, input.Before as Value.Record, input.Clock);

    public ImmutableArray<EditField> EditFields(Value content) =>
    [
        .. ((Value.Record)content).Fields
            .Where(field => EditReader.TypeOf(field.Value) is not null)
            .Select(field => new EditField(field.Name, Wording.Title(field.Name), EditReader.Written(field.Value), field.Value is Value.Text { Content.Length: > 80 } or Value.List, EditReader.TypeOf(field.Value)!)),
    ];

    internal static ReviewSheet Sheet(Value.Record record, SurfaceInput input, string noun)
    {
        ImmutableArray<FieldChange> changes = input.Before is Value.Record before ? ArtifactDiff.Record(before, record) : [];
        ImmutableArray<string> empty = [.. record.Fields.Where(field => field.Value is Value.Missing).Select(field => Wording.Title(field.Name))];
        bool whole = record.Fields.Length <= MostFields;
        var rows = ImmutableArray.CreateBuilder<TableRow>();
        rows.Add(CardParts.Head("Field", "Value"));
        foreach (Field field in record.Fields.Take(MostFields))
        {
            rows.Add(CardParts.Row([CardText.Line(Wording.Title(field.Name), 60), Cell(field.Value, input.Clock, out bool all)]));
            whole &= all;
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
            Changes = Changed(changes, input),
            ChangeCount = changes.Length,
            Draft = [new Table([new TableColumn(1, false), new TableColumn(2, false)], rows.ToImmutable()) { Spacing = Spacing.Small }],
            DraftTitle = "Fields",
            Cut = whole ? null : new CutNotice($"**Some of the {count} are shortened here.**", $"Open the whole {noun} once; Approve works after that.", $"Read the whole {noun}"),
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
            string[] entries = [.. list.Items.Select(item => CardText.PlainLine(Wording.Plain(item, clock), 20_000))];
            whole = entries.Length <= MostEntries && entries.All(entry => entry.Length <= LongestValue);
            string more = entries.Length > MostEntries ? $"\n\n{entries.Length - MostEntries} more" : "";
            return string.Join("\n\n", entries.Take(MostEntries).Select(entry => CardText.Line(entry, LongestValue))) + more;
        }

        string text = CardText.PlainLine(Wording.Plain(value, clock), 20_000);
        whole = text.Length <= LongestValue && value is not (Value.Table or Value.Record);
        return text.Length == 0 ? "empty" : CardText.Line(text, LongestValue);
    }

    private static ImmutableArray<CardElement> Changed(ImmutableArray<FieldChange> changes, SurfaceInput input)
    {
        if (changes.IsEmpty)
        {
            return [];
        }

        string Words(Value? value) => value is null ? "no such field" : CardText.Line(Wording.Plain(value, input.Clock), 90) switch { "" => "empty", string text => text };
        ImmutableArray<TableRow> rows =
        [
            CardParts.Head("Field", "Was", "Now"),
            .. changes.Take(input.Room.Pairs).Select(change => new TableRow(
                [TableCell.Of(CardText.Line(Wording.Title(change.Name), 60)), TableCell.Of(Words(change.Was)), TableCell.Of(Words(change.Now), bold: true)])),
        ];
        var table = new Table([new TableColumn(1, false), new TableColumn(1, false), new TableColumn(1, false)], rows) { Spacing = Spacing.Small };
        return changes.Length > input.Room.Pairs
            ? [table, CardParts.Small($"{Wording.Count(changes.Length - input.Room.Pairs, "more change", "more changes")} in the full view.")]
            : [table];
    }
}

/// <summary>What has no surface of its own: shown as fields, so that nothing that waits for a person is ever invisible.</summary>
public sealed class OtherSurface : IReviewSurface
{
    public ReviewSheet Draw(SurfaceInput input) => RecordSurface.Sheet(AsRecord(input.Content), input with { Before = input.Before is null ? null : AsRecord(input.Before) }, "result");

    public FullView Full(SurfaceInput input) => RecordSurface.View(AsRecord(input.Content), input.Before is null ? null : AsRecord(input.Before), input.Clock);

    public ImmutableArray<EditField> EditFields(Value content) => [];

    private static Value.Record AsRecord(Value content) => content as Value.Record ?? new Value.Record([new Field("content", content)]);
}
