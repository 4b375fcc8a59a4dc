using System.Collections.Immutable;
using System.Text;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Requests;
using AgentBot.Core.Requests.Forms;
using AgentBot.Core.Reviews.Evidence;
using AgentBot.Core.Values;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Reviews.Surfaces;

/// <param name="About">Whose record it is; empty where nothing is said.</param>
/// <param name="Before">As it is now, read by an action.</param>
/// <param name="After">The fields that would be written; the others stay.</param>
public sealed record RecordChangeContent(string About, Value.Record Before, Value.Record After)
{
    public static Result<RecordChangeContent> Read(Value value)
    {
        var reading = new FieldReading(value, "change", "about", "before", "after");
        string about = reading.Text("about", 200, required: false);
        if (reading.Wrong is { } wrong)
        {
            return wrong;
        }

        var record = (Value.Record)value;
        return record["before"] is Value.Record before && record["after"] is Value.Record after && !after.Fields.IsEmpty
            ? new RecordChangeContent(about, before, after)
            : ArtifactShape.Misfit("This is no change of a record", "It has the fields as they are in “before” and those to be written in “after”.");
    }

    /// <summary>The fields that would really become different.</summary>
    public ImmutableArray<FieldChange> Changes => [.. ArtifactDiff.Record(Before, After).Where(change => change.Now is not null)];
}

/// <summary>Fields of one record that would change: what stands there now, what would stand there, and where the new value comes from.</summary>
public sealed class RecordChangeSurface : ArtifactKind
{
    private const int MostFields = 12;
    private const int LongestValue = 90;

    public override ArtifactType Type => ArtifactType.Record;

    public override string Noun => "record";

    public override PostedShape Posted { get; } = new("change", "Fields of one record that would change.", new Form.Fields("A change of a record.",
    [
        new("about", new Form.Text(0, 200), "Whose record it is."),
        new("before", PostedShape.Record, "The fields as they are.", Required: true),
        new("after", PostedShape.Record with { Least = 1 }, "The fields that would be written; the others stay.", Required: true),
        PostedShape.Evidence,
    ]));

    public override bool AsksForSources => true;

    public override Refusal? Check(Value content) => RecordChangeContent.Read(content).Refusal;

    public override ImmutableArray<EditField> EditFields(Value content) =>
    [
        .. RecordChangeContent.Read(content).Value.After.Fields
            .Where(field => EditReader.TypeOf(field.Value) is not null)
            .Select(field => new EditField(field.Name, Wording.Title(field.Name), EditReader.Written(field.Value), field.Value is Value.Text { Content.Length: > 80 } or Value.List, EditReader.TypeOf(field.Value)!)),
    ];

    public override Result<Value> Edit(Value before, IReadOnlyDictionary<string, string> given)
    {
        var whole = (Value.Record)before;
        Result<Value> after = new RecordSurface().Edit(whole["after"], given);
        return after.IsRefused ? after : whole.With("after", after.Value);
    }

    public override PlainFile Plain(Value content)
    {
        RecordChangeContent change = RecordChangeContent.Read(content).Value;
        var text = new StringBuilder(change.About.Length == 0 ? "" : change.About + "\n\n");
        foreach (FieldChange field in change.Changes)
        {
            text.Append($"{field.Name}: {ValueText.ForPeople(field.Now!)} (was {(field.Was is null or Value.Missing ? "empty" : ValueText.ForPeople(field.Was))})\n");
        }

        return new PlainFile(".txt", "All fields that change", text.ToString());
    }

    protected override ReviewSheet DrawOwn(SurfaceInput input)
    {
        RecordChangeContent content = RecordChangeContent.Read(input.Content).Value;
        ImmutableArray<FieldChange> changes = content.Changes;
        string count = Wording.Count(changes.Length, "field", "fields");
        string about = content.About.Length == 0 ? "" : $" of {CardText.Line(content.About, 60)}";
        int stay = content.Before.Fields.Count(field => changes.All(change => !string.Equals(change.Name, field.Name, StringComparison.OrdinalIgnoreCase)));
        string[] emptied = [.. changes.Where(change => change.Now is Value.Missing or Value.Text { Content: "" } && change.Was is not (null or Value.Missing)).Select(change => Wording.Title(change.Name))];
        ImmutableArray<CardFact> facts =
        [
            new CardFact("Changes", Wording.Part(changes.Length, changes.Length + stay) + " fields"),
            .. emptied.Length == 0 ? [] : new[] { new CardFact("Emptied", CardText.Line(Wording.List(emptied), 90)) },
        ];
        RecordChangeContent? old = input.Before is null ? null : RecordChangeContent.Read(input.Before).Match<RecordChangeContent?>(found => found, _ => null);
        ImmutableArray<FieldChange> sinceBefore = old is null ? [] : ArtifactDiff.Record(old.After, content.After);
        return new ReviewSheet
        {
            Headline = new Headline(
                changes.IsEmpty ? $"Accept that nothing{about} changes?" : $"Change {count}{about}?",
                changes.IsEmpty ? $"No change{about}" : $"The change of {count}{about}",
                $"{CardParts.FirstUpper(input.Effects.Past)}: the change of {count}{about}"),
            Facts = [new FactSet(facts) { Spacing = Spacing.Small }],
            FactsLine = TextFacts.Line(facts),
            Warning = Warning(changes, input),
            Changes = FieldsDrawn.Changed(sinceBefore, input),
            ChangeCount = sinceBefore.Length,
            Draft = changes.IsEmpty ? [CardParts.Small("Every field keeps its value.")] : [Table(changes, input)],
            DraftTitle = "The change",
            DraftOrigin = "“Now” read by AgentBot, “After” written by the agent",
            Cut = changes.Length > MostFields || changes.Any(IsLong)
                ? new CutNotice($"**Some of the {count} are shortened here.**", "Open the whole change once; Approve works after that.", "Read the whole change")
                : null,
            Noun = Noun,
            Whole = changes.Length == 1 ? "The change" : $"The {Wording.Number(changes.Length)} changes",
            WholeIsMany = changes.Length != 1,
            Answers = changes.IsEmpty ? SheetAnswers.Ordinary : new SheetAnswers { Yes = $"Approve {Wording.Count(changes.Length, "change", "changes")}" },
        };

        bool IsLong(FieldChange change) => Wording.Plain(change.Now!, input.Clock).Length > LongestValue || (change.Was is { } was && Wording.Plain(was, input.Clock).Length > LongestValue) || change.Now is Value.List or Value.Record or Value.Table;
    }

