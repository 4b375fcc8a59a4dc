using Microsoft.Extensions.Options;

namespace AgentBot.Host.Options;

/// <summary>Secrets from the settings: the text itself, <c>env:NAME</c> or <c>file:/path</c>.</summary>
internal sealed class ConfiguredSecrets(IOptions<SecretsOptions> options) : ISecrets
{
    private const string Environment = "env:";
    private const string File = "file:";

    public string? Find(string name)
    {
        if (!options.Value.Secrets.TryGetValue(name, out string? written))
        {
            return null;
        }

        if (written.StartsWith(Environment, StringComparison.Ordinal))
        {
            return System.Environment.GetEnvironmentVariable(written[Environment.Length..]);
        }

        return written.StartsWith(File, StringComparison.Ordinal) ? ReadFile(written[File.Length..]) : written;
    }

    private static string? ReadFile(string path)
    {
        try
        {
            return System.IO.File.ReadAllText(path).Trim();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
