using System.Collections.Immutable;
using AgentBot.Chat.Slack.Calling;
using AgentBot.Chat.Slack.Drawing;
using AgentBot.Core.Delivery;
using AgentBot.Core.Links;
using Microsoft.Extensions.Logging;

namespace AgentBot.Chat.Slack.Posting;

/// <summary>Where a card may lead.</summary>
/// <param name="PublicUrl">Where the console can be reached from a chat; empty where it cannot.</param>
public sealed record SlackLinks(string PublicUrl)
{
    /// <summary>Which addresses in texts may be clicked.</summary>
    public LinkRule Allowed { get; init; } = LinkRule.None;
}

/// <summary>Draws a post as Slack shows it. What Slack would refuse is found here and goes out as text.</summary>
public sealed class SlackPostDrawer(SlackAccounts accounts, SlackLinks links, ILogger<SlackPostDrawer> logger)
{
    internal DrawnPost Draw(ChatPost post)
    {
        if (post.Card is null)
        {
            return new DrawnPost(new SlackContent(SlackText.Mrkdwn(post.Text, SlackMessages.LongestText), null, post.Key), []);
        }

        SlackMessage message = BlockKitDrawer.Draw(post.Card, new SlackContext { PublicUrl = links.PublicUrl, Links = links.Allowed, MentionOf = accounts.MentionOf });
        ImmutableArray<CutContent> files = [.. post.Files.Select(file => new CutContent(file.FileName, file.Title, file.Text)), .. message.Cut];
        var mistakes = BlockLimits.Check(message);
        if (mistakes.IsEmpty)
        {
            return new DrawnPost(new SlackContent(message.Text, message.Blocks, post.Key), files);
        }

        Log.CardRefused(logger, post.Key, "limits", string.Join(' ', mistakes));
        return new DrawnPost(new SlackContent(message.Text, null, post.Key), files);
    }
}

/// <param name="Cut">What did not fit, as files.</param>
internal sealed record DrawnPost(SlackContent Content, ImmutableArray<CutContent> Cut);
