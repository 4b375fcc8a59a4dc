namespace AgentBot.Agents.Sandbox;

/// <summary>Where programs of this computer are looked for.</summary>
/// <param name="path">As the PATH of a shell; the usual folders are added behind it.</param>
public sealed class ProgramPlaces(string path)
{
    private static readonly string[] Usual = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"];

    private readonly string[] _folders = [.. path.Split(':', StringSplitOptions.RemoveEmptyEntries).Where(Path.IsPathRooted).Concat(Usual).Distinct(StringComparer.Ordinal)];

    /// <summary>The full path of a program by its name, or the path itself where one was written. Null where there is none.</summary>
    public string? Find(string program)
    {
        if (Path.IsPathRooted(program))
        {
            return File.Exists(program) ? program : null;
        }

        return program.Contains('/', StringComparison.Ordinal)
            ? null
            : _folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
    }

    /// <summary>
    /// The folders that must be seen for a program to run: its own, and that of the file which it stands for; for a package from
    /// npm the whole tree of packages, since it may need its neighbours.
    /// </summary>
    public static IReadOnlyList<string> FoldersOf(string program)
    {
        string real = File.ResolveLinkTarget(program, returnFinalTarget: true)?.FullName ?? program;
        return [.. new[] { program, real }.Select(FolderOf).Distinct(StringComparer.Ordinal)];
    }

    private static string FolderOf(string file)
    {
        const string packages = "/node_modules/";
        int at = file.IndexOf(packages, StringComparison.Ordinal);
        return at < 0 ? Path.GetDirectoryName(file)! : file[..(at + packages.Length - 1)];
    }
}
