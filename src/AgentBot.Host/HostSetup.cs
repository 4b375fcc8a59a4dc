namespace AgentBot.Host;

/// <summary>What differs between the program, a command that runs its own host for a moment, and a test.</summary>
public sealed record HostSetup
{
    public static readonly HostSetup Program = new();

    /// <summary>Where AgentBot was started; relative paths count from there and an appsettings.json there is read.</summary>
    public string CallerFolder { get; init; } = Environment.CurrentDirectory;

    /// <summary>Listen on the local socket alone, and log warnings only, to the error stream.</summary>
    public bool LocalOnly { get; init; }

    /// <summary>Exchanges registrations, for tests; runs after all others.</summary>
    public Action<IServiceCollection>? Services { get; init; }
}
