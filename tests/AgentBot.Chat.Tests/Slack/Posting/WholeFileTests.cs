using System.Text;
using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Delivery;
using AgentBot.Testing.Slack;

namespace AgentBot.Chat.Tests.Slack.Posting;

/// <summary>A card that shows twelve of 240 rows, with all of them as a file.</summary>
public sealed class WholeFileTests
{
    private static readonly ChatPost Review = new(new ChannelKey("slack/T0AAA1/C0FIN"), "", "view:1", "Approve 240 rows?", Card(), null, "review:r1:1")
    {
        Files = [new ChatFile("run-4211-round-1.csv", "All rows of run 4211", "row,amount\r\n1,48.00\r\n")],
    };

    [Fact]
    public async Task The_whole_lies_in_the_thread_below_its_card_and_is_not_added_again_when_the_card_is_redrawn()
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        string ts = Assert.IsType<PostOutcome.Posted>(await rig.Gateway.PostAsync(Review, CancellationToken.None)).Message;
        FakeSlackMessage below = Assert.Single(rig.Server.Workspace.In("C0FIN", ts));
        Assert.Equal("row,amount\r\n1,48.00\r\n", Encoding.UTF8.GetString(rig.Server.Workspace.Files[Assert.Single(below.Files)].Bytes));

        await rig.Gateway.UpdateAsync(ts, Review, CancellationToken.None);
        Assert.Single(rig.Server.Workspace.In("C0FIN", ts));
    }

    [Fact]
    public async Task What_one_person_alone_sees_leaves_no_file_for_everybody()
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        await rig.Gateway.PostAsync(Review with { OnlyFor = new PersonKey("slack:U0ANA") }, CancellationToken.None);
        Assert.Empty(rig.Server.Workspace.Files);
    }

    private static Card Card() => new() { FallbackText = "Approve 240 rows?", Body = [new CardElement.TextBlock("Approve 240 rows?") { Id = CardPart.Question, Heading = true }] };
}
