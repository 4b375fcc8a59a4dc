namespace AgentBot.Storage.Sqlite;

/// <summary>One statement of the product, prepared once per connection. Keep in static fields: every instance takes a slot for good.</summary>
internal sealed class Sql(string text)
{
    private static int _count;

    public string Text { get; } = text;

    public int Slot { get; } = Interlocked.Increment(ref _count) - 1;

    public static int Count => Volatile.Read(ref _count);
}
