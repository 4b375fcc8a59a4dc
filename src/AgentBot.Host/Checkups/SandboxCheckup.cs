using System.Runtime.CompilerServices;
using AgentBot.Agents.Sandbox;
using AgentBot.Host.Local;

namespace AgentBot.Host.Checkups;

/// <summary>Where programs that agents use would run, tried out.</summary>
internal sealed class SandboxCheckup(Sandboxes sandboxes) : ICheckup
{
    public async IAsyncEnumerable<DoctorLine> ExamineAsync([EnumeratorCancellation] CancellationToken ct)
    {
        FoundSandbox found = await sandboxes.FindAsync(ct);
        yield return found.Sandbox is { } sandbox
            ? new DoctorLine(Doctor.Ok, "Sandbox", $"{sandbox.Name} works here; programs that agents use run in it without a network", "")
            : new DoctorLine(Doctor.Warn, "Sandbox", found.Refusal!.Why.TrimEnd('.'), $"{found.Refusal.Next} Only templates whose agents use a program need it.".TrimStart());
    }
}
