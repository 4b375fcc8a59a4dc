using Microsoft.Extensions.Options;

namespace AgentBot.Agents.Models;

/// <summary>Refuses to start on settings that would fail at the first call, in plain sentences.</summary>
public sealed class ModelOptionsValidator(IEnumerable<IChatClientFactory> factories) : IValidateOptions<ModelOptions>
{
    /// <summary>Every template may rely on these two.</summary>
    private static readonly string[] NeededAliases = ["default", "small"];

    public ValidateOptionsResult Validate(string? name, ModelOptions options)
    {
        var mistakes = new List<string>();
        if (options.CallTimeout <= TimeSpan.Zero)
        {
            mistakes.Add("Models:CallTimeout must be longer than zero, for example 00:02:00.");
        }

        if (options.Currency.Length != 3 || !options.Currency.All(char.IsAsciiLetterUpper))
        {
            mistakes.Add($"Models:Currency is “{options.Currency}”; write a three-letter code such as USD.");
        }

        foreach ((string provider, ProviderOptions settings) in options.Providers)
        {
            mistakes.AddRange(CheckProvider(provider, settings));
        }

        if (!options.IsEmpty)
        {
            mistakes.AddRange(CheckAliases(options));
        }

        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }

    private IEnumerable<string> CheckProvider(string name, ProviderOptions provider)
    {
        string path = $"{ModelOptions.Section}:Providers:{name}";
        IChatClientFactory? factory = factories.FirstOrDefault(candidate => candidate.Kind.Equals(provider.Kind, StringComparison.OrdinalIgnoreCase));
        if (factory is null)
        {
            string kinds = string.Join(", ", factories.Select(candidate => candidate.Kind).Order(StringComparer.Ordinal));
            yield return provider.Kind.Length == 0
                ? $"{path}:Kind is missing. This version has these kinds: {kinds}."
                : $"{path}:Kind is “{provider.Kind}”. This version has these kinds: {kinds}. Take one of them, or remove the provider.";
        }
        else if (factory.Check(name, provider) is { } sentence)
        {
            yield return sentence;
        }

        if (provider.InputPricePerMillion < 0 || provider.OutputPricePerMillion < 0 || provider.CachedInputPricePerMillion < 0 || provider.CacheWritePricePerMillion < 0)
        {
            yield return $"{path} has a price below zero. Prices are for a million tokens.";
        }

        if (provider.InputPricePerMillion is null && (provider.CachedInputPricePerMillion ?? provider.CacheWritePricePerMillion) is not null)
        {
            yield return $"{path} has a price of remembered input, but none of input. Give InputPricePerMillion and OutputPricePerMillion too.";
        }

        if (provider.InputPricePerMillion is null != provider.OutputPricePerMillion is null)
        {
            yield return $"{path} has only one of its two prices. Give InputPricePerMillion and OutputPricePerMillion, or neither.";
        }
    }

    private static IEnumerable<string> CheckAliases(ModelOptions options)
    {
        foreach (string alias in NeededAliases.Where(alias => !options.Aliases.ContainsKey(alias)))
        {
            yield return $"{ModelOptions.Section}:Aliases:{alias} is missing. Templates rely on the aliases default and small; name the providers that serve it.";
        }

        foreach ((string alias, string[] providers) in options.Aliases)
        {
            if (providers.Length == 0)
            {
                yield return $"{ModelOptions.Section}:Aliases:{alias} names no provider.";
            }

            foreach (string provider in providers.Where(provider => !ModelRouter.IsBuiltIn(provider) && !options.Providers.ContainsKey(provider)))
            {
                string known = string.Join(", ", options.Providers.Keys.Append(ModelRouter.Offline).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal));
                yield return $"{ModelOptions.Section}:Aliases:{alias} names the provider “{provider}”, which is not set. Known: {known}.";
            }
        }
    }
}
