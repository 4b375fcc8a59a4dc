using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Expressions;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Runs.Working;

/// <summary>Reads what a piece of work is about.</summary>
public sealed class StepContexts(IRunReader runs, ClosureCache closures, RunScopes scopes)
{
    /// <summary>Null when the work is about nothing any more: the run has ended or is paused, its round or attempt is over.</summary>
    /// <param name="seen">The run as it stood a moment ago; null where nobody has looked.</param>
    public async ValueTask<StepContext?> OfAsync(WorkRow work, RunState? seen, CancellationToken ct)
    {
        if (await runs.LoadAsync(work.Run, seen, ct) is not { Run: { IsTerminal: false, Paused: false } } state
            || state.Step(work.Step) is not { HasEnded: false } row
            || row.Round != work.Round
            || (row.Attempt != work.Attempt && work.Kind != WorkKind.ChildEnded && work.Kind != WorkKind.ReviewDue))
        {
            return null;
        }

        var (closure, graph) = await closures.OfAsync(state.Run.TemplateVersion, ct);
        StepSpec spec = graph.Step(work.Step);
        ExpressionScope scope = await scopes.OfAsync(state, graph, StepExpressions.Of(spec, work.Kind).SelectMany(expression => Expressions.NamesSteps(expression)).Select(named => named.Step), ct);
        return new StepContext(work, state, closure, graph, spec, row, scope);
    }
}
