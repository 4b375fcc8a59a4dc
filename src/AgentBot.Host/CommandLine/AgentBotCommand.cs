using System.CommandLine;

namespace AgentBot.Host.CommandLine;

/// <summary>The verbs of the program.</summary>
internal static class AgentBotCommand
{
    public static RootCommand Create()
    {
        var root = new RootCommand("AgentBot: reviewed work by small agents, for teams. Without a verb it serves.")
        {
            // Settings such as --urls belong to the host; the other verbs take only their own options.
            TreatUnmatchedTokensAsErrors = false,
        };
        root.SetAction((parsed, ct) => ServeCommand.RunAsync(parsed, ct));
        root.Subcommands.Add(ServeCommand.Create());
        return root;
    }
}
