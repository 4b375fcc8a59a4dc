using System.Text.RegularExpressions;
using AgentBot.Agents.Offline.Reading;

namespace AgentBot.Agents.Offline.Extraction;

/// <summary>What a field asks for by its name.</summary>
public enum LineKind
{
    None,
    Decision,
    Action,
    Question,
    Person,
    Day,
    Heading,
    Reason,
    Quote,
}

/// <summary>
/// Which lines are decisions, actions and questions, by English words that people use in notes. The lists are language, not
/// data: none of them names a subject.
/// </summary>
public static partial class LineKinds
{
    private static readonly (LineKind Kind, string[] Words)[] ByName =
    [
        (LineKind.Decision, ["decision", "decided", "agreed", "agreement", "resolution", "resolved"]),
        (LineKind.Action, ["action", "task", "todo", "to do", "next step", "follow up", "commitment", "ai"]),
        (LineKind.Question, ["question", "open point", "open issue", "unclear"]),
        (LineKind.Person, ["owner", "who", "assignee", "responsible", "person", "people", "attendee", "participant", "lead", "present"]),
        (LineKind.Day, ["due", "date", "deadline", "when", "by"]),
        (LineKind.Heading, ["title", "subject", "headline", "heading"]),
        (LineKind.Reason, ["reason", "rule", "why", "because", "basis", "justification", "explanation"]),
        (LineKind.Quote, ["quote", "excerpt", "evidence", "citation"]),
    ];

    /// <summary>By the words of a field's name: "action_items" asks for actions.</summary>
    public static LineKind Of(string name)
    {
        string padded = $" {Names.Normal(name)} ";
        foreach ((LineKind kind, string[] words) in ByName)
        {
            if (words.Any(word => padded.Contains($" {word} ", StringComparison.Ordinal) || padded.Contains($" {word}s ", StringComparison.Ordinal)))
            {
                return kind;
            }
        }

        return LineKind.None;
    }

    public static bool Is(LineKind kind, Line line, People people)
    {
        if (Of(line.Label) == kind && line.Label.Length > 0)
        {
            return true;
        }

        if (line.Section.Length > 0 && Of(line.Section) is var section and (LineKind.Decision or LineKind.Action or LineKind.Question))
        {
            return section == kind;
        }

        bool asks = line.Text.EndsWith('?');
        return kind switch
        {
            LineKind.Decision => !asks && DecisionPattern().IsMatch(line.Text) && !UndecidedPattern().IsMatch(line.Text),
            LineKind.Action => !asks && (ActionPattern().IsMatch(line.Text) || people.OwnerOf(line) is not null && WillPattern().IsMatch(line.Text)),
            LineKind.Question => asks,
            _ => false,
        };
    }

    /// <summary>The same word, whether written for one or for many.</summary>
    public static bool SameWord(string a, string b)
    {
        string left = Names.Normal(a);
        string right = Names.Normal(b);
        return left.Length > 0 && right.Length > 0 && (left == right || left + "s" == right || left == right + "s");
    }

    [GeneratedRegex(@"\b(?:decided|decision(?: is)?:|(?:we|all|everyone|team|group|board|committee)(?: have| has)? agreed|agreed (?:to|that|on)|it was agreed|approved|resolved (?:to|that)|settled on|signed off|we(?: will|'ll|’ll)? go(?:ing)? with)\b", RegexOptions.IgnoreCase, 2000)]
    private static partial Regex DecisionPattern();

    [GeneratedRegex(@"\b(?:not (?:yet )?(?:decided|agreed|approved|resolved)|no decision|undecided|nothing was decided|could not agree)\b", RegexOptions.IgnoreCase, 2000)]
    private static partial Regex UndecidedPattern();

    [GeneratedRegex(@"^(?!(?:We|You|They|He|She|It|This|That|These|Those|The|There|All|Everyone|Everybody|Nobody|If|When|What|Who)\b)(?:@?[\p{Lu}][\p{L}'’-]+(?: [\p{Lu}][\p{L}'’-]+)?(?: and [\p{Lu}][\p{L}'’-]+)?)\s+(?:will|to|shall|must|should|needs? to|is to|agreed to|offered to|promised to)\s+(?:also\s+|then\s+|please\s+)?(?:add|agree|align|answer|arrange|ask|assign|book|bring|build|buy|call|cancel|change|chase|check|clarify|clean|close|collect|compare|compile|complete|confirm|contact|create|cut|define|deliver|discuss|draft|email|explain|file|finalise|finalize|find|finish|fix|follow|gather|get|give|hand|help|hire|inform|invite|issue|launch|list|look|make|measure|meet|merge|move|open|order|organise|organize|own|pay|phone|pick|plan|post|prepare|present|propose|provide|publish|pull|push|put|raise|reach|read|record|reply|report|request|research|reserve|resolve|review|revise|run|schedule|send|set|share|show|sign|speak|start|stop|submit|summarise|summarize|switch|take|talk|tell|test|track|train|translate|try|update|upload|verify|visit|work|write)\b", RegexOptions.None, 2000)]
    private static partial Regex ActionPattern();

    [GeneratedRegex(@"\b(?:will|'ll|’ll|to|shall|must|needs? to|is to|agreed to|offered to|promised to|takes?|owns?)\b", RegexOptions.IgnoreCase, 2000)]
    private static partial Regex WillPattern();
}
