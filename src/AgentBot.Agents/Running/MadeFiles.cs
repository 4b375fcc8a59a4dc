using System.Collections.Immutable;
using System.Text.Unicode;
using AgentBot.Agents.Sandbox;
using AgentBot.Core;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Agents.Running;

/// <summary>
/// What a program wrote beside its answer. A file becomes part of the result where a declared field names it, as plain bytes: its
/// name is data, its type is told from what is in it, and nothing opens or runs it.
/// </summary>
public sealed class MadeFiles(ImmutableArray<SandboxFile> written, ImmutableArray<string> leftBehind)
{
    /// <summary>Where a program writes them, below its folder.</summary>
    public const string Folder = "out/";

    public const int LongestPath = 200;

    private const int LongestName = 100;

    private readonly Dictionary<Digest, Artifact> _taken = [];

    /// <summary>Those that fields have named so far.</summary>
    public IEnumerable<Artifact> Taken => _taken.Values;

    /// <summary>What was wrong with the last that could not be taken, after the words "a field"; empty where all were.</summary>
    public string Refused { get; private set; } = "";

    /// <summary>Whether an agent's answer has a field that is a file.</summary>
    public static bool AreAskedOf(AgentSpec agent) => agent.Output.Any(field => Holds(field.Type));

    /// <summary>The file that a field names; refused in words for the program, which may mend it.</summary>
    public Result<Value.File> Take(FieldType.File type, string named)
    {
        string path = Plain(named.Trim());
        if (!path.StartsWith(Folder, StringComparison.Ordinal))
        {
            return No($"must be the path of a file below {Folder}");
        }

        if (leftBehind.Contains(path))
        {
            return No("names a file that is too large, or one of too many: 50 files of 25 MB together are taken");
        }

        if (written.FirstOrDefault(file => file.Path == path) is not { } found)
        {
            return No("names a file that is not there");
        }

        if (found.Bytes.IsEmpty)
        {
            return No("names a file that is empty");
        }

        string name = Path.GetFileName(path);
        string ending = Path.GetExtension(name).TrimStart('.').ToLowerInvariant();
        if (name.Length > LongestName || name.Any(char.IsControl))
        {
            return No($"names a file whose name is longer than {LongestName} characters or has signs that nobody can read");
        }

        if (!type.Accept.IsDefaultOrEmpty && !type.Accept.Contains(ending, StringComparer.OrdinalIgnoreCase))
        {
            return No($"must be a file that ends with {string.Join(" or ", type.Accept.Select(accepted => "." + accepted))}");
        }

        Artifact artifact = Artifact.Of(ArtifactType.File, found.Bytes.ToArray());
        _taken[artifact.Ref.Content] = artifact;
        return new Value.File(name, TypeOf(found.Bytes.Span), artifact.Ref.Length, artifact.Ref.Content);
    }

    private static bool Holds(FieldType type) => type switch
    {
        FieldType.File => true,
        FieldType.List list => Holds(list.Of),
        FieldType.Record record => record.Fields.Any(field => Holds(field.Type)),
        _ => false,
    };

    // Programs like to name files by where they stand for them.
    private static string Plain(string path) =>
        path.StartsWith(SandboxJob.Folder + "/", StringComparison.Ordinal) ? path[(SandboxJob.Folder.Length + 1)..]
        : path.StartsWith("./", StringComparison.Ordinal) ? path[2..]
        : path;

    private static string TypeOf(ReadOnlySpan<byte> bytes) =>
        PictureHead.Read(bytes) is { } picture ? picture.MediaType
        : bytes.StartsWith("%PDF-"u8) ? "application/pdf"
        : Utf8.IsValid(bytes) && !bytes.Contains((byte)0) ? "text/plain"
        : "application/octet-stream";

    private Refusal No(string why)
    {
        Refused = why;
        return new Refusal(RefusalKind.BadInput, "The file was not taken.", why, "");
    }
}
