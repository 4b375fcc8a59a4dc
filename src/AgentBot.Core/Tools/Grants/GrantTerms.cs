using System.Globalization;
using AgentBot.Core.Templates.Format;

namespace AgentBot.Core.Tools.Grants;

/// <summary>How far somebody wants to allow calls like the one on a card, as they wrote it into its form.</summary>
/// <param name="Calls">"20".</param>
/// <param name="Until">A day, "2026-12-31"; the last one on which it holds.</param>
/// <param name="Amount">"500"; empty for no bound.</param>
public sealed record GrantTerms(string Calls, string Until, string Amount)
{
    private const string Nothing = "Nothing was decided.";

    /// <param name="today">Where the person is.</param>
    /// <param name="money">The argument that is an amount; empty where the tool names none.</param>
    public Result<ReadTerms> Read(GrantLimits limits, DateOnly today, string money)
    {
        if (limits.Calls <= 0)
        {
            return new Refusal(RefusalKind.NotAllowed, Nothing, "An operator has turned off that calls are allowed in advance.", "Approve this one.");
        }

        if (!int.TryParse(Calls.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int calls) || calls < 1 || calls > limits.Calls)
        {
            return Bad("How many calls is not a number that can be allowed.", $"Write a whole number from 1 to {limits.Calls.ToString(CultureInfo.InvariantCulture)}.");
        }

        DateOnly last = today.AddDays(limits.Days);
        if (!DateOnly.TryParseExact(Until.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly until) || until < today || until > last)
        {
            return Bad("Until when is not a day that can be allowed.", $"Choose one from today to {last.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.");
        }

        if (Amount.Trim().Length == 0)
        {
            return new ReadTerms(calls, until, null);
        }

        return money.Length == 0 ? Bad("This tool names no argument that is an amount.", "Leave the amount empty.")
            : Scalars.TryDecimal(Amount.Trim(), out decimal amount) && amount >= 0 ? new ReadTerms(calls, until, amount)
            : Bad("The amount is no number.", "Write it with digits only, for example 500 or 499.90.");
    }

    private static Refusal Bad(string why, string next) => new(RefusalKind.BadInput, Nothing, why, next);
}

/// <param name="Until">The last day on which it holds.</param>
public sealed record ReadTerms(int Calls, DateOnly Until, decimal? Amount);
