using System.Collections.Immutable;

namespace AgentBot.Host.WebConsole;

/// <summary>A completion of the composer: what it types and what that does.</summary>
public sealed record Hint(string Text, string Says);

/// <summary>The first words of the chat grammar, for telling a command from talk and for completing it. Grammar: design.md section 8.</summary>
public static class CommandWords
{
    public static readonly ImmutableArray<Hint> All =
    [
        new("run ", "start a template; what is missing is asked"),
        new("dry-run ", "everything up to the first review, nothing is posted"),
        new("templates", "everything it knows how to do"),
        new("show ", "what a template, run or review is, in words"),
        new("status", "what is working right now"),
        new("runs", "what is going on"),
        new("reviews", "what waits for you"),
        new("why ", "who decided what, from which facts, at what cost"),
        new("cancel ", "end a run; what is done is kept"),
        new("retry ", "start a run again from where it broke"),
        new("approve ", "say yes to a review"),
        new("reject ", "say no to a review, with the reason"),
        new("changes ", "send a review back with a remark"),
        new("withdraw ", "take back what you asked for"),
        new("remind ", "ask the reviewers once more"),
        new("delegate ", "hand your part of a review to somebody else"),
        new("remember ", "teach this channel a fact"),
        new("facts", "what this channel knows"),
        new("forget ", "take back a fact by its number"),
        new("schedule ", "run a template again and again"),
        new("schedules", "what fires next"),
        new("pause ", "hold a run or schedule"),
        new("resume ", "let it go on"),
        new("unschedule ", "end a schedule"),
        new("reschedule ", "other times or terms for a schedule"),
        new("takeover ", "run a schedule in your own name"),
        new("away until ", "hold your schedules, and name who decides for you: substitute=@name"),
        new("grants", "which calls of tools run without asking"),
        new("revoke ", "ask about such calls again"),
        new("agree ", "operators: let agents have a tool as it was shown"),
        new("budget", "what was spent this month"),
        new("stop all", "stop everything of yours"),
        new("link", "connect your accounts"),
        new("unlink", "take that back"),
        new("help", "all commands"),
    ];

    private static readonly ImmutableHashSet<string> First = [.. All.Select(hint => hint.Text.Split(' ')[0])];

    /// <summary>
    /// True for what cannot be meant as a command: several words of which the first is none of ours and does not resemble one.
    /// A single strange word is handed over, so that a slip of the finger is answered.
    /// </summary>
    public static bool IsTalk(string text)
    {
        string[] words = text.Split([' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
        {
            return true;
        }

        string first = words[0].TrimStart('/').ToLowerInvariant();
        return words.Length > 2 && !First.Contains(first) && !First.Any(word => Resembles(first, word));
    }

    public static bool IsCommand(string text) => First.Contains(text.Split(' ', 2)[0].TrimStart('/').ToLowerInvariant());

    /// <summary>One letter more, less, other, or two swapped.</summary>
    private static bool Resembles(string typed, string word)
    {
        if (typed.Length < 3 || Math.Abs(typed.Length - word.Length) > 1)
        {
            return false;
        }

        if (typed.Length == word.Length)
        {
            return typed.Order().SequenceEqual(word.Order()) || typed.Zip(word).Count(pair => pair.First != pair.Second) == 1;
        }

        (string longer, string shorter) = typed.Length > word.Length ? (typed, word) : (word, typed);
        return Enumerable.Range(0, longer.Length).Any(i => longer.Remove(i, 1) == shorter);
    }
}
