using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Delivery;
using AgentBot.Testing.Slack;

namespace AgentBot.Chat.Tests.Slack.Posting;

public sealed class CutContentTests
{
    private static readonly ChatPost Long = new(new ChannelKey("slack/T0AAA1/C0FIN"), "", "effect:1", "Report", LongCard(), null, "effect:1");

    [Fact]
    public async Task What_does_not_fit_lies_whole_in_the_thread_right_below_the_card()
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        PostOutcome.Posted posted = Assert.IsType<PostOutcome.Posted>(await rig.Gateway.PostAsync(Long, CancellationToken.None));
        FakeSlackMessage message = Assert.Single(rig.Server.Workspace.In("C0FIN", posted.Message));
        string whole = System.Text.Encoding.UTF8.GetString(rig.Server.Workspace.Files[message.Files[0]].Bytes);
        Assert.Contains("Line 1 ", whole, StringComparison.Ordinal);
        Assert.Contains("Line 400 ", whole, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_added_is_told_in_the_thread()
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        rig.Server.Scopes.Remove("files:write");
        PostOutcome.Posted posted = Assert.IsType<PostOutcome.Posted>(await rig.Gateway.PostAsync(Long, CancellationToken.None));
        string said = Assert.Single(rig.Server.Workspace.In("C0FIN", posted.Message)).Text;
        Assert.Contains("could not be added here as a file. The app lacks the permission “files:write” in Slack.", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_card_whose_files_were_never_added_gets_them_when_it_is_found_and_no_second_time()
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        rig.Server.Faults.CutAfter("chat.postMessage");
        Assert.IsType<PostOutcome.Unclear>(await rig.Gateway.PostAsync(Long, CancellationToken.None));
        Assert.Empty(rig.Server.Workspace.Files);
        PostSearch.Found found = Assert.IsType<PostSearch.Found>(await rig.Gateway.FindPostedAsync(Long, CancellationToken.None));
        int added = rig.Server.Workspace.In("C0FIN", found.Message).Count;
        Assert.True(added > 0);

        await rig.Gateway.FindPostedAsync(Long, CancellationToken.None);
        Assert.Equal(added, rig.Server.Workspace.In("C0FIN", found.Message).Count);
    }

    private static Card LongCard() => new()
    {
        FallbackText = "A long report.",
        Body = [.. Enumerable.Range(1, 400).Select(line => new CardElement.TextBlock($"Line {line} {new string('x', 60)}"))],
    };
}
