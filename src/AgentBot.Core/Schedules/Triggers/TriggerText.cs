using System.Text.Json;

namespace AgentBot.Core.Schedules.Triggers;

/// <summary>The one stored form of a trigger: JSON with its properties in the order of declaration, so that equal triggers have equal text.</summary>
public static class TriggerText
{
    public static string Write(Trigger trigger)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        return JsonSerializer.Serialize(trigger, StoreJson.Default.Trigger);
    }

    /// <exception cref="JsonException">The text is no trigger.</exception>
    public static Trigger Read(string text) =>
        JsonSerializer.Deserialize(text, StoreJson.Default.Trigger) ?? throw new JsonException("A trigger is missing.");
}
