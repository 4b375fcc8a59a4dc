using System.Globalization;

namespace AgentBot.Benchmarks;

/// <summary>Figures as they are printed: aligned, the budget beside each, and how busy the machine was meanwhile.</summary>
internal static class Figures
{
    public static string Load
    {
        get
        {
            string[] parts = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ') : [];
            return parts.Length < 3 ? "load unknown" : $"load {parts[0]} on {Environment.ProcessorCount} cores";
        }
    }

    public static void Title(string title) => Console.WriteLine($"{title} ({Load})");

    public static void Row(string name, double value, string unit, string beside = "") =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-46}{value,11:N1} {unit,-6} {beside}").TrimEnd());

    /// <param name="share">0.5 for the median.</param>
    public static double At(this IEnumerable<double> all, double share)
    {
        double[] sorted = [.. all.Order()];
        return sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];
    }
}
