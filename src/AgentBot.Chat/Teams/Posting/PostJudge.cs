using AgentBot.Chat.Teams.Calling;
using AgentBot.Core.Delivery;

namespace AgentBot.Chat.Teams.Posting;

/// <summary>What Teams' answers mean for a post, in sentences for people. Teams: "Bot API error codes".</summary>
internal static class PostJudge
{
    private static readonly TimeSpan WhileUnreachable = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan WhileRefused = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(10);

    /// <param name="place">"the channel Finance", "this conversation", "a chat with Ana Duarte".</param>
    public static PostOutcome Of(TeamsAnswer answer, string place) => answer.Match<PostOutcome>(
        ok => throw new InvalidOperationException("An answer that is no failure needs no judgement."),
        refused => Of(refused, place),
        limited => new PostOutcome.Later("Teams asked to wait.", limited.After ?? UsualWait),
        unreachable => new PostOutcome.Later(unreachable.Sentence, WhileUnreachable),
        unclear => new PostOutcome.Unclear(unclear.Sentence));

    /// <summary>An edit may be made again without harm, so that a lost answer only means later.</summary>
    public static PostOutcome OfEdit(TeamsAnswer answer, string place) =>
        answer is TeamsAnswer.Unclear unclear ? new PostOutcome.Later(unclear.Sentence, WhileUnreachable) : Of(answer, place);

    /// <summary>Teams does not take the card, or all of it: the text alone may go.</summary>
    public static bool IsAboutContent(TeamsAnswer answer) =>
        answer is TeamsAnswer.Refused { Status: 413 } or TeamsAnswer.Refused { Status: 400, Code: "BadArgument" or "BadSyntax" or "MessageSizeTooBig" or "ActivityPayloadInvalid" };

    /// <summary>The message to be edited is gone.</summary>
    public static bool IsGone(TeamsAnswer answer) => answer.IsRefused("ActivityNotFoundInConversation", "MessageNotFound");

    /// <summary>Nothing can be posted there, whatever it is.</summary>
    public static bool IsAboutPlace(TeamsAnswer answer) => answer is TeamsAnswer.Refused { Status: 403 or 404 } && !IsGone(answer);

    /// <summary>Messages for one reader are not to be had there, or not for this one.</summary>
    public static bool IsAboutTarget(TeamsAnswer answer) => answer is TeamsAnswer.Refused { Status: 400 or 403 or 404 or 405 or 501 };

    private static PostOutcome Of(TeamsAnswer.Refused refused, string place) => refused switch
    {
        { Status: 401 } or { Code: "no_secret" } =>
            new PostOutcome.Later("Teams gives AgentBot no access at the moment. The operator is told; it goes out as soon as that is mended.", WhileRefused),
        { Code: "untrusted_service_url" } => new PostOutcome.Impossible($"The address that Teams gave for {place} is none that AgentBot may call. The operator finds it in the log."),
        { Code: "MessageWritesBlocked" } => new PostOutcome.Impossible($"AgentBot is blocked in {place}. Only the person who blocked it can change that."),
        { Code: "BotDisabledByAdmin" } or { Code: "InvalidBotApiHost" } => new PostOutcome.Impossible("An admin has switched AgentBot off in Teams. An admin can allow the app again."),
        { Code: "BotNotInConversationRoster" or "ConversationNotFound" or "NotEnoughPermissions" or "ForbiddenOperationException" } or { Status: 403 or 404 } =>
            new PostOutcome.Impossible($"AgentBot is not in {place}. Add the app there, then try again."),
        { Status: 413 } or { Code: "MessageSizeTooBig" } => new PostOutcome.Impossible("It is too large for a message in Teams. Publish it as a file, or make it shorter."),
        _ => new PostOutcome.Impossible($"Teams did not take the message for {place}. The operator finds the reason in the log."),
    };
}
