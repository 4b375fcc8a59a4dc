using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Templates.Explaining;

/// <summary>Small pieces of plain language that the explanation and the picture share.</summary>
internal static class Sentences
{
    public static string People(ImmutableArray<Principal> people, Func<Principal, string> nameOf) => List([.. people.Select(nameOf)], "or");

    public static string Target(TargetSpec target) => target switch
    {
        TargetSpec.Thread => "the thread of the run",
        TargetSpec.Channel channel => Place(channel.Name, "the channel"),
        TargetSpec.Direct { To.Source: "requester" } => "the person who asked",
        TargetSpec.Direct direct => Place(direct.To, "the person"),
        TargetSpec.Webhook { Url: { } url } => Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed) ? parsed.Host : url,
        TargetSpec.Webhook webhook => $"the address kept as “{webhook.Secret}”",
        TargetSpec.File file => $"the file {file.Path.Source}",
        _ => "",
    };

    public static string List(IReadOnlyList<string> words, string last) => words.Count switch
    {
        0 => "",
        1 => words[0],
        _ => $"{string.Join(", ", words.Take(words.Count - 1))} {last} {words[^1]}",
    };

    /// <summary>"4 hours", "2 days", "90 seconds".</summary>
    public static string Length(TimeSpan length)
    {
        (long amount, string unit) = length switch
        {
            { Ticks: var ticks } when ticks % TimeSpan.TicksPerDay == 0 => ((long)length.TotalDays, "day"),
            { Ticks: var ticks } when ticks % TimeSpan.TicksPerHour == 0 => ((long)length.TotalHours, "hour"),
            { Ticks: var ticks } when ticks % TimeSpan.TicksPerMinute == 0 => ((long)length.TotalMinutes, "minute"),
            _ => ((long)length.TotalSeconds, "second"),
        };
        return $"{amount.ToString(CultureInfo.InvariantCulture)} {unit}{(amount == 1 ? "" : "s")}";
    }

    /// <summary>The same, and "4 working hours", "2 working days" of eight of them.</summary>
    public static string Length(TimeSpan length, bool working)
    {
        if (!working)
        {
            return Length(length);
        }

        bool isDays = length.Ticks % Format.WaitingLength.WorkingDay.Ticks == 0;
        string plain = Length(isDays ? TimeSpan.FromDays(length / Format.WaitingLength.WorkingDay) : length);
        int space = plain.IndexOf(' ', StringComparison.Ordinal);
        return $"{plain[..space]} working{plain[space..]}";
    }

    public static string Quoted(StepSpec? step) => step is null ? "" : $"“{step.Title}”";

    /// <summary>The type of an input as its row in a table says it: "CSV file", "one of a, b".</summary>
    public static string Kind(FieldType type) => type switch
    {
        FieldType.File { Accept: [var only] } file => $"{only.ToUpperInvariant()} file{Columns(file)}",
        FieldType.File { Accept: { Length: > 1 } many } file => $"file ({List([.. many.Select(ending => ending.ToUpperInvariant())], "or")}){Columns(file)}",
        FieldType.File => "file",
        FieldType.Choice choice => $"one of {string.Join(", ", choice.Of)}",
        FieldType.Boolean => "yes or no",
        FieldType.User => "person",
        FieldType.Channel => "channel",
        FieldType.Duration => "length of time",
        FieldType.Money => "amount of money",
        FieldType.Number => "number",
        FieldType.Date => "day",
        FieldType.Month => "month",
        FieldType.Table => "table",
        _ => "text",
    };

    private static string Columns(FieldType.File file) =>
        file.Columns.IsDefaultOrEmpty ? "" : $" with {List([.. file.Columns.Select(column => column.Name)], "and")}";

    private static string Place(Expr expression, string kind) =>
        expression.Source.Contains("{{", StringComparison.Ordinal) ? $"{kind} named at the start" : expression.Source;
}
