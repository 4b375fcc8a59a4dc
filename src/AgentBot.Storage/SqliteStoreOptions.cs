using Microsoft.Extensions.Options;

namespace AgentBot.Storage;

/// <summary>Where and how the SQLite store keeps things. The defaults are measured; only the directory needs thought.</summary>
public sealed class SqliteStoreOptions
{
    /// <summary>Holds the database, its log, its lock and the large artifacts. Made if missing. Belongs to one AgentBot at a time.</summary>
    public string DataDirectory { get; set; } = "";

    /// <summary>Artifacts up to this many bytes stand in the database; larger ones are files. 64 KiB.</summary>
    public int InlineArtifactBytes { get; set; } = 64 * 1024;

    /// <summary>How many writes may wait before callers have to.</summary>
    public int QueueLimit { get; set; } = 4096;

    /// <summary>How many writes share one commit to the disk at most.</summary>
    public int BatchLimit { get; set; } = 512;

    /// <summary>
    /// From this size on the log is moved into the file also when there is no pause. Moving stops all writing for some
    /// milliseconds, however little is moved, so it is done rarely: 48 MiB, below the 64 that a log may have at most.
    /// </summary>
    public long CheckpointBytes { get; set; } = 48 * 1024 * 1024;

    /// <summary>Connections for reading at the same time.</summary>
    public int Readers { get; set; } = 8;
}

public sealed class SqliteStoreOptionsValidator : IValidateOptions<SqliteStoreOptions>
{
    public ValidateOptionsResult Validate(string? name, SqliteStoreOptions options)
    {
        var mistakes = new List<string>();
        void Demand(bool holds, string sentence)
        {
            if (!holds)
            {
                mistakes.Add(sentence);
            }
        }

        Demand(!string.IsNullOrWhiteSpace(options.DataDirectory), "AgentBot:DataDirectory is empty. Name the folder in which AgentBot may keep its data.");
        Demand(options.InlineArtifactBytes is >= 0 and <= 1024 * 1024, "Storage: artifacts inside the database may have 0 to 1,048,576 bytes.");
        Demand(options.QueueLimit is >= 1 and <= 1_000_000, "Storage: 1 to 1,000,000 writes may wait.");
        Demand(options.BatchLimit is >= 1 and <= 10_000, "Storage: 1 to 10,000 writes may share a commit.");
        Demand(options.CheckpointBytes is >= 64 * 1024 and <= 1L << 30, "Storage: the log may grow to between 64 KiB and 1 GiB.");
        Demand(options.Readers is >= 1 and <= 64, "Storage: 1 to 64 connections may read.");
        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }
}
