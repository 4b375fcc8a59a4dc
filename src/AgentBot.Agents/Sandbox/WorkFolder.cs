using System.Collections.Immutable;
using System.Security.Cryptography;
using AgentBot.Core;

namespace AgentBot.Agents.Sandbox;

/// <summary>A folder for one run of a program, which nobody else on this computer can enter and which is gone afterwards.</summary>
public sealed class WorkFolder : IDisposable
{
    /// <summary>So short because the path of a socket below it may have 107 letters.</summary>
    private const string Start = "agentbot-run-";

    private const UnixFileMode Ours = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const UnixFileMode Everybodys = Ours | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private static readonly EnumerationOptions Plainly = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, MaxRecursionDepth = 32 };

    private readonly FileStream _held;

    private WorkFolder(string path)
    {
        Path = path;
        _held = new FileStream(System.IO.Path.Combine(path, "held"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
    }

    /// <summary>Only AgentBot's own user enters it. Beside what the program is given it holds nothing but what the sandbox needs.</summary>
    public string Path { get; }

    /// <summary>What the program works in.</summary>
    public string Work => System.IO.Path.Combine(Path, "work");

    public string Home => System.IO.Path.Combine(Path, "home");

    public static WorkFolder Make()
    {
        string path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), Start + RandomNumberGenerator.GetHexString(12, lowercase: true));
        Permissions.MakeFolder(path, Ours);
        var folder = new WorkFolder(path);
        foreach (string inner in new[] { folder.Work, folder.Home })
        {
            // The program may run as another user; nobody else comes past the folder around it.
            Directory.CreateDirectory(inner);
            Permissions.Set(inner, Everybodys);
        }

        return folder;
    }

    /// <summary>Removes what a process left that was killed together with its programs.</summary>
    public static void SweepForgotten()
    {
        foreach (string path in Directory.EnumerateDirectories(System.IO.Path.GetTempPath(), Start + "*"))
        {
            try
            {
                using (new FileStream(System.IO.Path.Combine(path, "held"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                {
                    // Nobody holds it: whoever made it has ended.
                }

                Remove(path);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // Somebody works in it, or it is somebody else's.
            }
        }
    }

    /// <summary>Null, or what is wrong with a path that a file is to have in it.</summary>
    public static Refusal? CheckPath(string path) =>
        path.Length is 0 or > 300 || path.StartsWith('/') || path.Contains('\\', StringComparison.Ordinal) || path.Any(char.IsControl)
        || path.Split('/').Any(part => part.Length is 0 or > 200 || part is "." or "..")
            ? new Refusal(RefusalKind.BadInput, "The program was not run.", $"A file cannot lie at “{path}”.", "Give it a plain name.")
            : null;

    public static async ValueTask PutAsync(string folder, ImmutableArray<SandboxFile> files, CancellationToken ct)
    {
        foreach (SandboxFile file in files)
        {
            if (CheckPath(file.Path) is { } refusal)
            {
                throw new ArgumentException(refusal.ToString(), nameof(files));
            }

            string target = System.IO.Path.Combine(folder, file.Path);
            string inner = System.IO.Path.GetDirectoryName(target)!;
            for (string made = inner; made.Length > folder.Length; made = System.IO.Path.GetDirectoryName(made)!)
            {
                Directory.CreateDirectory(made);
                Permissions.Set(made, Everybodys);
            }

            await File.WriteAllBytesAsync(target, file.Bytes, ct);
            Permissions.Set(target, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }
    }

    /// <summary>
    /// Plain files among those that are wanted, as far as the limits allow. Links are not followed: the program may have made one
    /// to anywhere.
    /// </summary>
    public async ValueTask<KeptFiles> TakeAsync(ImmutableArray<string> keep, SandboxLimits limits, CancellationToken ct)
    {
        if (keep.IsDefaultOrEmpty)
        {
            return KeptFiles.None;
        }

        var taken = ImmutableArray.CreateBuilder<SandboxFile>();
        var left = ImmutableArray.CreateBuilder<string>();
        long room = limits.KeptBytes;

        MakeReadable(Work);
        foreach (FileInfo file in new DirectoryInfo(Work).EnumerateFiles("*", Plainly).OrderBy(file => file.FullName, StringComparer.Ordinal))
        {
            string path = System.IO.Path.GetRelativePath(Work, file.FullName);
            bool isWanted = keep.Any(wanted => wanted.EndsWith('/') ? path.StartsWith(wanted, StringComparison.Ordinal) : path == wanted);
            if (!isWanted)
            {
                continue;
            }

            if (file.Length > room || taken.Count == limits.KeptFiles)
            {
                // Nobody is told of thousands.
                if (left.Count < limits.KeptFiles)
                {
                    left.Add(path);
                }

                continue;
            }

            // A pipe or a socket has no length and is never opened: it would be waited for in vain.
            taken.Add(new SandboxFile(path, file.Length == 0 ? Array.Empty<byte>() : await File.ReadAllBytesAsync(file.FullName, ct)));
            room -= file.Length;
        }

        return new KeptFiles(taken.ToImmutable(), left.ToImmutable());
    }

    /// <summary>Whether more lies in both folders than may, links not followed.</summary>
    public bool IsOver(SandboxLimits limits)
    {
        long bytes = 0;
        int entries = 0;
        try
        {
            foreach (FileSystemInfo entry in new[] { Work, Home }.SelectMany(folder => new DirectoryInfo(folder).EnumerateFileSystemInfos("*", Plainly)))
            {
                bytes += entry is FileInfo file ? file.Length : 0;
                if (bytes > limits.FolderBytes || ++entries > limits.FolderEntries)
                {
                    return true;
                }
            }
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // The program removed something at this moment; the next look counts the rest.
        }

        return false;
    }

    public void Dispose()
    {
        Remove(Path);
        _held.Dispose();
    }

    private static void Remove(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (UnauthorizedAccessException)
        {
            // The program took away its own right to look into a folder that it made.
            MakeReadable(path);
            Directory.Delete(path, recursive: true);
        }
    }

    private static void MakeReadable(string folder)
    {
        if (Environment.IsPrivilegedProcess)
        {
            return;
        }

        foreach (string inner in Directory.EnumerateDirectories(folder, "*", new EnumerationOptions { AttributesToSkip = FileAttributes.ReparsePoint }))
        {
            Permissions.Set(inner, Ours);
            MakeReadable(inner);
        }
    }
}
