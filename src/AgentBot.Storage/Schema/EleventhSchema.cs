namespace AgentBot.Storage.Schema;

/// <summary>What operators have agreed to of the tools that servers offer.</summary>
internal static class EleventhSchema
{
    public const string Script = """
        CREATE TABLE tool_pins (
          tool TEXT NOT NULL PRIMARY KEY, pin TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL, description TEXT NOT NULL,
          arguments TEXT NOT NULL, source TEXT NOT NULL, agreed_by TEXT NOT NULL, agreed_at INTEGER NOT NULL) WITHOUT ROWID;
        """;
}
