using System.Collections.Immutable;
using AgentBot.Core.People;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Expressions;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Runs.Working;

/// <summary>A child run of its own: closure pinned by the parent, requester and channel of the root, within the limits of the tree.</summary>
public sealed class ChildBirth(IRunReader runs, IDirectory directory, RunBirth birth, RunScopes scopes)
{
    public const int DeepestChild = 3;
    public const int MostChildren = 50;
    public const int MostInTree = 200;

    public async ValueTask<Result<(NewRun Child, Digest Input)>> MakeAsync(StepContext context, Value? item, string itemKey, CancellationToken ct)
    {
        var spec = (StepSpec.Workflow)context.Spec;
        RunRow parent = context.Run;
        if (await OverLimitAsync(parent, ct) is { } refusal)
        {
            return refusal;
        }

        var inputs = ImmutableArray.CreateBuilder<Field>();
        foreach (Argument argument in spec.With)
        {
            Result<Value> value = Expressions.Evaluate(argument.Value, context.Scope with { Item = item });
            if (value.IsRefused)
            {
                return value.Refusal!;
            }

            inputs.Add(new Field(argument.Name, value.Value));
        }

        WorkflowSpec child = context.Closure.Child(spec.Name);
        var given = new Value.Record(inputs.ToImmutable());
        Result<Value.Record> complete = InputDefaults.Fill(child, given, scopes.Today(parent), directory.Latest);
        if (complete.IsRefused)
        {
            return complete.Refusal!;
        }

        var closure = new TemplateClosure(child, context.Closure.Children);
        var scope = new ExpressionScope(complete.Value, ImmutableDictionary<string, Value>.Empty, null, scopes.Today(parent));
        var seed = new RunSeed(parent.Channel, parent.Thread, parent.Requester, complete.Value, ResolvedNames.None)
        {
            CausedBy = parent.CausedBy,
            StartedBy = parent.StartedBy,
            About = parent.About,
            DryRun = parent.DryRun,
            Parent = parent,
            ParentStep = context.Row.Step,
            ParentRound = context.Row.Round,
            ParentItem = itemKey,
            Remark = context.Row.Revision.Length > 0 ? context.Row.Revision : parent.Remark,
        };
        Result<ResolvedNames> names = NameResolution.Resolve(closure, seed, scope, directory.Latest);
        if (names.IsRefused)
        {
            return names.Refusal!;
        }

        NewRun born = birth.Make(closure, seed with { Names = names.Value });
        return (born, InputDigests.Of(spec, complete.Value));
    }

    private async ValueTask<Refusal?> OverLimitAsync(RunRow parent, CancellationToken ct)
    {
        if (parent.Depth + 1 > DeepestChild)
        {
            return new Refusal(RefusalKind.BadInput, $"No child run was started: runs may lie at most {DeepestChild} deep.");
        }

        if ((await runs.ChildrenAsync(parent.Id, ct)).Count >= MostChildren)
        {
            return new Refusal(RefusalKind.BadInput, $"No child run was started: a run may have at most {MostChildren} children.");
        }

        return await runs.TreeSizeAsync(parent.Root, ct) >= MostInTree
            ? new Refusal(RefusalKind.BadInput, $"No child run was started: a tree of runs may have at most {MostInTree}.")
            : null;
    }
}
