using System.Collections.Immutable;
using System.Text;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Channels;
using AgentBot.Core.Links;
using AgentBot.Core.People;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Evidence;
using AgentBot.Core.Runs;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Delivery.Drawing;

/// <summary>Reads what a run was given: its inputs, its files, the facts of its channel, the messages it took, and what the author of its template wrote.</summary>
public sealed class SourceReader(DrawingReads reads)
{
    /// <summary>Of one file; what stands behind it is not found.</summary>
    private const int LongestFile = 2 * 1024 * 1024;

    private const int MostFacts = 200;

    public async ValueTask<SourceBook> ReadAsync(RunRow run, WorkflowGraph graph, IReadOnlyList<StepRow> history, IEnumerable<FactRow> facts, CancellationToken ct)
    {
        var all = new List<Source>();
        foreach (Field input in RunScopes.Inputs(run).Fields)
        {
            if (input.Value is Value.File file)
            {
                all.Add(new Source(SourceKind.File, CardText.PlainLine(file.Name, 120), await TextOfAsync(run, file, ct)));
            }
            else if (ValueText.ForPeople(input.Value) is { Length: > 0 } text)
            {
                all.Add(new Source(SourceKind.Input, $"the input {CardText.QuotePlain(input.Name, 60)}", $"{text}\n{ValueText.Canonical(input.Value)}"));
            }
        }

        all.AddRange(facts.Select(fact => new Source(SourceKind.Fact, FormattableString.Invariant($"fact {fact.Number}"), fact.Text)));
        foreach (StepSpec.Action step in graph.Spec.Steps.OfType<StepSpec.Action>())
        {
            if (step.Name == Actions.ActionCatalog.MessagesOfChannel && history.LastOrDefault(row => row.Step == step.Id && row.Status == StepStatus.Succeeded) is { Artifact.IsNone: false } row
                && await reads.Artifacts.FindAsync(run.Channel, row.Artifact, ct) is { } artifact && ValueJson.Read(artifact.Bytes.Span) is Value.Table messages)
            {
                CardClock clock = reads.ClockOf(run);
                all.AddRange(Enumerable.Range(0, messages.Data.Rows.Length).Select(messages.Data.RowAsRecord).Select(message => new Source(
                    SourceKind.Message,
                    $"message by {ValueText.ForPeople(message["author"], reads.NameOf)}, {Wording.Plain(message["date"], clock)}",
                    ValueText.ForPeople(message["text"]))));
            }
        }

        all.Add(new Source(SourceKind.Template, "the template", string.Join('\n', graph.Spec.Steps.SelectMany(Written))));
        return new SourceBook(all);
    }

    /// <summary>
    /// Addresses in what a review asks about that no person gave. A run that another one started was given its inputs by steps, so
    /// what counts is what the first run of the tree was given. Of what another program hands in, that program is the giver.
    /// </summary>
    public async ValueTask<ImmutableArray<UnknownAddress>> UnknownAsync(RunRow run, ReviewRow review, Value content, CancellationToken ct)
    {
        ImmutableArray<FoundAddress> found = AskingSystem.Is(run.Requester) ? [] : UnknownAddresses.In(review.Artifact.Type, content);
        if (found.IsEmpty)
        {
            return [];
        }

        RunRow first = run.Parent is null ? run : await reads.Runs.FindAsync(run.Root, ct) ?? run;
        var (_, graph) = await reads.Closures.OfAsync(first.TemplateVersion, ct);
        SourceBook given = await ReadAsync(first, graph, await reads.Runs.HistoryAsync(first.Id, ct), await reads.Facts.ListAsync(run.Channel, null, 0, MostFacts, ct), ct);
        var byPeople = new List<FoundAddress>();
        foreach (DecisionRow decision in await reads.Reviews.DecisionsAsync(review.Id, ct))
        {
            byPeople.AddRange(AddressFinder.Find(decision.Note));
            if (decision is { Kind: DecisionKind.Edit, Edited.IsNone: false })
            {
                ImmutableArray<FoundAddress> before = await AddressesAsync(run, review.Artifact.Type, decision.Shown, ct);
                byPeople.AddRange((await AddressesAsync(run, review.Artifact.Type, decision.Edited, ct)).Where(address => !before.Any(old => old.Text == address.Text)));
            }
        }

        return UnknownAddresses.Among(found, given, byPeople);
    }

    private async ValueTask<ImmutableArray<FoundAddress>> AddressesAsync(RunRow run, ArtifactType type, Digest content, CancellationToken ct) =>
        await reads.Artifacts.FindAsync(run.Channel, content, ct) is { } artifact ? UnknownAddresses.In(type, ValueJson.Read(artifact.Bytes.Span)) : [];

    private async ValueTask<string> TextOfAsync(RunRow run, Value.File file, CancellationToken ct)
    {
        try
        {
            return await reads.Artifacts.FindAsync(run.Channel, file.Content, ct) is { } artifact
                ? Encoding.UTF8.GetString(artifact.Bytes.Span[..Math.Min(LongestFile, artifact.Bytes.Length)])
                : "";
        }
        catch (DamagedArtifactException)
        {
            return "";
        }
    }

    // Literal words only: what an expression brings in is looked for at its own place.
    private static IEnumerable<string> Written(StepSpec step) => step switch
    {
        StepSpec.Action action => action.With.SelectMany(argument => Literal(argument.Value)),
        StepSpec.Agent agent => [agent.Spec.Instructions],
        StepSpec.Workflow workflow => workflow.With.SelectMany(argument => Literal(argument.Value)),
        _ => [],
    };

    private static IEnumerable<string> Literal(Expr expression) =>
        expression.Fields is { } fields ? fields.SelectMany(field => Literal(field.Value))
        : expression.Items is { } items ? items.SelectMany(Literal)
        : [expression.Source];
}
