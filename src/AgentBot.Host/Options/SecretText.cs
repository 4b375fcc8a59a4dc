using AgentBot.Agents.Models;
using AgentBot.Chat;

namespace AgentBot.Host.Options;

/// <summary>What a secret setting stands for: the text itself, <c>env:NAME</c> or <c>file:/path</c>.</summary>
internal sealed class SecretText : ISecretText, IProviderSecrets
{
    private const string Environment = "env:";
    private const string File = "file:";

    public string? Read(string written)
    {
        if (written.Length == 0)
        {
            return null;
        }

        if (written.StartsWith(Environment, StringComparison.Ordinal))
        {
            return System.Environment.GetEnvironmentVariable(written[Environment.Length..])?.Trim();
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
