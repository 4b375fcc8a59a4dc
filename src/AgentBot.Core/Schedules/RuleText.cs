using System.Text.Json;

namespace AgentBot.Core.Schedules;

/// <summary>The one stored form of a rule: JSON with its properties in the order of declaration, so that equal rules have equal text.</summary>
public static class RuleText
{
    public static string Write(ScheduleRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return JsonSerializer.Serialize(InUtc(rule), StoreJson.Default.ScheduleRule);
    }

    /// <exception cref="JsonException">The text is no rule.</exception>
    public static ScheduleRule Read(string text) =>
        JsonSerializer.Deserialize(text, StoreJson.Default.ScheduleRule) ?? throw new JsonException("A rule is missing.");

    private static ScheduleRule InUtc(ScheduleRule rule) => rule with
    {
        Pattern = rule.Pattern is RulePattern.Instant instant ? new RulePattern.Instant(instant.At.ToUniversalTime()) : rule.Pattern,
        End = rule.End is RuleEnd.MostFirings most ? most with { Since = most.Since.ToUniversalTime() } : rule.End,
    };
}
