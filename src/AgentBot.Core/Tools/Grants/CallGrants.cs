using System.Collections.Immutable;
using System.Text.Json;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Audit;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.People;
using AgentBot.Core.Policy;
using AgentBot.Core.Publishing;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Tools.Grants;

/// <summary>Gives grants, counts what they cover before it is made, and asks once more before it leaves.</summary>
public sealed class CallGrants(IGrantReader grants, IRunReader runs, ICommitter committer, IDirectory directory, GrantReads reads)
{
    /// <summary>Oldest allowed list of people behind a call that nobody is asked about.</summary>
    private static readonly TimeSpan FreshEnough = TimeSpan.FromSeconds(60);

    /// <summary>Counts a call under a grant that covers it; null where a person is to be asked. Taken up again, the same call is counted once.</summary>
    public async ValueTask<CallGrant?> TakeAsync(CoverableCall call, string name, CancellationToken ct)
    {
        Digest content = Artifact.Of(ArtifactType.Call, call.Call.ToValue()).Ref.Content;
        if (await grants.FindUseAsync(name, ct) is { } before)
        {
            return before.Arguments == content ? await grants.FindAsync(before.Grant, ct) : null;
        }

        DateTimeOffset now = reads.Time.GetUtcNow();
        CallGrant[] standing = [.. (await grants.StandingAsync(call.Run.Channel, now, ct)).Where(grant => grant.Tool == call.Tool && grant.Version == call.Run.TemplateVersion)];
        if (standing.Length == 0 || reads.Retired.Has(call.Run.TemplateVersion) || await directory.SnapshotAsync(FreshEnough, ct) is not { } people)
        {
            return null;
        }

        foreach (CallGrant grant in standing.Where(grant => GrantRule.WhyNot(grant, call, people, now) is null))
        {
            var use = new Change.UseGrant(new GrantUse(grant.Id, name, call.Run.Id, content, now));
            AuditEntry audit = AuditEntry.Of("grant.used", AuditEntry.Host, grant.Id.Value, call.Run.Id).With("call", content).With("tool", call.Pin).With("template", call.Run.TemplateVersion);
            if (await committer.CommitAsync(new Commit { Workspace = grant.Workspace, Changes = [use], Audit = [audit] }, ct) is CommitResult.Done)
            {
                return grant with { Used = grant.Used + 1 };
            }
        }

        return null;
    }

    /// <summary>Before a call leaves that nobody was asked about: whether the grant it was counted under still lets it.</summary>
    public async ValueTask<EffectCheck?> CheckAsync(RunRow child, GrantId id, Artifact content, CancellationToken ct)
    {
        if (child is not { Parent: { } parent, ParentStep: { } step } || CallWorkflow.CallOf(child) is not { } key
            || await grants.FindUseAsync(GrantUse.Name(parent, step, child.ParentRound, key), ct) is not { } use || use.Grant != id || use.Arguments != content.Ref.Content
            || await grants.FindAsync(id, ct) is not { } grant
            || await runs.FindAsync(parent, ct) is not { } run)
        {
            return new EffectCheck.Never("Nothing shows that this call was allowed. It was not made.");
        }

        if (await directory.SnapshotAsync(FreshEnough, ct) is not { } people)
        {
            return new EffectCheck.Wait("AgentBot cannot reach the list of people; it goes on as soon as it can.");
        }

        var (closure, graph) = await reads.Closures.OfAsync(run.TemplateVersion, ct);
        Result<CallContent> call = CallContent.Read(ValueJson.Read(content.Bytes.Span));
        if (call.IsRefused || graph.Find(step) is not StepSpec.Agent agent)
        {
            return new EffectCheck.Never("Nothing shows that this call was allowed. It was not made.");
        }

        var asked = new CoverableCall(run, closure.Workflow, agent, call.Value.Tool, CallWorkflow.PinOf((await reads.Closures.OfAsync(child.TemplateVersion, ct)).Graph), call.Value);
        string? why = reads.Retired.Has(run.TemplateVersion) ? "an operator has taken its template out of use" : GrantRule.WhyNot(grant, asked, people, reads.Time.GetUtcNow());
        return why is null ? null : new EffectCheck.Never($"The call was not made without asking: {why}. Wanted again, a person is asked.");
    }

