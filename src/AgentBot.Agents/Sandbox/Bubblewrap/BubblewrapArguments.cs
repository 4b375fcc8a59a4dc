using System.Globalization;

namespace AgentBot.Agents.Sandbox.Bubblewrap;

/// <summary>Says to bubblewrap what a program may see. Everything that is not named here is not there.</summary>
internal static class BubblewrapArguments
{
    public const string Home = "/agentbot/home";

    private const string Socket = "/agentbot/gateway.sock";
    private const string Relay = "/agentbot/relay";

    /// <summary>Of /tmp and of memory that processes share.</summary>
    private const long ScratchBytes = 128L << 20;

    /// <summary>In a Linux where these are links into /usr they are made again; otherwise they are shown.</summary>
    private static readonly string[] BesideUsr = ["/bin", "/sbin", "/lib", "/lib32", "/lib64"];

    /// <summary>What programs need of /etc to start and to trust nobody else: no names of people, no addresses.</summary>
    private static readonly string[] OfEtc = ["/etc/ld.so.cache", "/etc/alternatives", "/etc/ssl/certs"];

    /// <param name="user">The number that the program runs as, where AgentBot runs as root; null otherwise.</param>
    public static IEnumerable<string> Of(SandboxJob job, WorkFolder folder, int? user)
    {
        List<string> arguments =
        [
            "--die-with-parent", "--new-session", "--hostname", "sandbox",
            "--unshare-net", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try",
            "--ro-bind", "/usr", "/usr",
        ];
        if (user is null)
        {
            arguments.AddRange(["--unshare-user", "--disable-userns", "--uid", "1000", "--gid", "1000"]);
        }

        foreach (string place in BesideUsr)
        {
            AddBesideUsr(arguments, place);
        }

        AddWayTo(arguments, "/etc/names");
        AddWayTo(arguments, Relay + "/file");
        arguments.AddRange(OfEtc.SelectMany(place => new[] { "--ro-bind-try", place, place }));
        AddNames(arguments, folder, user ?? 1000);
        arguments.AddRange(["--proc", "/proc", "--dev", "/dev"]);
        arguments.AddRange(["--perms", "1777", "--size", Number(ScratchBytes), "--tmpfs", "/tmp"]);
        arguments.AddRange(["--perms", "1777", "--size", Number(ScratchBytes), "--tmpfs", "/dev/shm"]);
        foreach (string place in job.ReadOnly.Where(place => !place.StartsWith("/usr/", StringComparison.Ordinal)))
        {
            AddWayTo(arguments, place);
            arguments.AddRange(["--ro-bind", place, place]);
        }

        if (job.Gateway is { } gateway)
        {
            AddWayTo(arguments, RelayProgram.Runtime);
            arguments.AddRange(["--ro-bind", RelayProgram.Runtime, RelayProgram.Runtime]);
            arguments.AddRange(RelayProgram.Files.SelectMany(file => new[] { "--ro-bind", file, Relay + "/" + Path.GetFileName(file) }));
            arguments.AddRange(["--bind", gateway, Socket]);
        }

        arguments.AddRange(["--bind", folder.Home, Home, "--bind", folder.Work, SandboxJob.Folder, "--chdir", SandboxJob.Folder]);
        if (user is not null)
        {
            arguments.AddRange(["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_SETPCAP"]);
        }

        arguments.Add("--");
        AddUser(arguments, user);
        AddLimits(arguments, job.Limits);
        if (job.Gateway is not null)
        {
            arguments.AddRange(RelayProgram.Command(Relay, Socket));
        }

        arguments.Add(job.Command);
        arguments.AddRange(job.Arguments);
        return arguments;
    }

    // What bubblewrap makes by itself on the way to a place only root may pass.
    private static void AddWayTo(List<string> arguments, string place)
    {
        for (int at = place.IndexOf('/', 1); at > 0; at = place.IndexOf('/', at + 1))
        {
            if (!place.StartsWith("/usr/", StringComparison.Ordinal))
            {
                arguments.AddRange(["--perms", "0755", "--dir", place[..at]]);
            }
        }
    }

    private static void AddBesideUsr(List<string> arguments, string place)
    {
        if (new DirectoryInfo(place) is not { Exists: true } folder)
        {
            return;
        }

        arguments.AddRange(folder.LinkTarget is { } target ? ["--symlink", target, place] : ["--ro-bind", place, place]);
    }

    // Programs ask who they are and where the computer itself is; both have an answer, which says nothing about this computer.
    private static void AddNames(List<string> arguments, WorkFolder folder, int user)
    {
        foreach ((string place, string text) in new[]
        {
            ("/etc/passwd", $"agent:x:{Number(user)}:{Number(user)}:agent:{Home}:/bin/sh\n"),
            ("/etc/group", $"agent:x:{Number(user)}:\n"),
            ("/etc/hosts", "127.0.0.1 localhost\n"),
        })
        {
            string written = Path.Combine(folder.Path, Path.GetFileName(place));
            File.WriteAllText(written, text);
            Permissions.Set(written, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
            arguments.AddRange(["--ro-bind", written, place]);
        }
    }

    private static void AddUser(List<string> arguments, int? user)
    {
        if (user is { } number)
        {
            arguments.AddRange(["/usr/bin/setpriv", "--reuid", Number(number), "--regid", Number(number), "--clear-groups", "--bounding-set=-all", "--inh-caps=-all", "--"]);
        }
    }

    // Programs reserve much more memory than they use, and some do nothing but tidy up where they may not. So the kernel only stops what
    // runs away; what is really in use is looked at while the program runs.
    private static long Reserved(SandboxLimits limits) => Math.Max(4 * limits.MemoryBytes, 4L << 30);

    // Within the namespace of the program, so that its processes are counted and not those of AgentBot.
    private static void AddLimits(List<string> arguments, SandboxLimits limits) => arguments.AddRange(
    [
        "/usr/bin/prlimit",
        "--core=0",
        "--nofile=4096",
        $"--nproc={Number(limits.Processes)}",
        $"--fsize={Number(limits.FileBytes)}",
        $"--data={Number(Reserved(limits))}",
        $"--cpu={Number((long)Math.Ceiling(limits.Time.TotalSeconds) * 4)}",
        "--",
    ]);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
