using System.Globalization;
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

    internal ReviewSettings ToSettings() => new(SpotCheckOneIn, MostOpen);
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

        return mistakes.ToResult();
    }
}