    /// <summary>What a card may offer beside the one yes; null where its call cannot be covered by this person or by anybody.</summary>
    public async ValueTask<GrantOffer?> OfferAsync(RunRow child, WorkflowGraph graph, Value content, CancellationToken ct)
    {
        if (reads.Limits.Calls <= 0 || await AskedAsync(child, graph, content, ct) is not { } call)
        {
            return null;
        }

        return GrantRule.CanBeCovered(call, directory.Latest, reads.Time.GetUtcNow()) ? new GrantOffer(reads.Limits, call.Money) : null;
    }

    /// <summary>The grant that goes with a yes, or why it cannot be given; then nothing is decided.</summary>
    internal async ValueTask<Result<GivenGrant>> GiveAsync(FoundReview found, PersonKey by, GrantTerms terms, CancellationToken ct)
    {
        RunRow child = found.Run;
        if (await ContentAsync(found.Review, child, ct) is not { } content || await AskedAsync(child, found.Of.Graph, content, ct) is not { } call)
        {
            return new Refusal(RefusalKind.BadInput, "Nothing was decided.", "Only calls of tools can be allowed in advance.", "Approve this one.");
        }

        DirectorySnapshot people = found.Of.People;
        DateTimeOffset now = reads.Time.GetUtcNow();
        var clock = new CardClock(people.Find(by)?.TimeZone ?? "Etc/UTC", now);
        Result<ReadTerms> read = terms.Read(reads.Limits, clock.Today, call.Money);
        if (read.IsRefused)
        {
            return read.Refusal!;
        }

        if (GrantRule.WhyNotCovered(call, people, by, now) is { } why)
        {
            return new Refusal(RefusalKind.NotAllowed, "Nothing was decided.", $"Calls like this one cannot be allowed in advance: {why}.", "Approve this one.");
        }

        var grant = new CallGrant
        {
            Id = reads.Ids.NextGrant(),
            Workspace = child.Workspace,
            Channel = call.Run.Channel,
            Template = call.Run.Template,
            TemplateTitle = call.Workflow.Title,
            Version = call.Run.TemplateVersion,
            Step = call.Step.Id,
            Tool = call.Tool,
            ToolTitle = call.Call.Title,
            Pin = call.Pin,
            By = people.Current(by),
            At = now,
            Review = found.Review.Id,
            Most = read.Value.Calls,
            Until = clock.Midnight(read.Value.Until.AddDays(1)),
            AmountArgument = read.Value.Amount is null ? "" : call.Money,
            AmountMost = read.Value.Amount,
        };
        AuditEntry audit = AuditEntry.Of("grant.given", grant.By.Value, grant.Id.Value, call.Run.Id)
            .With("template", grant.Version).With("tool", grant.Pin).With("shown", found.Review.Artifact.Content)
            .Saying("terms", GrantWords.Terms(grant, clock));
        return new GivenGrant(grant, audit, $"Approved. {CardParts.FirstUpper(GrantWords.Terms(grant, clock))} run without asking.");
    }

