namespace AgentBot.Agents.Models;

/// <summary>Section "Models" of the settings. Empty: the built-in offline model serves every alias.</summary>
public sealed class ModelOptions
{
    public const string Section = "Models";

    /// <summary>By name. The name "offline" exists without being written.</summary>
    public Dictionary<string, ProviderOptions> Providers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Alias to provider names; the first is asked, the others stand in when it is out of order.</summary>
    public Dictionary<string, string[]> Aliases { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The currency of all prices, ISO 4217. Default USD.</summary>
    public string Currency { get; set; } = "USD";

    /// <summary>How long one call may take. Default two minutes.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromMinutes(2);

    public bool IsEmpty => Providers.Count == 0 && Aliases.Count == 0;
}

public sealed class ProviderOptions
{
    /// <summary>Which wire format it speaks: anthropic, openai (with everything compatible to it), or offline.</summary>
    public string Kind { get; set; } = "";

    /// <summary>The model's own name at the provider.</summary>
    public string Model { get; set; } = "";

    /// <summary>env:NAME or file:/path. Empty where the headers carry it, or a server on this computer wants none.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>Where the provider is, up to and without /messages or /chat/completions. Empty: the provider's own.</summary>
    public string BaseUrl { get; set; } = "";

    /// <summary>Sent with every call; env:NAME and file:/path as for the key. For gateways and Azure: api-key, x-api-key.</summary>
    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>In whole units of the currency for a million tokens; empty: unknown, then counted as the dearest.</summary>
    public decimal? InputPricePerMillion { get; set; }

    public decimal? OutputPricePerMillion { get; set; }

    /// <summary>Of input that the provider remembered of earlier questions; empty: as <see cref="InputPricePerMillion"/>.</summary>
    public decimal? CachedInputPricePerMillion { get; set; }

    /// <summary>Of input that it is told to remember; empty: as <see cref="InputPricePerMillion"/>.</summary>
    public decimal? CacheWritePricePerMillion { get; set; }
}
