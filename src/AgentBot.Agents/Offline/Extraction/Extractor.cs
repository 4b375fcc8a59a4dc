using System.Collections.Immutable;
using AgentBot.Agents.Offline.Reading;
using AgentBot.Agents.Offline.Rules;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Agents.Offline.Extraction;

/// <summary>Fills the fields that no rule fills: the first value of a type, the lines a field asks for, the best sentences.</summary>
public sealed class Extractor
{
    private const int Sentences = 5;
    private const int ListLength = 40;

    private readonly OfflineItem _item;
    private readonly RuleBook _book;
    private readonly DateOnly _from;
    private readonly List<Line> _lines;
    private readonly List<Line> _body;
    private readonly People _people;
    private readonly Room _room;
    private bool _counted;

    public Extractor(OfflineItem item, RuleBook book, DateOnly today, Room room)
    {
        _item = item;
        _book = book;
        _room = room;
        _lines = LineReader.Read(item.Input);
        _body = [.. _lines.Where(line => !People.IsHeader(line))];
        _people = new People(_lines);
        _from = OwnDay(today) ?? today;
    }

    /// <summary>Sentences for people about what was counted or cut.</summary>
    public IEnumerable<string> Remarks()
    {
        if (_counted)
        {
            yield return $"Days without a full date are counted from {_from:yyyy-MM-dd}.";
        }

        if (_room.Cut > 0)
        {
            yield return $"The answer was full: {_room.Cut} further lines were left out.";
        }
    }

    /// <summary>Null where the input has nothing of this kind.</summary>
    public Value? Fill(OutputField field)
    {
        if (TypedText.Cell(field.Type, Named(field.Name, _item.Fields), _from) is { } same)
        {
            return same;
        }

        return field.Type switch
        {
            FieldType.Text text => FillText(field, text.Max ?? 4_000),
            FieldType.Any => FillText(field, 4_000),
            FieldType.List list => FillList(field, list.Of),
            FieldType.Table table => FillTable(field, table),
            FieldType.Record record => new Value.Record([.. record.Fields.Select(column =>
                new Field(column.Name, Fill(new OutputField(column.Name, column.Type, false, null)) ?? Value.Missing.Instance))]),
            FieldType.Boolean or FieldType.Choice => null,
            _ => FirstTyped(field.Type),
        };
    }

    /// <summary>One row of a table from one line, as for the lines of the input.</summary>
    public ImmutableArray<Value> Row(ImmutableArray<Column> columns, Line line)
    {
        bool isTextUsed = false;
        var cells = ImmutableArray.CreateBuilder<Value>(columns.Length);
        foreach (Column column in columns)
        {
            Value? cell = line.Row is null ? null : TypedText.Cell(column.Type, Named(column.Name, line.Row), _from);
            if (cell is null && column.Type is FieldType.Text or FieldType.Any)
            {
                cell = TextCell(column, line, ref isTextUsed);
            }
            else if (cell is null)
            {
                cell = TypedText.First(column.Type, line, _people, _from, out bool counted);
                _counted |= counted && cell is not null;
            }

            cells.Add(cell ?? Value.Missing.Instance);
        }

        return cells.MoveToImmutable();
    }

    private Value.Text? TextCell(Column column, Line line, ref bool isTextUsed)
    {
        int max = column.Type is FieldType.Text { Max: { } most } ? most : 500;
        switch (LineKinds.Of(column.Name))
        {
            case LineKind.Person:
                return _people.OwnerOf(line) is { } owner ? new Value.Text(TypedText.Cut(owner, max)) : null;
            case LineKind.Day:
                DateOnly? day = Days.First(line.Text, _from, out bool counted);
                _counted |= counted;
                return day is { } date ? new Value.Text($"{date:yyyy-MM-dd}") : null;
            case LineKind.Heading:
                return line.Section.Length > 0 ? new Value.Text(TypedText.Cut(line.Section, max)) : null;
        }

        if (isTextUsed)
        {
            return null;
        }

        isTextUsed = true;
        return new Value.Text(TypedText.Cut(line.Text, max));
    }

    private Value? FirstTyped(FieldType type)
    {
        foreach (Field field in _item.Fields.Fields)
        {
            if (field.Value is not Value.Text && TypedText.Cell(type, field.Value, _from) is { } cell && cell.GetType() == field.Value.GetType())
            {
                return cell;
            }
        }

        foreach (Line line in _lines)
        {
            if (TypedText.First(type, line, _people, _from, out bool counted) is { } found)
            {
                _counted |= counted;
                return found;
            }
        }

        return null;
    }

    private Value.Text? FillText(OutputField field, int max)
    {
        int room = Math.Min(max, _room.Left);
        LineKind kind = LineKinds.Of(field.Name);
        string text;
        if (kind == LineKind.Heading)
        {
            text = TypedText.Cut(_lines.Count == 0 ? "" : HeadingText(), Math.Min(room, 120));
        }
        else if (Asked(field, kind) is { } lines)
        {
            text = string.Join('\n', Fitting(lines, room).Select(line => "- " + line.Text));
        }
        else if (kind == LineKind.Person)
        {
            text = TypedText.Cut(string.Join(", ", _people.Known), room);
        }
        else
        {
            int count = kind == LineKind.Quote ? 1 : Sentences;
            text = string.Join(' ', SentenceRanker.Pick(_body, count, Math.Min(room, 1_200)).Select(line => line.Text));
        }

        _room.Take(Math.Min(text.Length, _room.Left));
        return text.Length == 0 ? null : new Value.Text(text);
    }