    /// <summary>The message that tells of a run's calls under one grant: the same one for all of them.</summary>
    /// <param name="run">As people call the run.</param>
    public async ValueTask<ImmutableArray<Change>> TellAsync(CallGrant grant, CoverableCall call, long run, CancellationToken ct)
    {
        IReadOnlyList<GrantUse> uses = await grants.UsesAsync(grant.Id, call.Run.Id, ct);
        var told = ImmutableArray.CreateBuilder<string>();
        foreach (GrantUse use in uses.TakeLast(GrantCards.MostShown))
        {
            // The newest is kept only with the run that makes it.
            told.Add((await CallContent.FindAsync(reads.Artifacts, grant.Channel, use.Arguments, ct) ?? call.Call).InWords());
        }

        DateTimeOffset now = reads.Time.GetUtcNow();
        var clock = new CardClock(directory.Latest.Find(call.Run.Requester)?.TimeZone ?? "Etc/UTC", now);
        string mark = $"granted:{call.Run.Id}:{grant.Id}";
        Card card = GrantCards.Notice(grant, directory.Latest.NameOf(grant.By), run, uses.Count, told.ToImmutable(), clock);
        return [new Change.PutMark(mark, JsonSerializer.Serialize(card, StoreJson.Default.Card)), new Change.WantView(Conversations.ThreadOf(call.Run), Purposes.Notice(mark), now)];
    }

    /// <summary>Ends a grant. What was counted before stays made.</summary>
    public async ValueTask<Result<CallGrant>> EndAsync(PersonKey who, ChannelKey channel, long number, ReceiptRow? receipt, IEnumerable<Change> along, CancellationToken ct)
    {
        if (await grants.FindByNumberAsync(channel, number, ct) is not { } grant)
        {
            return new Refusal(RefusalKind.Unknown, "Nothing was ended.", $"Nothing is allowed under the number {number} here.", "Type grants to see what is.");
        }

        var (closure, _) = await reads.Closures.OfAsync(grant.Version, ct);
        DirectorySnapshot people = directory.Latest;
        if (Guard.Check(who, Act.EndGrant, new GuardSubject(grant.Channel, Owner: closure.Workflow.Owner) { GrantedBy = grant.By }, people) is { } refusal)
        {
            return refusal;
        }

        PersonKey by = people.Current(who);
        DateTimeOffset now = reads.Time.GetUtcNow();
        var commit = new Commit
        {
            Workspace = grant.Workspace,
            Receipt = receipt,
            Changes = [new Change.EndGrant(grant.Id, by, "", now), .. along],
            Audit = [AuditEntry.Of("grant.ended", by.Value, grant.Id.Value).With("tool", grant.Pin).With("template", grant.Version)],
        };
        return await committer.CommitAsync(commit, ct) is CommitResult.Lost
            ? new Refusal(RefusalKind.TooLate, "Nothing was ended.", "It has ended already.", "Type grants to see what is allowed.")
            : grant with { EndedAt = now, EndedBy = by };
    }

    private async ValueTask<Value?> ContentAsync(ReviewRow review, RunRow run, CancellationToken ct) =>
        await reads.Artifacts.FindAsync(run.Channel, review.Artifact.Content, ct) is { } kept ? ValueJson.Read(kept.Bytes.Span) : null;

    // The call that a review is about, seen from the run whose agent wants it.
    private async ValueTask<CoverableCall?> AskedAsync(RunRow child, WorkflowGraph graph, Value content, CancellationToken ct)
    {
        if (child is not { Parent: { } parent, ParentStep: { } step } || CallWorkflow.CallOf(child) is null || CallContent.Read(content) is not { IsRefused: false, Value: var call }
            || await runs.FindAsync(parent, ct) is not { } run)
        {
            return null;
        }

        var (closure, parentGraph) = await reads.Closures.OfAsync(run.TemplateVersion, ct);
        return parentGraph.Find(step) is StepSpec.Agent agent ? new CoverableCall(run, closure.Workflow, agent, call.Tool, CallWorkflow.PinOf(graph), call) : null;
    }
}

/// <summary>What a grant is written down with.</summary>
public sealed record GrantReads(GrantLimits Limits, ClosureCache Closures, IArtifactReader Artifacts, IRetiredVersions Retired, IdSource Ids, TimeProvider Time);

/// <summary>A grant before it is kept.</summary>
/// <param name="Sentence">What its giver is told.</param>
internal sealed record GivenGrant(CallGrant Grant, AuditEntry Audit, string Sentence);
