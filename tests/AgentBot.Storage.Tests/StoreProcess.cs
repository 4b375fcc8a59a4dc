using System.Diagnostics;

namespace AgentBot.Storage.Tests;

/// <summary>The probe as a process: its lines one after the other, and its death when asked.</summary>
internal sealed class StoreProcess : IDisposable
{
    private static readonly string Probe = Path.Combine(AppContext.BaseDirectory, "AgentBot.StoreProbe.dll");
    private readonly Process _process;

    private StoreProcess(string command, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // Memory of the runtime's own must not count against a limit on the size of files.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
    }

    public static StoreProcess Start(params string[] arguments) => new("dotnet", [Probe, .. arguments]);

    /// <param name="blocks">No file of the process may grow beyond this many blocks of 512 bytes: a write past it fails.</param>
    public static StoreProcess StartLimited(int blocks, params string[] arguments) =>
        new("/bin/sh", ["-c", $"trap '' XFSZ; ulimit -f {blocks}; exec dotnet \"$@\"", "sh", Probe, .. arguments]);

    /// <summary>The next line; null when the process has ended.</summary>
    public ValueTask<string?> ReadLineAsync(CancellationToken ct) => _process.StandardOutput.ReadLineAsync(ct);

    /// <summary>Kills it (this one process, by its handle) and reads what it had still printed.</summary>
    public async Task<IReadOnlyList<string>> KillAsync(CancellationToken ct)
    {
        _process.Kill();
        var rest = new List<string>();
        while (await ReadLineAsync(ct) is { } line)
        {
            rest.Add(line);
        }

        await _process.WaitForExitAsync(ct);
        return rest;
    }

    public async Task<int> EndAsync(CancellationToken ct)
    {
        await _process.WaitForExitAsync(ct);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
