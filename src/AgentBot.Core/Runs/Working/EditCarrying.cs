using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Reviews;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;

namespace AgentBot.Core.Runs.Working;

/// <param name="Replaced">A sentence that names edits which did not survive; empty when all did.</param>
/// <param name="Author">Who changed cells of it; null for nobody.</param>
public sealed record CarriedEdit(ArtifactRef Artifact, string Replaced, ImmutableArray<Change> Along, PersonKey? Author = null);

/// <summary>
/// A person's edits outlive the next round: cells they changed are changed again in rows that the agent left as they were;
/// for the others the card says that the edit was replaced.
/// </summary>
public sealed class EditCarrying(IArtifactReader artifacts, TimeProvider time)
{
    public async ValueTask<CarriedEdit> ApplyAsync(RunRow run, ArtifactRef made, ReviewRow? before, CancellationToken ct)
    {
        if (before is not { State: ReviewState.ChangesRequested }
            || await TableOfAsync(run, before.Artifact.Content, ct) is not ({ Author: { } author } shown, { } edited)
            || await TableOfAsync(run, shown.Parent, ct) is not (_, { } original)
            || await TableOfAsync(run, made.Content, ct) is not (_, { } next))
        {
            return new CarriedEdit(made, "", []);
        }

        var (table, replaced) = Reapply(original, edited, next);
        string sentence = replaced.Count == 0 ? "" : $"Your edit was replaced in {string.Join(", ", replaced)}.";
        if (ReferenceEquals(table, next))
        {
            return new CarriedEdit(made, sentence, []);
        }

        Artifact artifact = Artifact.Of(made.Type, new Value.Table(table), author, made.Content);
        return new CarriedEdit(artifact.Ref, sentence, [new Change.PutArtifact(run.Channel, artifact, run.Id, time.GetUtcNow())], author);
    }

    internal static (TableData Table, IReadOnlyList<string> Replaced) Reapply(TableData original, TableData edited, TableData next)
    {
        var rows = next.Rows;
        var replaced = new List<string>();
        for (int i = 0; i < edited.Rows.Length; i++)
        {
            string key = edited.KeyOf(i);
            int from = RowOf(original, key);
            int to = RowOf(next, key);
            if (from < 0 || SameRow(original.Rows[from], edited.Rows[i]))
            {
                continue;
            }

            if (to >= 0 && SameRow(original.Rows[from], next.Rows[to]))
            {
                rows = rows.SetItem(to, edited.Rows[i]);
            }
            else if (to < 0 || !SameRow(edited.Rows[i], next.Rows[to]))
            {
                replaced.Add($"row {(to < 0 ? i : to) + 1}");
            }
        }

        return (rows == next.Rows ? next : next with { Rows = rows }, replaced);
    }

    private static int RowOf(TableData table, string key)
    {
        for (int i = 0; i < table.Rows.Length; i++)
        {
            if (table.KeyOf(i) == key)
            {
                return i;
            }
        }

        return -1;
    }

    private static bool SameRow(ImmutableArray<Value> one, ImmutableArray<Value> other) => one.SequenceEqual(other);

    private async ValueTask<(Artifact Artifact, TableData? Table)?> TableOfAsync(RunRow run, Digest content, CancellationToken ct)
    {
        if (content.IsNone || await artifacts.FindAsync(run.Channel, content, ct) is not { } artifact)
        {
            return null;
        }

        return (artifact, ValueJson.Read(artifact.Bytes.Span) is Value.Table table ? table.Data : null);
    }
}
