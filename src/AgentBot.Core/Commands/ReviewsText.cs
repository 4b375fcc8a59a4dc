using System.Globalization;

namespace AgentBot.Core.Commands;

/// <summary>What is typed behind the word reviews: nothing, a template or a channel, "page 2", "together 1", "digest", "record @ben".</summary>
internal static class ReviewsText
{
    private const int MostPages = 10_000;

    public static Result<Command> Read(string rest)
    {
        string[] words = rest.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            [] => new Command.Reviews(),
            [var first, ..] when Is(first, "together") => words.Length > 2
                ? new Refusal(RefusalKind.BadInput, "Which group?", "", "For example: reviews together 1. reviews together lists them.")
                : new Command.Together(words.Length == 2 ? words[1].TrimStart('#') : ""),
            [var only] when Is(only, "digest") => new Command.Digest(),
            [var first, ..] when Is(first, "record") => new Command.Record(string.Join(' ', words.Skip(1)).Trim('"')),
            [.. var of, var page, var number] when Is(page, "page") => PageOf(number) is { } at
                ? new Command.Reviews(string.Join(' ', of), at)
                : new Refusal(RefusalKind.BadInput, $"“{number}” is no page.", "", "For example: reviews page 2"),
            _ => new Command.Reviews(string.Join(' ', words)),
        };
    }

    private static bool Is(string word, string wanted) => word.Equals(wanted, StringComparison.OrdinalIgnoreCase);

    private static int? PageOf(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int page) && page is > 0 and <= MostPages ? page : null;
}
