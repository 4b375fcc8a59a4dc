using AgentBot.Core.Audit;
using AgentBot.Core.Storing;

namespace AgentBot.Host.Local;

/// <summary>Verifies the whole audit of the store against itself and against its anchors.</summary>
public sealed class AuditCheck(IAuditStore store, Places places)
{
    /// <summary>The heads of the log at earlier times, outside the database.</summary>
    public static string AnchorFile(string dataDirectory) => Path.Combine(dataDirectory, "audit.anchors");

    public async ValueTask<AuditFinding> VerifyAsync(CancellationToken ct)
    {
        IReadOnlyList<AuditAnchor> anchors = await AuditAnchor.ReadAsync(AnchorFile(places.DataDirectory), ct);
        AuditVerdict verdict = await AuditVerifier.VerifyAsync(store, anchors, ct);
        string sealedHead = verdict.Head.Sequence == 0 ? "" : $" The last sealed line is {verdict.Head.Sequence}, hash {verdict.Head.Hash[..16]}.";
        return verdict.Holds
            ? new AuditFinding(true, $"The audit holds: {verdict.Lines} lines, checked against {anchors.Count} anchors.{sealedHead}")
            : new AuditFinding(false, $"The audit was touched: {string.Join(' ', verdict.Faults.Select(fault => fault.Sentence))}{sealedHead}");
    }
}
