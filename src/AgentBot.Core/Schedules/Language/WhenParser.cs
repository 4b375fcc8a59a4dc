using System.Collections.Immutable;

namespace AgentBot.Core.Schedules;

/// <summary>
/// Reads the words of a text from left to right, each exactly once: a word that no clause takes, and a piece that is said twice,
/// ends the reading. So nothing that was typed is passed over.
/// </summary>
internal sealed partial class WhenParser
{
    private static readonly string[] SampleZones = ["Europe/London", "Europe/Berlin", "America/New_York"];

    private readonly string _text;
    private readonly List<WhenToken> _tokens;
    private readonly WhenContext _context;
    private readonly TimeZoneInfo _zone;
    private int _at;

    /// <param name="zone">The zone that a "zone=" has named, else null.</param>
    public WhenParser(string text, WhenContext context, string? zone)
    {
        (_text, _context) = (text, context);
        _tokens = WhenTokens.Of(text);
        Draft.Zone = zone;
        _zone = TimeZoneInfo.TryFindSystemTimeZoneById(zone ?? context.Zone, out TimeZoneInfo? known) ? known : TimeZoneInfo.Utc;
        Today = WallClock.DayOf(_zone, context.Now);
    }

    public WhenDraft Draft { get; } = new();

    public DateOnly Today { get; }

    public WhenReading.NotUnderstood? Failure { get; private set; }

    public WhenQuestion? Question { get; private set; }

    private bool Stopped => Failure is not null || Question is not null;

    private WhenToken Current => Peek(0);

    public void Read()
    {
        while (_at < _tokens.Count && !Stopped)
        {
            int before = _at;
            if (!Clause() && !Stopped && _at == before)
            {
                Unknown(Current);
            }
        }
    }

    /// <summary>Ends the reading with a place that is wrong.</summary>
    public bool Fail(WhenSpan span, string sentence, params ReadOnlySpan<string> nearest)
    {
        Failure ??= new WhenReading.NotUnderstood(sentence, span.At, span.Length, [.. nearest], WhenExamples.Some);
        return true;
    }

    /// <summary>Ends the reading with a question. The words of a choice stand in place of the span.</summary>
    public bool Ask(WhenSpan span, string question, params IReadOnlyList<(string, string)> choices)
    {
        Question ??= new WhenQuestion(question, span, choices);
        return true;
    }

    /// <summary>The same question in better words.</summary>
    public void Replace(WhenQuestion question) => Question = question;

    private bool Clause()
    {
        WhenToken token = Current;
        if (token.Kind == WhenKind.Comma || token.Is("please") || (token.Is("the") && _at + 1 < _tokens.Count))
        {
            _at++;
            return true;
        }

        if (token.IsOneOf("in", "of") && WhenWords.IsMonth(Peek(1), out _))
        {
            _at++;
            return true;
        }

        if (token.IsOneOf("and", "on", "then"))
        {
            return Joint(token);
        }

        return Relative() || Recurrence() || Ends() || Holidays() || OrElse() || Dates() || MonthDays() || WeekdayList() || Hours() || ZoneHere();
    }

    // A joint needs something behind it that can stand alone.
    private bool Joint(WhenToken token)
    {
        if (_at + 1 >= _tokens.Count)
        {
            return Fail(Span(token), $"Something is missing after “{token.Text}”.");
        }

        _at++;
        return true;
    }

    private bool Unknown(WhenToken token)
    {
        IReadOnlyList<string> nearest = token.Kind == WhenKind.Word ? WhenWords.Nearest(token.Text) : [];
        string shown = _text.Substring(token.At, Math.Min(token.Length, 30));
        return Fail(Span(token), token.Kind is WhenKind.Number or WhenKind.Ordinal ? $"It is not clear what “{shown}” counts." : $"“{shown}” was not understood.", [.. nearest]);
    }

    private WhenToken Peek(int ahead) => _at + ahead < _tokens.Count ? _tokens[_at + ahead] : new WhenToken(WhenKind.Odd, "", _text.Length, 0);

    private bool Take(params ReadOnlySpan<string> words)
    {
        if (!Current.IsOneOf(words))
        {
            return false;
        }

        _at++;
        return true;
    }

    /// <summary>Several words in a row, or none of them.</summary>
    private bool TakeAll(params ReadOnlySpan<string> words)
    {
        for (int i = 0; i < words.Length; i++)
        {
            if (!Peek(i).Is(words[i]))
            {
                return false;
            }
        }

        _at += words.Length;
        return true;
    }

    private bool TakeKind(WhenKind kind)
    {
        if (Current.Kind != kind)
        {
            return false;
        }

        _at++;
        return true;
    }

    private static WhenSpan Span(WhenToken token) => new(token.At, token.Length);

    /// <summary>From a token up to the last one that was taken.</summary>
    private WhenSpan Since(int from) => from < _at && _at > 0 ? Span(_tokens[from]).To(Span(_tokens[_at - 1])) : Span(Current);

    private string Source(WhenSpan span) => _text.Substring(span.At, span.Length);

    /// <summary>A second piece of the same kind is a contradiction.</summary>
    private bool Twice(bool said, int from, string what) =>
        said && Fail(Since(from), $"{what} is said twice. One schedule has one; make a second schedule for the other.");
}

/// <summary>Phrases that show what is understood.</summary>
internal static class WhenExamples
{
    public static readonly ImmutableArray<string> Some =
        ["every monday at 9:00", "every weekday at 8:30", "first working day of each month at 9:00", "every 2 weeks on Friday at 15:00", "tomorrow at 14:00"];
}
