using System.Collections.Immutable;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery.Drawing;
using AgentBot.Core.Policy;

namespace AgentBot.Core.Reviews.Together;

/// <summary>Reads where a batch stands and draws it for the person whose batch it is.</summary>
public sealed class BatchReader(ReviewFactsReader facts, DrawingReads reads)
{
    public async ValueTask<BatchStanding> ReadAsync(Caller caller, BatchRow batch, CancellationToken ct)
    {
        var parts = ImmutableArray.CreateBuilder<BatchPart>(batch.Members.Count);
        foreach (BatchMember member in batch.Members)
        {
            parts.Add(await PartAsync(caller, batch, member, ct));
        }

        return new BatchStanding(batch, parts.ToImmutable());
    }

    /// <summary>The card with which a group is offered.</summary>
    public async ValueTask<Card> OfferedAsync(Caller caller, BatchStanding standing, CancellationToken ct) =>
        BatchCard.Offered(await FactsAsync(caller, standing, ct));

    /// <summary>The card that says what became of it.</summary>
    public async ValueTask<Card> DoneAsync(Caller caller, BatchStanding standing, ImmutableArray<BatchPart> approved, ImmutableArray<BatchPart> left, CancellationToken ct) =>
        BatchCard.Done(await FactsAsync(caller, standing, ct), approved, left);

    private async ValueTask<BatchFacts> FactsAsync(Caller caller, BatchStanding standing, CancellationToken ct)
    {
        ReviewRow? one = standing.Parts.Select(part => part.Row).FirstOrDefault(row => row is not null);
        ReviewFacts? read = one is null ? null : await ReadAsync(one, ct);
        return new BatchFacts(standing, new CardClock(reads.People.Find(caller.Person)?.TimeZone ?? "Etc/UTC", reads.Time.GetUtcNow()))
        {
            TemplateTitle = read?.TemplateTitle ?? "",
            Channel = one is null ? "" : reads.People.Channel(one.Channel)?.Name ?? one.Channel.Channel,
            Noun = read is null ? "" : ReviewCard.NounOf(read),
            Happens = read?.Effects.HappensFromAway ?? "",
            Undo = read?.Effects.Undo ?? "",
        };
    }

    private async ValueTask<BatchPart> PartAsync(Caller caller, BatchRow batch, BatchMember member, CancellationToken ct)
    {
        ReviewRow? row = await reads.Reviews.FindAsync(member.Review, member.Revision, ct);
        if (row is null || await reads.Runs.FindAsync(row.Run, ct) is not { } run)
        {
            return new BatchPart(member, "?", "A review that is no longer kept", "") { Why = "it is no longer kept", Spot = member.IsSpot ? SpotState.Gone : SpotState.None };
        }

        ReviewRow newest = await reads.Reviews.FindAsync(member.Review, ct) ?? row;
        ReviewFacts? read = await ReadAsync(row, ct);
        (string subject, string under) = read is null ? ("Its content cannot be read", "") : ReviewCard.Brief(read);
        DateTimeOffset? opened = await reads.Reviews.OpenedAtAsync(row.Id, row.Revision, caller.Person, ct);
        return new BatchPart(member, $"{run.Number}{row.Letter}", subject, under)
        {
            Row = row,
            Why = WhyNot(caller, member, row, newest),
            OpenedAt = opened,
            Spot = member.IsSpot ? await SpotAsync(caller, batch, row, opened, ct) : SpotState.None,
        };
    }

    private string WhyNot(Caller caller, BatchMember member, ReviewRow row, ReviewRow newest) =>
        newest.Revision != member.Revision || row.Binding != member.Binding || row.Artifact.Content != member.Artifact ? "it changed since it was shown"
        : !row.IsOpen ? row.ClosedBy is { } by ? $"{reads.NameOf(by)} decided it meanwhile" : "it waits no longer"
        : Guard.Check(caller.Person, Act.Decide, new GuardSubject(row.Channel, null, row), reads.People) is { } refusal ? refusal.What.TrimEnd('.')
        : "";

    private async ValueTask<SpotState> SpotAsync(Caller caller, BatchRow batch, ReviewRow row, DateTimeOffset? opened, CancellationToken ct)
    {
        DecisionRow? own = (await reads.DecisionsAsync(row, ct)).FirstOrDefault(decision => reads.People.IsSame(decision.Person, caller.Person) && decision.At >= batch.MadeAt && decision.Kind != DecisionKind.Withdraw);
        return own switch
        {
            { Kind: DecisionKind.Approve } => opened is { } at && at <= own.At ? SpotState.Approved : SpotState.Unread,
            not null => SpotState.NotApproved,
            null when !row.IsOpen => SpotState.Gone,
            _ => opened is null ? SpotState.Waiting : SpotState.Read,
        };
    }

    // A draw is never shown with what could not be read, but its standing is.
    private async ValueTask<ReviewFacts?> ReadAsync(ReviewRow row, CancellationToken ct)
    {
        try
        {
            return await facts.ReadAsync(row, ct);
        }
        catch (Exception unreadable) when (unreadable is InvalidOperationException or System.Text.Json.JsonException or Artifacts.DamagedArtifactException)
        {
            return null;
        }
    }
}
