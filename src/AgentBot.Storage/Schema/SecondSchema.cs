namespace AgentBot.Storage.Schema;

/// <summary>Messages that list others: a view may be told by another one of its conversation.</summary>
internal static class SecondSchema
{
    public const string Script = """
        ALTER TABLE views ADD COLUMN roundup TEXT NOT NULL DEFAULT '';
        CREATE INDEX views_listed ON views (conversation, roundup) WHERE roundup <> '';
        """;
}
