using System.Runtime.CompilerServices;
using AgentBot.Core.Cards;
using AgentBot.Core.People;
using AgentBot.Core.Requests;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Spec;
using AgentBot.Host.Local;
using AgentBot.Host.Options;
using Microsoft.Extensions.Options;

namespace AgentBot.Host.Checkups;

/// <summary>Which other programs may ask for reviews, how many of theirs wait, and whether somebody stands behind every name.</summary>
internal sealed class SystemCheckup(IOptions<SystemsOptions> options, IAskers askers, IRequestReader requests, IDirectory directory) : ICheckup
{
    public async IAsyncEnumerable<DoctorLine> ExamineAsync([EnumeratorCancellation] CancellationToken ct)
    {
        foreach ((string name, SystemSetting setting) in options.Value.Systems.OrderBy(system => system.Key, StringComparer.Ordinal))
        {
            AskerTerms terms = askers.Find(AskingSystem.KeyOf(name.ToLowerInvariant()))!;
            int open = await requests.CountOpenAsync(terms.Key, ct);
            string[] nobody = [.. NamesIn(terms).Where(principal => directory.Latest.Resolve(principal).IsEmpty).Select(principal => principal.ToString()).Distinct()];
            string[] channels = [.. terms.Channels.Where(written => !directory.Latest.Channels.Any(channel => AskingSystem.IsCalled(written, channel)))];
            string waits = $"{Wording.Count(open, "request waits", "requests wait")}, at most {setting.MostOpen}";
            yield return nobody.Length + channels.Length > 0
                ? new DoctorLine(Doctor.Warn, $"System {name}", $"names {Wording.List([.. nobody, .. channels])}, and nobody or nothing here is called so; {waits}", $"Correct Systems:{name}, or add them to People, Groups or the channels.")
                : new DoctorLine(Doctor.Ok, $"System {name}", $"may ask in {Wording.List([.. terms.Channels])}; {waits}", setting.NextToken.Length > 0 ? $"Two tokens count: take Systems:{name}:Token out once callers use the next one." : "");
        }
    }

    private static IEnumerable<Principal> NamesIn(AskerTerms terms) =>
    [
        terms.Owner,
        .. terms.Reviewers,
        .. terms.Policies.Values.SelectMany(policy => policy.Deciders.Concat(policy.Editors).Concat(policy.Rungs.Select(rung => rung.To))),
    ];
}
