using System.Collections.Immutable;
using AgentBot.Core.Values;

namespace AgentBot.Core.Reviews.Evidence;

/// <param name="Source">As the agent cites it; empty for none.</param>
/// <param name="Side">What it speaks for, such as "yes"; empty where there are no sides.</param>
public sealed record Claim(string Text, string Source, string Side);

/// <summary>What an artifact says it rests on: its field "evidence", a table or a list with the columns claim, source and, where there are sides, side.</summary>
public static class EvidenceList
{
    public const string FieldName = "evidence";

    private static readonly string[] Columns = ["claim", "source", "side"];

    /// <summary>Empty where nothing is cited, and where the field is something else; then it is shown like any other field.</summary>
    public static ImmutableArray<Claim> Of(Value content) => (content as Value.Record)?.Find(FieldName) is { } field && Rows(field) is { } rows
        ? [.. rows.Select(row => new Claim(Text(row["claim"]), Text(row["source"]), Text(row["side"]))).Where(claim => claim.Text.Length > 0)]
        : [];

    /// <summary>The other fields; all of them where "evidence" holds something else.</summary>
    public static Value.Record Without(Value.Record record) => record.Find(FieldName) is { } field && Rows(field) is not null
        ? new Value.Record([.. record.Fields.Where(other => !string.Equals(other.Name, FieldName, StringComparison.OrdinalIgnoreCase))])
        : record;

    /// <summary>Null where it fits or there is none.</summary>
    public static Refusal? Check(Value content) => (content as Value.Record)?.Find(FieldName) is { } field && Rows(field) is null
        ? Artifacts.ArtifactShape.Misfit("The evidence cannot be shown", $"It is a table with the columns claim and source, and side where there are sides.")
        : null;

    private static IEnumerable<Value.Record>? Rows(Value value) => value switch
    {
        Value.Missing => [],
        Value.Table { Data: var data } when data.Columns.All(column => IsKnown(column.Name)) && data.IndexOf("claim") >= 0 => Enumerable.Range(0, data.Rows.Length).Select(data.RowAsRecord),
        Value.List list when list.Items.All(item => item is Value.Record row && row.Fields.All(field => IsKnown(field.Name)) && row.Find("claim") is not null) => list.Items.Cast<Value.Record>(),
        _ => null,
    };

    private static bool IsKnown(string column) => Columns.Contains(column, StringComparer.OrdinalIgnoreCase);

    private static string Text(Value value) => ValueText.ForPeople(value).Trim();
}
