using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using AgentBot.Core;

namespace AgentBot.Chat.Slack.Calling;

/// <summary>Fetches files that people shared and puts files into threads.</summary>
public sealed class SlackFiles(SlackApi api, HttpClient http, SlackAccess access)
{
    /// <summary>As much as one file may hold, both ways.</summary>
    public const long MostBytes = 25 * 1024 * 1024;

    private const int MostRedirects = 2;

    public async ValueTask<SlackResult<SlackFile>> FindAsync(string file, CancellationToken ct) =>
        SlackResult.Of<SlackFile>(
            await api.CallAsync(SlackMethods.FileInfo, SlackForm.Of(("file", file)), ct),
            body => SlackFile.Of(body.Part("file")));

    /// <summary>
    /// The bytes of a shared file. The token goes to Slack's own hosts only; a page of words instead of the file means that the
    /// permission to read files is missing. Slack: "Working with files".
    /// </summary>
    public async ValueTask<Result<byte[]>> DownloadAsync(SlackFile file, CancellationToken ct)
    {
        if (file.Length > MostBytes)
        {
            return TooLarge(file);
        }

        if (!Uri.TryCreate(file.PrivateUrl, UriKind.Absolute, out Uri? address) || !access.IsSlack(address))
        {
            return NotFetched(file, RefusalKind.BadFile, "It does not lie in Slack itself.", "Share the file here by uploading it.");
        }

        try
        {
            for (int hop = 0; hop <= MostRedirects; hop++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, address);
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", access.BotToken);
                using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
                if ((int)response.StatusCode is < 300 or >= 400)
                {
                    return await ReadAsync(file, response, ct);
                }

                if (response.Headers.Location is not { } location || !access.IsSlack(address = new Uri(address, location)))
                {
                    break;
                }
            }

            return MayNotRead(file);
        }
        catch (Exception fault) when (WireFaults.IsNoAnswer(fault, ct))
        {
            return NotFetched(file, RefusalKind.Unavailable, "Slack does not answer at the moment.", "Send the command again later.");
        }
    }

    /// <summary>Puts a file into a channel or thread: asks where to put the bytes, puts them there, shares them.</summary>
    /// <param name="thread">Message at the thread's root; empty for the channel itself.</param>
    public async ValueTask<SlackAnswer> UploadAsync(string channel, string thread, SlackUpload upload, CancellationToken ct)
    {
        SlackForm form = new SlackForm().With("filename", upload.Name).With("length", upload.Bytes.Length).With("alt_txt", upload.AltText);
        SlackAnswer place = await api.CallAsync(SlackMethods.UploadUrl, form.Arguments, ct);
        if (place is not SlackAnswer.Ok granted)
        {
            return place;
        }

        if (!Uri.TryCreate(granted.Body.Text("upload_url"), UriKind.Absolute, out Uri? address) || !access.IsSlack(address))
        {
            return new SlackAnswer.Refused("upload_url_elsewhere", []);
        }

        if (await PutAsync(address, upload, ct) is { } failed)
        {
            return failed;
        }

        var files = new JsonArray(new JsonObject { ["id"] = granted.Body.Text("file_id"), ["title"] = upload.Title });
        SlackForm share = new SlackForm().With("files", files).With("channel_id", channel).With("thread_ts", thread);
        return await api.CallAsync(SlackMethods.CompleteUpload, share.Arguments, ct);
    }

    /// <summary>Null when the bytes have arrived. Nothing is visible to anybody before the file is shared.</summary>
    private async ValueTask<SlackAnswer?> PutAsync(Uri address, SlackUpload upload, CancellationToken ct)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ReadOnlyMemoryContent(upload.Bytes) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            return response.IsSuccessStatusCode ? null : new SlackAnswer.Refused($"upload_{(int)response.StatusCode}", []);
        }
        catch (Exception fault) when (WireFaults.IsNoAnswer(fault, ct))
        {
            return new SlackAnswer.Unreachable("Slack did not take the file.");
        }
    }

    private static async ValueTask<Result<byte[]>> ReadAsync(SlackFile file, HttpResponseMessage response, CancellationToken ct)
    {
        bool isPage = response.Content.Headers.ContentType?.MediaType == "text/html" && !file.MediaType.StartsWith("text/html", StringComparison.Ordinal);
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden || (response.IsSuccessStatusCode && isPage))
        {
            return MayNotRead(file);
        }

        if (!response.IsSuccessStatusCode)
        {
            return response.StatusCode == HttpStatusCode.NotFound
                ? NotFetched(file, RefusalKind.BadFile, "It is no longer in Slack.", "Share it again, then repeat the command.")
                : NotFetched(file, RefusalKind.Unavailable, "Slack does not give it out at the moment.", "Send the command again later.");
        }

        if (response.Content.Headers.ContentLength > MostBytes)
        {
            return TooLarge(file);
        }

        await using Stream stream = await response.Content.ReadAsStreamAsync(ct);
        return await CappedBytes.ReadAsync(stream, MostBytes, ct) is { } bytes ? bytes : TooLarge(file);
    }

    private static Refusal TooLarge(SlackFile file) =>
        NotFetched(file, RefusalKind.BadFile, "It holds more than 25 MB.", "Leave out what is not needed, then share it again.");

    private static Refusal MayNotRead(SlackFile file) =>
        NotFetched(file, RefusalKind.NotAllowed, "The app may not read files here.", "An admin of the workspace can add the permission “files:read” to the app and install it again.");

    private static Refusal NotFetched(SlackFile file, RefusalKind kind, string why, string next) =>
        new(kind, $"“{file.Name}” was not read.", why, next);
}

/// <param name="PrivateUrl">Where its bytes are, for who has the token.</param>
/// <param name="Length">Bytes, as Slack says.</param>
public sealed record SlackFile(string Id, string Name, string MediaType, long Length, string PrivateUrl)
{
    /// <summary>From the file object of a message, an event or <c>files.info</c>. Outside Slack and in other workspaces some of it is missing.</summary>
    public static SlackFile Of(JsonElement file) => new(
        file.Text("id"),
        file.Text("name") is { Length: > 0 } name ? name : file.Text("title"),
        file.Text("mimetype"),
        file.Number("size"),
        file.Text("url_private_download") is { Length: > 0 } download ? download : file.Text("url_private"))
    {
        // Slack Connect hands out a stub that must be looked up first.
        IsStub = file.Text("file_access") == "check_file_info",
    };

    public bool IsStub { get; init; }
}

/// <param name="Title">As people see it.</param>
/// <param name="AltText">What is in it, for those who cannot see it; empty for none.</param>
public sealed record SlackUpload(string Name, string Title, ReadOnlyMemory<byte> Bytes, string AltText = "");
