using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using AgentBot.Core;
using Microsoft.Extensions.Options;

namespace AgentBot.Agents.Sandbox.Bubblewrap;

/// <summary>Linux namespaces by the program bubblewrap: nothing to prepare, and a few hundredths of a second a run.</summary>
public sealed class BubblewrapSandbox(ProgramPlaces programs, IOptions<SandboxOptions> options, TimeProvider time) : ISandbox, IDisposable
{
    private static readonly TimeSpan ProbeTime = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private bool _works;

    public string Name => "bubblewrap";

    public bool SeesThisComputer => true;

    public async ValueTask<Refusal?> CheckAsync(CancellationToken ct)
    {
        if (_works)
        {
            return null;
        }

        await _turn.WaitAsync(ct);
        try
        {
            if (_works)
            {
                return null;
            }

            WorkFolder.SweepForgotten();
            Refusal? refusal = await ProbeAsync(ct);
            _works = refusal is null;
            return refusal;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask<SandboxResult> RunAsync(SandboxJob job, CancellationToken ct)
    {
        using WorkFolder folder = WorkFolder.Make();
        await WorkFolder.PutAsync(folder.Work, job.Files, ct);
        await WorkFolder.PutAsync(folder.Home, job.Home, ct);
        ConfinedProcess.Heard heard = await ConfinedProcess.RunAsync(Start(job, folder), job.Input, job.Limits, id => Exceeded(id, job.Limits, folder), time, ct);
        KeptFiles kept = heard.End == SandboxEnd.Exited ? await folder.TakeAsync(job.Keep, job.Limits, ct) : KeptFiles.None;
        return new SandboxResult(heard.End, heard.ExitCode, heard.Output, heard.Errors, kept.Files, heard.Took) { LeftBehind = kept.LeftBehind };
    }

    public void Dispose() => _turn.Dispose();

    private static SandboxEnd? Exceeded(int id, SandboxLimits limits, WorkFolder folder) =>
        ProcessTree.MemoryOf(id) > limits.MemoryBytes ? SandboxEnd.TooMuchMemory
        : folder.IsOver(limits) ? SandboxEnd.TooMuchDisk
        : null;

    private ProcessStartInfo Start(SandboxJob job, WorkFolder folder)
    {
        var start = new ProcessStartInfo(programs.Find("bwrap") ?? "/usr/bin/bwrap");

        // What bubblewrap is given goes on to the program; a command line could be read by everybody on this computer.
        start.Environment.Clear();
        foreach ((string name, string value) in job.Environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["PATH"] = "/usr/local/bin:/usr/bin:/bin";
        start.Environment["HOME"] = BubblewrapArguments.Home;
        start.Environment["TMPDIR"] = "/tmp";
        if (job.Gateway is not null)
        {
            RelayProgram.Quieten(start.Environment);
        }

        // As root the program gets a number of its own, so that processes can be counted; otherwise it is nobody within its own namespace.
        int? user = Environment.IsPrivilegedProcess ? RandomNumberGenerator.GetInt32(2_000_000, 1_000_000_000) : null;
        foreach (string argument in BubblewrapArguments.Of(job, folder, user))
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    private async ValueTask<Refusal?> ProbeAsync(CancellationToken ct)
    {
        if (!OperatingSystem.IsLinux() || programs.Find("bwrap") is null)
        {
            return Sandboxes.Missing("It needs a sandbox, and there is none on this computer.", "The operator can install bubblewrap, for example with: apt install bubblewrap");
        }

        if (programs.Find("prlimit") is null || programs.Find("setpriv") is null)
        {
            return Sandboxes.Missing("Its sandbox needs the programs prlimit and setpriv, and they are not on this computer.", "The operator can install util-linux.");
        }

        try
        {
            SandboxResult tried = await RunAsync(new SandboxJob { Command = "/usr/bin/env", Limits = options.Value.Limits(ProbeTime) }, ct);
            return tried is { End: SandboxEnd.Exited, ExitCode: 0 } ? null : CannotBegin(tried.Errors);
        }
        catch (Exception fault) when (fault is Win32Exception or IOException or UnauthorizedAccessException)
        {
            return CannotBegin(fault.Message);
        }
    }

    private static Refusal CannotBegin(string errors)
    {
        string said = errors.ReplaceLineEndings(" ").Trim();
        return Sandboxes.Missing(
            string.Create(CultureInfo.InvariantCulture, $"bubblewrap is installed, but this computer does not let it work{(said.Length > 0 ? $" (“{said[..Math.Min(said.Length, 200)]}”)" : "")}."),
            "The operator can allow user namespaces to the user that AgentBot runs as, or name a container runtime in Sandbox:Provider.");
    }
}
