using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace AgentBot.Core.Commands;

/// <summary>Text typed by a person → one command, or a refusal that names the nearest right word. Knows no platform.</summary>
public static partial class CommandParser
{
    /// <summary>Longest text that is read at all, in characters.</summary>
    public const int LongestText = 8_000;

    public static IReadOnlyList<string> Verbs { get; } =
    [
        "help", "templates", "show", "run", "dry-run", "status", "runs", "reviews", "cancel", "retry", "why", "stop",
        "approve", "reject", "changes", "declassify", "withdraw", "remind", "delegate", "schedule", "schedules", "pause", "resume", "unschedule", "reschedule",
        "confirm", "takeover", "keep", "away", "back", "remember", "facts", "forget", "grants", "revoke", "agree", "budget", "link", "unlink",
    ];

    public static Result<Command> Parse(string text)
    {
        if (text.Length > LongestText)
        {
            return Bad("That is too long for a command.", $"Keep it under {LongestText.ToString(CultureInfo.InvariantCulture)} characters, or hand it over as a file.");
        }

        string said = Straighten(text).Trim().TrimStart('/').Trim();
        if (said.Length == 0)
        {
            return new Command.Help(false);
        }

        int space = said.AsSpan().IndexOfAny(' ', '\n', '\t');
        string verb = (space < 0 ? said : said[..space]).ToLowerInvariant();
        string rest = space < 0 ? "" : said[space..].Trim();
        return Read(verb, rest);
    }

    /// <summary>Row numbers and ranges that a note names ("row 12", "rows 3, 5 and 7-9"), in order, without doubles.</summary>
    /// <param name="mails">Each row is a mail, and may be called so: "mail 3".</param>
    public static ImmutableArray<int> RowsIn(string note, bool mails = false)
    {
        var rows = new SortedSet<int>();
        foreach (Match match in (mails ? NamedMails() : NamedRows()).Matches(note))
        {
            foreach (Match range in NumberOrRange().Matches(match.Groups["list"].Value))
            {
                int from = int.Parse(range.Groups["from"].ValueSpan, CultureInfo.InvariantCulture);
                int to = range.Groups["to"].Success ? int.Parse(range.Groups["to"].ValueSpan, CultureInfo.InvariantCulture) : from;
                for (int row = from; row <= Math.Min(to, from + 500); row++)
                {
                    rows.Add(row);
                }
            }
        }

        return [.. rows];
    }

    private static Result<Command> Read(string verb, string rest) => verb switch
    {
        "help" => new Command.Help(rest.Equals("all", StringComparison.OrdinalIgnoreCase)),
        "templates" => new Command.Templates(),
        "show" or "run" or "pause" or "resume" or "confirm" or "takeover" or "keep" when ScheduleIn(verb, rest) is { } schedule => schedule,
        "show" => rest.Length == 0 ? Bad("Show what?", "Type show and the name of a template, or the number of a run.") : new Command.Show(WithoutWord(rest)),
        "run" => Run(rest, dryRun: false),
        "dry-run" or "dryrun" => Run(rest, dryRun: true),
        "status" => Numbered(rest, number => new Command.Status(number)),
        "runs" => new Command.Runs(),
        "reviews" => ReviewsText.Read(rest),
        "cancel" => Numbered(rest, number => new Command.Cancel(number)),
        "retry" => Numbered(rest, number => new Command.Retry(number)),
        "why" => Numbered(rest, number => new Command.Why(number)),
        "stop" when rest.Equals("all", StringComparison.OrdinalIgnoreCase) => new Command.StopAll(),
        "stop" => Numbered(rest, number => new Command.Cancel(number)),
        "approve" => Numbered(rest, number => new Command.Approve(number)),
        "declassify" => Numbered(rest, number => new Command.Declassify(number)),
        "withdraw" => Numbered(rest, number => new Command.Withdraw(number)),
        "remind" => Numbered(rest, number => new Command.Remind(number)),
        "pause" => Numbered(rest, number => new Command.Pause(number)),
        "resume" => Numbered(rest, number => new Command.Resume(number)),
        "reject" => Worded(rest, "Why not?", "Say why after the number, for example: reject 4211 the totals are wrong", (number, words) => new Command.Reject(number, words)),
        "changes" => Worded(
            rest,
            "What should change?",
            "Say it after the number, for example: changes 4211 row 12 has a receipt",
            (number, words) => new Command.Changes(number, words, [.. RowsIn(words).Select(row => row.ToString(CultureInfo.InvariantCulture))])),
        "delegate" => DelegateText.Read(rest, NumberOf, WithoutWord),
        "schedule" => Schedule(rest),
        "schedules" => new Command.Schedules(),
        "unschedule" => rest.Length == 0 ? Bad("Unschedule which one?", "Type unschedule and its number; schedules lists them.") : new Command.Unschedule(WithoutSchedule(rest).TrimStart('#')),
        "reschedule" => Reschedule(WithoutSchedule(rest)),
        "confirm" or "takeover" => Bad(verb == "confirm" ? "Confirm which schedule?" : "Take over which schedule?", $"Type {verb} and its number; schedules lists them."),
        "keep" => Bad("Keep what?", "Type keep schedule and its number; schedules lists them."),
        "away" => UntilOf(rest) is { Length: > 0 } until ? new Command.OnSchedule(ScheduleAct.Away, "", until) : Bad("Away until when?", "For example: away until monday 9:00"),
        "back" when rest.Length == 0 => new Command.OnSchedule(ScheduleAct.Back, "", ""),
        "remember" => rest.Length == 0 ? Bad("Remember what?", "Type remember and the fact in a sentence.") : new Command.Remember(rest),
        "facts" => new Command.Facts(rest.Length == 0 ? null : rest),
        "forget" => long.TryParse(rest.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out long fact)
            ? new Command.Forget(fact)
            : Bad("Forget which fact?", "Type forget and its number; facts lists them."),
        "grants" => new Command.Grants(),
        "revoke" => long.TryParse(rest.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out long grant)
            ? new Command.Revoke(grant)
            : Bad("Revoke what?", "Type revoke and its number; grants lists what runs without asking."),
        "agree" => Words(rest) is [var tool, .. { Count: > 0 } seen]
            ? new Command.Agree(tool, string.Concat(seen))
            : Bad("Agree to which tool, as it was shown how?", "Type agree, its name and the digits beside it, for example: agree files.read_file 9c02 e41b"),
        "budget" => new Command.Budget(),
        "link" => Link(rest),
        "unlink" => new Command.Unlink(),
        _ => Unknown(verb, rest),
    };

