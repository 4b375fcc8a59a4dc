using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;

namespace AgentBot.Agents.Offline.Reading;

/// <summary>Lengths of time in written text: "2 hours", "3 days", "90 min", "PT2H".</summary>
public static partial class Durations
{
    public static TimeSpan? First(string text)
    {
        Match match = Pattern().Match(text);
        return match.Success ? Length(match) : null;
    }

    public static TimeSpan? Whole(string text)
    {
        string trimmed = Names.Unquoted(text);
        if (trimmed.Length is > 2 and < 30 && IsoPattern().IsMatch(trimmed))
        {
            return XmlConvert.ToTimeSpan(trimmed);
        }

        Match match = Pattern().Match(trimmed);
        return match.Success && match.Length == trimmed.Length ? Length(match) : null;
    }

    private static TimeSpan Length(Match match)
    {
        double count = double.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture);
        return char.ToLowerInvariant(match.Groups["unit"].Value[0]) switch
        {
            'w' => TimeSpan.FromDays(7 * count),
            'd' => TimeSpan.FromDays(count),
            'h' => TimeSpan.FromHours(count),
            _ => TimeSpan.FromMinutes(count),
        };
    }

    [GeneratedRegex(@"(?<![\w.])(?<count>\d{1,5}(?:\.\d{1,2})?)\s?(?<unit>weeks?|days?|hours?|hrs?|minutes?|mins?|[hd])\b", RegexOptions.IgnoreCase, 2000)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"^P(?:\d{1,5}D)?(?:T(?:\d{1,5}H)?(?:\d{1,5}M)?(?:\d{1,5}S)?)?$", RegexOptions.None, 2000)]
    private static partial Regex IsoPattern();
}
