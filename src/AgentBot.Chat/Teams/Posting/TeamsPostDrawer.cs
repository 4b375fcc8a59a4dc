using System.Text.Json.Nodes;
using AgentBot.Chat.Teams.Drawing;
using AgentBot.Core.Cards;
using AgentBot.Core.Delivery;
using AgentBot.Core.Reviews;

namespace AgentBot.Chat.Teams.Posting;

/// <summary>Where the console can be reached from a chat; empty where it cannot.</summary>
public sealed record TeamsLinks(string PublicUrl);

/// <summary>Draws a post as Teams shows it: to everybody what everybody may see, to those who decide and who asked, by refresh, a view of their own.</summary>
public sealed class TeamsPostDrawer(TeamsAccounts accounts, TeamsLinks links)
{
    private const string ReviewMark = "review:";

    internal DrawnActivity Draw(ChatPost post)
    {
        if (post.Card is not { } card)
        {
            return new DrawnActivity(TeamsActivity.Of(post.Text), null);
        }

        TeamsRefresh? refresh = RefreshOf(post, card);
        var context = new TeamsContext { PublicUrl = links.PublicUrl, MentionsOf = mention => accounts.MentionsOf(post.Channel.Workspace, mention), Refresh = refresh };
        TeamsCard drawn = AdaptiveDrawer.Draw(refresh is null ? card : OnlookerCard.Of(card, refresh.Ref), context);
        return new DrawnActivity(TeamsActivity.Of(drawn), drawn.Content is null ? null : TeamsActivity.Of(drawn.Text));
    }

    /// <summary>As one reader may use it, in answer to their press or refresh.</summary>
    public TeamsCard DrawFor(Card card) => AdaptiveDrawer.Draw(card, new TeamsContext { PublicUrl = links.PublicUrl });

    // Only a card that still asks has somebody who may decide on it; private ones and chats with one person are theirs already.
    private TeamsRefresh? RefreshOf(ChatPost post, Card card)
    {
        if (post.OnlyFor is not null || post.Channel.Channel.StartsWith('@') || !post.Purpose.StartsWith(ReviewMark, StringComparison.Ordinal) || !OnlookerCard.Applies(card))
        {
            return null;
        }

        (AgentBot.Core.ReviewId review, int revision) = ReviewTimes.ParseSubject(post.Purpose[ReviewMark.Length..]);
        return new TeamsRefresh(accounts.ViewersOf(post.Channel.Workspace, card.Mentions, post.Requester) ?? [], new ActionRef(CardRef.Review, review.Value, revision), post.Key);
    }
}

/// <param name="TextOnly">What goes where the card is refused; null where there is no card.</param>
internal sealed record DrawnActivity(JsonObject Activity, JsonObject? TextOnly);
