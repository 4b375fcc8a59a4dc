using System.Text.Json.Nodes;
using AgentBot.Chat.Slack.Answering;
using AgentBot.Chat.Slack.Drawing.Modals;
using AgentBot.Testing.Slack;

namespace AgentBot.Chat.Tests.Slack.Answering;

/// <summary>A form opens inside the three seconds of its trigger, whatever it is drawn from.</summary>
public sealed class ModalOpenerTests
{
    [Fact]
    public async Task A_slow_form_is_preceded_by_one_that_says_what_happens()
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        var opener = new ModalOpener(rig.Views, TimeProvider.System, rig.Logs.For<ModalOpener>());
        var slow = new TaskCompletionSource<JsonObject>();
        ValueTask<bool> opening = opener.OpenAsync(rig.Server.Triggers.New(), "The whole", "Reading it", _ => new ValueTask<JsonObject>(slow.Task), above: false, CancellationToken.None);
        FakeSlackView? view = null;
        for (int look = 0; view is null; look++)
        {
            Assert.True(look < 1_000, "nothing was opened");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
            view = rig.Server.Read(workspace => workspace.Views.Values.SingleOrDefault());
        }

        Assert.Equal(ModalKind.Loading, (string?)view.Content["callback_id"]);
        slow.SetResult(NoticeModal.Draw("Done", "Here it is."));
        Assert.True(await opening);
        Assert.Equal(ModalKind.Notice, (string?)view.Content["callback_id"]);
        Assert.Single(rig.Server.CallsOf("views.open"));
    }

    [Fact]
    public async Task A_trigger_that_is_over_is_no_fault()
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        var opener = new ModalOpener(rig.Views, rig.Time, rig.Logs.For<ModalOpener>());
        Assert.False(await opener.OpenAsync("gone", NoticeModal.Draw("Done", "Here it is."), above: false, CancellationToken.None));
        Assert.Contains(rig.Logs.Lines, line => line.Contains("invalid_trigger_id", StringComparison.Ordinal));
    }
}
