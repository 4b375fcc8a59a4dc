using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Records;
using AgentBot.Core.Reviews.Together;

namespace AgentBot.Core.Tests.Cards;

/// <summary>Cards for those who have many reviews before them.</summary>
internal static class QueueSamples
{
    private static readonly DateTimeOffset Now = Samples.Clock.Now;

    public static IEnumerable<(string, Card)> All()
    {
        QueueFacts queue = Queue();
        yield return ("reviews", QueueCard.Of(queue));
        yield return ("reviews-page", QueueCard.Of(queue with { Count = 1_000, Pages = 100, Page = 7, Of = "expense-triage", Groups = [], InLine = 3 }));
        yield return ("reviews-none", QueueCard.Of(new QueueFacts(Samples.Clock)));
        yield return ("digest", DigestCard.Of(Digest(queue)));
        yield return ("digest-none", DigestCard.Of(new DigestFacts("Priya Nair", Now.AddHours(-66), Samples.Clock) { WentWell = 3 }));
        yield return ("reviews-alike", QueueCard.Groups(queue.Groups, Samples.Clock));
        yield return ("together", BatchCard.Offered(Batch(SpotState.Waiting)));
        yield return ("together-ready", BatchCard.Offered(Batch(SpotState.Approved)));
        yield return ("together-stopped", BatchCard.Offered(Batch(SpotState.NotApproved)));
        yield return ("together-done", Done());
        yield return ("reviewer-record", RecordCard.Of(new RecordFacts("", Record(), Samples.Clock) { Open = 12, Oldest = Now.AddHours(-28), Labels = ["4211", "4209", "4207"] }));
        yield return ("reviewer-record-of-another", RecordCard.Of(new RecordFacts("Priya Nair", Record(), Samples.Clock) { Channel = "finance", Labels = ["4211", "4209", "4207"] }));
    }

    private static QueueFacts Queue() => new(Samples.Clock)
    {
        Count = 14,
        Pages = 2,
        Oldest = Now.AddHours(-28),
        Groups = [new QueueGroup("0123456789abcdef0123456789abcdef", 12, "Address updates", "record", "customer-success", Now.AddHours(-6))],
        Lines =
        [
            new ReviewLine("4207", "Send the mail “Outage letter” to 38 people?", "Aisha Bello", Now.AddHours(6), "/console/reviews/x/1") { Since = Now.AddHours(-28), Next = "Sofia Marek", NextAt = Now.AddHours(2) },
            new ReviewLine("4211", "Approve 231 of 240 rows of Expense triage?", "Mara Lind", Now.AddDays(1), "/console/reviews/y/1") { Since = Now.AddMinutes(-40), Risk = new Risk(RiskLevel.Medium, "something in it is unusual") },
        ],
        Workload = ["Ole Brandt 31", "Sofia Marek 2"],
    };

    private static DigestFacts Digest(QueueFacts queue) => new("Priya Nair", Now.AddHours(-66), Samples.Clock)
    {
        Lines =
        [
            new DigestLine(queue.Lines[0], "1 of 2 is missing"),
            new DigestLine(queue.Lines[1], "one of @finance-leads"),
            new DigestLine(new ReviewLine("4215", "Change 2 fields of Lindqvist Foods?", "Aisha Bello", null, "/console/reviews/z/1"), "you were asked"),
        ],
        Count = 14,
        Oldest = queue.Oldest,
        Groups = queue.Groups,
        WentWell = 41,
        Failed = 1,
        Expired = 1,
        DailyAt = "09:00",
    };

    private static BatchFacts Batch(SpotState spot)
    {
        BatchMember[] members = [.. Enumerable.Range(0, 5).Select(i => new BatchMember(new ReviewId($"0198000000007000800000000000{i:0000}"), 1, Core.Digest.OfText($"binding {i}"), Core.Digest.OfText($"content {i}"), i == 2))];
        var batch = new BatchRow
        {
            Id = "01980000000070008000000000009999",
            Workspace = new WorkspaceKey("local"),
            Person = new PersonKey("priya"),
            Kin = "0123456789abcdef0123456789abcdef",
            Members = members,
            MadeAt = Now,
        };
        string[] names = ["Fernway", "Lindqvist Foods", "Karin Ek AB", "Nordhavn", "Solberg & Sons"];
        ImmutableArray<BatchPart> parts =
        [
            .. members.Select((member, i) => new BatchPart(member, $"{4211 + i}", $"Change 2 fields of {CardText.Line(names[i])}", "2 of 9 fields change")
            {
                Row = Samples.Record().Review with { Id = member.Review, Artifact = new ArtifactRef(ArtifactType.Record, member.Artifact, 90), OpenedAt = Now.AddHours(-6 + i) },
                Spot = member.IsSpot ? spot : SpotState.None,
                OpenedAt = spot == SpotState.Waiting ? null : Now,
                Why = i == 4 ? "Ole Brandt decided it meanwhile" : "",
            }),
        ];
        return new BatchFacts(new BatchStanding(batch, parts), Samples.Clock)
        {
            TemplateTitle = "Address updates",
            Channel = "customer-success",
            Noun = "record",
            Happens = "posted in its own thread",
            Undo = "A post can be deleted, but not unread.",
        };
    }

    private static Card Done()
    {
        BatchFacts facts = Batch(SpotState.Approved);
        return BatchCard.Done(facts, facts.Standing.Ready, [.. facts.Standing.Others.Where(part => part.Why.Length > 0)]);
    }

    private static ReviewerRecord Record() => ReviewerRecord.Of(
        [
            Decision("a", DecisionKind.Approve, 12, opened: 10),
            Decision("b", DecisionKind.RequestChanges, 95, opened: 60, others: [DecisionKind.Approve]),
            Decision("c", DecisionKind.Approve, 340, together: "batch"),
        ],
        []) with { Drills = 4, DrillsFound = 3 };

    private static RecordedDecision Decision(string review, DecisionKind kind, int minutes, int? opened = null, DecisionKind[]? others = null, string together = "") => new(
        new ReviewId(review), 1, new RunId("r"), "expense-triage", new ChannelKey("console/local/finance"), kind, Now.AddHours(-1), Now.AddHours(-1).AddMinutes(-minutes),
        opened is { } at ? Now.AddHours(-1).AddMinutes(at - minutes) : null, others ?? [], together);
}