    private static Result<Command> Run(string rest, bool dryRun)
    {
        List<string> words = Words(rest);
        if (words.Count == 0)
        {
            return Bad("Run which template?", "Type run and its name; templates lists them.");
        }

        var inputs = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        foreach (string word in words.Skip(1))
        {
            int at = word.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
            {
                return Bad($"“{word}” is not understood.", "Give inputs as name=value, for example month=2026-10; quote a value with spaces.");
            }

            inputs.Add(KeyValuePair.Create(word[..at].Trim().ToLowerInvariant(), word[(at + 1)..].Trim()));
        }

        return new Command.Run(words[0].ToLowerInvariant(), inputs.ToImmutable(), dryRun);
    }

    private static Result<Command> Schedule(string rest)
    {
        int space = rest.IndexOf(' ', StringComparison.Ordinal);
        return rest.Length == 0
            ? Bad("Schedule what, and when?", "Type schedule, the name of a template and when, such as every monday at 9:00. templates lists the names.")
            : space < 0 ? new Command.Schedule(rest.ToLowerInvariant(), "") : new Command.Schedule(rest[..space].ToLowerInvariant(), rest[space..].Trim());
    }

    private static Command Link(string rest)
    {
        string[] words = rest.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words is [var verb, var handle] && verb.ToLowerInvariant() is "confirm" or "refuse"
            ? new Command.AnswerLink(handle, verb.Equals("confirm", StringComparison.OrdinalIgnoreCase))
            : new Command.Link(rest);
    }

    private static Result<Command> Reschedule(string rest)
    {
        int space = rest.IndexOf(' ', StringComparison.Ordinal);
        return space < 0 || !ScheduleRef().IsMatch(rest[..space])
            ? Bad("Change which schedule, to when?", "For example: reschedule 7 every friday at 16:00")
            : new Command.OnSchedule(ScheduleAct.Change, rest[..space].TrimStart('#'), rest[space..].Trim());
    }

    /// <summary>Words about a schedule: "pause schedule 7", "confirm 7", "pause 7 until monday"; null for anything else.</summary>
    private static Command.OnSchedule? ScheduleIn(string verb, string rest)
    {
        bool isSaid = rest.StartsWith("schedule ", StringComparison.OrdinalIgnoreCase);
        string named = WithoutSchedule(rest);
        int space = named.IndexOf(' ', StringComparison.Ordinal);
        string id = space < 0 ? named : named[..space];
        string words = space < 0 ? "" : named[space..].Trim();
        bool isMeant = verb switch
        {
            "confirm" or "takeover" => words.Length == 0,
            "pause" => words.Length == 0 ? isSaid : UntilOf(words).Length > 0,
            _ => isSaid && words.Length == 0,
        };
        ScheduleAct act = verb switch
        {
            "show" => ScheduleAct.Show,
            "run" => ScheduleAct.RunNow,
            "pause" => ScheduleAct.Pause,
            "resume" => ScheduleAct.Resume,
            "confirm" => ScheduleAct.Confirm,
            "keep" => ScheduleAct.Keep,
            _ => ScheduleAct.TakeOver,
        };
        return isMeant && ScheduleRef().IsMatch(id) ? new Command.OnSchedule(act, id.TrimStart('#'), UntilOf(words)) : null;
    }

