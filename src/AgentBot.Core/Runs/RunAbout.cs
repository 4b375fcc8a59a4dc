using System.Globalization;
using AgentBot.Core.Values;

namespace AgentBot.Core.Runs;

/// <summary>What a run is about in a few words, from its own inputs.</summary>
public static class RunAbout
{
    public static string Of(Value.Record inputs) => string.Join(
        " · ",
        inputs.Fields
            .Select(field => field.Value)
            .Where(value => value is Value.Month or Value.Date or Value.File or Value.Choice)
            .OrderBy(value => value is Value.File)
            .Take(3)
            .Select(value => value is Value.Month month
                ? new DateOnly(month.Year, month.MonthOfYear, 1).ToString("MMMM yyyy", CultureInfo.InvariantCulture)
                : ValueText.ForPeople(value)));
}
