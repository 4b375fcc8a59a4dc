using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace AgentBot.Testing.Slack;

/// <summary>files.*: the two-step upload, and files that people shared, given out to who may read them.</summary>
internal sealed class FakeSlackFileShelf(FakeSlackServer server)
{
    private FakeSlackWorkspace Workspace => server.Workspace;

    public IEnumerable<KeyValuePair<string, Func<FakeSlackCall, JsonObject>>> Methods =>
    [
        new("files.getUploadURLExternal", Grant),
        new("files.completeUploadExternal", Complete),
        new("files.info", call => new JsonObject { ["file"] = Draw(Find(call["file"])) }),
    ];

    public FakeSlackStoredFile Share(string name, string mediaType, byte[] bytes)
    {
        FakeSlackStoredFile file = new(Workspace.NextId("F"), name) { Title = name, MediaType = mediaType, Bytes = bytes, HasArrived = true };
        server.Locked(() => Workspace.Files[file.Id] = file);
        return file;
    }

    public string PrivateUrl(FakeSlackStoredFile file) => new Uri(server.Address, $"/files-pri/{Workspace.Team}-{file.Id}/{Uri.EscapeDataString(file.Name)}").AbsoluteUri;

    public async Task ServeAsync(HttpContext context)
    {
        string[] parts = (context.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        switch (parts)
        {
            case ["upload", var id] when context.Request.Method == "POST":
                await TakeAsync(context, id);
                break;
            case ["files-pri", var place, _]:
                await GiveAsync(context, place.Split('-')[^1]);
                break;
            default:
                context.Response.StatusCode = 404;
                break;
        }
    }

    private JsonObject Grant(FakeSlackCall call)
    {
        if (call["filename"].Length == 0 || call.Number("length", 0) <= 0)
        {
            throw new FakeSlackRefusal("invalid_arguments");
        }

        var file = new FakeSlackStoredFile(Workspace.NextId("F"), call["filename"]) { Bytes = new byte[call.Number("length", 0)] };
        Workspace.Files[file.Id] = file;
        return new JsonObject { ["upload_url"] = new Uri(server.Address, $"/upload/{file.Id}").AbsoluteUri, ["file_id"] = file.Id };
    }

    private async Task TakeAsync(HttpContext context, string id)
    {
        // The place itself is the permission: a token has no business here.
        if (context.Request.Headers.Authorization.Count > 0 || !Workspace.Files.TryGetValue(id, out FakeSlackStoredFile? file))
        {
            context.Response.StatusCode = 403;
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (body.Length != file.Bytes.Length)
        {
            context.Response.StatusCode = 400;
            return;
        }

        server.Locked(() => (file.Bytes, file.HasArrived) = (body.ToArray(), true));
        await context.Response.WriteAsync($"OK - {body.Length}");
    }

    private JsonObject Complete(FakeSlackCall call)
    {
        if (call.Json("files") is not JsonArray { Count: > 0 } files)
        {
            throw new FakeSlackRefusal("invalid_arguments");
        }

        if (!Workspace.Channels.TryGetValue(call["channel_id"], out FakeSlackChannel? channel))
        {
            throw new FakeSlackRefusal("channel_not_found");
        }

        if (!channel.Members.Contains(FakeSlackWorkspace.BotUser))
        {
            throw new FakeSlackRefusal("not_in_channel");
        }

        var message = new FakeSlackMessage(channel.Id, Workspace.NextTs()) { Bot = FakeSlackWorkspace.BotId, Thread = call["thread_ts"] };
        foreach (JsonNode? given in files)
        {
            FakeSlackStoredFile file = Find((string?)given?["id"] ?? "");
            if (!file.HasArrived)
            {
                throw new FakeSlackRefusal("file_not_found");
            }

            (file.Title, file.Channel, file.Thread) = ((string?)given?["title"] ?? file.Name, channel.Id, call["thread_ts"]);
            message.Files.Add(file.Id);
        }

        Workspace.Messages.Add(message);
        return new JsonObject { ["files"] = new JsonArray([.. message.Files.Select(id => (JsonNode?)Draw(Find(id)))]) };
    }

    private async Task GiveAsync(HttpContext context, string id)
    {
        bool mayRead = context.Request.Headers.Authorization.ToString() == $"Bearer {FakeSlackServer.BotToken}" && server.Scopes.Contains("files:read");
        if (!mayRead)
        {
            // Slack answers with its sign-in page, not with an error.
            context.Response.ContentType = "text/html; charset=utf-8";
            await context.Response.WriteAsync("<!DOCTYPE html><title>Sign in</title>");
            return;
        }

        if (!Workspace.Files.TryGetValue(id, out FakeSlackStoredFile? file))
        {
            context.Response.StatusCode = 404;
            return;
        }

        context.Response.ContentType = file.MediaType;
        await context.Response.Body.WriteAsync(file.Bytes, context.RequestAborted);
    }

    private FakeSlackStoredFile Find(string id) => Workspace.Files.GetValueOrDefault(id) ?? throw new FakeSlackRefusal("file_not_found");

    private JsonObject Draw(FakeSlackStoredFile file) => new()
    {
        ["id"] = file.Id,
        ["name"] = file.Name,
        ["title"] = file.Title,
        ["mimetype"] = file.MediaType,
        ["size"] = file.Bytes.Length,
        ["url_private"] = PrivateUrl(file),
        ["url_private_download"] = PrivateUrl(file),
    };
}
