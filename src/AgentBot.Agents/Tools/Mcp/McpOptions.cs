using Microsoft.Extensions.Options;

namespace AgentBot.Agents.Tools.Mcp;

/// <summary>Section "Mcp" of the settings: servers whose tools agents may call.</summary>
public sealed class McpOptions
{
    public const string Section = "Mcp";

    /// <summary>By the name that stands before the dot of each of its tools.</summary>
    public IDictionary<string, McpServerOptions> Servers { get; init; } = new Dictionary<string, McpServerOptions>(StringComparer.OrdinalIgnoreCase);
}

/// <summary>One server: a program that AgentBot starts, or an address.</summary>
public sealed class McpServerOptions
{
    /// <summary>The program to start; empty where <see cref="Url"/> is set.</summary>
    public string Command { get; set; } = "";

    /// <summary>Its arguments, one entry each. Everybody on the computer can read them: never a secret.</summary>
    public IList<string> Args { get; } = [];

    /// <summary>Where the server listens (streamable HTTP); empty where <see cref="Command"/> is set.</summary>
    public string Url { get; set; } = "";

    /// <summary>Environment of the program, and nothing besides but PATH and an empty home. <c>secret: name</c>, <c>env:NAME</c> and <c>file:/path</c> are read when it starts.</summary>
    public IDictionary<string, string> Env { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Sent with every call to <see cref="Url"/>; references as for <see cref="Env"/>.</summary>
    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Tools that only read, by the server's own names. Every other one writes and asks a person, whatever the server says of it.</summary>
    public IList<string> Reads { get; } = [];

    /// <summary>How long one call may take, at most a minute. Default 60 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>After how long without a call the program is ended; the next call starts it again. Default 10 minutes.</summary>
    public TimeSpan IdleAfter { get; set; } = TimeSpan.FromMinutes(10);
}

/// <summary>Refuses to start on servers that could never be used, in plain sentences.</summary>
public sealed class McpOptionsValidator(IToolSecrets secrets) : IValidateOptions<McpOptions>
{
    private const int LongestName = 24;
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(60);

    public ValidateOptionsResult Validate(string? name, McpOptions options)
    {
        string[] mistakes = [.. options.Servers.SelectMany(server => Check(server.Key, server.Value))];
        return mistakes.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }

    private IEnumerable<string> Check(string name, McpServerOptions server)
    {
        string path = $"{McpOptions.Section}:Servers:{name}";
        if (name.Length > LongestName || !char.IsAsciiLetter(name[0]) || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
        {
            yield return $"{path}: a server's name has letters, digits, hyphens and underscores, begins with a letter and is at most {LongestName} long. Call it otherwise.";
        }

        if (server.Command.Length == 0 == (server.Url.Length == 0))
        {
            yield return $"{path} needs either Command, a program to start, or Url, an address to call. Write one of them.";
        }

        if (server.Url.Length > 0 && CheckUrl(server) is { } wrong)
        {
            yield return $"{path}:Url {wrong}";
        }

        if (server.Url.Length > 0 && (server.Args.Count > 0 || server.Env.Count > 0))
        {
            yield return $"{path} has Args or Env beside Url; they belong to a program. Take them out.";
        }

        if (server.Timeout <= TimeSpan.Zero || server.Timeout > LongestCall)
        {
            yield return $"{path}:Timeout must be more than zero and at most a minute, for example 00:00:30.";
        }

        if (server.IdleAfter < TimeSpan.FromSeconds(10))
        {
            yield return $"{path}:IdleAfter must be at least ten seconds, for example 00:10:00.";
        }

        foreach ((string where, string written) in server.Env.Select(pair => ($"Env:{pair.Key}", pair.Value)).Concat(server.Headers.Select(pair => ($"Headers:{pair.Key}", pair.Value))))
        {
            if (SecretReference.Is(written) && secrets.Read(written) is not { Length: > 0 })
            {
                yield return $"{path}:{where} is set to {written}, and nothing is there. Set it, or correct the name.";
            }
        }
    }

    private static string? CheckUrl(McpServerOptions server) =>
        !Uri.TryCreate(server.Url, UriKind.Absolute, out Uri? url) || url.Scheme is not ("https" or "http") ? $"is “{server.Url}”, which is no address. Write one such as https://tools.example.com/mcp."
        : url.UserInfo.Length > 0 || url.Query.Length > 0 ? "carries a name, a password or a query. Put keys into Headers."
        : url.Scheme == "http" && !url.IsLoopback && server.Headers.Count > 0 ? "is an http address on another computer, which the headers would travel to for everybody to read. Use https."
        : null;
}
