using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core.Agents;
using AgentBot.Core.Budgets;
using AgentBot.Core.Cards;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Expressions;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Tools;
using AgentBot.Core.Values;

namespace AgentBot.Core.Runs.Working;

/// <summary>Freezes the list of a for_each and makes a row for each item; refuses what is too large or too dear before the first starts.</summary>
public sealed class FanOutWork(IAgentRunner agents, IToolBox tools, IBudgetReader budgets, IRunReader runs, Carrying carrying, TimeProvider time)
{
    /// <summary>No template can ask for more.</summary>
    public const int MostItems = 2_000;

    public async ValueTask<StepResult> DoAsync(StepContext context, CancellationToken ct)
    {
        if (context.Row is { Status: StepStatus.Running, Waiting: WaitReason.Items })
        {
            return await TakeUpAsync(context, ct);
        }

        ForEachSpec each = context.Spec.ForEach!;
        Result<Value> list = Expressions.Evaluate(each.List, context.Scope);
        if (list.IsRefused)
        {
            return context.Fails(FailureKind.Permanent, list.Refusal!.ToString());
        }

        ImmutableArray<Value> items = ItemsOf(list.Value);
        int cap = Math.Min(MostItems, context.Graph.Spec.Limits.Items);
        if (items.Length > cap)
        {
            return context.Fails(
                FailureKind.OverLimit,
                string.Create(CultureInfo.InvariantCulture, $"“{context.Spec.Title}” would start {items.Length:N0} pieces of work; this template allows {cap:N0}. Nothing was started."));
        }

        if (await WritesAsync(context, ct) is { } writes)
        {
            return writes;
        }

        if (await TooManyChildrenAsync(context, items.Length, ct) is { } tooMany)
        {
            return tooMany;
        }

        Result<ImmutableArray<StepRow>> rows = await RowsAsync(context, each, items, ct);
        if (rows.IsRefused)
        {
            return context.Fails(FailureKind.Permanent, rows.Refusal!.ToString());
        }

        if (await TooDearAsync(context, [.. items.Where((_, i) => !rows.Value[i].HasEnded)], ct) is { } tooDear)
        {
            return tooDear;
        }

        StepRow row = context.Row;
        Digest input = InputDigests.Of(context.Spec, new Value.List(items));
        return new StepResult(new RunEvent.FannedOut(row.Step, row.Round, row.Attempt, input, rows.Value, Batches(context.Spec, rows.Value))) { Durability = Durability.ProcessEnd };
    }

    public static ImmutableArray<Value> ItemsOf(Value list) => list switch
    {
        Value.List items => items.Items,
        Value.Table table => [.. Enumerable.Range(0, table.Data.Rows.Length).Select(table.Data.RowAsRecord)],
        Value.Missing => [],
        _ => [list],
    };

    private static ImmutableArray<ImmutableArray<string>> Batches(StepSpec spec, IEnumerable<StepRow> rows)
    {
        // Only an agent can judge several items in one go.
        int size = spec is StepSpec.Agent ? Math.Max(1, spec.ForEach!.Batch) : 1;
        return [.. rows.Where(row => !row.HasEnded).Select(row => row.Item).Chunk(size).Select(chunk => chunk.ToImmutableArray())];
    }

    // After a pause: the rows are there, only the work on them is not.
    private async ValueTask<StepResult> TakeUpAsync(StepContext context, CancellationToken ct)
    {
        StepRow row = context.Row;
        IReadOnlyList<StepRow> rows = await runs.ItemsAsync(row.Run, row.Step, row.Round, ct);
        StepRow[] open = [.. rows.Where(item => item.Item.Length > 0 && item.Attempt == row.Attempt && item is { HasEnded: false, Child: null })];
        return new StepResult(new RunEvent.ItemsTakenUp(row.Step, row.Round, row.Attempt, Batches(context.Spec, open)));
    }

    private async ValueTask<Result<ImmutableArray<StepRow>>> RowsAsync(StepContext context, ForEachSpec each, ImmutableArray<Value> items, CancellationToken ct)
    {
        IReadOnlyDictionary<string, StepRow> before = await carrying.ItemsAsync(context, ct);
        StepRow parent = context.Row;
        var rows = ImmutableArray.CreateBuilder<StepRow>(items.Length);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < items.Length; i++)
        {
            Result<string> key = KeyOf(each, items[i], i, context.Scope);
            if (key.IsRefused)
            {
                return key.Refusal!;
            }

            if (!seen.Add(key.Value))
            {
                return new Refusal(RefusalKind.BadInput, $"Two items of “{context.Spec.Title}” have the same key “{key.Value}”.", "", "Choose a key that is different for each.");
            }

            Digest input = InputDigests.Of(context.Spec, items[i]);
            var row = new StepRow
            {
                Run = parent.Run,
                Workspace = parent.Workspace,
                Step = parent.Step,
                Round = parent.Round,
                Attempt = parent.Attempt,
                Item = key.Value,
                Ordinal = i,
                Status = StepStatus.Ready,
                ItemInput = ValueJson.WriteText(items[i]),
                InputDigest = input,
            };
            rows.Add(before.TryGetValue(key.Value, out StepRow? old) && old.InputDigest == input ? Carry(row, old) : row);
        }

