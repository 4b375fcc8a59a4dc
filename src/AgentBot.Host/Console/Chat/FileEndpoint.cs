using System.Text;
using AgentBot.Core;
using AgentBot.Core.Actions;
using AgentBot.Core.Artifacts;
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

    /// <summary>What a person can open: the file itself, a table as CSV, a text as Markdown, anything else as its JSON.</summary>
    private static (byte[] Bytes, string Ending) Readable(Artifact artifact)
    {
        if (artifact.Ref.Type == ArtifactType.File)
        {
            return (artifact.Bytes.ToArray(), "");
        }

        Value value = ValueJson.Read(artifact.Bytes.Span);
        return value switch
        {
            Value.Table table => (Encoding.UTF8.GetBytes(CsvText.Write(table.Data)), ".csv"),
            Value.Record record when artifact.Ref.Type == ArtifactType.Document && record["body"] is Value.Text body => (Encoding.UTF8.GetBytes($"# {(record["title"] as Value.Text)?.Content}\n\n{body.Content}\n"), ".md"),
            Value.Record record when artifact.Ref.Type == ArtifactType.Message && record["text"] is Value.Text text => (Encoding.UTF8.GetBytes(text.Content), ".txt"),
            _ => (artifact.Bytes.ToArray(), ".json"),
        };
    }

    private static string Ascii(string name) => string.Concat(name.Select(letter => char.IsAscii(letter) ? letter : '_'));
}
