using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Templates.Expressions;
using AgentBot.Core.Templates.Format;
using AgentBot.Core.Values;

namespace AgentBot.Core.Reviews.Deciding;

/// <summary>A condition on one number of the artifact: "total > 1000 EUR". The number is the host's, never the agent's.</summary>
/// <param name="Number">What <see cref="ArtifactNumbers"/> calls it.</param>
/// <param name="Limit">A number, or money with its currency.</param>
public sealed record NumberCondition(string Number, Comparison How, Value Limit)
{
    private static readonly (string Sign, Comparison How)[] Signs = [(">=", Comparison.AtLeast), ("<=", Comparison.AtMost), (">", Comparison.More), ("<", Comparison.Less)];

    /// <summary>Null for anything but a name, one of &gt; &gt;= &lt; &lt;=, and a number with or without a currency.</summary>
    public static NumberCondition? Read(string text)
    {
        foreach ((string sign, Comparison how) in Signs)
        {
            int at = text.IndexOf(sign, StringComparison.Ordinal);
            if (at < 0)
            {
                continue;
            }

            string number = text[..at].Trim();
            return number.Length > 0 && LimitOf(text[(at + sign.Length)..].Trim()) is { } limit ? new NumberCondition(number, how, limit) : null;
        }

        return null;
    }

    /// <summary>Whether it holds of the stored content, in words. What cannot be computed or compared holds: then one person more is asked, never one less.</summary>
    public NumberReading Of(Value content)
    {
        NumberResult result = ArtifactNumbers.Of(content, Number);
        if (result.Value is not { } value)
        {
            return new NumberReading(true, $"{result.Words} cannot be computed: {result.Why}");
        }

        if (Order(value) is not { } order)
        {
            return new NumberReading(true, $"{result.Words} {Words(value)} cannot be compared with {Words(Limit)}");
        }

        bool holds = How switch
        {
            Comparison.More => order > 0,
            Comparison.AtLeast => order >= 0,
            Comparison.Less => order < 0,
            _ => order <= 0,
        };
        return new NumberReading(holds, $"{result.Words} {Words(value)} is {(holds ? "" : "not ")}{Relation} {Words(Limit)}");
    }

    /// <summary>"the total is over 1,000.00 EUR".</summary>
    public override string ToString() => $"{ArtifactNumbers.WordsOf(Number)} is {Relation} {Words(Limit)}";

    private string Relation => How switch
    {
        Comparison.More => "over",
        Comparison.AtLeast => "at least",
        Comparison.Less => "under",
        _ => "at most",
    };

    private int? Order(Value value) => (value, Limit) switch
    {
        (Value.Money money, Value.Money limit) => money.Currency == limit.Currency ? money.Amount.CompareTo(limit.Amount) : null,
        (Value.Money money, Value.Number limit) => money.Amount.CompareTo(limit.Amount),
        (Value.Number number, Value.Number limit) => number.Amount.CompareTo(limit.Amount),

        // The sum of no rows is nothing in every currency.
        (Value.Number { Amount: 0 }, Value.Money limit) => 0m.CompareTo(limit.Amount),
        _ => null,
    };

    private static Value? LimitOf(string text)
    {
        string[] parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length is 1 or 2 && Scalars.TryDecimal(parts[0], out decimal amount)
            ? parts.Length == 1 ? new Value.Number(amount) : Currencies.IsCode(parts[1]) ? new Value.Money(amount, parts[1].ToUpperInvariant()) : null
            : null;
    }

    private static string Words(Value value) => value switch
    {
        Value.Money money => Wording.Money(money.Amount, money.Currency),
        Value.Number number => Wording.Number(number.Amount),
        _ => "",
    };
}

/// <summary>What a condition said of one content.</summary>
/// <param name="Holds">True where the people behind it are asked.</param>
/// <param name="Words">"the total 1,240.00 EUR is over 1,000.00 EUR".</param>
public sealed record NumberReading(bool Holds, string Words);
