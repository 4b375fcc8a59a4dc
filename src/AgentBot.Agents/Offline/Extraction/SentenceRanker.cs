namespace AgentBot.Agents.Offline.Extraction;

/// <summary>Picks the sentences that carry the words which the whole text repeats. It picks, it never writes.</summary>
public static class SentenceRanker
{
    private const int LeastWords = 4;

    private static readonly HashSet<string> Common = new(StringComparer.Ordinal)
    {
        "a", "about", "after", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by", "can", "could", "did", "do", "does", "for",
        "from", "had", "has", "have", "he", "her", "his", "i", "if", "in", "into", "is", "it", "its", "just", "me", "more", "my", "no", "not", "of", "on", "or",
        "our", "out", "she", "so", "some", "than", "that", "the", "their", "them", "then", "there", "they", "this", "to", "too", "up", "us", "very", "was", "we",
        "were", "what", "when", "which", "who", "will", "with", "would", "you", "your",
    };

    /// <summary>The best lines, in the order in which they stand in the text; equal lines once.</summary>
    public static List<Line> Pick(IReadOnlyList<Line> lines, int count, int characters)
    {
        List<(Line Line, int At, string[] Words)> candidates =
        [
            .. lines
                .Select((line, at) => (Line: line, At: at, Words: Words(line.Text)))
                .DistinctBy(candidate => candidate.Line.Text.ToLowerInvariant()),
        ];
        Dictionary<string, int> frequency = candidates
            .SelectMany(candidate => candidate.Words.Distinct())
            .GroupBy(word => word, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        bool hasLong = candidates.Any(candidate => candidate.Words.Length >= LeastWords);
        var picked = new List<(Line Line, int At)>();
        int room = characters;
        foreach ((Line line, int at, string[] words) in candidates
            .Where(candidate => !hasLong || candidate.Words.Length >= LeastWords)
            .OrderByDescending(candidate => Score(candidate.Words, frequency))
            .ThenBy(candidate => candidate.At))
        {
            if (picked.Count == count)
            {
                break;
            }

            if (line.Text.Length + 1 <= room)
            {
                picked.Add((line, at));
                room -= line.Text.Length + 1;
            }
        }

        return [.. picked.OrderBy(entry => entry.At).Select(entry => entry.Line)];
    }

    private static double Score(string[] words, Dictionary<string, int> frequency) =>
        words.Length == 0 ? 0 : words.Distinct().Sum(word => Math.Log(1 + frequency[word])) / Math.Sqrt(6 + words.Length);

    private static string[] Words(string text) =>
        [.. text.ToLowerInvariant().Split(Separators, StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length > 1 && !Common.Contains(word))];

    private static readonly char[] Separators = [.. " \t\r\n.,;:!?()[]{}\"'“”‘’/\\<>*#-–—_=+|".Distinct()];
}
