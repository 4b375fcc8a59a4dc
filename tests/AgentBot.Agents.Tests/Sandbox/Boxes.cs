using AgentBot.Agents.Sandbox;
using AgentBot.Agents.Sandbox.Bubblewrap;
using Microsoft.Extensions.Options;

namespace AgentBot.Agents.Tests.Sandbox;

/// <summary>The real sandbox of this computer, and jobs for it.</summary>
internal static class Boxes
{
    /// <summary>A computer without bubblewrap fails these tests rather than pass over them: `bash tests/run` installs it.</summary>
    public static async Task<BubblewrapSandbox> ReadyAsync()
    {
        var box = new BubblewrapSandbox(new ProgramPlaces(""), new OptionsWrapper<SandboxOptions>(new SandboxOptions()), TimeProvider.System);
        Assert.Null((await box.CheckAsync(CancellationToken.None))?.ToString());
        return box;
    }

    public static SandboxJob Shell(string script) => new()
    {
        Command = "/bin/bash",
        Arguments = ["-c", script],
        Limits = new SandboxLimits { Time = TimeSpan.FromSeconds(30), Processes = 64 },
    };

    public static async Task<SandboxResult> RunAsync(this ISandbox box, SandboxJob job) => await box.RunAsync(job, CancellationToken.None);

    /// <summary>What a script printed, where it must end well.</summary>
    public static async Task<string> SaysAsync(this ISandbox box, SandboxJob job)
    {
        SandboxResult result = await box.RunAsync(job);
        Assert.True(result is { End: SandboxEnd.Exited, ExitCode: 0 }, $"{result.End}, {result.ExitCode}: {result.Errors}");
        return result.Output.Trim();
    }
}
