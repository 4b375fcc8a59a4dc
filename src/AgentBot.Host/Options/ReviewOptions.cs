using System.Globalization;
using AgentBot.Core.Reviews.Drills;
using AgentBot.Core.Reviews.Together;
using Microsoft.Extensions.Options;

namespace AgentBot.Host.Options;

/// <summary>Many reviews at once: how many, and how closely they are looked at.</summary>
public sealed class ReviewOptions
{
    public const string Section = "Reviews";

    /// <summary>Open reviews of one person from which on new runs that would ask them wait in line; 0 for no such limit. A template may say another number.</summary>
    public int MostOpen { get; set; } = 100;

    /// <summary>One in so many of a group that is approved together is drawn and decided by itself first; at least one of each group.</summary>
    public int SpotCheckOneIn { get; set; } = 10;

    /// <summary>"09:00": at that time of each working day, in their own zone, people get what needs them into their chat with AgentBot. Empty for never.</summary>
    public string DigestAt { get; set; } = "";

    /// <summary>Drills: now and then a copy with a planted mistake is put before somebody who takes part. Off unless both who and how often are set.</summary>
    public DrillOptions Drills { get; set; } = new();

    internal static TimeOnly? TimeOfDay(string written) => TimeOnly.TryParseExact(written, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly time) ? time : null;

    internal ReviewSettings ToSettings() => new(SpotCheckOneIn, MostOpen) { DigestAt = TimeOfDay(DigestAt), Drills = new DrillSettings(Drills.OneIn, Drills.People, Drills.Except) };
}

/// <summary>Whether cards are read, found out by planted mistakes; see "Drills" in src/README.md.</summary>
public sealed class DrillOptions
{
    /// <summary>One in so many decisions of those who take part is followed by a drill; 0 for none.</summary>
    public int OneIn { get; set; }

    /// <summary>Who takes part: people and groups by name. They should know that they do.</summary>
    public string[] People { get; set; } = [];

    /// <summary>What is kept out: templates by name, channels with their sign ("payroll", "#board").</summary>
    public string[] Except { get; set; } = [];
}

internal sealed class ReviewOptionsValidator : IValidateOptions<ReviewOptions>
{
    private const int LargestMost = 100_000;

    public ValidateOptionsResult Validate(string? name, ReviewOptions options)
    {
        List<string> mistakes = [];
        if (options.MostOpen is < 0 or > LargestMost)
        {
            mistakes.Add(string.Create(CultureInfo.InvariantCulture, $"Reviews:MostOpen is {options.MostOpen}. Write how many open reviews one person may have before new runs wait, 1 to {LargestMost}, or 0 for no limit."));
        }

        if (options.SpotCheckOneIn is < 1 or > BatchHandler.Most)
        {
            mistakes.Add(string.Create(CultureInfo.InvariantCulture, $"Reviews:SpotCheckOneIn is {options.SpotCheckOneIn}. One in so many of a group is read by itself first: write 1 to {BatchHandler.Most}."));
        }

        if (options.DigestAt.Length > 0 && ReviewOptions.TimeOfDay(options.DigestAt) is null)
        {
            mistakes.Add($"Reviews:DigestAt is “{options.DigestAt}”, which is no time of day. Write it as 09:00, or leave it empty for no digest.");
        }

        if (options.Drills.OneIn is < 0 or > LargestMost)
        {
            mistakes.Add(string.Create(CultureInfo.InvariantCulture, $"Reviews:Drills:OneIn is {options.Drills.OneIn}. One in so many decisions is followed by a drill: write 1 to {LargestMost}, or 0 for none."));
        }

        if (options.Drills.OneIn > 0 && options.Drills.People.All(string.IsNullOrWhiteSpace))
        {
            mistakes.Add("Reviews:Drills:OneIn is set, but nobody takes part. Name people or groups in Reviews:Drills:People, for example \"@finance-leads\", or set OneIn to 0.");
        }

        return mistakes.ToResult();
    }
}
