using System.CommandLine;

namespace AgentBot.Host.CommandLine;

/// <summary>The verbs of the program.</summary>
internal static class AgentBotCommand
{
    /// <summary>People are written with a leading @, which must not be taken for the name of a file with arguments.</summary>
    public static ParserConfiguration Parsing { get; } = new() { ResponseFileTokenReplacer = null };

    /// <summary>How long a verb may take to end once the process is told to: longer than the thirty seconds that the host gives to what is under way, since the command line would end the process after two.</summary>
    public static TimeSpan Ending { get; } = TimeSpan.FromSeconds(40);

    public static RootCommand Create(string[] args)
    {
        var root = new RootCommand("AgentBot: reviewed work by small agents, for teams. Without a verb it serves.");
        root.SetAction((parsed, ct) => ServeCommand.RunAsync(parsed, ct));
        root.Subcommands.Add(ServeCommand.Create());
        root.Subcommands.Add(RunCommand.Create());
        root.Subcommands.Add(SchedulesCommand.Create());
        root.Subcommands.Add(ReviewsCommand.Create());
        root.Subcommands.Add(ToolsCommand.Create());
        root.Subcommands.Add(ValidateCommand.Create());
        root.Subcommands.Add(DoctorCommand.Create());
        root.Subcommands.Add(AuditCommand.Create());
        root.Subcommands.Add(TeamsPackageCommand.Create());
        root.Subcommands.Add(SchemaCommand.Create());

        // Settings such as --urls belong to the host; verbs other than serve take only their own options.
        root.TreatUnmatchedTokensAsErrors = args is [var verb, ..] && verb != "serve" && root.Subcommands.Any(command => command.Name == verb);
        return root;
    }
}
