namespace AgentBot.Agents.Tools;

/// <summary>Where programs of tools have their homes: one empty folder for each, readable by AgentBot's account only, kept between starts.</summary>
/// <param name="Root">Made when it is needed.</param>
public sealed record ToolFolders(string Root)
{
    public string HomeOf(string server)
    {
        string home = Path.GetFullPath(Path.Combine(Root, server.ToLowerInvariant()));
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(home);
        }
        else
        {
            Directory.CreateDirectory(home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return home;
    }
}
