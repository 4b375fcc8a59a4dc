using System.Collections.Immutable;
using AgentBot.Core.Actions;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Expressions;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Runs.Working;

/// <summary>Does a built-in action.</summary>
public sealed class ActionWork(ActionResourcesFactory resources, Carrying carrying, RunScopes scopes, TimeProvider time)
{
    public async ValueTask<StepResult> DoAsync(StepContext context, CancellationToken ct)
    {
        var spec = (StepSpec.Action)context.Spec;
        Result<ImmutableSortedDictionary<string, Value>> arguments = await ArgumentsAsync(context, spec, context.Scope, ct);
        if (arguments.IsRefused)
        {
            return context.Fails(FailureKind.Permanent, arguments.Refusal!.ToString());
        }

        StepRow row = context.Row;
        Digest input = InputDigests.Of(spec, AsRecord(arguments.Value));
        if (await carrying.FindAsync(context, input, ct) is { } from)
        {
            return new StepResult(new RunEvent.StepCarried(row.Step, row.Round, row.Attempt, from));
        }

        DateTimeOffset began = time.GetUtcNow();
        ActionOutcome outcome = await RunAsync(context, spec, arguments.Value, ct);
        switch (outcome)
        {
            case ActionOutcome.Done done:
                Artifact artifact = Artifact.Of(ActionCatalog.Find(spec.Name)!.Definition.Produces, done.Output);
                return new StepResult(new RunEvent.StepSucceeded(row.Step, row.Round, row.Attempt, artifact.Ref, input, "", false) { Began = began })
                {
                    Along = [new Change.PutArtifact(context.Run.Channel, artifact, context.Run.Id, time.GetUtcNow())],
                    Seen = context.State,
                    Durability = Durability.ProcessEnd,
                };
            case ActionOutcome.Failed failed:
                return context.Fails(failed.Kind, failed.Sentence);
            default:
                throw new InvalidOperationException("No rule for this outcome of an action.");
        }
    }

    /// <summary>One item of a for_each over an action.</summary>
    public async ValueTask<ActionOutcome> DoItemAsync(StepContext context, Value item, CancellationToken ct)
    {
        var spec = (StepSpec.Action)context.Spec;
        Result<ImmutableSortedDictionary<string, Value>> arguments = await ArgumentsAsync(context, spec, context.Scope with { Item = item }, ct);
        return arguments.IsRefused
            ? new ActionOutcome.Failed(FailureKind.Permanent, arguments.Refusal!.ToString())
            : await RunAsync(context, spec, arguments.Value, ct);
    }

    private async ValueTask<ActionOutcome> RunAsync(StepContext context, StepSpec.Action spec, ImmutableSortedDictionary<string, Value> arguments, CancellationToken ct)
    {
        IBuiltInAction? action = ActionCatalog.Find(spec.Name);
        if (action is null)
        {
            return new ActionOutcome.Failed(FailureKind.Permanent, $"This version of AgentBot has no action {spec.Name}.");
        }

        IActionResources reads = resources.For(context.Run, context.Graph.Spec, context.Scope.Steps);
        var call = new ActionCall(arguments, context.Run.Channel, scopes.Today(context.Run), reads)
        {
            Expected = spec.Output,
            ItemKeys = ItemKeys(spec, arguments, context.Scope),
        };
        return await action.RunAsync(call, ct);
    }

    private async ValueTask<Result<ImmutableSortedDictionary<string, Value>>> ArgumentsAsync(
        StepContext context,
        StepSpec.Action spec,
        ExpressionScope scope,
        CancellationToken ct)
    {
        var arguments = ImmutableSortedDictionary.CreateBuilder<string, Value>(StringComparer.Ordinal);
        foreach (Argument argument in spec.With)
        {
            Result<Value> value = Expressions.Evaluate(argument.Value, scope);
            if (value.IsRefused)
            {
                return value.Refusal!;
            }

            // An action works on what an artifact holds, such as the table that people approved.
            arguments[argument.Name] = RunScopes.Referenced(value.Value) is { } reference
                ? ValueJson.Read((await scopes.ReadAsync(context.Run, reference.Content, ct)).Bytes.Span)
                : value.Value;
        }

        return arguments.ToImmutable();
    }

    // Only a list taken whole has one key for each of its elements.
    private static Dictionary<string, ImmutableArray<string>> ItemKeys(
        StepSpec.Action spec,
        ImmutableSortedDictionary<string, Value> arguments,
        ExpressionScope scope)
    {
        var found = new Dictionary<string, ImmutableArray<string>>(StringComparer.Ordinal);
        foreach (Argument argument in spec.With)
        {
            string[] steps = [.. Expressions.NamesSteps(argument.Value).Select(named => named.Step)];
            if (steps.Length == 1
                && scope.ItemKeys.TryGetValue(steps[0], out ImmutableArray<string> keys)
                && arguments[argument.Name] is Value.List list
                && list.Items.Length == keys.Length)
            {
                found[argument.Name] = keys;
            }
        }

        return found;
    }

    private static Value.Record AsRecord(ImmutableSortedDictionary<string, Value> arguments) =>
        new([.. arguments.Select(pair => new Field(pair.Key, pair.Value))]);
}
