using AgentBot.Core.Links;
using Microsoft.Extensions.Options;

namespace AgentBot.Host.Options;

/// <summary>Where things are. Relative paths count from the folder in which AgentBot was started.</summary>
public sealed class AgentBotOptions
{
    public const string Section = "AgentBot";

    /// <summary>The database, large files and the local socket. Made when it is missing.</summary>
    public string DataDirectory { get; set; } = "data";

    /// <summary>One folder per team with its templates.</summary>
    public string TemplatesDirectory { get; set; } = "templates";

    /// <summary>Further folders of templates, laid out like <see cref="TemplatesDirectory"/>.</summary>
    public IList<string> MountedTemplates { get; } = [];

    /// <summary>The address under which people outside this computer reach AgentBot; empty when nobody does.</summary>
    public string PublicUrl { get; set; } = "";

    /// <summary>IANA name for people and channels that name none; empty for the time zone of this computer.</summary>
    public string TimeZone { get; set; } = "";

    /// <summary>
    /// Hosts whose https pages may be clicked where they stand in texts of agents, tools, files and people: "crm.example.com", or
    /// "*.example.com" for all below it. Every other address is shown in a form that nothing makes a link of.
    /// </summary>
    public IList<string> AllowedLinks { get; } = [];

    /// <summary>Template versions that may publish although they say <c>review: none</c>, each by at least eight digits of its version.</summary>
    public IList<string> AllowWithoutReview { get; } = [];

    /// <summary>Template versions out of use, each by at least eight digits of its version: no run of one begins, and nothing approved in one leaves.</summary>
    public IList<string> RetiredVersions { get; } = [];
}

internal sealed class AgentBotOptionsValidator(CallerFolder caller) : IValidateOptions<AgentBotOptions>
{
    public ValidateOptionsResult Validate(string? name, AgentBotOptions options)
    {
        List<string> mistakes = [];
        if (FolderCheck.Writable(caller.Resolve(options.DataDirectory)) is { } cannotWrite)
        {
            mistakes.Add($"AgentBot:DataDirectory is '{options.DataDirectory}', and {cannotWrite} Name a folder that this account may write to.");
        }

        if (FolderCheck.Readable(caller.Resolve(options.TemplatesDirectory)) is { } cannotRead)
        {
            mistakes.Add($"AgentBot:TemplatesDirectory is '{options.TemplatesDirectory}', and {cannotRead} Start in the folder that holds the templates, or name theirs.");
        }

        foreach (string mounted in options.MountedTemplates)
        {
            if (FolderCheck.Readable(caller.Resolve(mounted)) is { } cannotMount)
            {
                mistakes.Add($"AgentBot:MountedTemplates names '{mounted}', and {cannotMount} Correct the path or take it out.");
            }
        }

        if (options.PublicUrl.Length > 0 && !IsAddress(options.PublicUrl))
        {
            mistakes.Add($"AgentBot:PublicUrl is '{options.PublicUrl}', which is no web address. Write it like https://agentbot.example.com, without a path.");
        }

        foreach (string host in options.AllowedLinks.Where(host => !LinkRule.IsHost(host)))
        {
            mistakes.Add($"AgentBot:AllowedLinks names '{host}', which is no host. Write it like crm.example.com, or *.example.com for all below it, without https:// and without a path.");
        }

        if (options.TimeZone.Length > 0 && !TimeZoneInfo.TryFindSystemTimeZoneById(options.TimeZone, out _))
        {
            mistakes.Add($"AgentBot:TimeZone is '{options.TimeZone}', which is no time zone. Write it like Europe/Lisbon.");
        }

        return mistakes.ToResult();
    }

    internal static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && uri.AbsolutePath == "/" && uri.Query.Length == 0 && uri.UserInfo.Length == 0;
}
