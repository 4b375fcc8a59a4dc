using System.Collections.Immutable;
using System.Text.Json;
using AgentBot.Core.Cards;
using AgentBot.Core.Delivery;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Commands;

/// <summary>
/// One inbound delivery while it is answered: its receipt and what the platform keeps with it go into the commit that changes
/// something, or into one of their own when nothing changes.
/// </summary>
public sealed class Inbound(Caller caller, ImmutableArray<Change> along, DateTimeOffset now)
{
    public Caller Caller => caller;

    public ImmutableArray<Change> Along => along;

    public DateTimeOffset Now => now;

    /// <summary>True once a commit took the receipt with it.</summary>
    public bool IsKept { get; private set; }

    /// <summary>The receipt for a commit that will also carry <see cref="Along"/>.</summary>
    public ReceiptRow Receipt(ReceiptAnswer answer) =>
        new(caller.Receipt, caller.Workspace, JsonSerializer.Serialize(answer, StoreJson.Default.ReceiptAnswer), now);

    public void Kept() => IsKept = true;
}

/// <summary>What was answered, so that a redelivery gets the same.</summary>
/// <param name="Kind">"said", "card", "refused", "form", "started" or "decided".</param>
/// <param name="Id">Run id, or "review:revision" for a decision; empty otherwise.</param>
/// <remarks>What may be missing has a default: nulls are not written, and a reader demands every parameter that has none.</remarks>
public sealed record ReceiptAnswer(string Kind, string Text, bool Private, Card? Card = null, string Id = "");
