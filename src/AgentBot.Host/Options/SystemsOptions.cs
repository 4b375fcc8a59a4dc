using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Chat;
using AgentBot.Core.Requests;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Format;
using AgentBot.Core.Templates.Spec;
using Microsoft.Extensions.Options;

namespace AgentBot.Host.Options;

/// <summary>Other programs that may ask people for reviews: POST /requests. See requests/README.md.</summary>
public sealed class SystemsOptions
{
    public IDictionary<string, SystemSetting> Systems { get; } = new Dictionary<string, SystemSetting>(StringComparer.OrdinalIgnoreCase);
}

public sealed class SystemSetting
{
    /// <summary>As people read it on cards.</summary>
    public string Name { get; set; } = "";

    /// <summary>Key of the person or group that answers for it.</summary>
    public string Owner { get; set; } = "";

    /// <summary>Proves who calls: "env:NAME" or "file:/path".</summary>
    public string Token { get; set; } = "";

    /// <summary>A second one that counts too, while callers change to it.</summary>
    public string NextToken { get; set; } = "";

    /// <summary>Signs what it is told: "env:NAME" or "file:/path".</summary>
    public string SigningSecret { get; set; } = "";

    /// <summary>Where it may ask: "#finance", "slack:#finance".</summary>
    public IList<string> Channels { get; } = [];

    /// <summary>Words of the types that it may ask about; "all" for every one.</summary>
    public IList<string> Types { get; } = [];

    /// <summary>Whom it may name itself: keys of people, groups, "role:cfo". Empty where it may only use policies.</summary>
    public IList<string> Reviewers { get; } = [];

    /// <summary>Who decides, by a name of its own, in the words of a template's review step. "default" stands where a request names none.</summary>
    public IDictionary<string, string> Policies { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>How often each review may ask for changes.</summary>
    public int Rounds { get; set; } = 3;

    /// <summary>How many of its requests may wait at once.</summary>
    public int MostOpen { get; set; } = 100;

    /// <summary>Calls, of whatever kind.</summary>
    public int MostAMinute { get; set; } = 120;

    /// <summary>In bytes.</summary>
    public int LargestRequest { get; set; } = 1024 * 1024;

    /// <summary>Hosts that a request may name for being told: "hooks.example.com", "hooks.example.com:8443".</summary>
    public IList<string> CallbackHosts { get; } = [];

    /// <summary>Where it is told unless a request says so; empty for nowhere.</summary>
    public string Webhook { get; set; } = "";

    /// <summary>How a decision names who decided: Names, Keys or Nobody.</summary>
    public NamedDeciders Deciders { get; set; }

    internal ImmutableArray<string> AllowedTypes => Types.Contains("all") ? RequestFormat.Types : [.. Types];

    internal static Principal ReadPrincipal(string written) => written.StartsWith("role:", StringComparison.Ordinal)
        ? new Principal(PrincipalKind.Role, written["role:".Length..])
        : new Principal(PrincipalKind.Either, written.TrimStart('@').ToLowerInvariant());
}

internal sealed class SystemsOptionsValidator(ISecretText secrets, IConfiguration configuration) : IValidateOptions<SystemsOptions>
{
    public const int LargestOfAll = 25 * 1024 * 1024;

    private const int ShortestSecret = 24;

    private static readonly string[] Known =
        [.. typeof(SystemSetting).GetProperties(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Instance).Select(property => property.Name)];

    public ValidateOptionsResult Validate(string? name, SystemsOptions options) => options.Systems
        .SelectMany(system => MistakesOf($"Systems:{system.Key}", system.Key, system.Value))
        .Concat(SharedTokens(options))
        .ToList()
        .ToResult();

    private IEnumerable<string> MistakesOf(string at, string name, SystemSetting system) =>
        [.. Named(at, name, system), .. Secrets(at, system), .. MayAsk(at, system), .. Limits(at, system), .. Told(at, system)];

    private IEnumerable<string> Named(string at, string name, SystemSetting system)
    {
        if (!PlainWord.IsOne(name.ToLowerInvariant()))
        {
            yield return $"{at} is a name with other signs than letters, digits and hyphens. Write it like payroll.";
        }

        foreach (IConfigurationSection setting in configuration.GetSection(at).GetChildren().Where(setting => !Known.Contains(setting.Key, StringComparer.OrdinalIgnoreCase)))
        {
            yield return $"{at}:{setting.Key} is no setting of AgentBot. The settings of a system are {string.Join(", ", Known)}. Correct the name or take it out.";
        }

        if (string.IsNullOrWhiteSpace(system.Name) || system.Name.Trim().Length > 60)
        {
            yield return $"{at}:Name is missing or longer than 60 characters. Give the name that people read on cards.";
        }

        if (system.Owner.Length == 0)
        {
            yield return $"{at}:Owner is missing. Name the person or group that answers for it.";
        }
    }

