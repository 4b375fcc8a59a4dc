namespace AgentBot.Testing;

/// <summary>Schemas of the platforms, which are not shipped here but may lie beside the repository as an extra judge.</summary>
public static class OfficialSchema
{
    /// <returns>Null where it is not there.</returns>
    public static string? Find(string file)
    {
        for (DirectoryInfo? folder = new(RepositoryRoot.Path); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "shared", "platform", "schemas", file);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
