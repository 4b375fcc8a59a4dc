using System.Buffers;

namespace AgentBot.Chat;

/// <summary>Which addresses of a card may be opened: pages of the console where it can be reached, and https addresses that the host itself made.</summary>
internal static class ChatAddress
{
    /// <summary>Slack takes 3,000 characters, Teams names no limit; no address that the host makes comes near.</summary>
    private const int Longest = 2_000;

    /// <summary>Characters that would end a link in either platform's text.</summary>
    private static readonly SearchValues<char> Breaking = SearchValues.Create("<>|\" \n");

    /// <summary>For links inside texts, of which the agent may have written some: paths of the console only.</summary>
    /// <param name="publicUrl">Where the console can be reached from outside; empty where it cannot.</param>
    /// <param name="better">An address that shows the same in the platform itself; null for none.</param>
    /// <returns>Null for what may not be opened.</returns>
    public static string? OfLink(string path, string publicUrl, string? better = null)
    {
        if (!IsOwnPath(path))
        {
            return null;
        }

        string address = better ?? (publicUrl.Length == 0 ? "" : publicUrl.TrimEnd('/') + path);
        return IsGood(address, publicUrl) ? address : null;
    }

    /// <summary>For buttons, which only the host makes.</summary>
    /// <param name="path">Path of the console, or an address.</param>
    /// <returns>Null for what may not be opened.</returns>
    public static string? OfButton(string path, string publicUrl, string? better = null) =>
        IsOwnPath(path) ? OfLink(path, publicUrl, better) : IsGood(path, publicUrl) ? path : null;

    private static bool IsOwnPath(string path) => path is ['/', not ('/' or '\\'), ..] or "/";

    private static bool IsGood(string address, string publicUrl) =>
        address.Length is > 0 and <= Longest
        && Uri.TryCreate(address, UriKind.Absolute, out Uri? uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (publicUrl.Length > 0 && address.StartsWith(publicUrl.TrimEnd('/') + "/", StringComparison.Ordinal)))
        && !address.AsSpan().ContainsAny(Breaking);
}
