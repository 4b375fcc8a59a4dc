using System.Collections.Immutable;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Agents.Prompting;

/// <summary>How large an answer may be, from what its fields declare.</summary>
public static class FieldLimits
{
    /// <summary>Longest text of a field that declares no own maximum, in characters.</summary>
    public const int Text = 20_000;

    /// <summary>Longest list or table in an answer.</summary>
    public const int Rows = 500;

    /// <summary>
    /// Tokens one item's output may need at most: short fields by their size, open ones (lists, tables, long texts) by the
    /// agent's own bound, which also bounds the sum.
    /// </summary>
    public static int OutputTokens(AgentSpec agent)
    {
        long tokens = 30 + agent.Output.Sum(field => Math.Min((long)agent.MaxTokens, Tokens(field.Type) + (field.Name.Length / 2) + 4));
        return (int)Math.Min(tokens, Math.Max(agent.MaxTokens, 200));
    }

    /// <summary>Tokens the answer to a batch may need at most.</summary>
    public static int OutputTokens(AgentSpec agent, int items) => (int)Math.Min(int.MaxValue, 100 + ((long)OutputTokens(agent) * items));

    private static long Tokens(FieldType type) => type switch
    {
        FieldType.Text text => ((text.Max ?? Text) / 3) + 4,
        FieldType.Choice choice => (choice.Of.Max(option => option.Length) / 2) + 4,
        FieldType.Money => 24,
        FieldType.User or FieldType.Channel or FieldType.File => 40,
        FieldType.List or FieldType.Table or FieldType.Any => long.MaxValue / 1024,
        FieldType.Record record => record.Fields.Sum(column => Tokens(column.Type) + (column.Name.Length / 2) + 4),
        _ => 16,
    };

    /// <summary>The field of a type that nobody can answer: a model has no bytes to give, and neither it nor a program has an artifact to point at.</summary>
    public static string? FirstImpossible(ImmutableArray<OutputField> fields, bool makesFiles)
    {
        foreach (OutputField field in fields)
        {
            if (field.Type is FieldType.Artifact || (field.Type is FieldType.File && !makesFiles))
            {
                return field.Name;
            }
        }

        return null;
    }
}
