using System.Globalization;
using AgentBot.Core.Values;

namespace AgentBot.Core.Cards;

/// <summary>How amounts, counts, times and values are written to people. English conventions: 28,914.30 EUR.</summary>
public static class Wording
{
    private const char NoBreak = '\u00A0';

    /// <summary>"28,914.30 EUR" with a no-break space; the bare figure where the source named no currency.</summary>
    public static string Money(decimal amount, string currency) =>
        currency.Length == 0 ? Amount(amount) : $"{Amount(amount)}{NoBreak}{currency}";

    /// <summary>"28,914.30".</summary>
    public static string Amount(decimal amount) => Rounded(amount).ToString("#,##0.00", CultureInfo.InvariantCulture);

    /// <summary>"12,480" or "3.25": as many decimals as the number has, at most six.</summary>
    public static string Number(decimal number) => number.ToString("#,##0.######", CultureInfo.InvariantCulture);

    public static string Number(long number) => number.ToString("#,##0", CultureInfo.InvariantCulture);

    /// <summary>"1 row", "240 rows".</summary>
    public static string Count(long count, string one, string many) => $"{Number(count)} {(count == 1 ? one : many)}";

    public static string Rows(long count) => Count(count, "row", "rows");

    /// <summary>"Teams", "Slack", "the console".</summary>
    public static string Platform(string platform) => platform == "console" ? "the console" : CardParts.FirstUpper(platform);

    /// <summary>"231 of 240".</summary>
    public static string Part(long part, long whole) => $"{Number(part)} of {Number(whole)}";

    /// <summary>"3 h 20 min", "2 d 4 h", "45 s".</summary>
    public static string Length(TimeSpan length)
    {
        if (length < TimeSpan.FromMinutes(1))
        {
            return $"{Math.Max(0, (int)Math.Round(length.TotalSeconds))} s";
        }

        var minutes = TimeSpan.FromMinutes(Math.Round(length.TotalMinutes));
        string text = minutes switch
        {
            { Days: > 0 } => $"{minutes.Days} d {minutes.Hours} h",
            { Hours: > 0 } => $"{minutes.Hours} h {minutes.Minutes} min",
            _ => $"{minutes.Minutes} min",
        };
        return text.Replace(" 0 h", "", StringComparison.Ordinal).Replace(" 0 min", "", StringComparison.Ordinal);
    }

    /// <summary>"about 3 minutes", for what is only estimated.</summary>
    public static string About(TimeSpan length) => length switch
    {
        { TotalSeconds: < 45 } => "less than a minute",
        { TotalMinutes: < 55 } => $"about {Count((long)Math.Max(1, Math.Round(length.TotalMinutes)), "minute", "minutes")}",
        _ => $"about {Count((long)Math.Max(1, Math.Round(length.TotalHours)), "hour", "hours")}",
    };

    /// <summary>"+6.8 %".</summary>
    public static string Percent(decimal now, decimal before)
    {
        decimal change = before == 0 ? 0 : (now - before) / before * 100;
        return change.ToString("+0.0 '%';-0.0 '%';0.0 '%'", CultureInfo.InvariantCulture);
    }

    /// <summary>"One", "Two", … "Nine", then figures: for the beginning of a sentence.</summary>
    public static string Leading(int count) =>
        count is > 0 and < 10 ? new[] { "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine" }[count - 1] : Number(count);

    /// <summary>"Ana, Ben and Cleo".</summary>
    public static string List(IReadOnlyList<string> names, string last = "and") => names.Count switch
    {
        0 => "nobody",
        1 => names[0],
        _ => $"{string.Join(", ", names.Take(names.Count - 1))} {last} {names[^1]}",
    };

    /// <summary>A word of the data as a label: "needs_note" becomes "Needs note".</summary>
    public static string Title(string name)
    {
        string spaced = name.Replace('_', ' ').Replace('-', ' ').Trim();
        return spaced.Length == 0 ? name : char.ToUpperInvariant(spaced[0]) + spaced[1..];
    }

    /// <summary>A value as plain text on one line, neither cut nor escaped.</summary>
    public static string Plain(Value value, CardClock clock) => value switch
    {
        Value.Missing => "",
        Value.Text text => text.Content,
        Value.Number number => Number(number.Amount),
        Value.Money money => Money(money.Amount, money.Currency),
        Value.Date date => clock.Day(date.Day),
        Value.Month month => new DateOnly(month.Year, month.MonthOfYear, 1).ToString("MMMM yyyy", CultureInfo.InvariantCulture),
        Value.Duration duration => Length(duration.Length),
        Value.Choice choice => Title(choice.Option),
        Value.Boolean boolean => boolean.IsTrue ? "Yes" : "No",
        Value.User user => "@" + user.Person.Value,
        Value.Channel channel => "#" + channel.Key.Channel,
        Value.File file => file.Name,
        Value.List list => list.Items.All(IsShort) ? string.Join(", ", list.Items.Select(item => Plain(item, clock))) : Count(list.Items.Length, "entry", "entries"),
        Value.Record record => string.Join(" · ", record.Fields.Select(field => Plain(field.Value, clock)).Where(text => text.Length > 0)),
        Value.Table table => $"a table of {Rows(table.Data.Rows.Length)}",
        _ => throw new InvalidOperationException($"No words for {value.GetType().Name}."),
    };

    private static bool IsShort(Value value) => value is not (Value.List or Value.Record or Value.Table);

    private static decimal Rounded(decimal amount) => Math.Round(amount, 2, MidpointRounding.AwayFromZero);
}

/// <summary>What a run has spent on models and may spend.</summary>
/// <param name="Spent">Null where a model has no price in the settings.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record RunCost(decimal? Spent, decimal Limit, string Currency)
{
    /// <summary>"0.31 of 0.50 USD", "less than 0.01 USD", "cost unknown".</summary>
    public string Words => Spent switch
    {
        null => "cost unknown",
        > 0 and < 0.01m => $"less than {Wording.Money(0.01m, Currency)}",
        _ => $"{Wording.Amount(Spent.Value)} of {Wording.Money(Limit, Currency)}",
    };

    /// <summary>For the small print: "cost 0.31 of 0.50 USD", "cost unknown".</summary>
    public string Line => Spent is null ? Words : $"cost {Words}";
}
