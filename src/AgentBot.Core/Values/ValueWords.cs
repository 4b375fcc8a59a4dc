using System.Globalization;
using System.Text;

namespace AgentBot.Core.Values;

/// <summary>Values as people read them inside a text: 28,914.30 EUR, 25 Nov 2026, October 2026.</summary>
public static class ValueWords
{
    private const string Nbsp = "\u00a0";

    /// <summary>One line; lists with commas, records as "name: value". Missing is empty. Channels and persons are their keys: names belong to the directory.</summary>
    public static string Of(Value value)
    {
        switch (value)
        {
            case Value.Missing:
                return "";
            case Value.Text text:
                return text.Content;
            case Value.Number number:
                return Number(number.Amount);
            case Value.Money money:
                return Money(money);
            case Value.Date date:
                return Day(date.Day);
            case Value.Month month:
                return Month(month);
            case Value.Duration duration:
                return Length(duration.Length);
            case Value.Choice choice:
                return choice.Option;
            case Value.Boolean boolean:
                return boolean.IsTrue ? "yes" : "no";
            case Value.User user:
                return user.Person.Value;
            case Value.Channel channel:
                return channel.Key.Channel;
            case Value.File file:
                return file.Name;
            case Value.Record record:
                return string.Join(", ", record.Fields.Where(field => field.Value is not Value.Missing).Select(field => $"{field.Name}: {Of(field.Value)}"));
            case Value.List list:
                return string.Join(", ", list.Items.Select(Of));
            case Value.Table table:
                return Rows(table.Data);
            default:
                return "";
        }
    }

    /// <summary>"a number", "a list"; for sentences.</summary>
    public static string KindOf(Value value) => value switch
    {
        Value.Missing => "nothing",
        Value.Text => "text",
        Value.Number => "a number",
        Value.Money => "money",
        Value.Date => "a date",
        Value.Month => "a month",
        Value.Duration => "a length of time",
        Value.Choice => "a choice",
        Value.Boolean => "yes or no",
        Value.User => "a person",
        Value.Channel => "a channel",
        Value.File => "a file",
        Value.Record => "a record",
        Value.List => "a list",
        _ => "a table",
    };

    public static string Number(decimal amount) => amount.ToString("#,##0.############", CultureInfo.InvariantCulture);

    /// <summary>Two decimals and the ISO code behind a no-break space.</summary>
    public static string Money(Value.Money money)
    {
        string amount = money.Amount.ToString("#,##0.00##########", CultureInfo.InvariantCulture);
        return money.Currency.Length == 0 ? amount : amount + Nbsp + money.Currency;
    }

    public static string Day(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    public static string Month(Value.Month month) =>
        new DateOnly(Math.Clamp(month.Year, 1, 9999), Math.Clamp(month.MonthOfYear, 1, 12), 1).ToString("MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>"2 d 4 h", "90 s": the two largest units that are not zero.</summary>
    public static string Length(TimeSpan length)
    {
        (long Amount, string Unit)[] parts =
        [
            ((long)length.TotalDays, "d"), (length.Hours, "h"), (length.Minutes, "min"), (length.Seconds, "s"),
        ];
        string text = string.Join(' ', parts.Where(part => part.Amount != 0).Take(2).Select(part => $"{part.Amount}{Nbsp}{part.Unit}"));
        return text.Length == 0 ? $"0{Nbsp}s" : text;
    }

    private static string Rows(TableData table)
    {
        var text = new StringBuilder();
        foreach (System.Collections.Immutable.ImmutableArray<Value> row in table.Rows)
        {
            text.Append(text.Length == 0 ? "" : "\n").AppendJoin(", ", row.Select(Of));
        }

        return text.ToString();
    }
}
