using System.Text.RegularExpressions;
using AgentBot.Agents.Offline.Reading;

namespace AgentBot.Agents.Offline.Extraction;

/// <summary>The people that a text itself names: those listed as present, those who speak, and those who are addressed.</summary>
public sealed partial class People
{
    private static readonly string[] NotNames =
    [
        "I", "We", "You", "They", "He", "She", "It", "This", "That", "These", "Those", "There", "The", "A", "An", "Everyone", "Everybody", "Nobody", "Someone",
        "Somebody", "All", "Both", "If", "When", "What", "Who", "And", "But", "So", "Then", "Next", "Also", "Please", "Our", "Their", "Today", "Tomorrow",
    ];

    private static readonly string[] Headers =
    [
        "date", "time", "place", "location", "subject", "topic", "agenda", "note", "notes", "meeting", "minutes", "from", "to", "cc", "re", "sent", "title", "summary", "apologies", "absent", "chair", "next meeting",
    ];

    private readonly List<string> _known = [];

    public People(IReadOnlyList<Line> lines)
    {
        foreach (Line line in lines.Where(line => IsPresence(line)))
        {
            foreach (string name in ListPattern().Split(line.Text))
            {
                Know(ParenthesisPattern().Replace(name, "").Trim().TrimEnd('.'));
            }
        }

        foreach (IGrouping<string, Line> speaker in lines.Where(line => IsSpeaker(line.Label)).GroupBy(line => line.Label))
        {
            if (speaker.Count() > 1 || speaker.Any(line => FirstPersonPattern().IsMatch(line.Text)))
            {
                Know(speaker.Key);
            }
        }
    }

    /// <summary>In the order in which the text names them.</summary>
    public IReadOnlyList<string> Known => _known;

    /// <summary>A line about the text itself (its day, its place, who was there) rather than of it.</summary>
    public static bool IsHeader(Line line) => line.Label.Length > 0 && (Headers.Contains(Names.Normal(line.Label)) || LineKinds.Of(line.Label) is LineKind.Person or LineKind.Day);

    /// <summary>Who is to do what the line says; null where it names nobody.</summary>
    public string? OwnerOf(Line line)
    {
        Match named = OwnerPattern().Match(line.Text);
        if (named.Success)
        {
            return Full(named.Groups["name"].Value);
        }

        Match mention = MentionPattern().Match(line.Text);
        if (mention.Success)
        {
            return Full(mention.Groups["name"].Value);
        }

        Match subject = SubjectPattern().Match(line.Text);
        if (subject.Success && !NotNames.Contains(subject.Groups["name"].Value.Split(' ')[0]))
        {
            return Full(subject.Groups["name"].Value);
        }

        if (SpeakerPattern().IsMatch(line.Text) && IsSpeaker(line.Label))
        {
            return Full(line.Label);
        }

        return FirstIn(line.Text) ?? (LineKinds.Of(line.Label) == LineKind.None && _known.Contains(line.Label) && FirstPersonPattern().IsMatch(line.Text) ? line.Label : null);
    }

    /// <summary>The first known person that a text names; null for none.</summary>
    public string? FirstIn(string text)
    {
        string? first = null;
        int at = int.MaxValue;
        foreach (string name in _known)
        {
            foreach (string form in (string[])[name, name.Split(' ')[0]])
            {
                Match match = Regex.Match(text, @"\b" + Regex.Escape(form) + @"\b", RegexOptions.NonBacktracking);
                if (match.Success && match.Index < at)
                {
                    (first, at) = (name, match.Index);
                }
            }
        }

        return first;
    }

    private static bool IsPresence(Line line) => LineKinds.Of(line.Label.Length > 0 ? line.Label : line.Section) == LineKind.Person
        && (Names.Normal(line.Label.Length > 0 ? line.Label : line.Section) is var word && !word.Contains("owner", StringComparison.Ordinal));

    private static bool IsSpeaker(string label) =>
        label.Length > 1 && LineKinds.Of(label) == LineKind.None && !Headers.Contains(Names.Normal(label)) && SpeakerName().IsMatch(label);

    private void Know(string name)
    {
        if (name.Length is > 1 and <= 60 && SpeakerName().IsMatch(name) && !_known.Contains(name) && !_known.Any(known => known.Split(' ')[0] == name))
        {
            _known.Add(name);
        }
    }

    private string Full(string name)
    {
        string plain = name.Trim().TrimStart('@');
        return _known.FirstOrDefault(known => Names.Same(known, plain)) ?? (_known.Count(known => Names.Same(known.Split(' ')[0], plain)) == 1 ? _known.First(known => Names.Same(known.Split(' ')[0], plain)) : plain);
    }

    [GeneratedRegex(@"\b(?:owner|owned by|assigned to|assignee|responsible)\s*[:=]?\s+@?(?<name>\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+)?)", RegexOptions.None, 2000)]
    private static partial Regex OwnerPattern();

    [GeneratedRegex(@"(?<!\w)@(?<name>[\p{L}][\p{L}\p{N}._-]{1,40})", RegexOptions.None, 2000)]
    private static partial Regex MentionPattern();

    [GeneratedRegex(@"^(?:and\s+)?(?<name>\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+)?)(?:,? and \p{Lu}[\p{L}'’-]+)?\s+(?:will|to|shall|must|should|needs? to|is to|takes|owns|agreed to|offered to|promised to)\s", RegexOptions.None, 2000)]
    private static partial Regex SubjectPattern();

    [GeneratedRegex(@"\b(?:I will|I'll|I’ll|I shall|I can|I take|let me|I am going to|I'm going to)\b", RegexOptions.IgnoreCase, 2000)]
    private static partial Regex SpeakerPattern();

    [GeneratedRegex(@"\b(?:I|I'll|I’ll|I'm|we|we'll|my|our)\b", RegexOptions.IgnoreCase, 2000)]
    private static partial Regex FirstPersonPattern();

    [GeneratedRegex(@"^@?\p{Lu}[\p{L}'’.-]*(?: (?:\p{Lu}[\p{L}'’.-]*|van|von|de|der|la|da|di)){0,3}$", RegexOptions.None, 2000)]
    private static partial Regex SpeakerName();

    [GeneratedRegex(@"\s*(?:[,;/]|\band\b|&)\s*", RegexOptions.None, 2000)]
    private static partial Regex ListPattern();

    [GeneratedRegex(@"\s*\([^)]*\)", RegexOptions.None, 2000)]
    private static partial Regex ParenthesisPattern();
}
