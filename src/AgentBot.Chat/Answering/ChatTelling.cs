using System.Collections.Immutable;
using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.Storing;

namespace AgentBot.Chat.Answering;

/// <summary>
/// Tells a person something where a platform takes no answer to what they did: as a row first, drawn from the receipt, so that a
/// redelivery tells nothing twice and a crash loses nothing.
/// </summary>
public sealed class ChatTelling(ICommitter committer, IDeliveryReader delivery, RefusalMeter refusals, TimeProvider time)
{
    /// <summary>A "no" that was decided before anybody was asked.</summary>
    public async ValueTask RefuseAsync(IVisit visit, Refusal refusal, CancellationToken ct)
    {
        if (!refusals.IsKept(visit.Caller.Person) || await delivery.FindReceiptAsync(visit.Caller.Receipt, ct) is not null)
        {
            return;
        }

        var inbound = new Inbound(visit.Caller, [], time.GetUtcNow());
        await committer.CommitAsync(
            new Commit
            {
                Workspace = visit.Caller.Workspace,
                Receipt = inbound.Receipt(new ReceiptAnswer("refused", refusal.ToString(), true)),
                Changes = [Answer(visit, AnswerScope.All)],
            },
            ct);
    }

    /// <summary>A card as the answer, with what it refers to kept in the same commit.</summary>
    public async ValueTask ShowAsync(IVisit visit, Card card, ImmutableArray<Change> along, CancellationToken ct)
    {
        var inbound = new Inbound(visit.Caller, [], time.GetUtcNow());
        await committer.CommitAsync(
            new Commit
            {
                Workspace = visit.Caller.Workspace,
                Receipt = inbound.Receipt(new ReceiptAnswer("card", "", true, card)),
                Changes = [.. along, Answer(visit, AnswerScope.All)],
            },
            ct);
    }

    /// <summary>Shows the kept answer after all, where the form could not be opened.</summary>
    public async ValueTask ShowAsync(IVisit visit, CancellationToken ct) =>
        await committer.CommitAsync(new Commit { Workspace = visit.Caller.Workspace, Changes = [Answer(visit, AnswerScope.All)] }, ct);

    /// <summary>Redraws something that was clicked although it had moved on.</summary>
    public async ValueTask RedrawAsync(WorkspaceKey workspace, IEnumerable<string> conversations, string purpose, CancellationToken ct) =>
        await committer.CommitAsync(new Commit { Workspace = workspace, Changes = [.. conversations.Select(conversation => new Change.WantView(conversation, purpose, time.GetUtcNow()))] }, ct);

    /// <summary>The row that makes the answer to this visit appear where it was asked.</summary>
    public Change Answer(IVisit visit, AnswerScope scope) =>
        new Change.WantView(visit.Conversation, Purposes.Answer(visit.Reader, visit.Caller.Receipt, scope), time.GetUtcNow());
}
