using AgentBot.Core;
using AgentBot.Core.Reviews;

namespace AgentBot.Host.WebConsole;

/// <summary>Addresses of pages and doors, in one place, so that a link and its door cannot drift apart.</summary>
public static class ConsolePaths
{
    /// <summary>What may be fetched and posted without a session.</summary>
    public const string Open = "/console/open";

    public const string TokenField = "_t";

    public static string Chat(ChannelKey channel) => $"/console/chat/{Part(channel)}";

    public static string Message(ChannelKey channel, string key) => $"{Chat(channel)}#{Anchor(key)}";

    public static string Anchor(string messageKey) => "m-" + messageKey.Replace(':', '-').Replace('|', '-').Replace('/', '-');

    public static string Run(long number) => FormattableString.Invariant($"/console/runs/{number}");

    public static string Review(ReviewRow review) => FormattableString.Invariant($"/console/reviews/{review.Id}/{review.Revision}");

    public static string Full(ReviewRow review) => Review(review) + "/full";

    public static string Edit(ReviewRow review) => Review(review) + "/edit";

    public static string Rows(ReviewRow review) => Review(review) + "/rows";

    public static string Template(string name) => $"/console/templates/{Uri.EscapeDataString(name)}";

    public static string File(ChannelKey channel, Digest content, string name) =>
        $"/console/files/{Part(channel)}/{content}?name={Uri.EscapeDataString(name)}";

    /// <summary>The plain name on the console; "slack~T1~C2" elsewhere.</summary>
    public static string Part(ChannelKey channel) =>
        Uri.EscapeDataString(channel.Platform == ConsoleGateway.PlatformName ? channel.Channel : channel.Value.Replace('/', '~'));

    public static ChannelKey? Channel(Viewer viewer, string? part) =>
        viewer.Directory.Channels.Select(channel => channel.Key).Where(key => Uri.UnescapeDataString(Part(key)) == part && viewer.MayRead(key)).Select(key => (ChannelKey?)key).FirstOrDefault();
}
