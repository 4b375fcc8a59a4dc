using System.Collections.Immutable;

namespace AgentBot.Core.Schedules;

/// <summary>
/// Reads when something shall happen from plain English or from cron. What has two meanings is asked, what is not understood is shown
/// at its place; a text is never half understood.
/// <para>
/// Times: the 24-hour clock. 9:00 is in the morning and 17:30 in the afternoon; am and pm, noon, midnight and parts of the day are
/// understood. An hour alone is read as written from 8 to 23 ("at 9" is 09:00, "at 12" is noon); from 1 to 7 it is asked. Weeks begin
/// on Monday. A time without a day, a day without a time, a weekday without "every", 9/10, biweekly and the 31st are asked.
/// </para>
/// </summary>
public static class WhenReader
{
    /// <summary>Longer texts are no times. It keeps the reading of any text short.</summary>
    public const int LongestText = 400;

    /// <summary>So many questions are looked ahead for choices that lead nowhere.</summary>
    private const int DeepestQuestion = 2;

    private static readonly string[] ZoneKeys = ["zone=", "tz=", "timezone="];

    public static WhenReading Read(string text, WhenContext context)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(context);
        return Read(text, context, depth: 0);
    }

    private static WhenReading Read(string text, WhenContext context, int depth)
    {
        if (text.Length > LongestText)
        {
            return new WhenReading.NotUnderstood($"That is longer than {LongestText} characters.", LongestText, text.Length - LongestText, [], WhenExamples.Some);
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            return new WhenReading.NotUnderstood("It is not said when it runs.", 0, 0, [], WhenExamples.Some);
        }

        string words = WithoutZoneKey(text, out WhenSpan zoneAt, out string? named);
        string? zone = named is null ? null : ZoneNames.Find(named);
        if (named is not null && zone is null)
        {
            return UnknownZone(text, context, zoneAt, named, depth);
        }

        string plain = WithoutCron(words, out RulePattern.Cron? cron, out WhenReading.NotUnderstood? mistake);
        if (mistake is not null)
        {
            return mistake;
        }

        var parser = new WhenParser(plain, context, zone);
        parser.Read();
        ScheduleRule? rule = parser.Failure is null && parser.Question is null ? new WhenBuilder(parser, context, text).Build(cron) : null;
        return rule is not null ? new WhenReading.Understood(rule, RuleWords.Of(rule, context.Holidays))
            : parser.Question is { } question ? Asked(text, question, context, depth)
            : parser.Failure ?? throw new InvalidOperationException("A reading ends with a rule, a question or a failure.");
    }

    // A meaning that the rest of the text rules out, or that lies in the past, is no choice; where one alone is left, it is the meaning.
    private static WhenReading Asked(string text, WhenQuestion question, WhenContext context, int depth)
    {
        (WhenChoice Choice, WhenReading? Reading)[] choices = [.. question.Choices.Select(choice =>
        {
            string phrase = Replaced(text, question.Span, choice.Words);
            WhenReading? reading = depth < DeepestQuestion ? Read(phrase, context, depth + 1) : null;
            return (new WhenChoice(choice.Label, phrase, (reading as WhenReading.Understood)?.Rule), reading);
        })];
        (WhenChoice Choice, WhenReading? Reading)[] possible = [.. choices.Where(choice => choice.Reading is not WhenReading.NotUnderstood)];
        return possible.Length switch
        {
            0 => new WhenReading.NotUnderstood(((WhenReading.NotUnderstood)choices[0].Reading!).Sentence, question.Span.At, question.Span.Length, [], WhenExamples.Some),
            1 when possible[0].Reading is { } only => only,
            _ => new WhenReading.Ambiguous(question.Question, [.. possible.Select(choice => choice.Choice)]),
        };
    }

    private static string Replaced(string text, WhenSpan span, string words)
    {
        string before = text[..span.At].TrimEnd();
        string after = text[span.End..].TrimStart();
        return string.Join(' ', new[] { before, words.Trim(), after }.Where(part => part.Length > 0)).Replace(" ,", ",", StringComparison.Ordinal);
    }

    private static WhenReading UnknownZone(string text, WhenContext context, WhenSpan at, string named, int depth)
    {
        ImmutableArray<string> meanings = ZoneNames.Meanings(named);
        if (meanings.Length > 0)
        {
            return Asked(text, new WhenQuestion($"Which zone is {named.ToUpperInvariant()}?", at, [.. meanings.Select(zone => (ZoneNames.InWords(zone), $"zone={zone}"))]), context, depth);
        }

        string? near = ZoneNames.Nearest(named);
        return new WhenReading.NotUnderstood($"“{named}” is no city or time zone that is known.", at.At, at.Length, near is null ? [] : [near], ["every monday at 9:00 zone=Europe/Berlin", "every monday at 9:00 in Berlin"]);
    }

    // The key is blanked rather than cut, so that places in the text stay what they are.
    private static string WithoutZoneKey(string text, out WhenSpan span, out string? zone)
    {
        span = default;
        zone = null;
        foreach (string key in ZoneKeys)
        {
            int at = text.IndexOf(key, StringComparison.OrdinalIgnoreCase);
            if (at < 0 || (at > 0 && char.IsLetterOrDigit(text[at - 1])))
            {
                continue;
            }

            int from = at + key.Length;
            bool quoted = from < text.Length && text[from] is '"' or '“';
            int end = quoted ? text.IndexOfAny(['"', '”'], from + 1) : text.AsSpan(from).IndexOfAny(' ', '\t', '\n') is >= 0 and int space ? from + space : text.Length;
            end = end < 0 ? text.Length : end;
            zone = text[(from + (quoted ? 1 : 0))..end].TrimEnd(',', '.', ';');
            int past = Math.Min(text.Length, end + (quoted ? 1 : 0));
            span = new WhenSpan(at, past - at);
            return string.Concat(text.AsSpan(0, at), new string(' ', past - at), text.AsSpan(past));
        }

        return text;
    }

    private static string WithoutCron(string text, out RulePattern.Cron? cron, out WhenReading.NotUnderstood? mistake)
    {
        cron = null;
        mistake = null;
        if (CronText.Find(text) is not { } found)
        {
            return text;
        }

        if (CronFields.Read(found.Fields).Refusal is { } refusal)
        {
            mistake = new WhenReading.NotUnderstood(refusal.Why, found.At, found.Length, [], ["0 9 * * 1-5", "30 8 1 * *", "every weekday at 9:00"]);
            return text;
        }

        cron = new RulePattern.Cron(found.Fields);
        return string.Concat(new string(' ', found.At + found.Length), text.AsSpan(found.At + found.Length));
    }
}
