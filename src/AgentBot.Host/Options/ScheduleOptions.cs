using System.Globalization;
using AgentBot.Core.Commands;
using AgentBot.Core.Schedules;
using Microsoft.Extensions.Options;

namespace AgentBot.Host.Options;

/// <summary>What schedules reckon with beside the calendar.</summary>
public sealed class ScheduleOptions
{
    public const string Section = "Schedules";

    /// <summary>Calendar files (RFC 5545, ending in .ics) whose days are holidays; each is named by its file without the ending.</summary>
    public IList<string> HolidayFiles { get; } = [];

    /// <summary>Runs that a schedule which waits for something that happens starts within an hour, where it says nothing else.</summary>
    public int MostAnHour { get; set; } = 60;

    internal HolidayCatalog Catalog(CallerFolder caller) => HolidayFiles.Count == 0
        ? HolidayCatalog.BuiltIn
        : HolidayCatalog.BuiltIn.With(HolidayFiles.Select(file => Read(caller.Resolve(file)).Calendar).OfType<HolidayCalendar>());

    internal static CalendarFileReading Read(string path) => CalendarFile.Read(Path.GetFileName(path), File.ReadAllText(path));
}

internal sealed class ScheduleOptionsValidator(CallerFolder caller) : IValidateOptions<ScheduleOptions>
{
    public ValidateOptionsResult Validate(string? name, ScheduleOptions options) => options.HolidayFiles.SelectMany(MistakesOf).Concat(Most(options)).ToList().ToResult();

    private static IEnumerable<string> Most(ScheduleOptions options) => options.MostAnHour is >= 1 and <= ScheduleText.LargestMost
        ? []
        : [string.Create(CultureInfo.InvariantCulture, $"Schedules:MostAnHour is {options.MostAnHour}. Write how many runs an event may start within an hour, 1 to {ScheduleText.LargestMost}.")];

    private IEnumerable<string> MistakesOf(string file)
    {
        try
        {
            CalendarFileReading reading = ScheduleOptions.Read(caller.Resolve(file));
            return reading.Calendar is null
                ? reading.Mistakes.Take(3).Select(mistake => $"Schedules:HolidayFiles names '{file}', which cannot be read. {mistake} Correct the file or take it out.")
                : [];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return [$"Schedules:HolidayFiles names '{file}', which cannot be opened. Correct the path or take it out."];
        }
    }
}
