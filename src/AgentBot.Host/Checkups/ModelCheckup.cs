using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using AgentBot.Agents.Models;
using AgentBot.Agents.Running;
using AgentBot.Core;
using AgentBot.Host.Local;
using Microsoft.Extensions.Options;

namespace AgentBot.Host.Checkups;

/// <summary>Which provider answers for which name of a model, and whether it does: each is asked one tiny question.</summary>
internal sealed class ModelCheckup(ModelRouter router, ModelProbe probe, IOptions<ModelOptions> options) : ICheckup
{
    public async IAsyncEnumerable<DoctorLine> ExamineAsync([EnumeratorCancellation] CancellationToken ct)
    {
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

        foreach (ModelProvider provider in router.InUse.Where(provider => provider.Streams))
        {
            yield return Line(provider, await probe.AskAsync(provider, ct));
        }
    }

    private static DoctorLine Line(ModelProvider provider, ProbeResult found)
    {
        string topic = $"Model {provider.Name}";
        if (found.Fault is { } fault)
        {
            return new DoctorLine(Doctor.Bad, topic, fault.Sentence.TrimEnd('.'), $"Check Models:Providers:{provider.Name}; agents that use it fail or turn to the next one.");
        }

        if (!found.FollowsForm)
        {
            return new DoctorLine(
                Doctor.Warn,
                topic,
                $"{found.Model} answered, but not in the form that was asked for",
                "It may be too small for agents: each answer that breaks the form is asked for again, twice at most, and paid each time.");
        }

        string answered = string.Create(CultureInfo.InvariantCulture, $"{found.Model} answered in {found.Took.TotalSeconds:0.0} seconds");
        string[] lacks =
        [
            .. found.Lacks.Select(what => $"it does not take {what}"),
            .. found.TellsUsage ? [] : new[] { "it tells no tokens, so costs are estimated" },
            .. provider.Price.Known ? [] : new[] { "its price is not set, so it is counted as the dearest" },
        ];
        return lacks.Length == 0
            ? new DoctorLine(Doctor.Ok, topic, answered, "")
            : new DoctorLine(provider.Price.Known && found.TellsUsage ? Doctor.Ok : Doctor.Warn, topic, $"{answered}; {string.Join("; ", lacks)}", provider.Price.Known ? "" : $"Set InputPricePerMillion and OutputPricePerMillion in Models:Providers:{provider.Name}.");
    }
}
