using System.Globalization;

namespace AgentBot.Core.Budgets;

/// <summary>Names of pots, and money in millionths.</summary>
public static class Pots
{
    public static string OfRun(RunId run) => $"run:{run.Value}";

    public static string OfChannelMonth(ChannelKey channel, DateTimeOffset at) =>
        string.Create(CultureInfo.InvariantCulture, $"channel:{channel.Value}:{at.UtcDateTime:yyyy-MM}");

    public static long Micros(decimal amount) => (long)decimal.Round(amount * 1_000_000m, MidpointRounding.AwayFromZero);

    public static decimal Amount(long micros) => micros / 1_000_000m;
}
