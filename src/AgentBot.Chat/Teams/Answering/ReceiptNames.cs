using AgentBot.Chat.Teams.Knowing;
using AgentBot.Chat.Teams.Receiving;
using AgentBot.Core;
using AgentBot.Core.Cards;

namespace AgentBot.Chat.Teams.Answering;

/// <summary>
/// Names under which deliveries are remembered. Words are named by their message, clicks by what was clicked and by what tells one
/// click from another. A form is handed in once for each time it was shown, whatever stands in it: it is named by its showing.
/// </summary>
internal static class ReceiptNames
{
    /// <summary>Of a receipt of a press.</summary>
    public const string Kind = "press";

    /// <summary>Stands where a button of a review carries what was seen: the form is filled in, not asked for.</summary>
    public const string Filled = "filled";

    private const char Mark = '#';

    public static string OfWords(TeamsOrigin origin) => string.Join(Mark, origin.Spot.Conversation, origin.Spot.Thread, origin.Activity, origin.Sender.Account);

    /// <param name="once">What tells this click from another one of the same button.</param>
    public static string OfPress(TeamsOrigin origin, TeamsPress press, TeamsInputs inputs, string once)
    {
        if (press.Ref is { Kind: CardRef.Given, Shown: Filled })
        {
            return OfForm(origin, press.Ref.Id, press.Ref.Revision);
        }

        string given = string.Join('|', inputs.Texts.OrderBy(input => input.Key, StringComparer.Ordinal).Select(input => $"{input.Key}={input.Value}"));
        return Named(origin, $"{origin.ReplyTo}|{press.Verb}|{press.Ref.Kind}|{press.Ref.Id}|{press.Ref.Revision}|{press.Ref.Shown}|{press.Page}|{given}|{once}");
    }

    /// <param name="receipt">Of the command that the form completes.</param>
    /// <param name="showing">From 0: how often it had been shown before.</param>
    public static string OfForm(TeamsOrigin origin, string receipt, int showing) => Named(origin, $"form|{receipt}|{showing}");

    /// <summary>Where the words or the click of a receipt were said, and by whom; null for what is no such receipt of this bot.</summary>
    public static (ChannelKey Channel, string Thread, string Account)? Read(string receipt, string app)
    {
        string[] parts = receipt.Split('|', 4);
        return parts is [var of, var tenant, _, var name] && of == $"teams:{app}" && name.Split(Mark) is [var conversation, var thread, _, var account]
            ? (ChannelKey.Of(TeamsRoster.PlatformName, new WorkspaceKey(tenant), conversation), thread, account)
            : null;
    }

    /// <summary>A button that starts something each time it is meant.</summary>
    public static bool Starts(TeamsPress press) => press.Ref.Kind switch
    {
        CardRef.Form => true,
        CardRef.Command => press.Ref.Id.StartsWith("run ", StringComparison.Ordinal) || press.Ref.Id.StartsWith("retry", StringComparison.Ordinal) || press.Ref.Id.StartsWith("dry-run ", StringComparison.Ordinal),
        CardRef.Run => press.Verb == "retry",
        _ => false,
    };

    private static string Named(TeamsOrigin origin, string what) =>
        string.Join(Mark, origin.Spot.Conversation, origin.Spot.Thread, Digest.OfText(what).Value[..32], origin.Sender.Account);
}
