using System.Globalization;

namespace AgentBot.Core.Budgets;

/// <summary>Names of pots, and money in millionths.</summary>
public static class Pots
{
    /// <summary>The cap of a pot that only counts.</summary>
    public const long NoCap = long.MaxValue / 4;

    /// <summary>From this part of a month's cap on it is said that most of it is spent.</summary>
    public const int WarnPercent = 80;

    private const string RunPrefix = "run:";

    public static string OfRun(RunId run) => RunPrefix + run.Value;

    /// <param name="month">As <see cref="MonthPots"/> reckons it, "2026-11".</param>
    public static string OfMonth(PotKind kind, string subject, string month) => $"{WordOf(kind)}:{subject}:{month}";

    /// <summary>The run whose pot that is; null for a pot of a month.</summary>
    public static RunId? ReadRun(string pot) => pot.StartsWith(RunPrefix, StringComparison.Ordinal) ? new RunId(pot[RunPrefix.Length..]) : null;

    /// <summary>Whose month it is, and which; null for a pot of a run.</summary>
    public static (PotKind Kind, string Subject, string Month)? ReadMonth(string pot)
    {
        int first = pot.IndexOf(':', StringComparison.Ordinal);
        int last = pot.LastIndexOf(':');
        return first > 0 && last > first && Enum.GetValues<PotKind>().Where(kind => WordOf(kind) == pot[..first]).Cast<PotKind?>().FirstOrDefault() is { } found
            ? (found, pot[(first + 1)..last], pot[(last + 1)..])
            : null;
    }

    public static long Micros(decimal amount) => (long)decimal.Round(amount * 1_000_000m, MidpointRounding.AwayFromZero);

    public static decimal Amount(long micros) => micros / 1_000_000m;

    /// <summary>"2026-11".</summary>
    public static string MonthOf(DateOnly day) => day.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private static string WordOf(PotKind kind) => kind switch
    {
        PotKind.All => "all",
        PotKind.Channel => "channel",
        PotKind.Person => "person",
        PotKind.Template => "template",
    };
}

/// <summary>Whose money of a month a pot holds.</summary>
public enum PotKind
{
    /// <summary>Everything that one workspace spends.</summary>
    All,
    Channel,

    /// <summary>What a person's runs spend, whoever started them in whose name.</summary>
    Person,
    Template,
}
