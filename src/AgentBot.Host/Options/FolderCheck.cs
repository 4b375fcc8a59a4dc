namespace AgentBot.Host.Options;

/// <summary>Says in words why a folder cannot be used; null when it can.</summary>
internal static class FolderCheck
{
    public static string? Readable(string path)
    {
        if (!Directory.Exists(path))
        {
            return File.Exists(path) ? $"{path} is a file, not a folder." : $"there is no folder {path}.";
        }

        try
        {
            _ = Directory.EnumerateFileSystemEntries(path).Any();
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return $"the folder {path} cannot be read.";
        }
    }

    /// <summary>Makes the folder when it is missing, readable for its owner only, and writes a probe into it.</summary>
    public static string? Writable(string path)
    {
        if (File.Exists(path))
        {
            return $"{path} is a file, not a folder.";
        }

        try
        {
            if (!Directory.Exists(path))
            {
                Create(path);
            }

            string probe = Path.Combine(path, $".probe-{Environment.ProcessId}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return Directory.Exists(path) ? $"nothing can be written into {path}." : $"the folder {path} cannot be made.";
        }
    }

    private static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
