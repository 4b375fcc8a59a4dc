using AgentBot.Chat.Slack.Calling;
using AgentBot.Core.Delivery;

namespace AgentBot.Chat.Slack.Posting;

/// <summary>What Slack's answers mean for a post, in sentences for people. Slack: "Errors" of chat.postMessage and chat.update.</summary>
internal static class PostJudge
{
    private static readonly TimeSpan WhileUnreachable = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan WhileTokenRefused = TimeSpan.FromMinutes(5);

    /// <param name="place">"#finance", "this channel", "a direct message to Ana Duarte".</param>
    public static PostOutcome Of(SlackAnswer answer, string place) => answer.Match<PostOutcome>(
        ok => throw new InvalidOperationException("An answer that is no failure needs no judgement."),
        refused => Of(refused, place),
        limited => new PostOutcome.Later("Slack asked to wait.", limited.After),
        unreachable => new PostOutcome.Later(unreachable.Sentence, WhileUnreachable),
        unclear => new PostOutcome.Unclear(unclear.Sentence));

    /// <summary>An edit may be made again without harm, so that a lost answer only means later.</summary>
    public static PostOutcome OfEdit(SlackAnswer answer, string place) =>
        answer is SlackAnswer.Unclear unclear ? new PostOutcome.Later(unclear.Sentence, WhileUnreachable) : Of(answer, place);

    /// <summary>Slack does not take the blocks, or all of them: the text alone may go.</summary>
    public static bool IsAboutContent(SlackAnswer answer) => answer is SlackAnswer.Refused
    {
        Error: "invalid_blocks" or "invalid_blocks_format" or "invalid_attachments" or "invalid_arguments" or "msg_too_long" or "msg_blocks_too_long"
            or "msg_blocks_too_many" or "too_many_blocks" or "attachment_payload_limit_exceeded" or "block_mismatch" or "http_413",
    };

    /// <summary>The message to be edited is gone, or may not be edited any more.</summary>
    public static bool IsGone(SlackAnswer answer) => answer is SlackAnswer.Refused
    {
        Error: "message_not_found" or "cant_update_message" or "edit_window_closed",
    };

    /// <summary>The thread's first message is gone or takes no answers.</summary>
    public static bool IsAboutThread(SlackAnswer answer) => answer is SlackAnswer.Refused
    {
        Error: "thread_not_found" or "cannot_reply_to_message" or "invalid_thread_ts" or "restricted_action_thread_locked",
    };

    /// <summary>Nothing can be posted there, whatever it is.</summary>
    public static bool IsAboutChannel(SlackAnswer answer) => answer is SlackAnswer.Refused
    {
        Error: "channel_not_found" or "not_in_channel" or "is_archived" or "is_inactive",
    };

    private static PostOutcome Of(SlackAnswer.Refused refused, string place)
    {
        if (SlackHealth.IsTokenError(refused.Error))
        {
            return new PostOutcome.Later("Slack does not accept AgentBot's token. The operator is told; it goes out as soon as there is a valid one.", WhileTokenRefused);
        }

        return new PostOutcome.Impossible(refused.Error switch
        {
            "missing_scope" when refused.Needed.Length > 0 =>
                $"The app lacks the permission “{refused.Needed}” in Slack. An admin of the workspace can add it and install the app again.",
            "missing_scope" => "The app lacks a permission in Slack. An admin of the workspace can add it and install the app again.",
            "not_in_channel" or "channel_not_found" => $"AgentBot is not in {place}. Invite it there, then try again.",
            "is_archived" or "is_inactive" => $"{FirstUpper(place)} is archived. Bring it back, or name another channel in the template.",
            "user_disabled" or "user_not_found" or "user_not_visible" or "cannot_dm_bot" => $"Slack does not take {place}. The person has left, or the account in the settings is wrong.",
            "msg_too_long" or "msg_blocks_too_long" => "It is too large for a message in Slack. Publish it as a file, or make it shorter.",
            _ when IsPolicy(refused.Error) => $"The rules of this workspace do not let AgentBot post in {place}. An admin of the workspace can change them.",
            _ => $"Slack did not take the message for {place}. The operator finds the reason in the log.",
        });
    }

    private static bool IsPolicy(string error) =>
        error.StartsWith("restricted_action", StringComparison.Ordinal)
        || error is "messages_tab_disabled" or "app_access_restricted" or "access_denied" or "no_permission" or "ekm_access_denied" or "team_access_not_granted"
            or "not_allowed_token_type" or "channel_type_not_supported" or "slack_connect_canvas_sharing_blocked" or "slack_connect_blocked_file_type" or "slack_connect_file_upload_sharing_blocked";

    private static string FirstUpper(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
