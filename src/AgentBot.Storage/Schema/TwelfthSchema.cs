namespace AgentBot.Storage.Schema;

/// <summary>Money: what people added to a pot, what a step is short of, and tokens that a provider remembered.</summary>
internal static class TwelfthSchema
{
    public const string Script = """
        ALTER TABLE budgets ADD COLUMN raised_micros INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE budgets ADD COLUMN raised_tokens INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE budgets ADD COLUMN warned INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE model_calls ADD COLUMN cache_read_tokens INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE model_calls ADD COLUMN cache_write_tokens INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE runs ADD COLUMN alias TEXT NOT NULL DEFAULT '';
        ALTER TABLE steps ADD COLUMN shortage TEXT NOT NULL DEFAULT '';
        """;
}
