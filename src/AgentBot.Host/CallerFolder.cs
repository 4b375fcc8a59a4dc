namespace AgentBot.Host;

/// <summary>The folder in which AgentBot was started; every relative path of the settings counts from it, never from the program's own folder.</summary>
public sealed record CallerFolder(string Path)
{
    public string Resolve(string path) => System.IO.Path.GetFullPath(path, Path);
}
