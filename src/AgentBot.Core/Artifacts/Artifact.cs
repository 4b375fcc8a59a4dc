using System.Text.Json.Serialization;

namespace AgentBot.Core.Artifacts;

/// <summary>What a thing is decides how it is reviewed. <see cref="Value"/> and <see cref="File"/> are never reviewed themselves.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ArtifactType>))]
public enum ArtifactType
{
    Document,
    Message,
    Email,
    Table,
    Record,
    Diff,
    Image,
    Decision,
    Payment,
    Plan,

    /// <summary>A call of a tool that an agent wants: <see cref="Tools.CallContent"/>.</summary>
    Call,

    /// <summary>The typed output of a step, kept for later steps.</summary>
    Value,

    /// <summary>Bytes that a person handed over.</summary>
    File,
}

/// <summary>
/// Names immutable bytes: what kind they are and their SHA-256. Content of every type but File is the canonical JSON of a
/// value (<see cref="Values.ValueJson"/>): a Document is a record {title, body} with body in Markdown, a Message {text},
/// a Table a table, a Record any record.
/// </summary>
/// <param name="Length">In bytes.</param>
public sealed record ArtifactRef(ArtifactType Type, Digest Content, long Length);

/// <summary>An artifact with its bytes. Readable in its channel only.</summary>
/// <param name="Author">The person who wrote it by editing; null where an agent, an action or an upload made it.</param>
/// <param name="Parent">The artifact that was edited; none otherwise.</param>
public sealed record Artifact(ArtifactRef Ref, ReadOnlyMemory<byte> Bytes, PersonKey? Author, Digest Parent)
{
    public static Artifact Of(ArtifactType type, byte[] bytes, PersonKey? author = null, Digest? parent = null) =>
        new(new ArtifactRef(type, Digest.OfBytes(bytes), bytes.LongLength), bytes, author, parent ?? Digest.None);

    public static Artifact Of(ArtifactType type, Values.Value value, PersonKey? author = null, Digest? parent = null) =>
        Of(type, Values.ValueJson.Write(value), author, parent);
}
