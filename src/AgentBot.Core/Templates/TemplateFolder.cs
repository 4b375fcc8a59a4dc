using System.Collections.Immutable;
using AgentBot.Core.Templates.Yaml;

namespace AgentBot.Core.Templates;

/// <summary>Finds and reads the template files of the configured folders. Each folder directly below one of them is a team.</summary>
/// <param name="roots">The templates folder first, then the mounted ones.</param>
internal sealed class TemplateFolder(ImmutableArray<string> roots)
{
    private const int MostFiles = 2_000;

    private static readonly EnumerationOptions Walk = new()
    {
        RecurseSubdirectories = true,
        MaxRecursionDepth = 4,
        IgnoreInaccessible = true,
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint,
    };

    /// <summary>Files in the order of their names; a root that does not exist is given as a file without bytes.</summary>
    public async Task<ImmutableArray<FoundFile>> ReadAsync(CancellationToken ct)
    {
        var found = ImmutableArray.CreateBuilder<FoundFile>();
        for (int i = 0; i < roots.Length; i++)
        {
            string root = Path.GetFullPath(roots[i]);
            string prefix = i == 0 ? "" : Path.GetFileName(root.TrimEnd(Path.DirectorySeparatorChar)) + "/";
            if (!Directory.Exists(root))
            {
                found.Add(new FoundFile(prefix.Length > 0 ? prefix : Path.GetFileName(root), root, "", null));
                continue;
            }

            foreach (string path in Directory.EnumerateFiles(root, "*", Walk).Where(IsTemplate).Order(StringComparer.Ordinal).Take(MostFiles))
            {
                string below = Path.GetRelativePath(root, path).Replace('\\', '/');
                string team = below.Contains('/') ? below[..below.IndexOf('/')] : "";
                found.Add(new FoundFile(prefix + below, path, team, await ReadAsync(path, ct)));
            }
        }

        return found.ToImmutable();
    }

    private static bool IsTemplate(string path) => Path.GetExtension(path).ToLowerInvariant() is ".yaml" or ".yml";

    // One byte more than is allowed is enough to refuse a file, however large it is.
    private static async Task<byte[]?> ReadAsync(string path, CancellationToken ct)
    {
        try
        {
            await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] buffer = new byte[FileText.LargestFile + 1];
            int length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
            return buffer[..length];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

/// <param name="File">How mistakes name it: the path below its root.</param>
/// <param name="Bytes">Null where it could not be read.</param>
internal sealed record FoundFile(string File, string Path, string Team, byte[]? Bytes);