    protected override FullView FullOwn(SurfaceInput input)
    {
        RecordChangeContent content = RecordChangeContent.Read(input.Content).Value;
        var stays = new Value.Record([.. content.Before.Fields.Where(field => content.After.Find(field.Name) is null)]);
        FullView after = RecordSurface.View(content.After, content.Before, input.Clock);
        return stays.Fields.IsEmpty ? after : new FullView.Fields(
        [
            new FullField("after", "Would be written", "", null, after),
            new FullField("before", "Stays as it is", "", null, RecordSurface.View(stays, null, input.Clock)),
        ]);
    }

    private static Table Table(ImmutableArray<FieldChange> changes, SurfaceInput input)
    {
        bool asks = input.Sources.IsRead;
        IEnumerable<TableRow> rows = changes.Take(MostFields).Select(change => new TableRow(
        [
            TableCell.Of(CardText.Line(Wording.Title(change.Name), 40)),
            TableCell.Of(change.Was is null ? "empty" : FieldsDrawn.Words(change.Was, input.Clock)),
            TableCell.Of(FieldsDrawn.Words(change.Now, input.Clock), bold: true),
            .. asks ? [Source(change, input)] : Array.Empty<TableCell>(),
        ]));
        return new Table(
            [new TableColumn(3, false), new TableColumn(4, false), new TableColumn(4, false), .. asks ? [new TableColumn(4, false)] : Array.Empty<TableColumn>()],
            [CardParts.Head(asks ? ["Field", "Now", "After", "Source"] : ["Field", "Now", "After"]), .. rows])
        {
            Spacing = Spacing.Small,
        };
    }

    private static TableCell Source(FieldChange change, SurfaceInput input) =>
        SourceOf(change, input) is { } found ? TableCell.Of(CardText.Line(found, 60)) : TableCell.Of(EvidenceDrawn.NoSource, bold: true);

    /// <summary>Where the agent cites a place for this field, that place; else where the very value stands.</summary>
    private static string? SourceOf(FieldChange change, SurfaceInput input)
    {
        if (change.Now is null or Value.Missing)
        {
            return "nothing to look up";
        }

        return EvidenceList.Of(input.Content)
            .Where(claim => claim.Text.StartsWith(change.Name, StringComparison.OrdinalIgnoreCase) || claim.Text.StartsWith(Wording.Title(change.Name), StringComparison.OrdinalIgnoreCase))
            .Select(claim => input.Sources.Find(claim.Source)?.Label).FirstOrDefault(label => label is not null)
            ?? Writings(change.Now).Select(writing => input.Sources.FindWords(writing)?.Label).FirstOrDefault(label => label is not null);
    }

    // As people and files write it; a bare figure of one or two digits stands everywhere and proves nothing.
    private static IEnumerable<string> Writings(Value value)
    {
        string[] all = value switch
        {
            Value.Money money => [ValueText.ForPeople(value), Wording.Amount(money.Amount), money.Amount.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture), money.Amount.ToString("#,0.##", System.Globalization.CultureInfo.InvariantCulture)],
            Value.Date date => [ValueText.Canonical(value), ValueText.ForPeople(value), date.Day.ToString("d MMMM yyyy", System.Globalization.CultureInfo.InvariantCulture), date.Day.ToString("d MMMM", System.Globalization.CultureInfo.InvariantCulture), date.Day.ToString("MMMM d", System.Globalization.CultureInfo.InvariantCulture)],
            _ => [ValueText.ForPeople(value), ValueText.Canonical(value)],
        };
        return all.Where(text => text.Length > 2).Distinct();
    }

    private static string Warning(ImmutableArray<FieldChange> changes, SurfaceInput input)
    {
        if (!input.Sources.IsRead)
        {
            return "";
        }

        string[] without = [.. changes.Where(change => SourceOf(change, input) is null).Select(change => CardText.Line(CardParts.FirstLower(Wording.Title(change.Name)), 40))];
        return without.Length switch
        {
            0 => "",
            1 => $"the new {without[0]} has no source.",
            <= 3 => $"the new {Wording.List(without)} have no source.",
            _ => $"{Wording.Number(without.Length)} of the new values have no source.",
        };
    }
}
