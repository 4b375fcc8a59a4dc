using System.Buffers;
using AgentBot.Core.Cards;

namespace AgentBot.Chat.Slack.Drawing;

/// <summary>Which addresses of a card may be clicked: pages of the console where it can be reached, and addresses that the host itself made.</summary>
internal static class SlackAddress
{
    private const int Longest = BlockLimits.Url;

    /// <summary>Characters that would end a link in either platform's text.</summary>
    private static readonly SearchValues<char> Breaking = SearchValues.Create("<>|\" \n");

    /// <summary>For links inside texts, of which the agent may have written some: paths of the console only.</summary>
    public static string? Of(string path, SlackContext context)
    {
        if (!IsOwnPath(path))
        {
            return null;
        }

        string address = context.AddressOf(path) ?? (context.PublicUrl.Length == 0 ? "" : context.PublicUrl.TrimEnd('/') + path);
        return IsGood(address, context) ? address : null;
    }

    /// <summary>For buttons, which only the host makes.</summary>
    public static string? OfButton(CardAction.OpenUrl open, SlackContext context) =>
        IsOwnPath(open.Path) ? Of(open.Path, context) : IsGood(open.Path, context) ? open.Path : null;

    private static bool IsOwnPath(string path) => path is ['/', not ('/' or '\\'), ..] or "/";

    private static bool IsGood(string address, SlackContext context) =>
        address.Length is > 0 and <= Longest
        && Uri.TryCreate(address, UriKind.Absolute, out Uri? uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (context.PublicUrl.Length > 0 && address.StartsWith(context.PublicUrl.TrimEnd('/') + "/", StringComparison.Ordinal)))
        && !address.AsSpan().ContainsAny(Breaking);
}
