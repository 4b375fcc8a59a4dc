using Spectre.Console;

namespace AgentBot.Host.CommandLine;

/// <summary>What a command writes to and asks. Colour only where a person looks at it.</summary>
internal sealed class Terminal
{
    private readonly IAnsiConsole _console;

    public Terminal(TextWriter output)
    {
        bool plain = System.Console.IsOutputRedirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };
        IsInteractive = !System.Console.IsOutputRedirected && !System.Console.IsInputRedirected;
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = plain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = IsInteractive ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        if (System.Console.IsOutputRedirected)
        {
            // Nobody's window: lines are not to be broken.
            _console.Profile.Width = 10_000;
        }
    }

    /// <summary>A person sits in front of it and can be asked.</summary>
    public bool IsInteractive { get; }

    public void Say(string text = "") => _console.WriteLine(text);

    public void Say(string text, string style) => _console.Write(new Text(text + "\n", Style.Parse(style)));

    public Task<string> ChooseAsync(string question, IReadOnlyList<string> choices, CancellationToken ct) =>
        new SelectionPrompt<string>().Title(Markup.Escape(question)).UseConverter(Markup.Escape).AddChoices(choices).ShowAsync(_console, ct);

    public Task<string> AskAsync(string question, CancellationToken ct) =>
        new TextPrompt<string>(Markup.Escape(question)).ShowAsync(_console, ct);
}
