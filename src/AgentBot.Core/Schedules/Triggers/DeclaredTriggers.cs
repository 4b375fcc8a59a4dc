using System.Collections.Immutable;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Schedules.Triggers;

/// <summary>
/// What a template itself says may start it. That is an offer: nothing starts by itself because a file says so, but only once a
/// person has confirmed it in a channel, in whose name it then runs.
/// </summary>
public static class DeclaredTriggers
{
    private const string GivenInput = "inputs.";

    /// <summary>Those that can be waited for in this channel, as a person would type them behind the template's name.</summary>
    /// <param name="channel">The channel's name without "#".</param>
    public static ImmutableArray<string> In(string channel, WorkflowSpec workflow) =>
        [.. workflow.Triggers.Where(trigger => IsHere(trigger, channel)).Select(Words).OfType<string>()];

    private static bool IsHere(TriggerSpec trigger, string channel) =>
        !trigger.With.TryGetValue("channel", out string? named) || string.Equals(named.TrimStart('#'), channel, StringComparison.OrdinalIgnoreCase);

    private static string? Words(TriggerSpec spec) => TriggerOf(spec) is { } trigger
        ? string.Join(' ', [TriggerWords.Of(trigger), .. spec.With.Where(pair => pair.Key.StartsWith(GivenInput, StringComparison.Ordinal)).Select(pair => Given(pair.Key[GivenInput.Length..], pair.Value)), .. Taken(spec)])
        : null;

    /// <summary>Null where nobody can wait for it: a run that a person stopped is not followed by another.</summary>
    private static Trigger? TriggerOf(TriggerSpec spec) => spec.Kind switch
    {
        "message" => new Trigger.MessageSaid(WildOf(spec, "contains", "")),
        "file" => new Trigger.FileDropped(WildOf(spec, "accept", "*.")),
        "fact" => new Trigger.FactChanged(WildOf(spec, "contains", ""), FactNews.Remembered),
        "webhook" => new Trigger.HookCalled(spec.With["secret"].ToLowerInvariant()),
        "run" => EndingOf(spec.With.GetValueOrDefault("outcome", "done")) is { } ending ? new Trigger.RunEnded(spec.With["workflow"], ending) : null,
        _ => throw new InvalidOperationException($"No trigger is called {spec.Kind}."),
    };

    private static RunEnding? EndingOf(string outcome) => outcome switch
    {
        "done" => RunEnding.Done,
        "rejected" => RunEnding.Rejected,
        "expired" => RunEnding.Expired,
        "failed" => RunEnding.Failed,
        _ => null,
    };

    private static WildText WildOf(TriggerSpec spec, string key, string before) =>
        spec.With.TryGetValue(key, out string? text) && text.Length > 0 ? WildText.OfAll([before + text]) : WildText.Any;

    private static IEnumerable<string> Taken(TriggerSpec spec)
    {
        if (spec.With.TryGetValue("input", out string? input))
        {
            string part = spec.Kind switch { "file" => "file", "webhook" => "body", _ => "text" };
            yield return $"{input}={{{{ event.{part} }}}}";
        }
    }

    private static string Given(string input, string value) => $"{input}=\"{value.Replace("\"", "'", StringComparison.Ordinal)}\"";
}
