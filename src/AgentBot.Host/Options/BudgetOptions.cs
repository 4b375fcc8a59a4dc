using System.Collections.Immutable;
using AgentBot.Agents.Models;
using AgentBot.Core.Budgets;
using Microsoft.Extensions.Options;

namespace AgentBot.Host.Options;

/// <summary>
/// What may be spent on models in a calendar month, in the currency of <c>Models:Currency</c>. Whatever is not set is counted and has
/// no limit. What one run may spend is said by its template.
/// </summary>
public sealed class BudgetOptions
{
    public const string Section = "Budgets";

    /// <summary>Of everything together.</summary>
    public decimal? Month { get; set; }

    /// <summary>Of each channel that <see cref="Channels"/> does not name.</summary>
    public decimal? ChannelMonth { get; set; }

    /// <summary>Of each person that <see cref="People"/> does not name.</summary>
    public decimal? PersonMonth { get; set; }

    /// <summary>Of each template that <see cref="Templates"/> does not name.</summary>
    public decimal? TemplateMonth { get; set; }

    /// <summary>By the channel's name without its sign, or its id on the platform.</summary>
    public Dictionary<string, decimal> Channels { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>By the name in <c>People</c>.</summary>
    public Dictionary<string, decimal> People { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    public Dictionary<string, decimal> Templates { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>IANA name of the zone in which months begin; empty for AgentBot:TimeZone, or the zone of this computer.</summary>
    public string TimeZone { get; set; } = "";
}

internal sealed class BudgetOptionsValidator : IValidateOptions<BudgetOptions>
{
    private const decimal Largest = 10_000_000;

    public ValidateOptionsResult Validate(string? name, BudgetOptions options)
    {
        (string Path, decimal? Amount)[] amounts =
        [
            ("Month", options.Month), ("ChannelMonth", options.ChannelMonth), ("PersonMonth", options.PersonMonth), ("TemplateMonth", options.TemplateMonth),
            .. options.Channels.Select(pair => ($"Channels:{pair.Key}", (decimal?)pair.Value)),
            .. options.People.Select(pair => ($"People:{pair.Key}", (decimal?)pair.Value)),
            .. options.Templates.Select(pair => ($"Templates:{pair.Key}", (decimal?)pair.Value)),
        ];
        List<string> mistakes =
        [
            .. amounts.Where(one => one.Amount is < 0 or > Largest)
                .Select(one => FormattableString.Invariant($"Budgets:{one.Path} is {one.Amount}. Write how much may be spent in a month, 0 to {Largest}, or take it out for no limit.")),
        ];
        if (options.TimeZone.Length > 0 && !TimeZoneInfo.TryFindSystemTimeZoneById(options.TimeZone, out _))
        {
            mistakes.Add($"Budgets:TimeZone is '{options.TimeZone}', which is no time zone. Write it like Europe/Lisbon.");
        }

        return mistakes.ToResult();
    }
}

/// <summary>From the section <c>Budgets</c>.</summary>
internal static class ConfiguredLimits
{
    public static MonthLimits Of(IServiceProvider services)
    {
        BudgetOptions budgets = services.GetRequiredService<IOptions<BudgetOptions>>().Value;
        string general = services.GetRequiredService<IOptions<AgentBotOptions>>().Value.TimeZone;
        return new MonthLimits
        {
            Currency = services.GetRequiredService<IOptions<ModelOptions>>().Value.Currency,
            TimeZone = budgets.TimeZone.Length > 0 ? budgets.TimeZone : general.Length > 0 ? general : services.GetRequiredService<TimeProvider>().LocalTimeZone.Id,
            All = budgets.Month,
            EachChannel = budgets.ChannelMonth,
            EachPerson = budgets.PersonMonth,
            EachTemplate = budgets.TemplateMonth,
            Channels = budgets.Channels.ToImmutableDictionary(StringComparer.OrdinalIgnoreCase),
            People = budgets.People.ToImmutableDictionary(StringComparer.OrdinalIgnoreCase),
            Templates = budgets.Templates.ToImmutableDictionary(StringComparer.OrdinalIgnoreCase),
        };
    }
}
