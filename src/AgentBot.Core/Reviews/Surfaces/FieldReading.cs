using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Values;

namespace AgentBot.Core.Reviews.Surfaces;

/// <summary>
/// Reads the fields of one artifact and keeps the first thing that is wrong: a type asks for all it needs and then looks at
/// <see cref="Wrong"/> once. What is returned after a mistake is empty and harmless.
/// </summary>
internal sealed class FieldReading
{
    private readonly Value.Record _record;
    private readonly string _noun;

    /// <param name="known">Every field that it may have beside its evidence; one that nobody would be shown is a mistake.</param>
    public FieldReading(Value value, string noun, params ReadOnlySpan<string> known)
    {
        _noun = noun;
        _record = value as Value.Record ?? new Value.Record([]);
        Wrong = value is Value.Record ? ArtifactShape.Unknown(_record, noun, known) : ArtifactShape.Misfit($"This is no {noun}", $"It has the fields {string.Join(", ", known)}.");
    }

    public Refusal? Wrong { get; private set; }

    public string Text(string name, int most, bool required = true)
    {
        string text = _record[name] switch
        {
            Value.Text given => given.Content.Trim(),
            Value.Choice choice => choice.Option,
            Value.Missing => "",
            _ => Fail("", $"The {_noun} does not fit", $"“{name}” is a text."),
        };
        return text.Length == 0 && required ? Fail("", $"The {_noun} is not complete", $"“{name}” is empty.")
            : text.Length > most ? Fail("", $"The {_noun} is too long", $"“{name}” has at most {most} characters; this one has {text.Length}.")
            : text;
    }

    public Value.Money? Money(string name, bool required = true) => _record[name] switch
    {
        Value.Money money => money,
        Value.Missing when !required => null,
        _ => Fail<Value.Money?>(null, $"The {_noun} does not fit", $"“{name}” is an amount of money."),
    };

    public DateOnly? Day(string name) => _record[name] switch
    {
        Value.Date date => date.Day,
        Value.Missing => null,
        _ => Fail<DateOnly?>(null, $"The {_noun} does not fit", $"“{name}” is a date."),
    };

    /// <summary>A table, or a list of records as a table; null where there is none.</summary>
    public TableData? Rows(string name, bool required = true) => _record[name] switch
    {
        Value.Missing when !required => null,
        var value when TableOf(value) is { } table => table,
        _ => Fail<TableData?>(null, $"The {_noun} does not fit", $"“{name}” is a table."),
    };

    public T Fail<T>(T harmless, string what, string why)
    {
        Wrong ??= ArtifactShape.Misfit(what, why);
        return harmless;
    }

    public static TableData? TableOf(Value value) => value switch
    {
        Value.Table table => table.Data,
        Value.List { Items: { IsEmpty: false } items } when items.All(item => item is Value.Record) => OfRecords([.. items.Cast<Value.Record>()]),
        _ => null,
    };

    private static TableData OfRecords(ImmutableArray<Value.Record> items)
    {
        string[] names = [.. items.SelectMany(item => item.Fields.Select(field => field.Name)).Distinct(StringComparer.OrdinalIgnoreCase)];
        return new TableData(
            [.. names.Select(name => new Column(name, new FieldType.Any()))],
            [.. items.Select(item => ImmutableArray.CreateRange(names.Select(name => item[name])))]);
    }
}