        return WithMarkedOpen(context, rows.MoveToImmutable());
    }

    private StepRow Carry(StepRow row, StepRow old) => row with
    {
        Status = StepStatus.Succeeded,
        Output = old.Output,
        Notes = old.Notes,
        CarriedFrom = old.CarriedFrom == 0 ? old.Round : old.CarriedFrom,
        StartedAt = time.GetUtcNow(),
        EndedAt = time.GetUtcNow(),
    };

    // Only the marked items work again at a remark. Marks that name none of the items are about the whole.
    private static ImmutableArray<StepRow> WithMarkedOpen(StepContext context, ImmutableArray<StepRow> rows)
    {
        if (context.Row.Attempt > 1 || context.Row.Revision.Length == 0 || context.Revision is not { } revision)
        {
            return rows;
        }

        var marked = revision.Marked.ToHashSet(StringComparer.Ordinal);
        bool all = !rows.Any(row => marked.Contains(row.Item));
        return
        [
            .. rows.Select(row => all || marked.Contains(row.Item)
                ? row with { Status = StepStatus.Ready, Output = "", Notes = "", CarriedFrom = 0, StartedAt = null, EndedAt = null }
                : row),
        ];
    }

    private static Result<string> KeyOf(ForEachSpec each, Value item, int ordinal, ExpressionScope scope)
    {
        if (each.Key is not { } key)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{Digest.OfBytes(ValueJson.Write(item)).Value[..12]}-{ordinal}");
        }

        Result<Value> value = Expressions.Evaluate(key, scope with { Item = item });
        return value.IsRefused ? value.Refusal! : ValueText.Canonical(value.Value);
    }

    // Nobody can be asked about hundreds of calls one by one; and only the settings know which tools write.
    private async ValueTask<StepResult?> WritesAsync(StepContext context, CancellationToken ct)
    {
        if (context.Spec is not StepSpec.Agent { Spec: { Tools.IsEmpty: false } agent })
        {
            return null;
        }

        Result<ImmutableArray<Tool>> found = await tools.OfAsync(agent, context.Run.Workspace, ct);
        return found.Refusal is { } refusal ? context.Fails(refusal.Kind is RefusalKind.Unavailable or RefusalKind.Busy ? FailureKind.Transient : FailureKind.Permanent, refusal.ToString())
            : found.Value.Any(tool => tool.Kind == ToolKind.Write) ? context.Fails(FailureKind.Permanent, NotForEach.Sentence(agent.Purpose))
            : null;
    }

    private async ValueTask<StepResult?> TooManyChildrenAsync(StepContext context, int items, CancellationToken ct)
    {
        if (context.Spec is not StepSpec.Workflow)
        {
            return null;
        }

        int ofRun = ChildBirth.MostChildren - (await runs.ChildrenAsync(context.Run.Id, ct)).Count;
        int inTree = ChildBirth.MostInTree - await runs.TreeSizeAsync(context.Run.Root, ct);
        return items <= Math.Min(ofRun, inTree)
            ? null
            : context.Fails(
                FailureKind.OverLimit,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"“{context.Spec.Title}” would start {items:N0} child runs; {Math.Max(0, Math.Min(ofRun, inTree)):N0} more are allowed here, at most {ChildBirth.MostChildren} of one run and {ChildBirth.MostInTree} in a tree. Nothing was started."));
    }

    // Only what is still to be done: what an earlier attempt bought is there.
    private async ValueTask<StepResult?> TooDearAsync(StepContext context, ImmutableArray<Value> items, CancellationToken ct)
    {
        if (context.Spec is not StepSpec.Agent agent || await budgets.FindAsync(Pots.OfRun(context.Run.Id), ct) is not { } pot)
        {
            return null;
        }

        long characters = items.Sum(item => (long)ValueJson.Write(item).Length);
        AgentEstimate estimate = agents.Estimate(context.Run.Alias.Length > 0 ? agent.Spec with { Model = context.Run.Alias } : agent.Spec, items.Length, agent.ForEach!.Batch, characters);
        decimal left = Pots.Amount(pot.LeftMicros);
        if (Pots.Amount(estimate.CostMicros) <= left)
        {
            return null;
        }

        string sentence = $"“{context.Spec.Title}” would cost up to {Wording.Money(Pots.Amount(estimate.CostMicros), pot.Currency)} for {Wording.Number(items.Length)} items; {Wording.Money(left, pot.Currency)} are left for this run. Nothing was started.";
        return new StepResult(new RunEvent.StepFailed(context.Row.Step, context.Row.Round, context.Row.Attempt, FailureKind.OverBudget, sentence, null)
        {
            Short = new Shortage(pot.Pot, estimate.CostMicros, 0),
        });
    }
}
