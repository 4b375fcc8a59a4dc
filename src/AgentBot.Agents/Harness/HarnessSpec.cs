using System.Collections.Immutable;
using AgentBot.Agents.Sandbox;

namespace AgentBot.Agents.Harness;

/// <summary>A program that works in an agent's place, with everything that is known of how to use it.</summary>
public sealed record HarnessSpec
{
    public required string Name { get; init; }

    public required string Command { get; init; }

    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>As <see cref="Models.ProviderOptions.Kind"/>.</summary>
    public required string Wire { get; init; }

    /// <summary><c>stdin</c>, <c>argument</c> or <c>file:name</c>.</summary>
    public string Prompt { get; init; } = "stdin";

    public string Result { get; init; } = "text";

    public ImmutableDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    public ImmutableDictionary<string, string> Files { get; init; } = ImmutableDictionary<string, string>.Empty;

    public ImmutableArray<string> ReadOnly { get; init; } = [];

    /// <summary>Further names beside <see cref="HiddenNames.Always"/> that it never finds in its folder.</summary>
    public ImmutableArray<string> Hide { get; init; } = [];

    public TimeSpan Time { get; init; } = TimeSpan.FromMinutes(10);

    public int Calls { get; init; } = 60;

    /// <summary>What the settings say of it, over what is known already.</summary>
    public HarnessSpec With(HarnessSettings settings) => this with
    {
        Command = settings.Command.Length > 0 ? settings.Command : Command,
        Arguments = settings.Args.Length > 0 ? [.. settings.Args] : Arguments,
        Wire = settings.Wire.Length > 0 ? settings.Wire.ToLowerInvariant() : Wire,
        Prompt = settings.Prompt.Length > 0 ? settings.Prompt : Prompt,
        Result = settings.Result.Length > 0 ? settings.Result : Result,
        Environment = Environment.SetItems(settings.Env),
        Files = Files.SetItems(settings.Files),
        ReadOnly = settings.ReadOnly.Length > 0 ? [.. settings.ReadOnly] : ReadOnly,
        Hide = [.. Hide, .. settings.Hide],
        Time = settings.Time ?? Time,
        Calls = settings.Calls ?? Calls,
    };

    /// <summary>Null, or a sentence for the operator about what cannot work.</summary>
    public string? Mistake(string path) =>
        Command.Length == 0 ? $"{path}:Command is missing. Name the program, or the harness that stands in for it (Use)."
        : Wire is not ("anthropic" or "openai") ? $"{path}:Wire is “{Wire}”. A program speaks anthropic or openai."
        : !IsPrompt(Prompt) ? $"{path}:Prompt is “{Prompt}”. Write stdin, argument or file:name."
        : !ResultReader.Knows(Result) ? $"{path}:Result is “{Result}”. Write text, json:field, lines:type:field or file:name."
        : Arguments.Any(argument => argument.Contains("{token}", StringComparison.Ordinal)) ? $"{path}:Args must not hold {{token}}: everybody on this computer could read it there. Put it into Env or Files."
        : Files.Keys.FirstOrDefault(file => WorkFolder.CheckPath(file) is not null) is { } file ? $"{path}:Files has “{file}”, which is no path below a folder."
        : ReadOnly.FirstOrDefault(folder => !Path.IsPathRooted(folder)) is { } relative ? $"{path}:ReadOnly has “{relative}”. Write full paths."
        : Hide.FirstOrDefault(name => name.Contains('/', StringComparison.Ordinal) || WorkFolder.CheckPath(name) is not null) is { } hidden ? $"{path}:Hide has “{hidden}”. Write names of files or folders, without a path."
        : Time <= TimeSpan.Zero || Calls < 1 ? $"{path}:Time must be longer than zero, and Calls at least 1."
        : null;

    private static bool IsPrompt(string prompt) =>
        prompt is "stdin" or "argument" || (prompt.StartsWith("file:", StringComparison.Ordinal) && WorkFolder.CheckPath(prompt["file:".Length..]) is null);
}
