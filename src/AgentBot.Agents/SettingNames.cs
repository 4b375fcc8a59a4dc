using AgentBot.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace AgentBot.Agents;

/// <summary>A setting that nothing reads is a mistake: somebody believes that it works.</summary>
internal static class SettingNames
{
    /// <summary>A sentence for each name below <paramref name="section"/> that <typeparamref name="TOptions"/> does not have, with the one that was probably meant.</summary>
    public static IEnumerable<string> Unknown<TOptions>(IConfigurationSection section)
    {
        string[] known = [.. typeof(TOptions).GetProperties().Select(property => property.Name)];
        return section.GetChildren()
            .Where(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            .Select(child => NearestWord.Of(child.Key, known) is { } near
                ? $"{child.Path} is no setting of AgentBot. Did you mean {near}?"
                : $"{child.Path} is no setting of AgentBot. There are {string.Join(", ", known)}. Correct the name or take it out.");
    }
}

/// <summary>Refuses to start on names of settings that nothing reads.</summary>
/// <param name="unknown">A sentence for each.</param>
internal sealed class NamesValidator<TOptions>(Func<IEnumerable<string>> unknown) : IValidateOptions<TOptions>
    where TOptions : class
{
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        string[] mistakes = [.. unknown()];
        return mistakes.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }
}
