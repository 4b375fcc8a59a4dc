using System.Net;

namespace AgentBot.Agents.Models.Wire;

/// <summary>The connection to a provider. Follows no redirect: a key goes to the address that the operator wrote and to no other.</summary>
public sealed class ProviderHttp(IProviderSecrets secrets, TimeProvider time)
{
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(10);

    /// <summary>So that a name that moved to another address is followed.</summary>
    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(5);

    /// <summary>Has no time limit of its own: the caller's counts, over the whole answer.</summary>
    public HttpClient Client(ProviderOptions provider) => new(new ProviderEdge(provider, secrets, time, Connection()), disposeHandler: true)
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>A sentence for the operator where key or address cannot work; null where they can.</summary>
    public string? Check(string name, ProviderOptions provider)
    {
        string path = $"{ModelOptions.Section}:Providers:{name}";
        if (provider.Model.Length == 0)
        {
            return $"{path}:Model is missing. Write the model's name as the provider has it.";
        }

        if (provider.BaseUrl.Length > 0)
        {
            if (!Uri.TryCreate(provider.BaseUrl, UriKind.Absolute, out Uri? address) || address.Scheme is not ("https" or "http"))
            {
                return $"{path}:BaseUrl is “{provider.BaseUrl}”, which is no address. Write one such as https://models.example.com/v1.";
            }

            if (address.UserInfo.Length > 0 || address.Query.Length > 0)
            {
                return $"{path}:BaseUrl carries a name, a password or a query. Put keys into ApiKey or Headers.";
            }

            if (address.Scheme == "http" && !address.IsLoopback && (provider.ApiKey.Length > 0 || provider.Headers.Count > 0))
            {
                return $"{path}:BaseUrl is an http address on another computer, which the key would travel to for everybody to read. Use https.";
            }
        }

        if (provider.ApiKey.Length > 0 && string.IsNullOrEmpty(secrets.Read(provider.ApiKey)))
        {
            return $"{path}:ApiKey is set to {Shown(provider.ApiKey)}, and nothing is there. Set it, or correct the name.";
        }

        foreach ((string header, string written) in provider.Headers)
        {
            if (!IsHeaderName(header))
            {
                return $"{path}:Headers has “{header}”, which is no name of a header.";
            }

            if (secrets.Read(written) is not { } value || value.AsSpan().IndexOfAny('\r', '\n') >= 0)
            {
                return $"{path}:Headers:{header} is set to {Shown(written)}, and no line of text is there. Set it, or remove the header.";
            }
        }

        return provider.ApiKey.Length == 0 && provider.Headers.Count == 0 && !IsOnThisComputer(provider.BaseUrl)
            ? $"{path}:ApiKey is missing. Write env:NAME or file:/path, so that the key itself is in no file of settings."
            : null;
    }

    private static SocketsHttpHandler Connection() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = ConnectWithin,
        PooledConnectionLifetime = ConnectionLife,
        AutomaticDecompression = DecompressionMethods.All,
    };

    private static bool IsOnThisComputer(string address) => Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.IsLoopback;

    private static bool IsHeaderName(string name) => name.Length > 0 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');

    // A key that somebody wrote out is never repeated.
    private static string Shown(string written) =>
        written.StartsWith("env:", StringComparison.Ordinal) || written.StartsWith("file:", StringComparison.Ordinal) ? written : "a text";
}
