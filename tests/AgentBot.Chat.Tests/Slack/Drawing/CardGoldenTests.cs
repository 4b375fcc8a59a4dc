using System.Text.Json.Nodes;
using AgentBot.Chat.Slack.Drawing;
using AgentBot.Core.Cards;
using AgentBot.Core.Templates.Spec;
using AgentBot.Testing;

namespace AgentBot.Chat.Tests.Slack.Drawing;

/// <summary>Every card that has a golden file of its own is drawn for Slack too: the same card, both files checked in.</summary>
public sealed class CardGoldenTests
{
    private static readonly string Cards = Path.Combine(RepositoryRoot.Path, "tests", "AgentBot.Core.Tests", "Cards", "Golden");

    public static readonly SlackContext Context = new()
    {
        PublicUrl = "https://agentbot.fernway.example",
        MentionOf = mention => mention.Who.Name == "finance-leads" ? new SlackMention("S0LEADS", true) : null,
    };

    public static TheoryData<string> Names() => [.. Directory.GetFiles(Cards, "*.json").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    public static Card Card(string name) => CardJson.Read(File.ReadAllText(Path.Combine(Cards, name + ".json"))) with
    {
        Mentions = [new CardMention("@finance-leads", new Principal(PrincipalKind.Group, "finance-leads"))],
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void A_card_reads_in_Slack_as_its_golden_file(string name)
    {
        SlackMessage message = BlockKitDrawer.Draw(Card(name), Context);
        Assert.Empty(BlockLimits.Check(message));
        GoldenFile.Matches($"{name}.json", new JsonObject
        {
            ["text"] = message.Text,
            ["blocks"] = message.Blocks.DeepClone(),
            ["lost"] = new JsonArray([.. message.Lost.Select(lost => (JsonNode)lost)]),
            ["files"] = new JsonArray([.. message.Cut.Select(cut => (JsonNode)cut.FileName)]),
        });
    }
}
