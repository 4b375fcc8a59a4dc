using System.Net;
using Microsoft.Extensions.Options;

namespace AgentBot.Host.Options;

/// <summary>The pages of the console.</summary>
public sealed class ConsoleOptions
{
    public const string Section = "Console";

    /// <summary>Where the console listens once a platform or a public address is set; before that it shares the address of everything else.</summary>
    public string Url { get; set; } = "http://127.0.0.1:3979";

    /// <summary>Names of the console's own channels; none means finance and operations.</summary>
    public IList<string> Channels { get; } = [];

    public IReadOnlyList<string> ChannelNames => Channels.Count == 0 ? ["finance", "operations"] : [.. Channels];
}

internal sealed class ConsoleOptionsValidator : IValidateOptions<ConsoleOptions>
{
    public ValidateOptionsResult Validate(string? name, ConsoleOptions options)
    {
        List<string> mistakes = [];
        if (!AgentBotOptionsValidator.IsAddress(options.Url))
        {
            mistakes.Add($"Console:Url is '{options.Url}', which is no web address. Write it like http://127.0.0.1:3979.");
        }
        else if (!IsLoopback(new Uri(options.Url).Host))
        {
            mistakes.Add($"Console:Url is '{options.Url}', which other computers can reach. Use 127.0.0.1 and put a proxy with a login in front of it.");
        }

        foreach (string channel in options.Channels.Where(channel => !PlainWord.IsOne(channel)))
        {
            mistakes.Add($"Console:Channels names '{channel}'. A channel's name has lower-case letters, digits and hyphens only.");
        }

        return mistakes.ToResult();
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));
}

/// <summary>How keys of people, groups and channels are written: they stand in templates, commands and file names.</summary>
internal static class PlainWord
{
    public static bool IsOne(string text) =>
        text.Length is > 0 and <= 60 && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-');
}
