using System.Globalization;
using Microsoft.Extensions.Options;

namespace AgentBot.Host.Options;

/// <summary>How long things are kept, as a number and a unit: m, h, d or w. Open reviews and the audit are kept whatever stands here.</summary>
public sealed class RetentionOptions
{
    public const string Section = "Retention";

    public string Runs { get; set; } = "90d";

    public string Artifacts { get; set; } = "30d";

    public string Prompts { get; set; } = "7d";

    /// <summary>How long a redelivery is recognised; at least the 24 hours in which platforms repeat.</summary>
    public string Receipts { get; set; } = "48h";

    public TimeSpan ReceiptsFor => Parse(Receipts) ?? TimeSpan.FromHours(48);

    internal static TimeSpan? Parse(string text)
    {
        if (text.Length < 2 || !int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int amount) || amount is < 1 or > 36_500)
        {
            return null;
        }

        return text[^1] switch
        {
            'm' => TimeSpan.FromMinutes(amount),
            'h' => TimeSpan.FromHours(amount),
            'd' => TimeSpan.FromDays(amount),
            'w' => TimeSpan.FromDays(7L * amount),
            _ => null,
        };
    }
}

internal sealed class RetentionOptionsValidator : IValidateOptions<RetentionOptions>
{
    public ValidateOptionsResult Validate(string? name, RetentionOptions options)
    {
        List<string> mistakes = [];
        (string Name, string Value)[] all =
            [("Runs", options.Runs), ("Artifacts", options.Artifacts), ("Prompts", options.Prompts), ("Receipts", options.Receipts)];
        foreach ((string setting, string value) in all.Where(entry => RetentionOptions.Parse(entry.Value) is null))
        {
            mistakes.Add($"Retention:{setting} is '{value}', which is no length of time. Write a number and a unit, like 90d or 48h.");
        }

        if (RetentionOptions.Parse(options.Receipts) is { TotalHours: < 24 })
        {
            mistakes.Add($"Retention:Receipts is '{options.Receipts}', but platforms repeat a delivery for up to a day. Write 24h or more.");
        }

        return mistakes.ToResult();
    }
}
