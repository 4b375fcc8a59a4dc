using System.Globalization;

namespace AgentBot.Host.WebConsole;

/// <summary>Says counts, sizes and costs.</summary>
public static class Amounts
{
    /// <summary>"1,204".</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>"1 row", "214 rows".</summary>
    public static string Count(long count, string one, string? many = null) => $"{Count(count)} {(count == 1 ? one : many ?? one + "s")}";

    /// <summary>"31 KB", "2.4 MB".</summary>
    public static string Size(long bytes) => bytes switch
    {
        < 1024 => $"{bytes} B",
        < 1024 * 1024 => $"{bytes / 1024} KB",
        _ => $"{(bytes / 1048576m).ToString("0.#", CultureInfo.InvariantCulture)} MB",
    };

    /// <summary>Model cost: "0.31 USD"; below one cent in words; nothing spent as "0.00 USD".</summary>
    /// <param name="micros">Millionths of the currency.</param>
    public static string Cost(long micros, string currency) =>
        micros is > 0 and < 10_000 ? $"less than 0.01 {currency}" : $"{Plain(micros)} {currency}";

    /// <summary>A pot without a limit carries a cap that nobody could ever spend.</summary>
    public static bool IsCap(long capMicros) => capMicros is > 0 and < 1_000_000_000_000_000;

    /// <summary>"0.31 of 0.50 USD"; without a limit only what was spent.</summary>
    public static string CostOf(long micros, long limitMicros, string currency) =>
        !IsCap(limitMicros) ? Cost(micros, currency) : $"{(micros is > 0 and < 10_000 ? "less than 0.01" : Plain(micros))} of {Plain(limitMicros)} {currency}";

    public static int Percent(long part, long whole) => whole <= 0 ? 0 : (int)Math.Clamp(part * 100 / whole, 0, 100);

    private static string Plain(long micros) => (micros / 1_000_000m).ToString("N2", CultureInfo.InvariantCulture);
}
