using System.Buffers;
using System.Diagnostics;
using System.Text;

namespace AgentBot.Agents.Sandbox;

/// <summary>Runs the command of a sandbox, listens to it within limits and ends it. That its children end with it is the sandbox's duty.</summary>
internal static class ConfinedProcess
{
    /// <summary>Of the error output; the end of it says why.</summary>
    private const int ErrorBytes = 16 * 1024;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    /// <param name="exceeded">Asked now and then with the id of the process: which other limit it has come to.</param>
    public static async Task<Heard> RunAsync(ProcessStartInfo start, string input, SandboxLimits limits, Func<int, SandboxEnd?> exceeded, TimeProvider time, CancellationToken ct)
    {
        start.UseShellExecute = false;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        long begun = time.GetTimestamp();
        using var process = new Process { StartInfo = start };
        Task ended = await StartAsync(process);
        using var late = new CancellationTokenSource(limits.Time, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, late.Token);
        var output = new CappedOutput(limits.OutputBytes);
        var errors = new CappedOutput(ErrorBytes) { KeepsEnd = true };
        Task heard = Task.WhenAll(
            output.ReadAsync(process.StandardOutput.BaseStream, stop.Cancel),
            errors.ReadAsync(process.StandardError.BaseStream, static () => { }),
            SayAsync(process, input));
        SandboxEnd? cause = await WatchAsync(process, ended, exceeded, time, stop.Token);
        if (!ended.IsCompleted)
        {
            process.Kill();
        }

        await ended;

        // Its output closes when the last of its children is gone.
        await heard;
        ct.ThrowIfCancellationRequested();
        SandboxEnd end = cause ?? (output.IsFull ? SandboxEnd.TooMuchOutput : late.IsCancellationRequested ? SandboxEnd.TimedOut : SandboxEnd.Exited);
        return new Heard(end, process.ExitCode, output.Text, errors.Text, time.GetElapsedTime(begun));
    }

    // A child that asked to die with its parent dies with the thread that started it. This one lives as long as the child.
    private static async Task<Task> StartAsync(Process process)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var keeper = new Thread(() =>
        {
            try
            {
                process.Start();
                started.SetResult();
            }
            catch (Exception fault) when (fault is System.ComponentModel.Win32Exception or InvalidOperationException or IOException)
            {
                started.SetException(fault);
                return;
            }

            process.WaitForExit();
            ended.SetResult();
        })
        { IsBackground = true, Name = "sandbox" };
        keeper.Start();
        await started.Task;
        return ended.Task;
    }

    private static async Task<SandboxEnd?> WatchAsync(Process process, Task ended, Func<int, SandboxEnd?> exceeded, TimeProvider time, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await ended.WaitAsync(Look, time, stop);
                return null;
            }
            catch (TimeoutException)
            {
                if (exceeded(process.Id) is { } cause)
                {
                    return cause;
                }
            }
            catch (OperationCanceledException)
            {
                return null;
            }
        }

        return null;
    }

    private static async Task SayAsync(Process process, string input)
    {
        try
        {
            await using Stream mouth = process.StandardInput.BaseStream;
            await mouth.WriteAsync(Encoding.UTF8.GetBytes(input), CancellationToken.None);
        }
        catch (IOException)
        {
            // It did not want to hear all of it.
        }
    }

    /// <summary>How it ended and what it said.</summary>
    internal sealed record Heard(SandboxEnd End, int ExitCode, string Output, string Errors, TimeSpan Took);

    private sealed class CappedOutput(int most)
    {
        private readonly ArrayBufferWriter<byte> _kept = new();

        /// <summary>Keeps the end instead of the beginning, and is never full.</summary>
        public bool KeepsEnd { get; init; }

        public bool IsFull { get; private set; }

        public string Text => Encoding.UTF8.GetString(_kept.WrittenSpan);

        public async Task ReadAsync(Stream from, Action full)
        {
            byte[] part = new byte[16 * 1024];
            while (await from.ReadAsync(part, CancellationToken.None) is var length and > 0)
            {
                if (KeepsEnd && _kept.WrittenCount + length > most)
                {
                    _kept.ResetWrittenCount();
                }

                int taken = Math.Min(length, most - _kept.WrittenCount);
                _kept.Write(part.AsSpan(0, taken));
                if (taken < length && !IsFull)
                {
                    // What comes after is read and forgotten, so that the program can be ended rather than hang.
                    IsFull = true;
                    full();
                }
            }
        }
    }
}
