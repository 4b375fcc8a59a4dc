using System.Buffers;
namespace AgentBot.Chat;

/// <summary>Which addresses of a card's buttons may be opened: pages of the console where it can be reached, and https addresses that the host itself made.</summary>
internal static class ChatAddress
{
    private const int Longest = 2_000;

    /// <summary>Characters that would end a link in either platform's text.</summary>
    private static readonly SearchValues<char> Breaking = SearchValues.Create("<>|\" \n");

    /// <param name="path">Path of the console, or an address.</param>
    /// <param name="publicUrl">Where the console can be reached from outside; empty where it cannot.</param>
    /// <returns>Null for what may not be opened.</returns>
    public static string? OfButton(string path, string publicUrl)
    {
        string address = IsOwnPath(path) ? (publicUrl.Length == 0 ? "" : publicUrl.TrimEnd('/') + path) : path;
        return IsGood(address, publicUrl) ? address : null;
    }

    private static bool IsOwnPath(string path) => path is ['/', not ('/' or '\\'), ..] or "/";

    private static bool IsGood(string address, string publicUrl) =>
        address.Length is > 0 and <= Longest
        && Uri.TryCreate(address, UriKind.Absolute, out Uri? uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (publicUrl.Length > 0 && address.StartsWith(publicUrl.TrimEnd('/') + "/", StringComparison.Ordinal)))
        && !address.AsSpan().ContainsAny(Breaking);
}
