namespace AgentBot.Storage.Schema;

/// <summary>How far a review is decided, and who is away.</summary>
internal static class SixthSchema
{
    public const string Script = """
        ALTER TABLE reviews ADD COLUMN progress TEXT NOT NULL DEFAULT '';

        CREATE TABLE absences (
          person TEXT PRIMARY KEY, workspace TEXT NOT NULL, begins INTEGER NOT NULL, ends INTEGER NOT NULL, substitute TEXT) WITHOUT ROWID;
        """;
}
