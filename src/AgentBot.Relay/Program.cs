using AgentBot.Relay;

// AgentBot.Relay <socket> <port> <command> [argument …]
// Runs the command and lets it reach one socket of the host as a port of its own loopback, for as long as it runs.
if (args.Length < 3 || !int.TryParse(args[1], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int port))
{
    await Console.Error.WriteLineAsync("usage: AgentBot.Relay <socket> <port> <command> [argument ...]");
    return 64;
}

using var carrier = new Carrier(args[0], port);
using System.Diagnostics.Process? program = Confined.Start(args[2], args[3..]);
if (program is null)
{
    await Console.Error.WriteLineAsync("The program could not be started.");
    return 126;
}

await program.WaitForExitAsync();
return program.ExitCode;