    // A heading of the text itself, else its first line.
    private string HeadingText()
    {
        Line first = _lines[0];
        return first.Section.Length > 0 ? char.ToUpperInvariant(first.Section[0]) + first.Section[1..] : first.Text;
    }

    private Value.List FillList(OutputField field, FieldType of)
    {
        LineKind kind = LineKinds.Of(field.Name);
        var values = ImmutableArray.CreateBuilder<Value>();
        if (of is FieldType.Text or FieldType.Any)
        {
            IEnumerable<string> texts = Asked(field, kind) is { } lines ? lines.Select(line => line.Text)
                : kind == LineKind.Person ? _people.Known
                : SentenceRanker.Pick(_body, Sentences, _room.Left).Select(line => line.Text);
            foreach (string text in texts.Distinct(StringComparer.Ordinal))
            {
                string cut = TypedText.Cut(text, of is FieldType.Text { Max: { } max } ? max : 500);
                if (values.Count < ListLength && _room.Take(cut.Length + 4))
                {
                    values.Add(new Value.Text(cut));
                }
            }
        }
        else if (of is FieldType.Record record)
        {
            foreach (Line line in Asked(field, kind) ?? Holding(record.Fields))
            {
                ImmutableArray<Value> cells = Row(record.Fields, line);
                if (values.Count < ListLength && _room.Take(Size(record.Fields, cells)))
                {
                    values.Add(new Value.Record([.. record.Fields.Zip(cells, (column, cell) => new Field(column.Name, cell))]));
                }
            }
        }
        else
        {
            foreach (Line line in _lines)
            {
                if (TypedText.First(of, line, _people, _from, out bool counted) is { } found && !values.Contains(found) && values.Count < ListLength && _room.Take(40))
                {
                    _counted |= counted;
                    values.Add(found);
                }
            }
        }

        return new Value.List(values.ToImmutable());
    }

    private Value.Table FillTable(OutputField field, FieldType.Table table)
    {
        var rows = ImmutableArray.CreateBuilder<ImmutableArray<Value>>();
        foreach (Line line in Asked(field, LineKinds.Of(field.Name)) ?? Holding(table.Columns))
        {
            ImmutableArray<Value> cells = Row(table.Columns, line);
            if (_room.Take(Size(table.Columns, cells)))
            {
                rows.Add(cells);
            }
        }

        return new Value.Table(new TableData(table.Columns, rows.ToImmutable()));
    }

    // Which lines a field asks for: by the author's rules, by a heading or label of its name, by its kind. Null: it does not say.
    private List<Line>? Asked(OutputField field, LineKind kind)
    {
        if (_book.Collects(field))
        {
            return [.. _lines.Where(line => _book.Takes(field, line.Text, _item))];
        }

        List<Line> under = [.. _lines.Where(line => LineKinds.SameWord(line.Section, field.Name) || LineKinds.SameWord(line.Label, field.Name))];
        if (kind is LineKind.Decision or LineKind.Action or LineKind.Question)
        {
            return [.. _lines.Where(line => under.Contains(line) || LineKinds.Is(kind, line, _people))];
        }

        return under.Count > 0 ? under : null;
    }

    private List<Line> Holding(ImmutableArray<Column> columns) =>
    [
        .. _lines.Where(line => columns.Any(column => column.Type is not (FieldType.Text or FieldType.Any or FieldType.Choice or FieldType.Boolean)
            && TypedText.First(column.Type, line, _people, _from, out _) is not null)),
    ];

    private static List<Line> Fitting(List<Line> lines, int room)
    {
        var fitting = new List<Line>();
        foreach (Line line in lines)
        {
            room -= line.Text.Length + 3;
            if (room < 0)
            {
                break;
            }

            fitting.Add(line);
        }

        return fitting;
    }

    private static int Size(ImmutableArray<Column> columns, ImmutableArray<Value> cells) =>
        4 + columns.Sum(column => column.Name.Length + 6) + cells.Sum(cell => PlainValue.Text(cell).Length + 4);

    private static Value Named(string name, Value.Record record) =>
        record.Fields.FirstOrDefault(field => Names.Same(field.Name, name)) is { Name: not null } field ? field.Value : Value.Missing.Instance;

    // Notes of a meeting carry their own day near the top; words such as "Friday" are meant from there.
    private DateOnly? OwnDay(DateOnly today)
    {
        foreach (Line line in _lines.Take(6))
        {
            string dated = line.Label.Length > 0 ? line.Text : line.Section + " " + line.Text;
            if (Days.First(dated, today, out bool counted) is { } day && !counted)
            {
                return day;
            }
        }

        return null;
    }
}
