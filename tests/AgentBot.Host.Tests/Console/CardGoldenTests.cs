using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using AgentBot.Core.Cards;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Host.WebConsole;
using AgentBot.Testing;

namespace AgentBot.Host.Tests.WebConsole;

/// <summary>The cards of every type that people review as the console draws them. AGENTBOT_GOLDEN=write writes the files anew.</summary>
public sealed partial class CardGoldenTests
{
    private static readonly string Cards = Path.Combine(RepositoryRoot.Path, "tests", "AgentBot.Core.Tests", "Cards", "Golden");

    [Fact]
    public async Task TheCardOfEveryType_ReadsInTheConsoleAsItsGoldenFile()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        Viewer viewer = host.Get<ViewerSource>().Find(ConsoleSession.New(TimeProvider.System.GetUtcNow()))!;
        string[] types = [.. ReviewSurfaces.All.Select(kind => kind.Type).Distinct().Select(type => type.ToString().ToLowerInvariant())];
        foreach (string type in types)
        {
            string[] samples = [.. Directory.GetFiles(Cards, $"{type}*.json").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];
            Assert.NotEmpty(samples);
            foreach (string name in samples)
            {
                Card card = CardJson.Read(await File.ReadAllTextAsync(Path.Combine(Cards, name + ".json")));
                string html = await host.Get<PageRenderer>().RenderAsync<CardView>(new CardModel(card, null, ConsoleHost.Finance, "c"), viewer);
                await MatchesAsync(name + ".html", FormToken().Replace(html, "name=\"_t\"").Replace("><", ">\n<", StringComparison.Ordinal).Trim() + "\n");
            }
        }
    }

    // Of one session only.
    [GeneratedRegex("name=\"_t\" value=\"[^\"]*\"", RegexOptions.NonBacktracking)]
    private static partial Regex FormToken();

    private static async Task MatchesAsync(string name, string actual, [CallerFilePath] string here = "")
    {
        string path = Path.Combine(Path.GetDirectoryName(here)!, "Golden", name);
        if (Environment.GetEnvironmentVariable("AGENTBOT_GOLDEN") == "write")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, actual);
        }

        Assert.True(File.Exists(path), $"{path} is missing. AGENTBOT_GOLDEN=write makes it; read what it made.");
        Assert.Equal(await File.ReadAllTextAsync(path), actual);
    }
}
