using AgentBot.Chat.Verifying;
using AgentBot.Core;
using AgentBot.Core.Commands;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace AgentBot.Chat.Answering;

/// <summary>Tells operators of presses that no button of AgentBot’s makes: somebody has put them together by hand. The same on every platform.</summary>
public sealed class ForeignPresses(SourceMeter meter, ILogger<ForeignPresses> logger)
{
    /// <param name="kind">What the press says it points at.</param>
    /// <param name="verb">What it says it does.</param>
    /// <returns>What the one who pressed is told.</returns>
    public Refusal Tell(PersonKey person, string kind, string verb)
    {
        if (meter.MayTell($"press of {person}"))
        {
            Log.ForeignPress(logger, person.Value, Word(kind), Word(verb));
        }

        return ButtonWords.Foreign;
    }

    // Both may hold anything that somebody wanted to see in a log.
    private static string Word(string said) => said.Length is > 0 and <= 20 && said.All(letter => letter is '-' or (>= 'a' and <= 'z')) ? said : "something else";
}

public static class ForeignPressesServices
{
    /// <summary>For every door that takes presses; the same one for all.</summary>
    public static IServiceCollection AddForeignPresses(this IServiceCollection services)
    {
        services.TryAddSingleton<SourceMeter>();
        services.TryAddSingleton<ForeignPresses>();
        return services;
    }
}
