namespace AgentBot.Core.Commands;

/// <summary>What is typed behind the word delegate: "4211 to @ben I am travelling", "to @ben", "4211 back".</summary>
internal static class DelegateText
{
    private static readonly char[] Between = [' ', '\n', '\t'];

    public static Result<Command> Read(string rest, Func<string, RunNumber?> numberOf, Func<string, string> withoutWord)
    {
        string words = withoutWord(rest).Trim();
        (string first, string behind) = Split(words);
        RunNumber? number = numberOf(first.TrimEnd(':', ','));
        words = number is null ? words : behind;
        if (words.Equals("back", StringComparison.OrdinalIgnoreCase))
        {
            return new Command.TakeBack(number);
        }

        words = words.StartsWith("to ", StringComparison.OrdinalIgnoreCase) ? words[3..].TrimStart() : words;
        (string to, string reason) = words.StartsWith('"') && words.IndexOf('"', 1) is > 0 and var end
            ? (words[1..end], words[(end + 1)..].Trim())
            : Split(words);
        return to.TrimStart('@').Length == 0
            ? new Refusal(RefusalKind.BadInput, "Hand it to whom?", "", "For example: delegate 4211 to @ben I am travelling. delegate 4211 back takes it back.")
            : new Command.Delegate(number, to.TrimEnd(':', ','), reason.TrimStart(':', ',').Trim());
    }

    private static (string First, string Behind) Split(string words)
    {
        int at = words.IndexOfAny(Between);
        return at < 0 ? (words, "") : (words[..at], words[at..].Trim());
    }
}
