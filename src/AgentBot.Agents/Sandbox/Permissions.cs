namespace AgentBot.Agents.Sandbox;

/// <summary>Who may read and write what a program is given. Windows has no such modes, and AgentBot no sandbox there that would need them.</summary>
internal static class Permissions
{
    public static void MakeFolder(string path, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(path, mode);
    }

    public static void Set(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }
}
