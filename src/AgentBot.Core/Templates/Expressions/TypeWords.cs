using System.Collections.Immutable;
using AgentBot.Core.Values;

namespace AgentBot.Core.Templates.Expressions;

/// <summary>Types in the words of people, and the few questions the compiler asks of them.</summary>
public static class TypeWords
{
    public static string Of(FieldType type) => type switch
    {
        FieldType.Text => "text",
        FieldType.Number => "a number",
        FieldType.Money => "money",
        FieldType.Date => "a date",
        FieldType.Month => "a month",
        FieldType.Duration => "a length of time",
        FieldType.Choice choice => $"one of {string.Join(", ", choice.Of)}",
        FieldType.Boolean => "yes or no",
        FieldType.User => "a person",
        FieldType.Channel => "a channel",
        FieldType.File => "a file",
        FieldType.Table => "a table",
        FieldType.List => "a list",
        FieldType.Record => "a record",
        FieldType.Artifact => "an artifact",
        _ => "anything",
    };

    /// <summary>Whether a value of <paramref name="given"/> may stand where <paramref name="wanted"/> is expected.</summary>
    public static bool Fits(FieldType given, FieldType wanted) => (given, wanted) switch
    {
        (FieldType.Any, _) or (_, FieldType.Any) => true,
        (FieldType.Artifact a, FieldType.Artifact b) => a.Kind is null || b.Kind is null || a.Kind == b.Kind,
        (FieldType.Artifact a, FieldType.Table) => a.Kind is null or Artifacts.ArtifactType.Table,
        (FieldType.Artifact a, FieldType.Record) => a.Kind is not Artifacts.ArtifactType.Table,
        (FieldType.Choice a, FieldType.Choice b) => a.Of.All(b.Of.Contains),
        (FieldType.Choice, FieldType.Text) => true,
        (FieldType.Number, FieldType.Money) => true,
        (FieldType.Table, FieldType.List) or (FieldType.List, FieldType.Table) => Fits(Element(given)!, Element(wanted)!),
        (FieldType.List a, FieldType.List b) => Fits(a.Of, b.Of),
        (FieldType.Record a, FieldType.Record b) => Covers(a.Fields, a.Open, b.Fields),
        (FieldType.Table a, FieldType.Table b) => Covers(a.Columns, a.Open, b.Columns),
        _ => given.GetType() == wanted.GetType(),
    };

    /// <summary>Whether two outputs mean the same to a reader, so that one step may stand in for another.</summary>
    public static bool Same(FieldType a, FieldType b) => Fits(a, b) && Fits(b, a);

    /// <summary>What one element of a list or table is; null where there are no elements.</summary>
    public static FieldType? Element(FieldType type) => type switch
    {
        FieldType.List list => list.Of,
        FieldType.Table table => new FieldType.Record(table.Columns, table.Open),
        FieldType.Any => new FieldType.Any(),
        _ => null,
    };

    public static FieldType? Find(ImmutableArray<Column> fields, string name)
    {
        foreach (Column field in fields)
        {
            if (string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return field.Type;
            }
        }

        return null;
    }

    private static bool Covers(ImmutableArray<Column> given, bool open, ImmutableArray<Column> wanted) =>
        wanted.All(field => Find(given, field.Name) is { } type ? Fits(type, field.Type) : open);
}
