using System.Text.Json.Nodes;
using AgentBot.Chat.Slack.Drawing;
using AgentBot.Chat.Slack.Posting;
using AgentBot.Chat.Slack.Receiving;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;

namespace AgentBot.Chat.Slack.Answering;

/// <summary>Replies as bodies of an answer: what a slash command gets at once, and what stands in a form after it was handed in.</summary>
public sealed class SlackReplies(SlackAccounts accounts, SlackLinks links)
{
    public SlackContext Context => new() { PublicUrl = links.PublicUrl, Links = links.Allowed, MentionOf = accounts.MentionOf };

    /// <summary>The answer to a slash command. A form has none: it is opened.</summary>
    public SlackResponse OfCommand(Reply reply) => reply switch
    {
        Reply.Said said => Text(said.Text, said.Private),
        Reply.Shown shown => Card(shown.Card, shown.Private),
        Reply.Refused refused => Card(RefusalCard.Of(refused.Refusal), isPrivate: true),
        Reply.Started started => Text($"Run {started.Number} has started.", isPrivate: true),
        Reply.Decided decided => Text(decided.Sentence, isPrivate: true),
        Reply.Form => Text("The form for the missing answers was shown before.", isPrivate: true),
        _ => SlackResponse.Nothing,
    };

    public SlackResponse.Body Refusal(AgentBot.Core.Refusal refusal) => Card(RefusalCard.Of(refusal), isPrivate: true);

    private SlackResponse.Body Card(Card card, bool isPrivate)
    {
        SlackMessage message = BlockKitDrawer.Draw(card, Context);
        var body = new JsonObject { ["response_type"] = isPrivate ? "ephemeral" : "in_channel", ["text"] = message.Text, ["unfurl_links"] = false, ["unfurl_media"] = false };
        if (BlockLimits.Check(message).IsEmpty)
        {
            body["blocks"] = message.Blocks;
        }

        return new SlackResponse.Body(body);
    }

    private static SlackResponse.Body Text(string text, bool isPrivate) => new(new JsonObject
    {
        ["response_type"] = isPrivate ? "ephemeral" : "in_channel",
        ["text"] = SlackText.Mrkdwn(text, BlockLimits.Text),
        ["unfurl_links"] = false,
        ["unfurl_media"] = false,
    });

    /// <summary>A mistake at a field of the form; what was typed stays.</summary>
    public static SlackResponse Error(string block, string sentence) => new SlackResponse.Body(new JsonObject
    {
        ["response_action"] = "errors",
        ["errors"] = new JsonObject { [block] = CardText.PlainLine(sentence, 300) },
    });

    /// <summary>Another form in the place of the one handed in.</summary>
    public static SlackResponse Replace(JsonObject view) => new SlackResponse.Body(new JsonObject { ["response_action"] = "update", ["view"] = view });

    /// <summary>Closes every form.</summary>
    public static SlackResponse Close() => new SlackResponse.Body(new JsonObject { ["response_action"] = "clear" });
}
