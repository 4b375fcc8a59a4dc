using System.Text.Json;

namespace AgentBot.Core.Budgets;

/// <summary>Why a call was not made: a pot has not enough left for the most that the call could take.</summary>
/// <param name="Pot">The first that has not enough; others may have as little.</param>
/// <param name="Micros">The most that the call could cost, in millionths of the pot's currency.</param>
/// <param name="Tokens">The most that it could take.</param>
public sealed record Shortage(string Pot, long Micros, long Tokens)
{
    public string Write() => JsonSerializer.Serialize(this, StoreJson.Default.Shortage);

    /// <summary>Null where nothing is written.</summary>
    public static Shortage? Read(string json) => json.Length == 0 ? null : JsonSerializer.Deserialize(json, StoreJson.Default.Shortage);
}
