using Microsoft.Extensions.Options;

namespace AgentBot.Chat.Teams;

/// <summary>Refuses to start with settings under which Teams would be deaf, mute or open to anybody.</summary>
public sealed class TeamsOptionsValidator(ISecretText secrets) : IValidateOptions<TeamsOptions>
{
    public ValidateOptionsResult Validate(string? name, TeamsOptions options)
    {
        List<string> mistakes = [];
        if (!options.IsOn)
        {
            if (options.AppPassword.Length > 0 || options.TenantId.Length > 0 || options.AllowUnauthenticatedLoopback)
            {
                mistakes.Add("Teams has settings, but Teams:AppId is missing, so it would stay off. Set it to the Microsoft App ID of the bot, or take the other Teams settings out.");
            }

            return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
        }

        if (!IsId(options.AppId))
        {
            mistakes.Add($"Teams:AppId is '{options.AppId}', which is no app id. Copy the Microsoft App ID from the bot's Configuration page; it looks like 11111111-2222-3333-4444-555555555555.");
        }

        if (!IsId(options.TenantId))
        {
            mistakes.Add($"Teams:TenantId is '{options.TenantId}', which is no tenant id. Copy the App Tenant ID from the bot's Configuration page: AgentBot serves this one organisation.");
        }

        CheckPassword(options, mistakes);
        CheckAddress("Teams:OpenIdMetadataUrl", options.OpenIdMetadataUrl, mistakes);
        CheckAddress("Teams:TokenUrl", options.TokenAddress, mistakes);
        if (options.Issuer.Length == 0)
        {
            mistakes.Add($"Teams:Issuer is empty. Leave it out for {TeamsOptions.PublicIssuer}.");
        }

        if (options.TokenScope.Length == 0)
        {
            mistakes.Add("Teams:TokenScope is empty. Leave it out for the public cloud.");
        }

        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }

    private void CheckPassword(TeamsOptions options, List<string> mistakes)
    {
        if (options.AppPassword.Length == 0)
        {
            if (!options.AllowUnauthenticatedLoopback)
            {
                mistakes.Add("Teams:AppPassword is missing, so AgentBot could hear Teams but not answer. Set it to a client secret of the bot's app registration, or take Teams:AppId out.");
            }

            return;
        }

        string? password = secrets.Read(options.AppPassword);
        if (string.IsNullOrWhiteSpace(password))
        {
            string shown = options.AppPassword.StartsWith("env:", StringComparison.Ordinal) || options.AppPassword.StartsWith("file:", StringComparison.Ordinal) ? options.AppPassword : "…";
            mistakes.Add($"Teams:AppPassword is '{shown}', and nothing is there. Put a client secret of the bot's app registration there.");
        }
        else if (IsId(password))
        {
            mistakes.Add("Teams:AppPassword is the id of a secret, not the secret. Copy the column Value under Certificates & secrets; it is shown only once, after the secret was made.");
        }
    }

    private static void CheckAddress(string setting, string url, List<string> mistakes)
    {
        bool isGood = Uri.TryCreate(url, UriKind.Absolute, out Uri? uri)
            && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
            && uri.UserInfo.Length == 0;
        if (!isGood)
        {
            mistakes.Add($"{setting} is '{url}', which is no address that secrets may depend on. Leave it out for the public cloud, or write an https address.");
        }
    }

    private static bool IsId(string text) => Guid.TryParseExact(text, "D", out _);
}
