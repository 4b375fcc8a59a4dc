using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using AgentBot.Core;
using Microsoft.Extensions.Options;

namespace AgentBot.Agents.Sandbox.Container;

/// <summary>
/// A container of an image that the operator names, by the command line of Docker or Podman. The program must lie in the image,
/// or in folders that the image's system can run.
/// </summary>
/// <param name="runtime">The command: docker or podman.</param>
public sealed class ContainerSandbox(string runtime, ProgramPlaces programs, IOptions<SandboxOptions> options, TimeProvider time) : ISandbox
{
    private static readonly TimeSpan ProbeTime = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan RemoveTime = TimeSpan.FromSeconds(10);

    /// <summary>What the runtime's command needs to find its own service. None of it goes into the container.</summary>
    private static readonly string[] OfRuntime = ["PATH", "HOME", "XDG_RUNTIME_DIR", "DOCKER_HOST"];

    private volatile bool _works;

    public string Name => runtime;

    public bool SeesThisComputer => false;

    public async ValueTask<Refusal?> CheckAsync(CancellationToken ct)
    {
        if (_works)
        {
            return null;
        }

        if (programs.Find(runtime) is not { } command)
        {
            return Sandboxes.Missing($"It needs a sandbox, and {runtime} is not on this computer.", $"The operator can install {runtime}, or bubblewrap.");
        }

        if (options.Value.Image.Length == 0)
        {
            return Sandboxes.Missing($"{runtime} is there, but no image is set for programs to run in.", "The operator can name one in Sandbox:Image, or install bubblewrap.");
        }

        ConfinedProcess.Heard heard = await AskAsync(command, ["image", "inspect", "--format", "{{.Id}}", options.Value.Image], ProbeTime, ct);
        _works = heard is { End: SandboxEnd.Exited, ExitCode: 0 };
        return _works
            ? null
            : Sandboxes.Missing($"{runtime} does not answer, or has no image named {options.Value.Image}.", "The operator can start it and fetch the image.");
    }

    public async ValueTask<SandboxResult> RunAsync(SandboxJob job, CancellationToken ct)
    {
        using WorkFolder folder = WorkFolder.Make();
        await WorkFolder.PutAsync(folder.Work, job.Files, ct);
        await WorkFolder.PutAsync(folder.Home, job.Home, ct);
        string name = "agentbot-" + RandomNumberGenerator.GetHexString(16, lowercase: true);
        string command = programs.Find(runtime) ?? runtime;
        var start = new ProcessStartInfo(command);
        foreach (string variable in start.Environment.Keys.Except(OfRuntime).ToList())
        {
            start.Environment.Remove(variable);
        }

        foreach (string argument in ContainerArguments.Of(job, folder, name, options.Value.Image, runtime == "podman"))
        {
            start.ArgumentList.Add(argument);
        }

        // Values go by the environment of the command, names alone by its arguments.
        foreach ((string variable, string value) in job.Environment)
        {
            start.Environment[variable] = value;
        }

        try
        {
            ConfinedProcess.Heard heard = await ConfinedProcess.RunAsync(
                start, job.Input, job.Limits, _ => folder.IsOver(job.Limits) ? SandboxEnd.TooMuchDisk : null, time, ct);
            KeptFiles kept = heard.End == SandboxEnd.Exited ? await folder.TakeAsync(job.Keep, job.Limits, ct) : KeptFiles.None;
            return new SandboxResult(heard.End, heard.ExitCode, heard.Output, heard.Errors, kept.Files, heard.Took) { LeftBehind = kept.LeftBehind };
        }
        finally
        {
            // Ending the command does not end the container.
            await AskAsync(command, ["rm", "--force", name], RemoveTime, CancellationToken.None);
        }
    }

    private async ValueTask<ConfinedProcess.Heard> AskAsync(string command, IEnumerable<string> arguments, TimeSpan limit, CancellationToken ct)
    {
        try
        {
            return await ConfinedProcess.RunAsync(new ProcessStartInfo(command, arguments), "", new SandboxLimits { Time = limit }, _ => null, time, ct);
        }
        catch (Win32Exception fault)
        {
            return new ConfinedProcess.Heard(SandboxEnd.Exited, 127, "", fault.Message, TimeSpan.Zero);
        }
    }
}
