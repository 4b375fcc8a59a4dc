using System.Collections.Immutable;

namespace AgentBot.Agents.Sandbox;

/// <summary>One program with everything it is given: what is not in here it does not see.</summary>
public sealed record SandboxJob
{
    /// <summary>A full path, as it is on this computer.</summary>
    public required string Command { get; init; }

    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>All of its environment beside PATH, HOME and TMPDIR. Never on a command line.</summary>
    public ImmutableDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    public string Input { get; init; } = "";

    /// <summary>What lies in its folder when it begins: a path below the folder, with slashes, and the bytes.</summary>
    public ImmutableArray<SandboxFile> Files { get; init; } = [];

    /// <summary>The same for its home, which is otherwise empty.</summary>
    public ImmutableArray<SandboxFile> Home { get; init; } = [];

    /// <summary>Paths below its folder that are brought back if they are there. A trailing slash means all below.</summary>
    public ImmutableArray<string> Keep { get; init; } = [];

    /// <summary>Folders of this computer that it may read, at the same place: where the program itself lies.</summary>
    public ImmutableArray<string> ReadOnly { get; init; } = [];

    /// <summary>A socket of this computer that it reaches as <see cref="Door"/>; null for none, and then it reaches nothing.</summary>
    public string? Gateway { get; init; }

    public SandboxLimits Limits { get; init; } = new();

    /// <summary>Where <see cref="Gateway"/> is for the program.</summary>
    public static string Door => "http://127.0.0.1:8080";

    /// <summary>Where its folder is for the program.</summary>
    public static string Folder => "/agentbot/work";
}

public sealed record SandboxFile(string Path, ReadOnlyMemory<byte> Bytes);

/// <summary>What a program may use up. All of it counts for the program and everything it starts together, but for <see cref="FileBytes"/>.</summary>
public sealed record SandboxLimits
{
    public TimeSpan Time { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Of memory that is really in use.</summary>
    public long MemoryBytes { get; init; } = 2L << 30;

    /// <summary>Processes and their threads.</summary>
    public int Processes { get; init; } = 512;

    /// <summary>Of one file.</summary>
    public long FileBytes { get; init; } = 100L << 20;

    /// <summary>Of its folder.</summary>
    public long FolderBytes { get; init; } = 250L << 20;

    /// <summary>Files and folders in its folder.</summary>
    public int FolderEntries { get; init; } = 100_000;

    /// <summary>Of what it writes to its output; more ends it.</summary>
    public int OutputBytes { get; init; } = 1 << 20;

    /// <summary>Files that are brought back at most, and their bytes together.</summary>
    public int KeptFiles { get; init; } = 50;

    public long KeptBytes { get; init; } = 25L << 20;
}

/// <summary>How a program ended.</summary>
/// <param name="Errors">The end of what it wrote to its error output: for the log, never for people.</param>
/// <param name="Files">Of <see cref="SandboxJob.Keep"/>, those that are plain files.</param>
public sealed record SandboxResult(SandboxEnd End, int ExitCode, string Output, string Errors, ImmutableArray<SandboxFile> Files, TimeSpan Took)
{
    /// <summary>Paths of files that were wanted and are too large, or one too many, to be brought back.</summary>
    public ImmutableArray<string> LeftBehind { get; init; } = [];
}

public enum SandboxEnd
{
    /// <summary>By itself; whether it was content is in its exit code.</summary>
    Exited,
    TimedOut,
    TooMuchOutput,
    TooMuchMemory,
    TooMuchDisk,
}
