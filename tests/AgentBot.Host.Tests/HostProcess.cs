using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace AgentBot.Host.Tests;

/// <summary>The real program as a child process, started in a folder of the test's choice.</summary>
internal sealed class HostProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HostProcess(string program, string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        _process.OutputDataReceived += (_, line) => Take(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Take(_error, line.Data);
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException($"It ended before it was ready: {Output}{Error}"));
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The program that was built together with these tests.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "AgentBot.Host.dll");

    public string Output => Read(_output);

    public string Error => Read(_error);

    public static HostProcess Start(string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? program = null) =>
        new(program ?? Program, folder, arguments, environment);

    /// <summary>The address from the line that says it is ready; with the key, where there is one.</summary>
    public async Task<Uri> ReadyAsync() => new(await _ready.Task.WaitAsync(TimeSpan.FromMinutes(1)));

    /// <summary>The most memory that the process has ever held, in bytes.</summary>
    public long PeakMemory
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <param name="within">A minute where nothing else is said.</param>
    /// <returns>The exit code; 137 after a kill.</returns>
    public async Task<int> EndAsync(TimeSpan? within = null)
    {
        using var limit = new CancellationTokenSource(within ?? TimeSpan.FromMinutes(1));
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public void Kill() => _process.Kill(entireProcessTree: true);

    /// <summary>Tells it to stop, as an operator or a deploy does: SIGTERM.</summary>
    public async Task TerminateAsync()
    {
        using Process shell = Process.Start("sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -TERM {_process.Id}")]);
        await shell.WaitForExitAsync();
        Assert.Equal(0, shell.ExitCode);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static string Read(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }

    private void Take(StringBuilder text, string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (text)
        {
            text.AppendLine(line);
        }

        const string Mark = "AgentBot is ready: ";
        if (line.StartsWith(Mark, StringComparison.Ordinal))
        {
            _ready.TrySetResult(line[Mark.Length..].Trim().Split(' ')[0]);
        }
    }
}
