using System.Runtime.CompilerServices;

namespace AgentBot.Chat.Tests.Slack;

/// <summary>Compares text with a file beside the test; writes it anew where AGENTBOT_GOLDEN=write asks for it.</summary>
internal static class PayloadGolden
{
    public static string Folder(string name, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, name);

    public static void Match(string path, string text)
    {
        if (Environment.GetEnvironmentVariable("AGENTBOT_GOLDEN") == "write")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }

        Assert.True(File.Exists(path), $"{path} is missing. Set AGENTBOT_GOLDEN=write once and look at what it writes.");
        Assert.Equal(File.ReadAllText(path), text);
    }
}
