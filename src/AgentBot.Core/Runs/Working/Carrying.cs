using AgentBot.Core.Storing;
using AgentBot.Core.Values;

namespace AgentBot.Core.Runs.Working;

/// <summary>Looks for a result that already stands: in the round before, in an earlier attempt, or in the run that this one repeats.</summary>
public sealed class Carrying(IRunReader runs, IArtifactReader artifacts)
{
    /// <summary>The ended row whose result may stand for a step that is now given input with this digest; null for none.</summary>
    public async ValueTask<StepRow?> FindAsync(StepContext context, Digest input, CancellationToken ct)
    {
        if (context.Row.Revision.Length > 0)
        {
            return null;
        }

        if (context.Row.Round > 1)
        {
            return Match(await runs.HistoryAsync(context.Run.Id, ct), context.Row, input, context.Row.Round - 1);
        }

        return context.Run.RetryOf is { } old ? Match(await runs.HistoryAsync(old, ct), context.Row, input, null) : null;
    }

    /// <summary>Items of the round before (or of the repeated run) by key, that succeeded.</summary>
    public async ValueTask<IReadOnlyDictionary<string, StepRow>> ItemsAsync(StepContext context, CancellationToken ct)
    {
        IReadOnlyList<StepRow> rows = [];
        if (context.Row.Attempt > 1)
        {
            rows = await runs.ItemsAsync(context.Run.Id, context.Row.Step, context.Row.Round, ct);
        }
        else if (context.Row.Round > 1)
        {
            rows = await runs.ItemsAsync(context.Run.Id, context.Row.Step, context.Row.Round - 1, ct);
        }
        else if (context.Run.RetryOf is { } old)
        {
            StepRow? last = (await runs.HistoryAsync(old, ct)).LastOrDefault(row => row.Step == context.Row.Step);
            rows = last is null ? [] : await runs.ItemsAsync(old, context.Row.Step, last.Round, ct);
        }

        var found = new Dictionary<string, StepRow>(StringComparer.Ordinal);
        foreach (StepRow row in rows.Where(row => row.Item.Length > 0 && row.Status == StepStatus.Succeeded))
        {
            found[row.Item] = row;
        }

        return found;
    }

    /// <summary>What the step answered in the round before; missing in the first.</summary>
    public async ValueTask<StepRow?> PreviousAsync(StepContext context, CancellationToken ct) =>
        context.Row.Round == 1
            ? null
            : (await runs.HistoryAsync(context.Run.Id, ct)).LastOrDefault(row =>
                row.Step == context.Row.Step && row.Round == context.Row.Round - 1 && row.Status == StepStatus.Succeeded);

    public async ValueTask<Value?> ReadAsync(RunRow run, Digest content, CancellationToken ct) =>
        await artifacts.FindAsync(run.Channel, content, ct) is { } artifact ? ValueJson.Read(artifact.Bytes.Span) : null;

    public static Value OutputOf(StepRow item) => ValueJson.Read(item.Output);

    private static StepRow? Match(IReadOnlyList<StepRow> history, StepRow current, Digest input, int? round) =>
        history.LastOrDefault(row => row.Step == current.Step
            && row.Status == StepStatus.Succeeded
            && (round is null || row.Round == round)
            && row.InputDigest == input
            && !row.Artifact.IsNone);
}
