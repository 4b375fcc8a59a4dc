namespace AgentBot.Storage.Schema;

/// <summary>Schedules that wait for something that happens, and whose doing began a run.</summary>
internal static class FifthSchema
{
    public const string Script = """
        ALTER TABLE schedules ADD COLUMN listens TEXT NOT NULL DEFAULT '';
        CREATE INDEX schedules_listening ON schedules (listens) WHERE listens <> '';

        -- An event fires a schedule once: the unique index says so.
        ALTER TABLE firings ADD COLUMN cause TEXT NOT NULL DEFAULT '';
        ALTER TABLE firings ADD COLUMN event TEXT NOT NULL DEFAULT '';
        CREATE UNIQUE INDEX firings_by_cause ON firings (schedule, cause) WHERE cause <> '';

        ALTER TABLE runs ADD COLUMN caused_by TEXT NOT NULL DEFAULT '';
        ALTER TABLE reviews ADD COLUMN caused_by TEXT NOT NULL DEFAULT '';
        """;
}
