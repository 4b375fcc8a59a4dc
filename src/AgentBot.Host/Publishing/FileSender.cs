using AgentBot.Core.Artifacts;
using AgentBot.Core.Delivery;
using AgentBot.Core.Publishing;
using AgentBot.Core.Values;

namespace AgentBot.Host.Publishing;

/// <summary>Writes approved content as a file below the data directory's "out" folder. Writing the same again changes nothing.</summary>
public sealed class FileSender(Places places) : IEffectSender
{
    public bool Handles(EffectTarget target) => target is EffectTarget.File;

    public bool MayRepeat(EffectTarget target) => true;

    public async ValueTask<SendOutcome> SendAsync(EffectRow effect, EffectTarget target, Artifact artifact, CancellationToken ct)
    {
        string folder = Path.GetFullPath(Path.Combine(places.DataDirectory, "out"));
        string wanted = ((EffectTarget.File)target).Path;
        string path = Path.GetFullPath(Path.Combine(folder, wanted));
        if (!path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            return new SendOutcome.Impossible($"“{wanted}” lies outside the folder for files. Nothing was written.");
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            string half = path + ".half";
            await using (var file = new FileStream(half, FileMode.Create, FileAccess.Write, FileShare.None, 64 * 1024, useAsync: true))
            {
                await file.WriteAsync(PlainContent.Of(artifact.Ref.Type, ValueJson.Read(artifact.Bytes.Span)), ct);
                await file.FlushAsync(ct);
                file.Flush(flushToDisk: true);
            }

            File.Move(half, path, overwrite: true);
            return new SendOutcome.Sent(Path.GetRelativePath(folder, path));
        }
        catch (UnauthorizedAccessException)
        {
            return new SendOutcome.NotSent("The folder for files cannot be written to. The operator can mend that.", null);
        }
        catch (IOException)
        {
            return new SendOutcome.NotSent("The file could not be written now.", null);
        }
    }
}
