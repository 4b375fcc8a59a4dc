using System.Collections.Immutable;
using AgentBot.Core.Cards;
using AgentBot.Core.Reviews;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Commands;

/// <summary>Who speaks, where, and under which delivery. Made by a platform after it has verified the sender.</summary>
/// <param name="Thread">Key of the thread's root message; empty in the channel itself.</param>
/// <param name="Receipt">Key of the delivery's receipt, "app|workspace|kind|natural id".</param>
public sealed record Caller(PersonKey Person, ChannelKey Channel, string Thread, string Receipt)
{
    public WorkspaceKey Workspace => Channel.Workspace;

    /// <summary>Why this caller may look and do nothing else, such as a workspace that is not ours; null for no such limit.</summary>
    public Refusal? OnlyLooks { get; init; }
}

/// <param name="Files">Attached files, already staged as artifacts of the channel.</param>
/// <param name="Along">Further writes of the platform to be kept in the same commit, for example the console's own message rows.</param>
public sealed record CommandRequest(Caller Caller, string Text, ImmutableArray<Value.File> Files, ImmutableArray<Change> Along);

/// <summary>A filled-in form for missing inputs.</summary>
/// <param name="Values">By input name, in the input's own writing.</param>
public sealed record FormSubmission(
    Caller Caller,
    string Template,
    bool DryRun,
    ImmutableSortedDictionary<string, string> Values,
    ImmutableSortedDictionary<string, Value.File> Files,
    ImmutableArray<Change> Along)
{
    /// <inheritdoc cref="FormRequest.When"/>
    public string When { get; init; } = "";
}

/// <param name="Shown">Digest prefix that the button carried: what the clicker saw.</param>
/// <param name="Edited">The edited content, for Edit; null otherwise.</param>
/// <param name="ThenApprove">For Edit: approve in the same commit, where the policy lets the editor approve.</param>
public sealed record DecisionRequest(
    Caller Caller,
    ReviewId Review,
    int Revision,
    string Shown,
    DecisionKind Kind,
    string Note,
    ImmutableArray<string> Marked,
    Value? Edited,
    bool ThenApprove,
    ImmutableArray<Change> Along)
{
    /// <summary>True where <see cref="Marked"/> holds row numbers as people say them, from 1; false for keys.</summary>
    public bool MarkedByNumber { get; init; }

    /// <summary>For Rows: digest prefix of the draft whose totals were shown; empty for the draft as it stands.</summary>
    public string Choices { get; init; } = "";

    /// <summary>For the approval of a tool's call: how far calls like it are allowed from now on; null for this one only.</summary>
    public Tools.Grants.GrantTerms? More { get; init; }

    /// <summary>The batch in which it is approved together with others; empty for a decision by itself.</summary>
    public string Together { get; init; } = "";
}

/// <param name="Batch">Its id.</param>
/// <param name="Shown">Digest prefix that the button carried: which reviews, in which revision, with which binding.</param>
public sealed record TogetherRequest(Caller Caller, string Batch, string Shown, ImmutableArray<Change> Along);

/// <summary>What a person gets back at once. Runs, cards and progress come later by themselves.</summary>
public abstract record Reply
{
    private Reply()
    {
    }

    /// <summary>A plain answer. <paramref name="Private"/>: only the caller sees it.</summary>
    public sealed record Said(string Text, bool Private) : Reply;

    public sealed record Shown(Card Card, bool Private) : Reply;

    /// <summary>A list or a page of something, as a card, only for the caller.</summary>
    public sealed record Refused(Refusal Refusal) : Reply;

    public sealed record Form(FormRequest Request) : Reply;

    /// <summary>A run began; its root message is drawn by the view sender.</summary>
    public sealed record Started(RunId Run, long Number) : Reply;

    /// <summary>A decision or a change was taken; the card that replaces the one clicked.</summary>
    public sealed record Decided(Card Card, string Sentence) : Reply;
}

/// <summary>Asks for what is missing; given answers are kept and each mistake stands at its field.</summary>
/// <param name="Consequence">One line under the form: cost, what will happen.</param>
public sealed record FormRequest(string Template, string Title, bool DryRun, ImmutableArray<FormField> Fields, string Consequence)
{
    /// <summary>What was typed behind the template's name where it is to be scheduled: time and terms. Empty where it is to run once, now.</summary>
    public string When { get; init; } = "";
}

/// <param name="Value">What was given, in the input's own writing; empty for nothing.</param>
/// <param name="File">The file that was given.</param>
/// <param name="Error">Empty when the answer is good or missing on the first showing.</param>
/// <param name="Choices">People or channels to pick from, where the type asks for one; value and label.</param>
public sealed record FormField(InputSpec Input, string Value, Value.File? File, string Error, ImmutableArray<CardChoice> Choices);

/// <summary>The door of every platform for typed words, forms and clicks. Decides through the guard; answers after the commit.</summary>
public interface IConversation
{
    /// <exception cref="StoreUnavailableException">Nothing could be kept; the platform answers with an error so that the sender tries again.</exception>
    ValueTask<Reply> SayAsync(CommandRequest request, CancellationToken ct);

    ValueTask<Reply> SubmitAsync(FormSubmission submission, CancellationToken ct);

    ValueTask<Reply> DecideAsync(DecisionRequest request, CancellationToken ct);

    /// <summary>Approves alike reviews together, each by a decision of its own.</summary>
    ValueTask<Reply> ApproveTogetherAsync(TogetherRequest request, CancellationToken ct);

    /// <summary>A person says what became of an effect that is Unknown or Dead, or of a step that asks.</summary>
    ValueTask<Reply> SettleAsync(SettleRequest request, CancellationToken ct);
}

/// <param name="Kind">"effect" or "step".</param>
/// <param name="Id">Effect id, or "run:step:round" of the step that asks.</param>
public sealed record SettleRequest(Caller Caller, string Kind, string Id, SettleChoice Choice, string Note, ImmutableArray<Change> Along);

public enum SettleChoice
{
    /// <summary>It did happen: go on as sent.</summary>
    ItHappened,

    /// <summary>It did not happen: send it now.</summary>
    SendAgain,

    /// <summary>Try the step again.</summary>
    TryAgain,

    /// <summary>Go on without it.</summary>
    Skip,

    /// <summary>Let the run fail.</summary>
    GiveUp,

    /// <summary>Add to the pot that has not enough left, by the amount in the note, and go on.</summary>
    TopUp,

    /// <summary>Go on with a cheaper model.</summary>
    Cheaper,
}
