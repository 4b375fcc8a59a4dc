using System.Globalization;
using AgentBot.Chat.Teams.Knowing;
using AgentBot.Chat.Teams.Receiving;
using AgentBot.Core;
using AgentBot.Core.Cards;

namespace AgentBot.Chat.Teams.Answering;

/// <summary>
/// Names under which deliveries are remembered. Words are named by their message, clicks by their own id. A click may come twice
/// under two ids: a decision or a settlement is one by itself, so only what starts a run is named by the message, the button, the
/// person, what was filled in and the minute. Within a minute it is a double click; after one a refused start may be tried again.
/// </summary>
internal static class ReceiptNames
{
    private const char Mark = '#';

    public static string OfWords(TeamsOrigin origin) => string.Join(Mark, origin.Spot.Conversation, origin.Spot.Thread, origin.Activity, origin.Sender.Account);

    public static string OfPress(TeamsOrigin origin, TeamsPress press, TeamsInputs inputs, DateTimeOffset now)
    {
        // Some clients give a click no id.
        string once = Starts(press) ? now.ToString("yyyyMMddHHmm", CultureInfo.InvariantCulture)
            : origin.Activity.Length > 0 ? origin.Activity
            : now.ToString("O", CultureInfo.InvariantCulture);
        string given = string.Join('|', inputs.Texts.OrderBy(input => input.Key, StringComparer.Ordinal).Select(input => $"{input.Key}={input.Value}"));
        Digest what = Digest.OfText($"{origin.ReplyTo}|{press.Verb}|{press.Ref.Kind}|{press.Ref.Id}|{press.Ref.Revision}|{press.Ref.Shown}|{press.Page}|{given}|{once}");
        return string.Join(Mark, origin.Spot.Conversation, origin.Spot.Thread, what.Value[..32], origin.Sender.Account);
    }

    /// <summary>Where the words or the click of a receipt were said, and by whom; null for what is no such receipt of this bot.</summary>
    public static (ChannelKey Channel, string Thread, string Account)? Read(string receipt, string app)
    {
        string[] parts = receipt.Split('|', 4);
        return parts is [var of, var tenant, _, var name] && of == $"teams:{app}" && name.Split(Mark) is [var conversation, var thread, _, var account]
            ? (ChannelKey.Of(TeamsRoster.PlatformName, new WorkspaceKey(tenant), conversation), thread, account)
            : null;
    }

    private static bool Starts(TeamsPress press) => press.Ref.Kind switch
    {
        CardRef.Form => true,
        CardRef.Given => press.Ref.Shown.Length > 0,
        CardRef.Command => press.Ref.Id.StartsWith("run ", StringComparison.Ordinal) || press.Ref.Id.StartsWith("retry", StringComparison.Ordinal) || press.Ref.Id.StartsWith("dry-run ", StringComparison.Ordinal),
        CardRef.Run => press.Verb == "retry",
        _ => false,
    };
}
