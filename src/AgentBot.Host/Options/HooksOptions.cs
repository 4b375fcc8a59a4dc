using AgentBot.Chat;
using AgentBot.Core;
using AgentBot.Core.People;
using AgentBot.Core.Schedules.Triggers;
using Microsoft.Extensions.Options;

namespace AgentBot.Host.Options;

/// <summary>Doors at which other programs start schedules that wait for them: POST /hooks/&lt;name&gt;.</summary>
public sealed class HooksOptions
{
    public IDictionary<string, HookSetting> Hooks { get; } = new Dictionary<string, HookSetting>(StringComparer.OrdinalIgnoreCase);
}

public sealed class HookSetting
{
    /// <summary>Signs what is sent: "env:NAME", "file:/path" or the secret itself.</summary>
    public string Secret { get; set; } = "";

    /// <summary>Everybody who reaches the door may call it. Only for callers that cannot sign, behind something that checks them.</summary>
    public bool Unsigned { get; set; }

    /// <summary>Names of the channels whose schedules may wait for it; empty for every channel.</summary>
    public IList<string> Channels { get; } = [];
}

internal sealed class HooksOptionsValidator(ISecretText secrets, IConfiguration configuration) : IValidateOptions<HooksOptions>
{
    private const int ShortestSecret = 16;

    private static readonly string[] Known = [nameof(HookSetting.Secret), nameof(HookSetting.Unsigned), nameof(HookSetting.Channels)];

    public ValidateOptionsResult Validate(string? name, HooksOptions options) => options.Hooks.SelectMany(hook => MistakesOf(hook.Key, hook.Value)).ToList().ToResult();

    private IEnumerable<string> MistakesOf(string name, HookSetting hook)
    {
        if (!PlainWord.IsOne(name.ToLowerInvariant()))
        {
            yield return $"Hooks:{name} is a name with other signs than letters, digits and hyphens. Write it like invoices.";
        }

        foreach (IConfigurationSection setting in configuration.GetSection($"Hooks:{name}").GetChildren().Where(setting => !Known.Contains(setting.Key, StringComparer.OrdinalIgnoreCase)))
        {
            yield return $"Hooks:{name}:{setting.Key} is no setting of AgentBot. The settings of a hook are {string.Join(", ", Known)}. Correct the name or take it out.";
        }

        if (hook.Unsigned && hook.Secret.Length > 0)
        {
            yield return $"Hooks:{name} has a secret and is unsigned. Take one of the two out.";
        }
        else if (!hook.Unsigned && hook.Secret.Length == 0)
        {
            yield return $"Hooks:{name}:Secret is missing, so every call would be refused. Write env:NAME or file:/path; or Hooks:{name}:Unsigned=true, which lets everybody in who reaches the door.";
        }
        else if (!hook.Unsigned && (secrets.Read(hook.Secret)?.Length ?? 0) < ShortestSecret)
        {
            yield return $"Hooks:{name}:Secret is '{Shown(hook.Secret)}', and no secret of at least {ShortestSecret} characters is there. Make one, for example with: openssl rand -hex 32";
        }
    }

    /// <summary>Names where a secret should be, never the secret itself.</summary>
    private static string Shown(string written) =>
        written.StartsWith("env:", StringComparison.Ordinal) || written.StartsWith("file:", StringComparison.Ordinal) ? written : "…";
}

/// <summary>Which hooks a channel may wait for.</summary>
internal sealed class ConfiguredHooks(IOptions<HooksOptions> options, IDirectory directory) : IHookNames
{
    public IReadOnlyCollection<string> Of(ChannelKey channel)
    {
        string name = directory.Latest.Channel(channel)?.Name ?? channel.Channel;
        return [.. options.Value.Hooks.Where(hook => hook.Value.Channels.Count == 0 || hook.Value.Channels.Any(allowed => Is(allowed, channel, name))).Select(hook => hook.Key.ToLowerInvariant())];
    }

    private static bool Is(string allowed, ChannelKey channel, string name) =>
        allowed == channel.Value || string.Equals(allowed.TrimStart('#'), name.TrimStart('#'), StringComparison.OrdinalIgnoreCase);
}
