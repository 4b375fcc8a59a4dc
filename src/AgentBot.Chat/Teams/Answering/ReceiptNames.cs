using AgentBot.Chat.Teams.Knowing;
using AgentBot.Chat.Teams.Receiving;
using AgentBot.Core;
using AgentBot.Core.Cards;

namespace AgentBot.Chat.Teams.Answering;

/// <summary>
/// Names under which deliveries are remembered. Words are named by their message. A click may come twice under two ids, so what
/// changes something is named by the message, the button, the person and what was filled in; what only looks by its own id.
/// </summary>
internal static class ReceiptNames
{
    private const char Mark = '#';

    public static string OfWords(TeamsOrigin origin) => string.Join(Mark, origin.Spot.Conversation, origin.Spot.Thread, origin.Activity, origin.Sender.Account);

    /// <param name="minute">Stands in for the id of clients that send none.</param>
    public static string OfPress(TeamsOrigin origin, TeamsPress press, TeamsInputs inputs, string minute)
    {
        bool onlyLooks = press.Ref.Kind == CardRef.Command && !ChangesSomething(press.Ref.Id);
        string given = string.Join('|', inputs.Texts.OrderBy(input => input.Key, StringComparer.Ordinal).Select(input => $"{input.Key}={input.Value}"));
        string once = onlyLooks ? $"{origin.Activity}{(origin.Activity.Length == 0 ? minute : "")}" : "";
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

    private static bool ChangesSomething(string command) =>
        command.StartsWith("run ", StringComparison.Ordinal) || command.StartsWith("retry", StringComparison.Ordinal) || command.StartsWith("dry-run ", StringComparison.Ordinal);
}
