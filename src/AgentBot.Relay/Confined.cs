using System.ComponentModel;
using System.Diagnostics;

namespace AgentBot.Relay;

/// <summary>The command that the relay was asked to run, with the relay's own input and output.</summary>
internal static class Confined
{
    /// <summary>Null where it cannot be started.</summary>
    public static Process? Start(string command, string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { UseShellExecute = false };

        // How this runtime is to behave is nothing that the program is to know or to inherit.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("DOTNET_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        try
        {
            return Process.Start(start);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
