using AgentBot.Core.Cards;

namespace AgentBot.Core.Commands;

/// <summary>
/// What a button may type for the one who presses it, by the kind of thing that it points at. Whatever else a press carries was put
/// there by hand and is not typed: a decision, above all, would not be bound to what was seen.
/// </summary>
public static class ButtonWords
{
    public static Refusal Foreign { get; } = new(RefusalKind.Unknown, "Nothing was done.", "This button is not one of AgentBot’s.", "Use the buttons of the newest card.");

    /// <summary>On a review. Those who decide press a button of its own kind, which names what was shown.</summary>
    /// <param name="to">Whom a part is handed to, as typed beside the button.</param>
    /// <param name="note">Why, as typed there.</param>
    public static Result<string> OnReview(string verb, RunNumber review, string to = "", string note = "") => verb switch
    {
        CardVerb.Remind => $"{verb} {review}",
        CardVerb.Delegate when Line(to).Replace("\"", "", StringComparison.Ordinal) is { Length: > 0 } person => $"{verb} {review} to \"{person}\" {Line(note)}".TrimEnd(),

        // Nobody named is asked back in the same words as typed.
        CardVerb.Delegate => $"{verb} {review}",
        _ => Foreign,
    };

    public static Result<string> OnRun(string verb, long number) => verb switch
    {
        CardVerb.Cancel or "retry" or "why" => $"{verb} {number}",

        // The bare number could mean a schedule, which is paused by the same word.
        "pause" or "resume" => $"{verb} run {number}",
        _ => Foreign,
    };

    /// <summary>On an empty form of a template.</summary>
    public static Result<string> OnForm(string verb, string template)
    {
        string words = $"{(verb == CardVerb.DryRun ? "dry-run" : "run")} {template}";
        return verb is CardVerb.Start or CardVerb.DryRun && CommandParser.Parse(words) is { IsRefused: false, Value: Command.Run { Inputs.IsEmpty: true } } ? words : Foreign;
    }

    /// <summary>On words that the button itself holds.</summary>
    /// <param name="added">What was typed beside the button; empty where it asks for nothing.</param>
    public static Result<string> OfCommand(string verb, string command, string added = "")
    {
        string words = $"{command} {added}".TrimEnd();
        return verb == CardVerb.Command && IsTyped(words) ? words : Foreign;
    }

    /// <summary>True for a command that a button may hold: one that only shows something, starts something, or is about a schedule, a link, a fact or a permission.</summary>
    public static bool IsTyped(string words) => CommandParser.Parse(words).Match(IsTyped, _ => false);

    private static string Line(string text) => text.ReplaceLineEndings(" ").Trim();

    private static bool IsTyped(Command command) => command switch
    {
        { OnlyLooks: true } => true,
        Command.Run or Command.Together or Command.Retry or Command.Schedule or Command.Unschedule or Command.AnswerLink or Command.Forget or Command.Revoke => true,

        // It names what was shown by its digest, and is for operators alone.
        Command.Agree => true,
        Command.OnSchedule schedule => schedule.Act is ScheduleAct.Confirm or ScheduleAct.Pause or ScheduleAct.Resume or ScheduleAct.RunNow or ScheduleAct.Change or ScheduleAct.TakeOver or ScheduleAct.Keep,
        _ => false,
    };
}
