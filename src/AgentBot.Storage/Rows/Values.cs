using AgentBot.Core;

namespace AgentBot.Storage.Rows;

/// <summary>Takes the parameters of a statement one after the other. Each engine has its own.</summary>
internal interface IParameters
{
    void Text(string? value);

    void Number(long? value);

    void Bytes(ReadOnlyMemory<byte>? value);
}

/// <summary>Gives the columns of a row one after the other. Each engine has its own.</summary>
internal interface IFields
{
    string? TextOrNull();

    long? NumberOrNull();

    byte[]? BytesOrNull();
}

/// <summary>How the product's kinds of values stand in columns: times as UTC microseconds, keys and words as text, yes and no as 1 and 0.</summary>
internal static class Values
{
    public static void Time(this IParameters to, DateTimeOffset value) => to.Number(Micros(value));

    public static void Time(this IParameters to, DateTimeOffset? value) => to.Number(value is { } time ? Micros(time) : null);

    public static void Flag(this IParameters to, bool value) => to.Number(value ? 1 : 0);

    public static void Word<TEnum>(this IParameters to, TEnum value)
        where TEnum : struct, Enum => to.Text(Enum.GetName(value));

    public static void Word<TEnum>(this IParameters to, TEnum? value)
        where TEnum : struct, Enum => to.Text(value is { } word ? Enum.GetName(word) : null);

    public static void Span(this IParameters to, TimeSpan value) => to.Number(value.Ticks / TimeSpan.TicksPerMicrosecond);

    public static void Key<TId>(this IParameters to, TId id)
        where TId : struct, IId<TId> => to.Text(id.Value ?? "");

    public static void Key<TId>(this IParameters to, TId? id)
        where TId : struct, IId<TId> => to.Text(id?.Value);

    public static string Text(this IFields from) => from.TextOrNull() ?? "";

    public static long Number(this IFields from) => from.NumberOrNull() ?? 0;

    public static int Whole(this IFields from) => checked((int)from.Number());

    public static bool Flag(this IFields from) => from.Number() != 0;

    public static DateTimeOffset Time(this IFields from) => OfMicros(from.Number());

    public static DateTimeOffset? TimeOrNull(this IFields from) => from.NumberOrNull() is { } micros ? OfMicros(micros) : null;

    public static TEnum Word<TEnum>(this IFields from)
        where TEnum : struct, Enum => Enum.Parse<TEnum>(from.Text());

    public static TEnum? WordOrNull<TEnum>(this IFields from)
        where TEnum : struct, Enum => from.TextOrNull() is { } text ? Enum.Parse<TEnum>(text) : null;

    public static TimeSpan Span(this IFields from) => TimeSpan.FromTicks(from.Number() * TimeSpan.TicksPerMicrosecond);

    public static TId Key<TId>(this IFields from)
        where TId : struct, IId<TId> => TId.Of(from.Text());

    public static TId? KeyOrNull<TId>(this IFields from)
        where TId : struct, IId<TId> => from.TextOrNull() is { } text ? TId.Of(text) : null;

    public static long Micros(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset OfMicros(long micros) => DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);
}
