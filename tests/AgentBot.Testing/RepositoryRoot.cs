namespace AgentBot.Testing;

/// <summary>Where the sources lie, for tests that read what is shipped beside the program.</summary>
public static class RepositoryRoot
{
    public static string Path { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string from)
    {
        for (DirectoryInfo? folder = new(from); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "AgentBot.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No AgentBot.sln above {from}.");
    }
}
