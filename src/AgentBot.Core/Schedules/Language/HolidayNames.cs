using System.Collections.Frozen;
using System.Collections.Immutable;

namespace AgentBot.Core.Schedules;

/// <summary>From what people call a holiday calendar to the calendar.</summary>
internal static class HolidayNames
{
    private static readonly FrozenDictionary<string, string> Known = new Dictionary<string, string>
    {
        ["usa"] = "us",
        ["the us"] = "us",
        ["united states"] = "us",
        ["uk"] = "gb-eng",
        ["england"] = "gb-eng",
        ["wales"] = "gb-eng",
        ["northern ireland"] = "gb-nir",
        ["scotland"] = "gb-sct",
        ["zurich"] = "ch-zh",
        ["zürich"] = "ch-zh",
        ["bayern"] = "de-by",
        ["switzerland"] = "ch",
        ["france"] = "fr",
        ["spain"] = "es",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> Countries = new Dictionary<string, string>
    {
        ["Europe/Berlin"] = "de",
        ["Europe/London"] = "gb",
        ["Europe/Dublin"] = "ie",
        ["Europe/Paris"] = "fr",
        ["Europe/Rome"] = "it",
        ["Europe/Madrid"] = "es",
        ["Atlantic/Canary"] = "es",
        ["Europe/Amsterdam"] = "nl",
        ["Europe/Vienna"] = "at",
        ["Europe/Zurich"] = "ch",
        ["Europe/Brussels"] = "be",
        ["Europe/Oslo"] = "no",
        ["Europe/Stockholm"] = "se",
        ["Europe/Copenhagen"] = "dk",
        ["Europe/Warsaw"] = "pl",
        ["America/New_York"] = "us",
        ["America/Chicago"] = "us",
        ["America/Denver"] = "us",
        ["America/Los_Angeles"] = "us",
    }.ToFrozenDictionary();

    /// <summary>
    /// The calendars whose name stands at the beginning of a text: by key, by label, by the part in brackets, or by the country, which
    /// may have several.
    /// </summary>
    public static ImmutableArray<HolidayCalendar> Find(HolidayCatalog catalog, string text, out int length)
    {
        var names = new List<(string Name, HolidayCalendar Calendar)>();
        foreach (HolidayCalendar calendar in catalog.All)
        {
            names.Add((calendar.Key, calendar));
            names.Add((calendar.Label, calendar));
            int bracket = calendar.Label.IndexOf(" (", StringComparison.Ordinal);
            if (bracket > 0 && calendar.Label.EndsWith(')'))
            {
                names.Add((calendar.Label[..bracket], calendar));
                names.Add((calendar.Label[(bracket + 2)..^1], calendar));
            }
        }

        names.AddRange(Known.Where(pair => catalog.Find(pair.Value) is not null).Select(pair => (pair.Key, catalog.Find(pair.Value)!)));
        int longest = names.Where(entry => Begins(text, entry.Name)).Select(entry => entry.Name.Length).DefaultIfEmpty(0).Max();
        length = longest;
        if (longest == 0)
        {
            return [];
        }

        string found = text[..longest];
        return Known.TryGetValue(found.ToLowerInvariant(), out string? key) && catalog.Find(key) is { } one
            ? [one]
            : [.. names.Where(entry => entry.Name.Equals(found, StringComparison.OrdinalIgnoreCase)).Select(entry => entry.Calendar).Distinct()];
    }

    /// <summary>The calendars that somebody in a zone may mean: those of its country and the operator's own; all where that is not known.</summary>
    public static ImmutableArray<HolidayCalendar> ForZone(HolidayCatalog catalog, string zone)
    {
        string? country = Countries.GetValueOrDefault(zone);
        ImmutableArray<HolidayCalendar> near = country is null ? [] :
            [.. catalog.All.Where(calendar => calendar.Key == country || calendar.Key.StartsWith(country + "-", StringComparison.Ordinal) || HolidayCatalog.BuiltIn.Find(calendar.Key) is null)];
        return near.Length > 0 ? near : [.. catalog.All];
    }

    private static bool Begins(string text, string name) =>
        text.StartsWith(name, StringComparison.OrdinalIgnoreCase) && (text.Length == name.Length || !char.IsLetterOrDigit(text[name.Length]) && text[name.Length] != '-');
}
