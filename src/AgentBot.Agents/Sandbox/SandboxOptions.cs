namespace AgentBot.Agents.Sandbox;

/// <summary>Section "Sandbox" of the settings: where programs run that agents use.</summary>
public sealed class SandboxOptions
{
    public const string Section = "Sandbox";

    /// <summary>bubblewrap, docker, podman or none. Empty: the first of them that works here.</summary>
    public string Provider { get; set; } = "";

    /// <summary>For docker and podman: the image that programs run in. It must be on this computer; none is fetched.</summary>
    public string Image { get; set; } = "";

    /// <summary>Memory in use by a program and all it starts, in megabytes. Default 2048.</summary>
    public int MemoryMegabytes { get; set; } = 2048;

    /// <summary>Processes and threads of a program. Default 512.</summary>
    public int Processes { get; set; } = 512;

    /// <summary>The largest that its folder may become, in megabytes. Default 250.</summary>
    public int FolderMegabytes { get; set; } = 250;

    /// <summary>As limits of one run.</summary>
    public SandboxLimits Limits(TimeSpan time) => new()
    {
        Time = time,
        MemoryBytes = (long)MemoryMegabytes << 20,
        Processes = Processes,
        FolderBytes = (long)FolderMegabytes << 20,
        FileBytes = Math.Min((long)FolderMegabytes << 20, 100L << 20),
    };
}
