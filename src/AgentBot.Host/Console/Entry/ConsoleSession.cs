using System.Globalization;
using System.Security.Cryptography;
using AgentBot.Core;

namespace AgentBot.Host.WebConsole;

/// <summary>Who is signed in, kept whole in a signed cookie so that it outlives a restart.</summary>
/// <param name="Id">Random; form tokens are bound to it.</param>
/// <param name="Person">Empty until somebody was chosen: then the first of the directory.</param>
public sealed record ConsoleSession(string Id, string Person, DateTimeOffset SignedInAt)
{
    public const string CookieName = "agentbot-console";

    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    public static ConsoleSession New(DateTimeOffset now) => new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), "", now);

    public static ConsoleSession? Read(HttpRequest request, EntryKey key, DateTimeOffset now)
    {
        if (!request.Cookies.TryGetValue(CookieName, out string? cookie) || cookie.Length > 500)
        {
            return null;
        }

        int dot = cookie.LastIndexOf('.');
        if (dot < 0 || !key.IsSigned("session", cookie[..dot], cookie[(dot + 1)..]))
        {
            return null;
        }

        string[] parts = cookie[..dot].Split('|', 3);
        if (parts.Length != 3 || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long seconds))
        {
            return null;
        }

        var signedInAt = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return now - signedInAt > Lifetime ? null : new ConsoleSession(parts[0], Uri.UnescapeDataString(parts[2]), signedInAt);
    }

    public void Write(HttpContext context, EntryKey key)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{Id}|{SignedInAt.ToUnixTimeSeconds()}|{Uri.EscapeDataString(Person)}");
        context.Response.Cookies.Append(CookieName, $"{text}.{key.Sign("session", text)}", Options(context));
    }

    public static void Forget(HttpContext context) => context.Response.Cookies.Delete(CookieName, Options(context));

    /// <summary>Stands in every form. Bound to the person too: a page opened as somebody else must not act as the new one.</summary>
    public string FormToken(EntryKey key, PersonKey person) => key.Sign("form", $"{Id}|{person.Value}");

    private static CookieOptions Options(HttpContext context) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
        Path = "/",
        IsEssential = true,
        MaxAge = Lifetime,
    };
}
