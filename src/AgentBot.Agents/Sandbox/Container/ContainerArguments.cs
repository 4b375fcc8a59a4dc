using System.Globalization;

namespace AgentBot.Agents.Sandbox.Container;

/// <summary>The same promises as everywhere, in the words of Docker and Podman.</summary>
internal static class ContainerArguments
{
    private const string Home = "/agentbot/home";
    private const string Socket = "/agentbot/gateway.sock";
    private const string Relay = "/agentbot/relay";
    private const string Nobody = "65534:65534";

    /// <param name="image">On this computer already: nothing is fetched while a run waits.</param>
    /// <param name="isRootless">Podman maps its own user; only so can the program write into a folder that belongs to it.</param>
    public static IEnumerable<string> Of(SandboxJob job, WorkFolder folder, string name, string image, bool isRootless)
    {
        List<string> arguments =
        [
            "run", "--rm", "--interactive", "--name", name, "--pull", "never", "--init",
            "--network", "none", "--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges",
            "--ipc", "private", "--hostname", "sandbox", "--log-driver", "none",
            "--pids-limit", Number(job.Limits.Processes),
            "--memory", Number(job.Limits.MemoryBytes), "--memory-swap", Number(job.Limits.MemoryBytes),
            "--ulimit", "core=0", "--ulimit", $"fsize={Number(job.Limits.FileBytes)}",
            "--tmpfs", "/tmp:rw,nosuid,nodev,size=128m,mode=1777",
            "--user", Nobody,
            "--workdir", SandboxJob.Folder,
            "--env", "HOME=" + Home, "--env", "TMPDIR=/tmp",
        ];
        if (isRootless)
        {
            arguments.AddRange(["--userns", "keep-id:uid=65534,gid=65534"]);
        }

        AddMount(arguments, folder.Work, SandboxJob.Folder, isReadOnly: false);
        AddMount(arguments, folder.Home, Home, isReadOnly: false);
        foreach (string place in job.ReadOnly.Where(place => !IsOfSystem(place)))
        {
            AddMount(arguments, place, place, isReadOnly: true);
        }

        if (job.Gateway is { } gateway)
        {
            AddMount(arguments, gateway, Socket, isReadOnly: false);
            AddMount(arguments, RelayProgram.Runtime, RelayProgram.Runtime, isReadOnly: true);
            foreach (string file in RelayProgram.Files)
            {
                AddMount(arguments, file, Relay + "/" + Path.GetFileName(file), isReadOnly: true);
            }
        }

        arguments.AddRange(job.Environment.Keys.Order(StringComparer.Ordinal).SelectMany(variable => new[] { "--env", variable }));
        arguments.Add("--entrypoint");
        string[] command = job.Gateway is null ? [job.Command, .. job.Arguments] : [.. RelayProgram.Command(Relay, Socket), job.Command, .. job.Arguments];
        arguments.AddRange([command[0], image, .. command[1..]]);
        return arguments;
    }

    // The image has a system of its own; showing it this computer's would break both.
    private static bool IsOfSystem(string place) => place is "/bin" or "/sbin" or "/lib" or "/lib64" || place.StartsWith("/usr/", StringComparison.Ordinal);

    private static void AddMount(List<string> arguments, string from, string to, bool isReadOnly) =>
        arguments.AddRange(["--mount", $"type=bind,source={from},target={to}{(isReadOnly ? ",readonly" : "")}"]);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