    private static string WithoutSchedule(string rest) => rest.StartsWith("schedule ", StringComparison.OrdinalIgnoreCase) ? rest["schedule ".Length..].Trim() : rest;

    private static string UntilOf(string words) => words.StartsWith("until ", StringComparison.OrdinalIgnoreCase) ? words["until ".Length..].Trim() : "";

    private static Result<Command> Numbered(string rest, Func<RunNumber?, Command> make)
    {
        string wanted = WithoutWord(rest);
        if (wanted.Length == 0)
        {
            return make(null);
        }

        bool isOfRun = rest.Length > wanted.Length && rest.StartsWith("run ", StringComparison.OrdinalIgnoreCase);
        return NumberOf(wanted) is { } number ? make(isOfRun ? number with { IsOfRun = true } : number) : Bad($"“{wanted}” is not the number of a run.", "Runs have numbers such as 4211; runs lists them.");
    }

    private static Result<Command> Worded(string rest, string question, string example, Func<RunNumber?, string, Command> make)
    {
        string wanted = WithoutWord(rest);
        int space = wanted.AsSpan().IndexOfAny(' ', '\n');
        string first = space < 0 ? wanted : wanted[..space];
        RunNumber? number = NumberOf(first.TrimEnd(':', ','));
        string words = number is null ? wanted : space < 0 ? "" : wanted[space..].Trim();
        return words.Length == 0 ? Bad(question, example) : make(number, words);
    }

    private static RunNumber? NumberOf(string word)
    {
        Match match = Number().Match(word);
        return match.Success && long.TryParse(match.Groups["number"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? new RunNumber(number, match.Groups["letter"].Value.ToLowerInvariant())
            : null;
    }

    // "cancel run 4211" and "approve review 4211b" are said as often as the bare number.
    private static string WithoutWord(string rest)
    {
        foreach (string word in new[] { "run ", "review ", "schedule " })
        {
            if (rest.StartsWith(word, StringComparison.OrdinalIgnoreCase) && NumberOf(rest[word.Length..].Split(' ')[0]) is not null)
            {
                return rest[word.Length..].Trim();
            }
        }

        return rest;
    }

    private static Result<Command> Unknown(string verb, string rest)
    {
        string? nearest = NearestWord.Of(verb, Verbs);
        return new Refusal(RefusalKind.Unknown, $"AgentBot does not know the word “{verb}”.", nearest is null ? "" : $"Closest: {nearest}.", "Type help to see what it knows.")
        {
            Suggestions = nearest is null ? [] : [new SuggestedCommand(nearest, $"{nearest} {rest}".Trim())],
        };
    }

    private static Refusal Bad(string what, string next) => new(RefusalKind.BadInput, what, "", next);

    // Phones type curly quotes and long dashes where a command means the plain ones.
    private static string Straighten(string text) => text
        .Replace('\u201c', '"').Replace('\u201d', '"').Replace('\u201e', '"')
        .Replace('\u2018', '\'').Replace('\u2019', '\'')
        .Replace('\u00a0', ' ');

    /// <summary>Words at white space; what stands in quotation marks is one.</summary>
    internal static List<string> Words(string text)
    {
        var words = new List<string>();
        var word = new System.Text.StringBuilder();
        bool quoted = false;
        foreach (char c in text)
        {
            if (c == '"')
            {
                quoted = !quoted;
            }
            else if (char.IsWhiteSpace(c) && !quoted)
            {
                Take(words, word);
            }
            else
            {
                word.Append(c);
            }
        }

        Take(words, word);
        return words;
    }

    private static void Take(List<string> words, System.Text.StringBuilder word)
    {
        if (word.Length > 0)
        {
            words.Add(word.ToString());
            word.Clear();
        }
    }

    [GeneratedRegex(@"^#?(r-)?(?<number>\d{1,15})(?<letter>[a-zA-Z]?)$", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Number();

    [GeneratedRegex("^(#?[0-9]{1,9}|[0-9a-f]{32})$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex ScheduleRef();

    [GeneratedRegex(@"\brows?\s+(?<list>\d{1,6}(\s*(,|and|&|-|–|to)\s*\d{1,6})*)", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex NamedRows();

    [GeneratedRegex(@"\b(row|mail|e-mail|email)s?\s+(?<list>\d{1,6}(\s*(,|and|&|-|–|to)\s*\d{1,6})*)", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex NamedMails();

    [GeneratedRegex(@"(?<from>\d{1,6})(\s*(-|–|to)\s*(?<to>\d{1,6}))?", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex NumberOrRange();
}
