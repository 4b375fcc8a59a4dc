using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentBot.Core;

/// <summary>A key that is text outside and a type of its own inside, so that no two kinds can be mixed up.</summary>
public interface IId<TSelf>
    where TSelf : struct, IId<TSelf>
{
    string Value { get; }

    static abstract TSelf Of(string value);
}

/// <summary>Writes a key as its bare text, also where it is the key of a dictionary.</summary>
public sealed class IdJsonConverter<TSelf> : JsonConverter<TSelf>
    where TSelf : struct, IId<TSelf>
{
    public override TSelf Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TSelf.Of(reader.GetString() ?? throw new JsonException("A key is text, not null."));

    public override void Write(Utf8JsonWriter writer, TSelf value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);

    public override TSelf ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TSelf.Of(reader.GetString() ?? "");

    public override void WriteAsPropertyName(Utf8JsonWriter writer, TSelf value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.Value);
}

/// <summary>One installation of a platform: a Slack workspace, a Teams tenant, the console of this computer.</summary>
[JsonConverter(typeof(IdJsonConverter<WorkspaceKey>))]
public readonly record struct WorkspaceKey(string Value) : IId<WorkspaceKey>
{
    public static WorkspaceKey Of(string value) => new(value);

    public override string ToString() => Value;
}

/// <summary>A channel as "platform/workspace/channel"; the owner of facts, schedules and budgets.</summary>
[JsonConverter(typeof(IdJsonConverter<ChannelKey>))]
public readonly record struct ChannelKey(string Value) : IId<ChannelKey>
{
    public static ChannelKey Of(string value) => new(value);

    public static ChannelKey Of(string platform, WorkspaceKey workspace, string channel) => new($"{platform}/{workspace.Value}/{channel}");

    public string Platform => Part(0);

    public WorkspaceKey Workspace => new(Part(1));

    /// <summary>The platform's own id of the channel; on the console its plain name.</summary>
    public string Channel => Part(2);

    public override string ToString() => Value;

    private string Part(int index)
    {
        string[] parts = Value.Split('/', 3);
        return index < parts.Length ? parts[index] : "";
    }
}

/// <summary>A person's key from the settings ("ana"), or "platform:account" for an account nobody has linked.</summary>
[JsonConverter(typeof(IdJsonConverter<PersonKey>))]
public readonly record struct PersonKey(string Value) : IId<PersonKey>
{
    public static PersonKey Of(string value) => new(value);

    public override string ToString() => Value;
}

/// <summary>Several persons as one text, a key on each line: for rows that name nobody, one or some.</summary>
[JsonConverter(typeof(IdJsonConverter<PersonKeys>))]
public readonly record struct PersonKeys(string Value) : IId<PersonKeys>
{
    public static readonly PersonKeys None = new("");

    public IEnumerable<PersonKey> All => string.IsNullOrEmpty(Value) ? [] : Value.Split('\n').Select(PersonKey.Of);

    public static PersonKeys Of(string value) => new(value);

    /// <summary>Each of them once.</summary>
    public static PersonKeys Of(IEnumerable<PersonKey> keys) => new(string.Join('\n', keys.Select(key => key.Value).Distinct(StringComparer.Ordinal)));

    public override string ToString() => Value ?? "";
}

[JsonConverter(typeof(IdJsonConverter<RunId>))]
public readonly record struct RunId(string Value) : IId<RunId>
{
    public static RunId Of(string value) => new(value);

    public override string ToString() => Value;
}

[JsonConverter(typeof(IdJsonConverter<ReviewId>))]
public readonly record struct ReviewId(string Value) : IId<ReviewId>
{
    public static ReviewId Of(string value) => new(value);

    public override string ToString() => Value;
}

[JsonConverter(typeof(IdJsonConverter<EffectId>))]
public readonly record struct EffectId(string Value) : IId<EffectId>
{
    public static EffectId Of(string value) => new(value);

    public override string ToString() => Value;
}

[JsonConverter(typeof(IdJsonConverter<FactId>))]
public readonly record struct FactId(string Value) : IId<FactId>
{
    public static FactId Of(string value) => new(value);

    public override string ToString() => Value;
}

[JsonConverter(typeof(IdJsonConverter<ScheduleId>))]
public readonly record struct ScheduleId(string Value) : IId<ScheduleId>
{
    public static ScheduleId Of(string value) => new(value);

    public override string ToString() => Value;
}

[JsonConverter(typeof(IdJsonConverter<GrantId>))]
public readonly record struct GrantId(string Value) : IId<GrantId>
{
    public static GrantId Of(string value) => new(value);

    public override string ToString() => Value;
}

[JsonConverter(typeof(IdJsonConverter<WorkId>))]
public readonly record struct WorkId(string Value) : IId<WorkId>
{
    public static WorkId Of(string value) => new(value);

    public override string ToString() => Value;
}

/// <summary>SHA-256 of some bytes as 64 lower-case hexadecimal digits. The empty digest stands for "nothing".</summary>
[JsonConverter(typeof(IdJsonConverter<Digest>))]
public readonly record struct Digest(string Value) : IId<Digest>
{
    public static readonly Digest None = new("");

    public static Digest Of(string value) => new(value);

    public static Digest OfBytes(ReadOnlySpan<byte> bytes) => new(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)));

    public static Digest OfText(string text) => OfBytes(System.Text.Encoding.UTF8.GetBytes(text));

    public bool IsNone => string.IsNullOrEmpty(Value);

    /// <summary>The first eight digits as people see them beside the seal: "9c02 e41b".</summary>
    public string Short => Value.Length < 8 ? Value : $"{Value[..4]} {Value[4..8]}";

    public override string ToString() => Value;
}

/// <summary>Makes ids that sort by time. The only source of new ids.</summary>
public sealed class IdSource(TimeProvider time)
{
    public string Next() => Guid.CreateVersion7(time.GetUtcNow()).ToString("n");

    public RunId NextRun() => new(Next());

    public ReviewId NextReview() => new(Next());

    public EffectId NextEffect() => new(Next());

    public FactId NextFact() => new(Next());

    public ScheduleId NextSchedule() => new(Next());

    public GrantId NextGrant() => new(Next());

    public WorkId NextWork() => new(Next());
}
