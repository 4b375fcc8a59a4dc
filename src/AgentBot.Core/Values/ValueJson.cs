namespace AgentBot.Core.Values;

/// <summary>The canonical JSON of a value: same value, same bytes, so that its SHA-256 names it.</summary>
public static partial class ValueJson
{
    public static byte[] Write(Value value)
    {
        using var buffer = new MemoryStream();
        using (var writer = new System.Text.Json.Utf8JsonWriter(buffer))
        {
            Write(writer, value);
        }

        return buffer.ToArray();
    }

    public static string WriteText(Value value) => System.Text.Encoding.UTF8.GetString(Write(value));
}
