using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Values;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Reviews.Surfaces;

/// <summary>Fields that differ between two versions, as three columns: the field, what stood there, what stands there now.</summary>
internal static class FieldsDrawn
{
    private const int LongestValue = 90;

    public static ImmutableArray<CardElement> Changed(ImmutableArray<FieldChange> changes, SurfaceInput input)
    {
        if (changes.IsEmpty)
        {
            return [];
        }

        ImmutableArray<TableRow> rows =
        [
            CardParts.Head("Field", "Was", "Now"),
            .. changes.Take(input.Room.Pairs).Select(change => new TableRow(
                [TableCell.Of(CardText.Line(Wording.Title(change.Name), 60)), TableCell.Of(Words(change.Was, input.Clock)), TableCell.Of(Words(change.Now, input.Clock), bold: true)])),
        ];
        var table = new Table([new TableColumn(1, false), new TableColumn(1, false), new TableColumn(1, false)], rows) { Spacing = Spacing.Small };
        return changes.Length > input.Room.Pairs
            ? [table, CardParts.Small($"{Wording.Count(changes.Length - input.Room.Pairs, "more change", "more changes")} in the full view.")]
            : [table];
    }

    /// <param name="value">Null where there is no such field.</param>
    public static string Words(Value? value, CardClock clock) =>
        value is null ? "no such field" : CardText.Line(Wording.Plain(value, clock), LongestValue) switch { "" => "empty", string text => text };

    /// <summary>For a form, a field of the content as a line.</summary>
    public static EditField Line(string name, string label, Value.Record content, FieldType? type = null, bool multiline = false) =>
        new(name, label, EditReader.Written(content[name]), multiline, type ?? new FieldType.Text());
}
