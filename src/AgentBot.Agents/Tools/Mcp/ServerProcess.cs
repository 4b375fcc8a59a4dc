using System.ComponentModel;
using System.Diagnostics;
using AgentBot.Agents.Tools.Insulation;

namespace AgentBot.Agents.Tools.Mcp;

/// <summary>
/// The program of one server: started with nothing of AgentBot's own environment, read with an allowance, ended by its id together
/// with everything that it started.
/// </summary>
internal sealed class ServerProcess : IDisposable
{
    /// <summary>Room for the largest answer in the escapes of JSON and for what surrounds it.</summary>
    public const long Allowance = 4 * 1024 * 1024;

    private readonly Process _process;
    private readonly CancellationTokenSource _broken = new();
    private readonly MeteredStream _output;
    private readonly Task _complaints;
    private string _why = "";

    private ServerProcess(Process process)
    {
        _process = process;
        _output = new MeteredStream(process.StandardOutput.BaseStream, Allowance, () => Break("It sent more than was asked for."));

        // Nobody reads what it complains about, but a full pipe would stop it.
        _complaints = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
    }

    public Stream Input => _process.StandardInput.BaseStream;

    public MeteredStream Output => _output;

    public int Id => _process.Id;

    /// <summary>Cancelled once it can no longer be used.</summary>
    public CancellationToken Broken => _broken.Token;

    /// <summary>Why, in a sentence; empty as long as it works.</summary>
    public string Why => Volatile.Read(ref _why);

    /// <exception cref="ToolServerException">The program cannot be started.</exception>
    public static ServerProcess Start(McpServerOptions options, IToolSecrets secrets, string home)
    {
        var start = new ProcessStartInfo(options.Command)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = home,
        };
        foreach (string argument in options.Args)
        {
            start.ArgumentList.Add(argument);
        }

        string? path = start.Environment.TryGetValue("PATH", out string? known) ? known : null;
        start.Environment.Clear();
        start.Environment["PATH"] = path;
        start.Environment["HOME"] = home;
        foreach ((string name, string written) in options.Env)
        {
            start.Environment[name] = secrets.Read(written) ?? throw new ToolServerException($"What its setting Env:{name} refers to is not there.", mayHaveArrived: false);
        }

        try
        {
            var process = new Process { StartInfo = start, EnableRaisingEvents = true };
            process.Start();
            var server = new ServerProcess(process);
            process.Exited += (_, _) => server.Break("Its program ended.");
            return server;
        }
        catch (Exception fault) when (fault is Win32Exception or InvalidOperationException or IOException)
        {
            throw new ToolServerException("Its program cannot be started.", mayHaveArrived: false, fault);
        }
    }

    public void Dispose()
    {
        Break("It was ended.");
        _output.Dispose();
        _process.Dispose();
    }

    private void Break(string why)
    {
        Interlocked.CompareExchange(ref _why, why, "");
        End();
        if (!_broken.IsCancellationRequested)
        {
            _broken.Cancel();
        }
    }

    private void End()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception fault) when (fault is InvalidOperationException or Win32Exception or AggregateException or NotSupportedException)
        {
            // It is gone already, or on its way.
            _ = _complaints;
        }
    }
}
