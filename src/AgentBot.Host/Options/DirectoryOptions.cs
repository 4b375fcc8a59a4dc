using System.Globalization;
using AgentBot.Core.Schedules;
using Microsoft.Extensions.Options;

namespace AgentBot.Host.Options;

/// <summary>Who is who. With no person and no platform set, three people of a demo stand in.</summary>
public sealed class DirectoryOptions
{
    /// <summary>By the key that templates and commands use.</summary>
    public IDictionary<string, PersonSetting> People { get; } = new Dictionary<string, PersonSetting>(StringComparer.OrdinalIgnoreCase);

    public IDictionary<string, GroupSetting> Groups { get; } = new Dictionary<string, GroupSetting>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Keys of the people who may stop, retry, retire and see everything.</summary>
    public IList<string> Operators { get; } = [];
}

public sealed class PersonSetting
{
    public string Name { get; set; } = "";

    /// <summary>IANA name; empty for AgentBot:TimeZone.</summary>
    public string TimeZone { get; set; } = "";

    /// <summary>Account id there; empty for none.</summary>
    public string Slack { get; set; } = "";

    /// <summary>Account id there; empty for none.</summary>
    public string Teams { get; set; } = "";

    /// <summary>Words such as analyst or cfo. Everybody with the same word can be named by it, like a group.</summary>
    public IList<string> Roles { get; } = [];

    /// <summary>When they work, Monday to Friday in their own zone: 08:30-16:30. Empty for 09:00-17:00.</summary>
    public string Hours { get; set; } = "";

    /// <summary>Key of the calendar whose holidays they do not work; empty for none.</summary>
    public string Holidays { get; set; } = "";

    /// <summary>Null where nothing is said: the usual hours.</summary>
    internal WorkingHours? Works(string zone) => Hours.Length + Holidays.Length == 0
        ? null
        : WorkingHours.Usual(zone) with
        {
            From = ReadHours(Hours)?.From ?? WorkingHours.Usual(zone).From,
            To = ReadHours(Hours)?.To ?? WorkingHours.Usual(zone).To,
            Calendar = Holidays.Length == 0 ? null : Holidays,
        };

    internal static (TimeOnly From, TimeOnly To)? ReadHours(string text) =>
        text.Split('-', StringSplitOptions.TrimEntries) is [var from, var to]
        && TimeOnly.TryParseExact(from, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly begin)
        && TimeOnly.TryParseExact(to, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly end)
        && begin < end
            ? (begin, end)
            : null;
}

public sealed class GroupSetting
{
    public IList<string> Members { get; } = [];

    /// <summary>Id of the group there; empty for none.</summary>
    public string Slack { get; set; } = "";

    /// <summary>Id of the group there; empty for none.</summary>
    public string Teams { get; set; } = "";
}

internal sealed class DirectoryOptionsValidator(HolidayCatalog holidays) : IValidateOptions<DirectoryOptions>
{
    public ValidateOptionsResult Validate(string? name, DirectoryOptions options)
    {
        List<string> mistakes = [];
        foreach ((string key, PersonSetting person) in options.People)
        {
            CheckPerson(key, person, mistakes);
        }

        foreach ((string key, GroupSetting group) in options.Groups)
        {
            CheckGroup(key, group, options, mistakes);
        }

        foreach (string key in options.Operators.Where(key => options.People.Count > 0 && !options.People.ContainsKey(key)))
        {
            mistakes.Add($"Operators names '{key}', who is not in People. Add People:{key}:Name or correct the key.");
        }

        if (options.People.Count > 0 && options.Operators.Count == 0)
        {
            mistakes.Add("Operators is empty, so nobody could stop or retry anything. Name at least one key of People in Operators:0.");
        }

        foreach (var shared in options.People.Where(person => person.Value.Slack.Length > 0).GroupBy(person => person.Value.Slack).Where(group => group.Count() > 1))
        {
            mistakes.Add($"People:{shared.First().Key}:Slack and People:{shared.Last().Key}:Slack are the same account. One account belongs to one person: correct one of them.");
        }

        foreach (var shared in options.People.Where(person => person.Value.Teams.Length > 0).GroupBy(person => person.Value.Teams).Where(group => group.Count() > 1))
        {
            mistakes.Add($"People:{shared.First().Key}:Teams and People:{shared.Last().Key}:Teams are the same account. One account belongs to one person: correct one of them.");
        }

        return mistakes.ToResult();
    }

    private void CheckPerson(string key, PersonSetting person, List<string> mistakes)
    {
        if (!PlainWord.IsOne(key.ToLowerInvariant()))
        {
            mistakes.Add($"People:{key} is a key with other signs than letters, digits and hyphens. Write it like ana or ana-duarte.");
        }

        if (string.IsNullOrWhiteSpace(person.Name))
        {
            mistakes.Add($"People:{key}:Name is missing. Give the name that others see.");
        }

        if (person.TimeZone.Length > 0 && !TimeZoneInfo.TryFindSystemTimeZoneById(person.TimeZone, out _))
        {
            mistakes.Add($"People:{key}:TimeZone is '{person.TimeZone}', which is no time zone. Write it like Europe/Lisbon.");
        }

        if (person.Hours.Length > 0 && PersonSetting.ReadHours(person.Hours) is null)
        {
            mistakes.Add($"People:{key}:Hours is '{person.Hours}', which are no hours of a day. Write them like 08:30-16:30.");
        }

        if (person.Holidays.Length > 0 && holidays.Find(person.Holidays) is null)
        {
            mistakes.Add($"People:{key}:Holidays is '{person.Holidays}', which is no calendar of holidays here. Write the key of one, such as {string.Join(" or ", holidays.All.Take(2).Select(calendar => calendar.Key))}.");
        }

        foreach (string role in person.Roles.Where(role => !PlainWord.IsOne(role)))
        {
            mistakes.Add($"People:{key}:Roles names '{role}'. A role has lower-case letters, digits and hyphens only.");
        }
    }

    private static void CheckGroup(string key, GroupSetting group, DirectoryOptions options, List<string> mistakes)
    {
        if (!PlainWord.IsOne(key.ToLowerInvariant()))
        {
            mistakes.Add($"Groups:{key} is a name with other signs than letters, digits and hyphens. Write it like finance-leads.");
        }

        if (options.People.ContainsKey(key))
        {
            mistakes.Add($"Groups:{key} has the name of a person. Templates could not tell them apart: rename the group.");
        }

        foreach (string member in group.Members.Where(member => !options.People.ContainsKey(member)))
        {
            mistakes.Add($"Groups:{key}:Members names '{member}', who is not in People. Add People:{member}:Name or correct the key.");
        }
    }
}
