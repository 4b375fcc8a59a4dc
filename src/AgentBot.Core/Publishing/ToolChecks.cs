using AgentBot.Core.Artifacts;
using AgentBot.Core.Delivery;
using AgentBot.Core.Runs;
using AgentBot.Core.Tools;
using AgentBot.Core.Tools.Grants;

namespace AgentBot.Core.Publishing;

/// <summary>Before a tool is called: it is the one that was approved, and where no review lets the call out, a grant does.</summary>
public sealed class ToolChecks(IToolBox tools, CallGrants grants)
{
    /// <summary>Null where it may be called.</summary>
    public async ValueTask<EffectCheck?> CheckAsync(RunRow run, EffectRow effect, EffectTarget.Tool tool, Artifact content, CancellationToken ct)
    {
        EffectCheck? allowed = (effect.Review, tool.Grant) switch
        {
            (not null, null) => null,
            (null, { } grant) => await grants.CheckAsync(run, grant, content, ct),
            _ => new EffectCheck.Never("Nobody has allowed this call. It was not made."),
        };
        return allowed ?? await IsSameAsync(tool, effect.Workspace, ct);
    }

    // The agent is told and may want the call of the tool as it is now, which people are then asked about anew.
    private async ValueTask<EffectCheck?> IsSameAsync(EffectTarget.Tool tool, WorkspaceKey workspace, CancellationToken ct) =>
        (await ToolSender.FindAsync(tools, tool, workspace, ct)).Refusal is not { } refusal ? null
        : refusal.Kind is RefusalKind.Unavailable or RefusalKind.Busy ? new EffectCheck.Wait(refusal.ToString())
        : new EffectCheck.Never(refusal.ToString());
}
