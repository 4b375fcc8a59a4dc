using AgentBot.Host.Options;

namespace AgentBot.Host;

/// <summary>Where the host listens for browsers and platforms.</summary>
internal static class Addresses
{
    /// <exception cref="StartRefusedException">An address cannot be read.</exception>
    public static IReadOnlyList<string> Of(IConfiguration configuration, HostMode mode)
    {
        string text = configuration["urls"] ?? "";
        string[] given = text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        List<string> addresses = given.Length == 0 ? [HostFactory.DefaultUrl] : [.. given];
        foreach (string address in addresses)
        {
            Check(address);
        }

        if (mode.ListensApart)
        {
            addresses.Add(configuration["Console:Url"] ?? new ConsoleOptions().Url);
        }

        return addresses;
    }

    private static void Check(string address)
    {
        // The star and the plus stand for every address of this computer; no URI has them as a host.
        string plain = address.Replace("://*", "://localhost", StringComparison.Ordinal).Replace("://+", "://localhost", StringComparison.Ordinal);
        if (!AgentBotOptionsValidator.IsAddress(plain))
        {
            throw new StartRefusedException($"The address '{address}' of --urls cannot be read. Write it like {HostFactory.DefaultUrl}.");
        }
    }
}
