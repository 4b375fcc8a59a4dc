using System.CommandLine;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AgentBot.Host.CommandLine;

/// <summary>Packs the app for Teams: the manifest with this bot's id and address, and its two pictures.</summary>
internal static class TeamsPackageCommand
{
    private static readonly string[] Pictures = ["color.png", "outline.png"];

    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var app = new Option<string>("--app-id") { Description = "Microsoft App ID of the bot.", Required = true };
        var address = new Option<string>("--address") { Description = "The https address of AgentBot, such as https://agentbot.example.com.", Required = true };
        var organisation = new Option<string>("--organisation") { Description = "Who runs it; people see it beside the app." };
        var from = new Option<string>("--from") { Description = "Folder with manifest.json and the pictures.", DefaultValueFactory = _ => Path.Combine("manifests", "teams") };
        var into = new Option<string>("--into") { Description = "The file to write.", DefaultValueFactory = _ => "agentbot-teams.zip" };
        var hears = new Option<bool>("--hear-everything") { Description = "Let the app ask for all messages of its teams and chats, not only those that mention it. Set Teams:HearsEverything as well." };
        var command = new Command("teams-package", "Pack the app that an admin uploads to Teams.") { app, address, organisation, from, into, hears };
        command.SetAction(async (parsed, ct) =>
        {
            Refusal? refusal = await PackAsync(
                new Wanted(parsed.GetValue(app)!, parsed.GetValue(address)!, parsed.GetValue(organisation) ?? "", parsed.GetValue(from)!, parsed.GetValue(into)!, parsed.GetValue(hears)), ct);
            await (refusal is null ? parsed.InvocationConfiguration.Output : parsed.InvocationConfiguration.Error)
                .WriteLineAsync(refusal?.Sentence ?? $"{parsed.GetValue(into)} is written. Upload it in the Teams admin center, or in Teams under Apps, Manage your apps.");
            return refusal is null ? 0 : 1;
        });
        return command;
    }

    /// <returns>Null when the file was written.</returns>
    internal static async Task<Refusal?> PackAsync(Wanted wanted, CancellationToken ct)
    {
        if (!Guid.TryParseExact(wanted.App, "D", out _))
        {
            return new Refusal($"'{wanted.App}' is no app id. Copy the Microsoft App ID from the bot's Configuration page.");
        }

        if (!Uri.TryCreate(wanted.Address, UriKind.Absolute, out Uri? address) || address.Scheme != Uri.UriSchemeHttps)
        {
            return new Refusal($"'{wanted.Address}' is no https address. Teams calls AgentBot over https only: write it like https://agentbot.example.com.");
        }

        string[] missing = [.. Pictures.Prepend("manifest.json").Where(name => !File.Exists(Path.Combine(wanted.From, name)))];
        if (missing.Length > 0)
        {
            return new Refusal($"{Path.GetFullPath(wanted.From)} lacks {string.Join(" and ", missing)}. Name the folder manifests/teams with --from.");
        }

        byte[] manifest = Fill(await File.ReadAllTextAsync(Path.Combine(wanted.From, "manifest.json"), ct), wanted, address);
        await using var file = new FileStream(wanted.Into, FileMode.Create, FileAccess.Write);
        await using var zip = new ZipArchive(file, ZipArchiveMode.Create);
        await AddAsync(zip, "manifest.json", manifest, ct);
        foreach (string picture in Pictures)
        {
            await AddAsync(zip, picture, await File.ReadAllBytesAsync(Path.Combine(wanted.From, picture), ct), ct);
        }

        return null;
    }

    private static byte[] Fill(string text, Wanted wanted, Uri address)
    {
        JsonObject manifest = JsonNode.Parse(text)!.AsObject();
        manifest["id"] = wanted.App;
        manifest["bots"]![0]!["botId"] = wanted.App;
        manifest["validDomains"] = new JsonArray(address.Host);
        if (wanted.HearsEverything)
        {
            // Consent of a team or chat to its own messages, asked when the app is added to it; the resource is named and never used.
            manifest["webApplicationInfo"] = new JsonObject { ["id"] = wanted.App, ["resource"] = $"api://botid-{wanted.App}" };
            manifest["authorization"] = new JsonObject
            {
                ["permissions"] = new JsonObject
                {
                    ["resourceSpecific"] = new JsonArray(
                        new JsonObject { ["name"] = "ChannelMessage.Read.Group", ["type"] = "Application" },
                        new JsonObject { ["name"] = "ChatMessage.Read.Chat", ["type"] = "Application" }),
                },
            };
        }

        JsonNode developer = manifest["developer"]!;
        foreach (string name in (string[])["websiteUrl", "privacyUrl", "termsOfUseUrl"])
        {
            developer[name] = new Uri(address, new Uri((string)developer[name]!).AbsolutePath).ToString();
        }

        if (wanted.Organisation.Length > 0)
        {
            developer["name"] = wanted.Organisation[..Math.Min(wanted.Organisation.Length, 32)];
        }

        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Readable))
        {
            manifest.WriteTo(writer);
        }

        return bytes.ToArray();
    }

    private static async Task AddAsync(ZipArchive zip, string name, byte[] bytes, CancellationToken ct)
    {
        await using Stream entry = await zip.CreateEntry(name).OpenAsync(ct);
        await entry.WriteAsync(bytes, ct);
    }

    /// <param name="HearsEverything">Whether the app asks for messages that do not mention it.</param>
    internal sealed record Wanted(string App, string Address, string Organisation, string From, string Into, bool HearsEverything = false);

    /// <param name="Sentence">For the operator.</param>
    internal sealed record Refusal(string Sentence);
}
