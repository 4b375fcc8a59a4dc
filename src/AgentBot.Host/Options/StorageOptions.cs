using Microsoft.Extensions.Options;

namespace AgentBot.Host.Options;

/// <summary>Which engine remembers.</summary>
public sealed class StorageOptions
{
    public const string Section = "Storage";

    public const string Sqlite = "Sqlite";

    public string Provider { get; set; } = Sqlite;

    /// <summary>For engines that are servers; the file of SQLite is in the data directory.</summary>
    public string ConnectionString { get; set; } = "";
}

internal sealed class StorageOptionsValidator : IValidateOptions<StorageOptions>
{
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        List<string> mistakes = [];
        if (!options.Provider.Equals(StorageOptions.Sqlite, StringComparison.OrdinalIgnoreCase))
        {
            mistakes.Add($"Storage:Provider is '{options.Provider}', which this version does not know. Write Sqlite or leave it out.");
        }
        else if (options.ConnectionString.Length > 0)
        {
            mistakes.Add("Storage:ConnectionString is set, but SQLite keeps its file in AgentBot:DataDirectory. Take it out.");
        }

        return mistakes.ToResult();
    }
}
