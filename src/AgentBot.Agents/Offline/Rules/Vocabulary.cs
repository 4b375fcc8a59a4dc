using System.Collections.Immutable;
using AgentBot.Agents.Offline.Reading;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Agents.Offline.Rules;

/// <summary>The only words that rules may use: what the agent declares and what its input has. Nothing else is known here.</summary>
/// <param name="Inputs">Names of the input's fields over all items.</param>
public sealed record Vocabulary(ImmutableArray<OutputField> Outputs, IReadOnlyList<string> Inputs)
{
    /// <summary>Words for the whole of an input that has no fields, and for the line a collecting rule is asked about.</summary>
    public static readonly ImmutableArray<string> LineNames = ["line", "sentence"];

    /// <summary>The field and option that these words name; a yes-or-no field is named by its own name.</summary>
    public RuleEffect? EffectOf(string words)
    {
        foreach (OutputField field in Outputs)
        {
            if (field.Type is FieldType.Choice choice && choice.Of.FirstOrDefault(option => Names.Same(option, words)) is { } exact)
            {
                return new RuleEffect.Verdict(field.Name, exact);
            }

            if (Names.Same(field.Name, words))
            {
                return field.Type switch
                {
                    FieldType.Boolean => new RuleEffect.Verdict(field.Name, "yes"),
                    FieldType.List or FieldType.Table or FieldType.Text => new RuleEffect.Collect(field.Name),
                    _ => null,
                };
            }
        }

        return null;
    }

    public OutputField? Output(string name) => Outputs.FirstOrDefault(field => Names.Same(field.Name, name));

    /// <summary>A column of an answered table, with the table it is in.</summary>
    public (OutputField Table, Column Column)? TableColumn(string name)
    {
        foreach (OutputField field in Outputs)
        {
            if (field.Type is FieldType.Table table && table.Columns.FirstOrDefault(column => Names.Same(column.Name, name)) is { } column)
            {
                return (field, column);
            }
        }

        return null;
    }

    /// <summary>The one field that holds rows, where there is exactly one.</summary>
    public OutputField? OnlyRows()
    {
        List<OutputField> rows = [.. Outputs.Where(field => field.Type is FieldType.Table or FieldType.List)];
        List<OutputField> tables = [.. rows.Where(field => field.Type is FieldType.Table)];
        return tables.Count == 1 ? tables[0] : rows.Count == 1 ? rows[0] : null;
    }
}
