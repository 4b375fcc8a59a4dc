using System.CommandLine;

namespace AgentBot.Host.CommandLine;

/// <summary>The verbs of the program.</summary>
internal static class AgentBotCommand
{
    /// <summary>People are written with a leading @, which must not be taken for the name of a file with arguments.</summary>
    public static ParserConfiguration Parsing { get; } = new() { ResponseFileTokenReplacer = null };

    public static RootCommand Create()
    {
        var root = new RootCommand("AgentBot: reviewed work by small agents, for teams. Without a verb it serves.")
        {
            // Settings such as --urls belong to the host; the other verbs take only their own options.
            TreatUnmatchedTokensAsErrors = false,
        };
        root.SetAction((parsed, ct) => ServeCommand.RunAsync(parsed, ct));
        root.Subcommands.Add(ServeCommand.Create());
        root.Subcommands.Add(RunCommand.Create());
        root.Subcommands.Add(ValidateCommand.Create());
        root.Subcommands.Add(DoctorCommand.Create());
        root.Subcommands.Add(AuditCommand.Create());
        return root;
    }
}
