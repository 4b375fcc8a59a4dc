using Microsoft.Extensions.Options;

namespace AgentBot.Host.Options;

/// <summary>Secrets by the name that templates and tools use. A value may be "env:NAME" or "file:/path"; it is read when it is needed.</summary>
public sealed class SecretsOptions
{
    public IDictionary<string, string> Secrets { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
}

internal sealed class SecretsOptionsValidator : IValidateOptions<SecretsOptions>
{
    public ValidateOptionsResult Validate(string? name, SecretsOptions options)
    {
        List<string> mistakes = [];
        foreach ((string key, string value) in options.Secrets)
        {
            if (string.IsNullOrWhiteSpace(value) || value is "env:" or "file:")
            {
                mistakes.Add($"Secrets:{key} is empty. Write env:NAME, file:/path or the secret itself, or take it out.");
            }
        }

        return mistakes.ToResult();
    }
}
