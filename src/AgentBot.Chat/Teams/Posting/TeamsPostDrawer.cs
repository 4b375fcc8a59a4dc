using System.Text.Json.Nodes;
using AgentBot.Chat.Teams.Drawing;
using AgentBot.Core.Cards;
using AgentBot.Core.Delivery;
using AgentBot.Core.Links;
using AgentBot.Core.Reviews;

namespace AgentBot.Chat.Teams.Posting;

/// <summary>How a card leads further.</summary>
/// <param name="PublicUrl">Where the console can be reached from a chat; empty where it cannot.</param>
/// <param name="OpensDialogs">False for the Playground, which opens none: what would stand in one comes in the card's place.</param>
public sealed record TeamsLinks(string PublicUrl, bool OpensDialogs = true)
{
    /// <summary>Which addresses in texts may be clicked.</summary>
    public LinkRule Allowed { get; init; } = LinkRule.None;
}

/// <summary>Draws a post as Teams shows it: to everybody what everybody may see, to those who decide and who asked, by refresh, a view of their own.</summary>
public sealed class TeamsPostDrawer(TeamsAccounts accounts, TeamsLinks links)
{
    private const string ReviewMark = "review:";
    private const string EffectMark = "effect:";

    internal DrawnActivity Draw(ChatPost post)
    {
        if (post.Card is not { } card)
        {
            return new DrawnActivity(TeamsActivity.Of(post.Text), null);
        }

        card = WithWay(post, card);
        TeamsRefresh? refresh = RefreshOf(post, card);
        var context = new TeamsContext { PublicUrl = links.PublicUrl, Links = links.Allowed, OpensDialogs = links.OpensDialogs, MentionsOf = mention => accounts.MentionsOf(post.Channel.Workspace, mention), Refresh = refresh };
        TeamsCard drawn = AdaptiveDrawer.Draw(refresh is null ? card : OnlookerCard.Of(card, refresh.Ref), context);
        return new DrawnActivity(TeamsActivity.Of(drawn), drawn.Content is null ? null : TeamsActivity.Of(drawn.Text));
    }

    /// <summary>As one reader may use it, in answer to their press or refresh.</summary>
    public TeamsCard DrawFor(Card card) => AdaptiveDrawer.Draw(card, new TeamsContext { PublicUrl = links.PublicUrl, Links = links.Allowed, OpensDialogs = links.OpensDialogs });

    /// <summary>
    /// What was published and is cut on its card comes with the whole as a file. Teams takes files from AgentBot in no channel, so a
    /// button opens the same in pages, for everybody who reads it there.
    /// </summary>
    private static Card WithWay(ChatPost post, Card card)
    {
        if (post.Files.IsEmpty || !post.Purpose.StartsWith(EffectMark, StringComparison.Ordinal))
        {
            return card;
        }

        CardAction.OpenUrl? page = card.Actions.OfType<CardAction.OpenUrl>().FirstOrDefault(open => CardPath.ReadReview(open.Path) is { InFull: true });
        return card with
        {
            Actions =
            [
                new CardAction.Execute(CardVerb.Read, new ActionRef(CardRef.Effect, post.Purpose[EffectMark.Length..])) { Title = page?.Title ?? "Open the whole" },
                .. card.Actions.Where(action => action != page),
            ],
        };
    }

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
