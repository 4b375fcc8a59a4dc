using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;

namespace AgentBot.Core.Reviews;

/// <summary>People name rows by number; the agent that made them knows them by key.</summary>
public static class MarkedRows
{
    /// <returns>The keys of the rows with these numbers, from 1; numbers beyond the table are left out. Marks of what has no rows stay as they are.</returns>
    public static async ValueTask<ImmutableArray<string>> KeysAsync(IArtifactReader artifacts, ReviewRow review, ImmutableArray<string> numbers, CancellationToken ct)
    {
        if (numbers.IsDefaultOrEmpty
            || await artifacts.FindAsync(review.Channel, review.Artifact.Content, ct) is not { } artifact
            || ValueJson.Read(artifact.Bytes.Span) is not Value.Table table)
        {
            return numbers.IsDefault ? [] : numbers;
        }

        return
        [
            .. numbers
                .Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number - 1 : -1)
                .Where(row => row >= 0 && row < table.Data.Rows.Length)
                .Select(table.Data.KeyOf),
        ];
    }
}
