using System.Collections.Immutable;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Records;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Cards;

/// <summary>What a reviewer's record is drawn from. Names are plain text.</summary>
/// <param name="Name">Whose it is; empty for the reader's own.</param>
public sealed record RecordFacts(string Name, ReviewerRecord Record, CardClock Clock)
{
    /// <summary>The channel it is limited to; empty for all.</summary>
    public string Channel { get; init; } = "";

    /// <summary>Reviews that wait for the person now; null where that is not said.</summary>
    public int? Open { get; init; }

    public DateTimeOffset? Oldest { get; init; }

    /// <summary>What their latest decisions were about, in the order of the record.</summary>
    public ImmutableArray<string> Labels { get; init; } = [];
}

/// <summary>Who decided what, how fast and how closely they looked.</summary>
public static class RecordCard
{
    private const int MostLatest = 8;

    public static Card Of(RecordFacts facts)
    {
        ReviewerRecord record = facts.Record;
        string days = $"{(int)RecordReader.Reach.TotalDays} days";
        string place = facts.Channel.Length == 0 ? "" : $" in #{CardText.Line(facts.Channel.TrimStart('#'), 60)}";
        string question = (facts.Name.Length == 0, record.Count) switch
        {
            (true, 0) => $"You decided nothing within {days}",
            (true, var count) => $"You decided {Times(count)} within {days}",
            (false, 0) => $"{CardText.Line(facts.Name, 60)} decided nothing{place} within {days}",
            (false, var count) => $"{CardText.Line(facts.Name, 60)} decided {Times(count)}{place} within {days}",
        };
        return new Card
        {
            FallbackText = CardText.PlainLine($"{question.Replace("\\", "", StringComparison.Ordinal)}.", 500),
            Body =
            [
                CardParts.Question(question),
                new FactSet([.. Lines(facts)]) { Id = CardPart.Facts, Spacing = Spacing.Small },
                .. record.Count == 0 ? Array.Empty<CardElement>() : [CardParts.Part(CardPart.Draft, [CardParts.Origin("The latest", "as kept by AgentBot"), .. record.Latest.Take(MostLatest).Select((decision, at) => Latest(facts, decision, facts.Labels.ElementAtOrDefault(at) ?? ""))])],
                CardParts.Subtle(facts.Name.Length == 0 ? "You see your own. Operators see what was decided in their channel, owners what was decided of their templates there." : "Shown to operators, and to owners of their own templates, for this channel only.", CardPart.SmallPrint),
            ],
        };
    }

    /// <summary>The same as lines, for a terminal and a page.</summary>
    public static IEnumerable<CardFact> Lines(RecordFacts facts)
    {
        ReviewerRecord record = facts.Record;
        if (facts.Open is { } open)
        {
            yield return new CardFact("Waiting now", open == 0 ? "nothing" : $"{Wording.Number(open)}{(facts.Oldest is { } oldest ? $", the oldest for {Wording.Length(facts.Clock.Now - oldest)}" : "")}");
        }

        if (record.Count == 0)
        {
            yield break;
        }

        yield return new CardFact("Approved", $"{Wording.Part(record.Approved, record.Count)}{(record.Together == 0 ? "" : $", {Wording.Number(record.Together)} of them together with others")}");
        yield return new CardFact("Otherwise", Otherwise(record));
        yield return new CardFact("How fast", $"half within {Wording.Length(record.HalfWithin!.Value)}, nine of ten within {Wording.Length(record.MostWithin!.Value)}");
        yield return new CardFact("Opened in full", $"before {Wording.Part(record.Opened, record.Count)}");
        yield return new CardFact("Disagreement", record.Disputed == 0 ? "nobody said the opposite of the same version" : $"{Wording.Part(record.Disputed, record.Count)}: somebody said the opposite of the same version");
        if (record.SpotChecks > 0)
        {
            yield return new CardFact("Spot checks", $"{Wording.Part(record.SpotChecksRead, record.SpotChecks)} read in full, {Wording.Number(record.SpotChecksFound)} not simply approved");
        }

        if (record.Drills > 0)
        {
            yield return new CardFact("Drills", $"{Wording.Part(record.DrillsFound, record.Drills)} planted mistakes found");
        }
    }

    /// <summary>"approved after 12 min, opened in full".</summary>
    public static string Words(RecordedDecision decision) => string.Join(", ", new[]
    {
        $"{Verb(decision.Kind)} after {Wording.Length(decision.At - decision.AskedAt)}",
        decision.Together.Length > 0 ? "together with others" : "",
        ReviewerRecord.IsRead(decision) ? "opened in full" : "",
        ReviewerRecord.IsDisputed(decision) ? "somebody said the opposite" : "",
    }.Where(part => part.Length > 0));

    private static TextBlock Latest(RecordFacts facts, RecordedDecision decision, string label) =>
        CardParts.Small($"**{CardText.Line(label.Length == 0 ? Wording.Title(decision.Template) : $"{label} · {Wording.Title(decision.Template)}", 80)}** {Words(decision)} · {facts.Clock.Near(decision.At)}");

    private static string Otherwise(ReviewerRecord record)
    {
        (int Count, string What)[] all = [(record.SentBack, "sent back"), (record.Rejected, "rejected"), (record.Edited, "edited"), (record.ByRow, "decided row by row")];
        string[] some = [.. all.Where(one => one.Count > 0).Select(one => $"{Wording.Number(one.Count)} {one.What}")];
        return some.Length == 0 ? "nothing" : Wording.List(some);
    }

    private static string Times(int count) => count == 1 ? "once" : $"{Wording.Number(count)} times";

    private static string Verb(DecisionKind kind) => kind switch
    {
        DecisionKind.Approve => "approved",
        DecisionKind.Reject => "rejected",
        DecisionKind.RequestChanges => "sent back",
        DecisionKind.Edit => "edited",
        DecisionKind.Rows => "decided row by row",
        DecisionKind.Declassify => "let leave",
        DecisionKind.Withdraw => "took back",
    };
}
