using AgentBot.Core;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;
using Microsoft.Net.Http.Headers;

namespace AgentBot.Host.WebConsole;

/// <summary>Hands out files and artifacts, always as a download, only in a channel that the person may read.</summary>
public sealed class FileEndpoint(IArtifactReader artifacts, ConsoleFaults faults)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/console/files/{channel}/{digest}", static (HttpContext context, FileEndpoint door) => door.DownloadAsync(context));

    /// <summary>Nothing that was uploaded or made by an agent is ever shown by the browser itself.</summary>
    public static Task SendAsync(HttpContext context, byte[] bytes, string name, string mediaType)
    {
        context.Response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileNameStar = name, FileName = Ascii(name) }.ToString();
        context.Response.ContentType = mediaType;
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    private async Task DownloadAsync(HttpContext context)
    {
        Viewer viewer = ConsoleVisit.Of(context).Viewer;
        string digest = context.GetRouteValue("digest") as string ?? "";
        if (ConsolePaths.Channel(viewer, context.GetRouteValue("channel") as string) is not { } channel
            || await artifacts.FindAsync(channel, new Digest(digest), context.RequestAborted) is not { } artifact)
        {
            await faults.NotFoundAsync(context);
            return;
        }

        string name = context.Request.Query["name"].ToString();
        name = string.Concat(name.Where(letter => !char.IsControl(letter) && letter is not ('/' or '\\' or '"'))).Trim();
        name = name.Length == 0 ? "file" : name.Length > 120 ? name[..120] : name;
        (byte[] bytes, string ending) = Readable(artifact);
        await SendAsync(context, bytes, ending.Length == 0 || name.EndsWith(ending, StringComparison.OrdinalIgnoreCase) ? name : name + ending, ending.Length == 0 ? "application/octet-stream" : "text/plain; charset=utf-8");
    }

    /// <summary>What a person can open: the file itself, an artifact as its type is written for people, anything else as its JSON.</summary>
    private static (byte[] Bytes, string Ending) Readable(Artifact artifact)
    {
        if (artifact.Ref.Type == ArtifactType.File)
        {
            return (artifact.Bytes.ToArray(), "");
        }

        Value value = ValueJson.Read(artifact.Bytes.Span);
        if (artifact.Ref.Type == ArtifactType.Value && value is not Value.Table)
        {
            return (artifact.Bytes.ToArray(), ".json");
        }

        // What a step kept for others may be a table too.
        PlainFile plain = ReviewSurfaces.For(value is Value.Table && artifact.Ref.Type == ArtifactType.Value ? ArtifactType.Table : artifact.Ref.Type, value).Plain(value);
        return (plain.Bytes, plain.Ending);
    }

    private static string Ascii(string name) => string.Concat(name.Select(letter => char.IsAscii(letter) ? letter : '_'));
}
