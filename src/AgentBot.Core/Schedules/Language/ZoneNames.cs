using System.Collections.Frozen;
using System.Collections.Immutable;

namespace AgentBot.Core.Schedules;

/// <summary>
/// From what people call a time zone to its IANA name. Cities that give a zone its name are found by that; others are in a table.
/// Abbreviations such as CST and IST are in use for several zones, and EST is often written in summer: they are asked, not taken.
/// </summary>
public static class ZoneNames
{
    private static readonly string[] Areas = ["Europe", "America", "Asia", "Africa", "Australia", "Pacific", "Atlantic", "Indian"];

    /// <summary>Cities whose zone bears their name; only for showing the right spelling.</summary>
    private static readonly string[] Namesakes =
    [
        "berlin", "london", "paris", "madrid", "rome", "vienna", "zurich", "amsterdam", "brussels", "oslo", "stockholm", "copenhagen", "helsinki", "warsaw",
        "prague", "budapest", "athens", "lisbon", "dublin", "istanbul", "new york", "chicago", "denver", "los angeles", "toronto", "vancouver", "sao paulo",
        "tokyo", "seoul", "singapore", "hong kong", "shanghai", "kolkata", "dubai", "sydney", "melbourne", "auckland", "johannesburg", "cairo", "nairobi",
    ];

