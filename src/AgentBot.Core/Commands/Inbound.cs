using System.Collections.Immutable;
using System.Text.Json;
using AgentBot.Core.Cards;
using AgentBot.Core.Delivery;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;

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
/// <param name="Kind">"said", "card", "refused", "form", "started", "decided" or "link".</param>
/// <param name="Id">Run id, "review:revision" for a decision, the handle for a code; empty otherwise.</param>
/// <param name="Given">For a form: what it had been given, so that it can be shown again where the first showing was not possible.</param>
/// <remarks>What may be missing has a default: nulls are not written, and a reader demands every parameter that has none.</remarks>
public sealed record ReceiptAnswer(string Kind, string Text, bool Private, Card? Card = null, string Id = "", GivenAnswers? Given = null)
{
    /// <summary>A code with which to link an account. Its words are put together anew each time: the code is kept nowhere.</summary>
    public const string OfCode = "link";
}

/// <summary>Answers to a form as far as they were given.</summary>
public sealed record GivenAnswers(string Template, string Title, bool DryRun, IReadOnlyList<GivenAnswer> Answers)
{
    /// <inheritdoc cref="FormRequest.When"/>
    public string When { get; init; } = "";

    public static GivenAnswers Of(FormRequest form) => new(
        form.Template,
        form.Title,
        form.DryRun,
        [.. form.Fields.Select(field => new GivenAnswer(
            field.Input.Name,
            field.Value,
            field.File?.Name ?? "",
            field.File?.MediaType ?? "",
            field.File?.Length ?? 0,
            field.File?.Content.Value ?? ""))])
    {
        When = form.When,
    };

    public ImmutableSortedDictionary<string, string> Values =>
        Answers.Where(answer => answer.Value.Length > 0).ToImmutableSortedDictionary(answer => answer.Input, answer => answer.Value, StringComparer.Ordinal);

    public ImmutableSortedDictionary<string, Value.File> Files => Answers
        .Where(answer => answer.Content.Length > 0)
        .ToImmutableSortedDictionary(answer => answer.Input, answer => new Value.File(answer.FileName, answer.MediaType, answer.Length, new Digest(answer.Content)), StringComparer.Ordinal);
}

/// <param name="Content">Digest of the file that was given; empty for none.</param>
public sealed record GivenAnswer(string Input, string Value, string FileName, string MediaType, long Length, string Content);
