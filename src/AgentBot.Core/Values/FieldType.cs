using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace AgentBot.Core.Values;

/// <summary>
/// The type of an input, of an agent's output field, of a column or of an expression. The first twelve can be written in a
/// template; the rest arise from steps.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Text), "text")]
[JsonDerivedType(typeof(Number), "number")]
[JsonDerivedType(typeof(Money), "money")]
[JsonDerivedType(typeof(Date), "date")]
[JsonDerivedType(typeof(Month), "month")]
[JsonDerivedType(typeof(Duration), "duration")]
[JsonDerivedType(typeof(Choice), "choice")]
[JsonDerivedType(typeof(Boolean), "boolean")]
[JsonDerivedType(typeof(User), "user")]
[JsonDerivedType(typeof(Channel), "channel")]
[JsonDerivedType(typeof(File), "file")]
[JsonDerivedType(typeof(Table), "table")]
[JsonDerivedType(typeof(List), "list")]
[JsonDerivedType(typeof(Record), "record")]
[JsonDerivedType(typeof(Artifact), "artifact")]
[JsonDerivedType(typeof(Any), "any")]
public abstract record FieldType
{
    private FieldType()
    {
    }

    /// <param name="Max">Longest allowed length in characters; null for the default of 20,000.</param>
    public sealed record Text(int? Max = null) : FieldType;

    public sealed record Number(decimal? Min = null, decimal? Max = null) : FieldType;

    public sealed record Money(decimal? Min = null, decimal? Max = null) : FieldType;

    public sealed record Date : FieldType;

    public sealed record Month : FieldType;

    public sealed record Duration : FieldType;

    public sealed record Choice(ImmutableArray<string> Of) : FieldType;

    public sealed record Boolean : FieldType;

    public sealed record User : FieldType;

    public sealed record Channel : FieldType;

    /// <param name="Accept">Allowed file name endings without the dot; empty for any.</param>
    /// <param name="Columns">Declared columns of a CSV; undeclared ones are text.</param>
    /// <param name="Locale">How numbers and dates are written in it, for example en-GB; null: unambiguous forms only.</param>
    public sealed record File(ImmutableArray<string> Accept, ImmutableArray<Column> Columns, string? Locale = null) : FieldType;

    /// <param name="Open">True where further, undeclared columns may exist.</param>
    public sealed record Table(ImmutableArray<Column> Columns, bool Open) : FieldType;

    public sealed record List(FieldType Of) : FieldType;

    public sealed record Record(ImmutableArray<Column> Fields, bool Open) : FieldType;

    /// <summary>A reference to the bytes of a step's artifact, as in <c>steps.report.artifact</c>.</summary>
    public sealed record Artifact(Artifacts.ArtifactType? Kind = null) : FieldType;

    /// <summary>Known only when the run gets there, for example a cell of an undeclared column.</summary>
    public sealed record Any : FieldType;
}