    private static readonly FrozenDictionary<string, string> Cities = new Dictionary<string, string>
    {
        ["utc"] = "Etc/UTC",
        ["abu dhabi"] = "Asia/Dubai",
        ["antwerp"] = "Europe/Brussels",
        ["atlanta"] = "America/New_York",
        ["austin"] = "America/Chicago",
        ["bangalore"] = "Asia/Kolkata",
        ["barcelona"] = "Europe/Madrid",
        ["basel"] = "Europe/Zurich",
        ["beijing"] = "Asia/Shanghai",
        ["bengaluru"] = "Asia/Kolkata",
        ["bergen"] = "Europe/Oslo",
        ["bern"] = "Europe/Zurich",
        ["bonn"] = "Europe/Berlin",
        ["boston"] = "America/New_York",
        ["bremen"] = "Europe/Berlin",
        ["calgary"] = "America/Edmonton",
        ["canberra"] = "Australia/Sydney",
        ["cape town"] = "Africa/Johannesburg",
        ["cardiff"] = "Europe/London",
        ["chennai"] = "Asia/Kolkata",
        ["cologne"] = "Europe/Berlin",
        ["cork"] = "Europe/Dublin",
        ["dallas"] = "America/Chicago",
        ["delhi"] = "Asia/Kolkata",
        ["dresden"] = "Europe/Berlin",
        ["düsseldorf"] = "Europe/Berlin",
        ["dusseldorf"] = "Europe/Berlin",
        ["edinburgh"] = "Europe/London",
        ["eindhoven"] = "Europe/Amsterdam",
        ["florence"] = "Europe/Rome",
        ["frankfurt"] = "Europe/Berlin",
        ["gdansk"] = "Europe/Warsaw",
        ["geneva"] = "Europe/Zurich",
        ["glasgow"] = "Europe/London",
        ["gothenburg"] = "Europe/Stockholm",
        ["graz"] = "Europe/Vienna",
        ["hamburg"] = "Europe/Berlin",
        ["hanoi"] = "Asia/Bangkok",
        ["houston"] = "America/Chicago",
        ["hyderabad"] = "Asia/Kolkata",
        ["krakow"] = "Europe/Warsaw",
        ["kyiv"] = "Europe/Kyiv",
        ["kyoto"] = "Asia/Tokyo",
        ["las vegas"] = "America/Los_Angeles",
        ["lausanne"] = "Europe/Zurich",
        ["leipzig"] = "Europe/Berlin",
        ["lyon"] = "Europe/Paris",
        ["malmö"] = "Europe/Stockholm",
        ["manchester"] = "Europe/London",
        ["marseille"] = "Europe/Paris",
        ["miami"] = "America/New_York",
        ["milan"] = "Europe/Rome",
        ["minneapolis"] = "America/Chicago",
        ["montreal"] = "America/Toronto",
        ["mumbai"] = "Asia/Kolkata",
        ["munich"] = "Europe/Berlin",
        ["naples"] = "Europe/Rome",
        ["new delhi"] = "Asia/Kolkata",
        ["new york city"] = "America/New_York",
        ["nyc"] = "America/New_York",
        ["nuremberg"] = "Europe/Berlin",
        ["osaka"] = "Asia/Tokyo",
        ["ottawa"] = "America/Toronto",
        ["philadelphia"] = "America/New_York",
        ["porto"] = "Europe/Lisbon",
        ["rio de janeiro"] = "America/Sao_Paulo",
        ["rotterdam"] = "Europe/Amsterdam",
        ["salzburg"] = "Europe/Vienna",
        ["san diego"] = "America/Los_Angeles",
        ["san francisco"] = "America/Los_Angeles",
        ["seattle"] = "America/Los_Angeles",
        ["são paulo"] = "America/Sao_Paulo",
        ["shenzhen"] = "Asia/Shanghai",
        ["stuttgart"] = "Europe/Berlin",
        ["tel aviv"] = "Asia/Jerusalem",
        ["the hague"] = "Europe/Amsterdam",
        ["utrecht"] = "Europe/Amsterdam",
        ["washington"] = "America/New_York",
        ["wellington"] = "Pacific/Auckland",
        ["zürich"] = "Europe/Zurich",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, ImmutableArray<string>> Unclear = new Dictionary<string, ImmutableArray<string>>
    {
        ["gmt"] = ["Etc/UTC", "Europe/London"],
        ["bst"] = ["Europe/London", "Asia/Dhaka"],
        ["cet"] = ["Europe/Berlin", "Europe/Paris", "Europe/Madrid"],
        ["cest"] = ["Europe/Berlin", "Europe/Paris", "Europe/Madrid"],
        ["mez"] = ["Europe/Berlin", "Europe/Vienna", "Europe/Zurich"],
        ["eet"] = ["Europe/Helsinki", "Europe/Athens", "Europe/Bucharest"],
        ["wet"] = ["Europe/Lisbon", "Europe/London"],
        ["et"] = ["America/New_York", "America/Toronto"],
        ["est"] = ["America/New_York", "America/Toronto", "America/Panama"],
        ["edt"] = ["America/New_York", "America/Toronto"],
        ["ct"] = ["America/Chicago", "America/Mexico_City"],
        ["cst"] = ["America/Chicago", "Asia/Shanghai", "America/Mexico_City"],
        ["cdt"] = ["America/Chicago", "America/Winnipeg"],
        ["mst"] = ["America/Denver", "America/Phoenix"],
        ["mt"] = ["America/Denver", "America/Phoenix"],
        ["mdt"] = ["America/Denver", "America/Edmonton"],
        ["pt"] = ["America/Los_Angeles", "America/Vancouver"],
        ["pst"] = ["America/Los_Angeles", "America/Vancouver", "Asia/Manila"],
        ["pdt"] = ["America/Los_Angeles", "America/Vancouver"],
        ["ist"] = ["Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"],
        ["aest"] = ["Australia/Sydney", "Australia/Brisbane"],
        ["jst"] = ["Asia/Tokyo", "Asia/Seoul"],
    }.ToFrozenDictionary();

    /// <summary>The IANA name for "Europe/Berlin", "europe/berlin", "Berlin", "New York" or "UTC"; null where it is none, or not one alone.</summary>
    public static string? Find(string text)
    {
        string word = text.Trim().ToLowerInvariant();
        if (word.Length is 0 or > 60 || Unclear.ContainsKey(word))
        {
            return null;
        }

        if (Cities.TryGetValue(word, out string? known))
        {
            return known;
        }

        if (word.Contains('/', StringComparison.Ordinal))
        {
            string name = Spelled(word);
            return Exists(name) ? name : null;
        }

        string city = Spelled(word.Replace(' ', '_'));
        return Areas.Select(area => $"{area}/{city}").FirstOrDefault(Exists);
    }

    /// <summary>The zones that an abbreviation is in use for, the likeliest first; empty where it is no such abbreviation.</summary>
    public static ImmutableArray<string> Meanings(string text) => Unclear.GetValueOrDefault(text.Trim().ToLowerInvariant(), []);

    /// <summary>"Berlin time"; "UTC"; "Salta time" for America/Argentina/Salta.</summary>
    public static string InWords(string zone) =>
        zone.StartsWith("Etc/", StringComparison.Ordinal) || !zone.Contains('/', StringComparison.Ordinal) ? (zone == "Etc/UTC" ? "UTC" : zone)
        : zone[(zone.LastIndexOf('/') + 1)..].Replace('_', ' ') + " time";

    /// <summary>The city that a person may have misspelt.</summary>
    public static string? Nearest(string text) => NearestWord.Of(text, Namesakes.Concat(Cities.Keys.Order(StringComparer.Ordinal))) is { } city ? Title(city) : null;

    // The zone database is a folder of files: nothing but a plain name is asked of it.
    private static bool Exists(string name) =>
        name.Length < 60 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+') && TimeZoneInfo.TryFindSystemTimeZoneById(name, out _);

    // The files of the zone database are spelled exactly: Area/City_Name, Europe/Isle_of_Man, America/Port-au-Prince, Etc/GMT+3.
    private static string Spelled(string lower) => string.Join('/', lower.Split('/').Select(part =>
        part is "utc" or "gmt" || part.StartsWith("gmt+", StringComparison.Ordinal) || part.StartsWith("gmt-", StringComparison.Ordinal) ? part.ToUpperInvariant()
        : string.Join('_', part.Split('_').Select(word => word is "of" or "es" or "au" ? word : string.Join('-', word.Split('-').Select(Capital))))));

    private static string Capital(string word) => word.Length == 0 || word is "au" or "of" ? word : char.ToUpperInvariant(word[0]) + word[1..];

    private static string Title(string words) => string.Join(' ', words.Split(' ').Select(Capital));
}
