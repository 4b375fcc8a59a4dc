using System.Runtime.CompilerServices;
using AgentBot.Core.Cards;
using AgentBot.Core.Schedules.Triggers;
using AgentBot.Core.Storing;
using AgentBot.Host.Local;
using AgentBot.Host.Options;
using Microsoft.Extensions.Options;

namespace AgentBot.Host.Checkups;

/// <summary>What other programs may call, whether they have to prove themselves, and whether anything waits for them.</summary>
internal sealed class HookCheckup(IOptions<HooksOptions> options, IScheduleReader schedules) : ICheckup
{
    public async IAsyncEnumerable<DoctorLine> ExamineAsync([EnumeratorCancellation] CancellationToken ct)
    {
        foreach ((string name, HookSetting hook) in options.Value.Hooks.OrderBy(hook => hook.Key, StringComparer.Ordinal))
        {
            int waiting = (await schedules.ListeningAsync(EventAddress.Hook(name.ToLowerInvariant()), ct)).Count;
            string waits = waiting == 0 ? "no schedule waits for it" : $"{Wording.Count(waiting, "schedule waits", "schedules wait")} for it";
            yield return hook.Unsigned
                ? new DoctorLine(Doctor.Warn, $"Hook {name}", $"is unsigned: everybody who reaches it may call it; {waits}", $"Give it a secret in Hooks:{name}:Secret and take Unsigned out, unless something in front of it checks who calls.")
                : new DoctorLine(Doctor.Ok, $"Hook {name}", $"signed; {waits}", waiting == 0 ? $"In a channel: schedule <template> when hook {name.ToLowerInvariant()} is called" : "");
        }
    }
}
