using System.Runtime.InteropServices;

namespace AgentBot.Agents.Sandbox;

/// <summary>The small program that stands between a confined program and the gateway, and the runtime that it needs.</summary>
internal static class RelayProgram
{
    private const string Name = "AgentBot.Relay";

    /// <summary>The folder of the .NET runtime that AgentBot itself runs on.</summary>
    public static string Runtime { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    /// <summary>All of AgentBot that is shown: these two. Beside them lie settings.</summary>
    public static IReadOnlyList<string> Files { get; } =
    [
        Path.Combine(AppContext.BaseDirectory, Name + ".dll"),
        Path.Combine(AppContext.BaseDirectory, Name + ".runtimeconfig.json"),
    ];

    /// <param name="folder">Where <see cref="Files"/> lie for the program.</param>
    /// <param name="socket">Where the gateway's socket is for the program.</param>
    public static IEnumerable<string> Command(string folder, string socket) =>
        [Path.Combine(Runtime, "dotnet"), $"{folder}/{Name}.dll", socket, new Uri(SandboxJob.Door).Port.ToString(System.Globalization.CultureInfo.InvariantCulture)];

    /// <summary>No files for debuggers, no large heap. The relay takes these away before it starts the program.</summary>
    public static void Quieten(IDictionary<string, string?> environment)
    {
        environment["DOTNET_EnableDiagnostics"] = "0";
        environment["DOTNET_gcServer"] = "0";
        environment["DOTNET_GCHeapHardLimit"] = "0x4000000";
        environment["DOTNET_TieredPGO"] = "0";
        environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
    }
}