    private IEnumerable<string> Secrets(string at, SystemSetting system)
    {
        foreach ((string key, string written, bool required) in new[] { ("Token", system.Token, true), ("NextToken", system.NextToken, false), ("SigningSecret", system.SigningSecret, true) })
        {
            if (written.Length == 0)
            {
                if (required)
                {
                    yield return $"{at}:{key} is missing. Write env:NAME or file:/path.";
                }
            }
            else if (!written.StartsWith("env:", StringComparison.Ordinal) && !written.StartsWith("file:", StringComparison.Ordinal))
            {
                yield return $"{at}:{key} stands in clear. Write env:NAME or file:/path, and make a new one: this one may have been read.";
            }
            else if ((secrets.Read(written)?.Length ?? 0) < ShortestSecret)
            {
                yield return $"{at}:{key} is '{written}', and nothing of at least {ShortestSecret} characters is there. Make one, for example with: openssl rand -hex 32";
            }
        }
    }

    private static IEnumerable<string> MayAsk(string at, SystemSetting system)
    {
        if (system.Channels.Count == 0)
        {
            yield return $"{at}:Channels is empty, so it could ask nowhere. Name at least one: {at}:Channels:0=#finance";
        }

        foreach (string channel in system.Channels.Where(channel => ChannelAddress.Read(channel) is null))
        {
            yield return $"{at}:Channels names '{channel}'. Write #finance, or slack:#finance for one platform.";
        }

        if (system.Types.Count == 0)
        {
            yield return $"{at}:Types is empty, so it could ask about nothing. Write all, or some of {string.Join(", ", RequestFormat.Types)}.";
        }

        foreach (string type in system.Types.Where(type => type != "all" && !RequestFormat.Types.Contains(type)))
        {
            yield return $"{at}:Types names '{type}', which is none. They are {string.Join(", ", RequestFormat.Types)}; or all.";
        }

        if (system.Policies.Count + system.Reviewers.Count == 0)
        {
            yield return $"{at} has neither Policies nor Reviewers, so nobody could decide. Write for example {at}:Policies:default=reviewers: finance-leads";
        }

        foreach ((string policy, string text) in system.Policies)
        {
            foreach (string mistake in PolicyText.Read(text).Mistakes)
            {
                yield return $"{at}:Policies:{policy} cannot be used. {mistake}";
            }
        }
    }

    private static IEnumerable<string> Limits(string at, SystemSetting system)
    {
        foreach ((string key, int value, int most) in new[] { ("Rounds", system.Rounds, 20), ("MostOpen", system.MostOpen, 10_000), ("MostAMinute", system.MostAMinute, 6_000), ("LargestRequest", system.LargestRequest, LargestOfAll) })
        {
            if (value < (key == "Rounds" ? 0 : 1) || value > most)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{at}:{key} is {value}. Write a number up to {most}.");
            }
        }
    }

    private static IEnumerable<string> Told(string at, SystemSetting system)
    {
        if (system.Webhook.Length > 0 && (!Uri.TryCreate(system.Webhook, UriKind.Absolute, out Uri? url) || url.UserInfo.Length > 0 || !(url.Scheme == "https" || (url.Scheme == "http" && url.IsLoopback))))
        {
            yield return $"{at}:Webhook is no address that can be told. Write an https address without a name or password in it.";
        }

        foreach (string host in system.CallbackHosts.Where(host => !Uri.TryCreate($"https://{host}/", UriKind.Absolute, out Uri? written) || !string.Equals(written.Authority, host, StringComparison.OrdinalIgnoreCase)))
        {
            yield return $"{at}:CallbackHosts names '{host}'. Write a host such as hooks.example.com, with its port where it is not 443.";
        }
    }

    /// <summary>A token says who calls; one that says two would let one speak as the other.</summary>
    private IEnumerable<string> SharedTokens(SystemsOptions options) => options.Systems
        .SelectMany(system => new[] { ("Token", system.Value.Token), ("NextToken", system.Value.NextToken) }.Select(token => ($"Systems:{system.Key}:{token.Item1}", secrets.Read(token.Item2) ?? "")))
        .Where(token => token.Item2.Length > 0)
        .GroupBy(token => token.Item2, StringComparer.Ordinal)
        .Where(group => group.Count() > 1)
        .Select(group => $"{group.First().Item1} and {group.Last().Item1} are the same token. Each needs one of its own.");
}
