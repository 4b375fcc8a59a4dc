using System.Globalization;
using AgentBot.Core.Cards;
using AgentBot.Core.People;

namespace AgentBot.Core.Budgets;

/// <summary>Pots in words for people. Plain text, not escaped.</summary>
public static class PotWords
{
    /// <summary>"this run", "#finance in November", "Mara Lind in November", "the template expense-triage in November", "everybody together in November".</summary>
    public static string Of(string pot, DirectorySnapshot people)
    {
        if (Pots.ReadMonth(pot) is not var (kind, subject, month))
        {
            return "this run";
        }

        string whose = kind switch
        {
            PotKind.All => "everybody together",
            PotKind.Channel => $"#{people.Channel(new ChannelKey(subject))?.Name ?? new ChannelKey(subject).Channel}",
            PotKind.Person => people.NameOf(new PersonKey(subject[(subject.IndexOf('/', StringComparison.Ordinal) + 1)..])),
            PotKind.Template => $"the template {subject[(subject.IndexOf('/', StringComparison.Ordinal) + 1)..]}",
        };
        return $"{whose} in {MonthName(month)}";
    }

    /// <summary>"1.98 of 2.00 USD", "less than 0.01 of 2.00 USD"; without a cap "3.10 USD, no limit".</summary>
    public static string Spent(BudgetRow pot)
    {
        bool isTiny = pot.SpentMicros is > 0 and < 10_000;
        string spent = isTiny ? "less than 0.01" : Wording.Amount(Pots.Amount(pot.SpentMicros));
        return pot.CapMicros >= Pots.NoCap
            ? $"{spent} {pot.Currency}, no limit"
            : $"{spent} of {Wording.Money(Pots.Amount(pot.LimitMicros), pot.Currency)}";
    }

    /// <summary>When the month's pots begin anew: "1 Dec, Berlin time".</summary>
    public static string Anew(MonthPots months, CardClock clock)
    {
        var zone = new CardClock(months.TimeZone, clock.Now);
        return $"{months.NextMonth.ToString("d MMM", CultureInfo.InvariantCulture)}, {zone.City}";
    }

    private static string MonthName(string month) =>
        DateOnly.TryParseExact(month + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly first)
            ? first.ToString("MMMM", CultureInfo.InvariantCulture)
            : month;
}
