using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using AgentBot.Agents.Models;
using AgentBot.Core;
using AgentBot.Host.Local;
using Microsoft.Extensions.Options;

namespace AgentBot.Host.Checkups;

/// <summary>Which provider answers for which name of a model.</summary>
internal sealed class ModelCheckup(ModelRouter router, IOptions<ModelOptions> options) : ICheckup
{
    public async IAsyncEnumerable<DoctorLine> ExamineAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        if (options.Value.IsEmpty)
        {
            yield return new DoctorLine(Doctor.Ok, "Models", "the built-in offline model serves every name; it sorts, counts and quotes by rules", "Set Models:Providers and Models:Aliases to use another.");
            yield break;
        }

        foreach (string alias in options.Value.Aliases.Keys.Order(StringComparer.Ordinal))
        {
            Result<ImmutableArray<ModelProvider>> route = router.Route(alias);
            yield return route.IsRefused
                ? new DoctorLine(Doctor.Bad, "Models", $"{alias}: {route.Refusal!.Why}", $"Name a provider in Models:Aliases:{alias}.")
                : new DoctorLine(Doctor.Ok, "Models", $"{alias}: {string.Join(", then ", route.Value.Select(provider => provider.Name))}", "");
        }
    }
}
