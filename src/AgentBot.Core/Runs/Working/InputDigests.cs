using System.Text.Json;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Runs.Working;

/// <summary>
/// What a step's work depends on, as one hash: how the step is declared and what it is given. Equal in the next round, or in
/// a run that repeats another, means that the result stands and nothing is done again. Remarks are not part of it: who gets
/// one works again anyway.
/// </summary>
public static class InputDigests
{
    public static Digest Of(StepSpec spec, Value input) => Digest.OfText(Declaration(spec) + "\n" + ValueJson.WriteText(input));

    private static string Declaration(StepSpec spec) => spec switch
    {
        StepSpec.Agent agent => JsonSerializer.Serialize(agent.Spec, StoreJson.Default.AgentSpec),
        StepSpec.Action action => action.Name,
        StepSpec.Workflow child => child.Name,
        _ => spec.Id,
    };
}
