using System.Runtime.CompilerServices;

namespace AgentBot.Core.Tests.Cards;

/// <summary>Compares a text with the file of that name beside the tests. AGENTBOT_GOLDEN=write writes it instead.</summary>
internal static class GoldenFile
{
    private static readonly bool Rewrite = Environment.GetEnvironmentVariable("AGENTBOT_GOLDEN") == "write";

    public static void Matches(string name, string actual, [CallerFilePath] string caller = "")
    {
        string path = Path.Combine(Path.GetDirectoryName(caller)!, "Golden", name);
        if (Rewrite)
        {
            File.WriteAllText(path, actual + "\n");
        }

        Assert.True(File.Exists(path), $"{path} is missing. AGENTBOT_GOLDEN=write makes it; read what it made.");
        string[] wanted = File.ReadAllText(path).TrimEnd('\n').Split('\n');
        string[] got = actual.Split('\n');
        int first = Enumerable.Range(0, Math.Max(wanted.Length, got.Length)).FirstOrDefault(i => At(wanted, i) != At(got, i), -1);
        Assert.True(first < 0, $"{name} differs from line {first + 1} on:\n{Around(wanted, got, first)}");
    }

    private static string? At(string[] lines, int i) => i < lines.Length ? lines[i] : null;

    private static string Around(string[] wanted, string[] got, int first) => string.Join('\n', Enumerable.Range(Math.Max(0, first - 3), 10)
        .SelectMany(i => At(wanted, i) == At(got, i) ? new[] { "  " + At(got, i) } : ["- " + At(wanted, i), "+ " + At(got, i)]));
}
