using System.Globalization;
using Microsoft.Extensions.Options;

namespace AgentBot.Chat.Slack;

/// <summary>Refuses to start with settings under which Slack would be deaf, mute or open to anybody.</summary>
public sealed class SlackOptionsValidator(ISecretText secrets, TimeProvider time) : IValidateOptions<SlackOptions>
{
    private const int ShortestSecret = 16;

    private static readonly TimeSpan LongestOverlap = TimeSpan.FromHours(24);

    public ValidateOptionsResult Validate(string? name, SlackOptions options)
    {
        List<string> mistakes = [];
        CheckSecret(options, mistakes);
        CheckPrevious(options, mistakes);
        CheckToken("Slack:BotToken", options.BotToken, ["xoxb-", "xoxe.xoxb-"], "Take the Bot User OAuth Token of the app, which begins with xoxb-.", mistakes);
        CheckToken("Slack:AppToken", options.AppToken, ["xapp-"], "Take an app-level token with the scope connections:write, which begins with xapp-.", mistakes);
        if (options.IsOn && options.BotToken.Length == 0)
        {
            mistakes.Add("Slack:BotToken is missing, so AgentBot could hear Slack but not answer. Set it to the Bot User OAuth Token of the app, or take the other Slack settings out.");
        }

        if (!options.IsOn && options.BotToken.Length > 0)
        {
            mistakes.Add("Slack:BotToken is set, but neither Slack:SigningSecret nor Slack:AppToken is. Nobody could be heard: set the signing secret for HTTP or the app token for Socket Mode.");
        }

        if (!IsApi(options.ApiUrl))
        {
            mistakes.Add($"Slack:ApiUrl is '{options.ApiUrl}', which is no address that tokens may be sent to. Leave it out, or write an https address that ends with a slash.");
        }

        if (options.Connections is < 1 or > 10)
        {
            mistakes.Add($"Slack:Connections is {options.Connections.ToString(CultureInfo.InvariantCulture)}. Slack takes 1 to 10 at once; 2 is good.");
        }

        if (options.AppId.Length > 0 && !(options.AppId[0] == 'A' && options.AppId.All(char.IsAsciiLetterOrDigit)))
        {
            mistakes.Add($"Slack:AppId is '{options.AppId}', which is no id of an app. It begins with A and stands under Basic Information.");
        }

        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }

    private void CheckSecret(SlackOptions options, List<string> mistakes)
    {
        if (options.SigningSecret.Length == 0)
        {
            return;
        }

        string? secret = secrets.Read(options.SigningSecret);
        if (string.IsNullOrWhiteSpace(secret))
        {
            mistakes.Add($"Slack:SigningSecret is '{Shown(options.SigningSecret)}', and nothing is there. Without it every request would have to be refused: put the signing secret of the app there.");
        }
        else if (secret.Length < ShortestSecret)
        {
            mistakes.Add($"Slack:SigningSecret is shorter than {ShortestSecret} characters, so it is not the signing secret of an app. Copy it from Basic Information.");
        }
    }

    private void CheckPrevious(SlackOptions options, List<string> mistakes)
    {
        if (options.PreviousSigningSecret.Length == 0 && options.PreviousSigningSecretUntil.Length == 0)
        {
            return;
        }

        if (options.PreviousSigningSecret.Length == 0 || options.PreviousSigningSecretUntil.Length == 0)
        {
            mistakes.Add("Slack:PreviousSigningSecret and Slack:PreviousSigningSecretUntil belong together. Set both, or take both out.");
        }
        else if (PreviousUntil(options) is not { } until)
        {
            mistakes.Add($"Slack:PreviousSigningSecretUntil is '{options.PreviousSigningSecretUntil}', which is no moment. Write it like 2026-11-20T18:00:00Z.");
        }
        else if (until > time.GetUtcNow() + LongestOverlap)
        {
            mistakes.Add($"Slack:PreviousSigningSecretUntil is '{options.PreviousSigningSecretUntil}', more than 24 hours away. An old secret is accepted for a day at most: name an earlier moment.");
        }
    }

    /// <summary>Null where nothing readable is set.</summary>
    public static DateTimeOffset? PreviousUntil(SlackOptions options) =>
        DateTimeOffset.TryParse(options.PreviousSigningSecretUntil, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset until) ? until : null;

    private void CheckToken(string setting, string written, string[] beginnings, string next, List<string> mistakes)
    {
        if (written.Length == 0)
        {
            return;
        }

        string? token = secrets.Read(written);
        if (string.IsNullOrWhiteSpace(token))
        {
            mistakes.Add($"{setting} is '{Shown(written)}', and nothing is there. {next}");
        }
        else if (!beginnings.Any(beginning => token.StartsWith(beginning, StringComparison.Ordinal)))
        {
            mistakes.Add($"{setting} is no token of that kind. {next}");
        }
    }

    /// <summary>Names where a secret should be, never the secret itself.</summary>
    private static string Shown(string written) =>
        written.StartsWith("env:", StringComparison.Ordinal) || written.StartsWith("file:", StringComparison.Ordinal) ? written : "…";

    private static bool IsApi(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out Uri? uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
        && uri.AbsolutePath.EndsWith('/')
        && uri.Query.Length == 0
        && uri.UserInfo.Length == 0;
}
