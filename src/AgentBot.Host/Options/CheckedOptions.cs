using Microsoft.Extensions.Options;

namespace AgentBot.Host.Options;

/// <summary>Registers settings so that a mistake in them stops the start with a sentence, instead of surfacing later.</summary>
public static class CheckedOptions
{
    /// <param name="section">Name of the section; empty for settings that stand at the root.</param>
    public static IServiceCollection AddChecked<TOptions, TValidator>(this IServiceCollection services, IConfiguration configuration, string section)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        IConfiguration source = section.Length == 0 ? configuration : configuration.GetSection(section);
        services.AddOptions<TOptions>().Bind(source).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TOptions>, TValidator>();
        if (section.Length > 0)
        {
            services.AddSingleton<IValidateOptions<TOptions>>(new UnknownSettings<TOptions>(source, section));
        }

        return services;
    }

    public static ValidateOptionsResult ToResult(this List<string> mistakes) =>
        mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
}

/// <summary>A setting that nothing reads is a mistake: somebody believes that it works.</summary>
internal sealed class UnknownSettings<TOptions>(IConfiguration source, string section) : IValidateOptions<TOptions>
    where TOptions : class
{
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        string[] known = [.. typeof(TOptions).GetProperties().Where(property => property.CanWrite || property.PropertyType == typeof(IList<string>)).Select(property => property.Name)];
        return source.GetChildren()
            .Where(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            .Select(child => $"{section}:{child.Key} is no setting of AgentBot. The settings of {section} are {string.Join(", ", known)}. Correct the name or take it out.")
            .ToList()
            .ToResult();
    }
}
