using System.Globalization;

namespace AgentBot.Core.Values;

/// <summary>A value as text: once for people, once for machines and comparisons.</summary>
public static class ValueText
{
    private const char Fixed = '\u00a0';

    private static readonly string[] Months =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    /// <summary>
    /// As people read it in a document or a message: "28,914.30 EUR", "25 Nov 2026", "October 2026", "3 h 20 min", "yes".
    /// </summary>
    /// <param name="nameOf">The full name of a person; null writes the person's key.</param>
    public static string ForPeople(Value value, Func<PersonKey, string>? nameOf = null) => value switch
    {
        Value.Missing => "",
        Value.Text text => text.Content,
        Value.Number number => number.Amount.ToString("#,0.############", CultureInfo.InvariantCulture),
        Value.Money money => Amount(money),
        Value.Date date => $"{date.Day.Day} {Months[date.Day.Month - 1][..3]} {Four(date.Day.Year)}",
        Value.Month month => $"{Months[month.MonthOfYear - 1]} {Four(month.Year)}",
        Value.Duration duration => Length(duration.Length),
        Value.Choice choice => choice.Option,
        Value.Boolean boolean => boolean.IsTrue ? "yes" : "no",
        Value.User user => nameOf?.Invoke(user.Person) ?? user.Person.Value,
        Value.Channel channel => "#" + channel.Key.Channel,
        Value.File file => file.Name,
        Value.List list => string.Join("; ", list.Items.Select(item => ForPeople(item, nameOf))),
        Value.Record record => string.Join(", ", record.Fields.Select(field => $"{field.Name}: {ForPeople(field.Value, nameOf)}")),
        Value.Table table => table.Data.Rows.Length == 1 ? "1 row" : $"{table.Data.Rows.Length.ToString("#,0", CultureInfo.InvariantCulture)} rows",
        _ => throw new InvalidOperationException($"No text for {value.GetType().Name}."),
    };

    /// <summary>
    /// The same value always gives the same text, in forms that <see cref="ValueReader"/> takes in every locale: "1234.5",
    /// "EUR 1234.50", "2026-11-25", "2026-10", "90m". For keys, comparisons and CSV.
    /// </summary>
    public static string Canonical(Value value) => value switch
    {
        Value.Number number => number.Amount.ToString("0.############################", CultureInfo.InvariantCulture),
        Value.Money money => (money.Currency.Length == 0 ? "" : money.Currency + " ")
            + money.Amount.ToString("0.00##########################", CultureInfo.InvariantCulture),
        Value.Date date => date.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Value.Month month => $"{Four(month.Year)}-{month.MonthOfYear:00}",
        Value.Duration duration => Whole(duration.Length),
        Value.Channel channel => channel.Key.Value,
        Value.List list => string.Join("; ", list.Items.Select(Canonical)),
        Value.Record or Value.Table => ValueJson.WriteText(value),
        _ => ForPeople(value),
    };

    private static string Amount(Value.Money money)
    {
        string amount = money.Amount.ToString("#,0.00##########", CultureInfo.InvariantCulture);
        return money.Currency.Length == 0 ? amount : amount + Fixed + money.Currency;
    }

    private static string Length(TimeSpan length)
    {
        if (length == TimeSpan.Zero)
        {
            return "0 min";
        }

        var parts = new List<string>(4);
        Add(length.Days, "d");
        Add(length.Hours, "h");
        Add(length.Minutes, "min");
        Add(length.Seconds, "s");
        return string.Join(' ', parts);

        void Add(int count, string unit)
        {
            if (count != 0)
            {
                parts.Add($"{count.ToString(CultureInfo.InvariantCulture)}{Fixed}{unit}");
            }
        }
    }

    private static string Whole(TimeSpan length)
    {
        long seconds = (long)length.TotalSeconds;
        return seconds % 60 == 0 ? $"{(seconds / 60).ToString(CultureInfo.InvariantCulture)}m" : $"{seconds.ToString(CultureInfo.InvariantCulture)}s";
    }

    private static string Four(int year) => year.ToString("0000", CultureInfo.InvariantCulture);
}
