using System.Security.Cryptography;
using AgentBot.Core;
using AgentBot.Core.People;
using AgentBot.Host.Hooks;
using AgentBot.Host.Options;
using Microsoft.Extensions.Options;

namespace AgentBot.Host.Requests;

/// <summary>Tells by its token which program calls. Every token is compared, whole, whatever was found before, so that the time says nothing of any.</summary>
internal sealed class SystemTokens(IOptions<SystemsOptions> options, FreshSecrets secrets)
{
    private const string Scheme = "Bearer ";

    /// <summary>Stands in where there is no token, so that the same work is done.</summary>
    private static readonly byte[] Nobody = RandomNumberGenerator.GetBytes(32);

    /// <param name="authorization">The header as it came.</param>
    /// <returns>The name in the settings; null for nobody.</returns>
    public string? WhoCalls(string authorization)
    {
        string given = authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? authorization[Scheme.Length..].Trim() : "";
        byte[] proof = SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(given));
        string? caller = null;
        foreach ((string name, SystemSetting system) in options.Value.Systems)
        {
            bool isFirst = IsSame(proof, system.Token);
            bool isSecond = IsSame(proof, system.NextToken);
            caller = (isFirst | isSecond) && given.Length > 0 ? name.ToLowerInvariant() : caller;
        }

        return caller;
    }

    public byte[]? SigningSecretOf(PersonKey system) =>
        options.Value.Systems.TryGetValue(AskingSystem.NameIn(system), out SystemSetting? setting) ? secrets.Read(setting.SigningSecret) : null;

    public SystemSetting SettingOf(string name) => options.Value.Systems[name];

    private bool IsSame(byte[] proof, string written)
    {
        byte[]? token = written.Length == 0 ? null : secrets.Read(written);
        return CryptographicOperations.FixedTimeEquals(proof, SHA256.HashData(token ?? Nobody)) && token is not null;
    }
}
