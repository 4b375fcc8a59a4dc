using System.Collections.Immutable;
using System.Text.Json;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Audit;
using AgentBot.Core.Delivery;
using AgentBot.Core.Runs;
using AgentBot.Core.Runs.Working;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Publishing;

/// <summary>
/// Sends one effect: recomputes what was approved, marks it Sending before the call, records the outcome. If a process died
/// between the two, the outcome is Unknown and a person is asked, unless the target recognises the key.
/// </summary>
public sealed class EffectHandler(EffectSenders senders, EffectChecks checks, RunAdvancer advancer, EffectReads reads, ViewClock clock)
{
    private const int MostAttempts = 8;

    /// <summary>How long a target that asks to wait, or is away, is waited for before a person is asked.</summary>
    private static readonly TimeSpan LongestAway = TimeSpan.FromHours(24);

    /// <summary>Longer than any sending takes: one that is not recorded by then has lost its worker, and is looked up.</summary>
    private static readonly TimeSpan LongestSending = TimeSpan.FromMinutes(10);

    /// <summary>A paused run keeps its effects; they are looked at again after this time, or when it resumes.</summary>
    private static readonly TimeSpan PauseBetweenLooks = TimeSpan.FromMinutes(1);

    public async ValueTask HandleAsync(EffectRow effect, CancellationToken ct)
    {
        RunRow run = (await reads.Runs.FindAsync(effect.Run, ct))!;
        if (TargetOf(effect) is not { } target)
        {
            await VoidAsync(run, effect, "What is kept of its target cannot be read any more. Nothing was sent.", ct);
            return;
        }

        IEffectSender? sender = senders.For(target);
        if (sender is null)
        {
            await advancer.ApplyAsync(run.Id, new Advance(new RunEvent.EffectDead(effect, "This version of AgentBot cannot send there.")), ct);
            return;
        }

        if (effect.State == EffectState.Sending && !sender.MayRepeat(target))
        {
            string sentence = "AgentBot stopped while it was being sent, so nobody knows whether it arrived.";
            await advancer.ApplyAsync(run.Id, new Advance(new RunEvent.EffectUnclear(effect with { DueAt = effect.DueAt - LongestSending }, sentence)), ct);
            return;
        }

        if (effect.State == EffectState.Sending)
        {
            if (await sender.FindAsync(effect, target, ct) is { } known)
            {
                await RecordAsync(run, effect, known, ct);
                return;
            }

            // It has not left, so everything that can still hold it back does.
            effect = effect with { State = EffectState.Pending };
        }

        ImmutableArray<RunRow> above = await AboveAsync(run, ct);
        if (await StoppedAsync(run, above, effect, ct))
        {
            return;
        }

        if (run.Paused || above.Any(ancestor => ancestor.Paused))
        {
            await KeepAsync(effect with { DueAt = clock.Now + PauseBetweenLooks }, [], ct);
            return;
        }

        EffectCheck check = await checks.CheckAsync(run, effect, ct);
        switch (check)
        {
            case EffectCheck.Wait wait:
                await KeepAsync(effect with { DueAt = clock.Now + ViewClock.Backoff(effect.Attempts), Failure = wait.Sentence }, [], ct);
                break;
            case EffectCheck.Void voided:
                await VoidAsync(run, effect, voided.Sentence, ct);
                break;
            case EffectCheck.Never never:
                await advancer.ApplyAsync(run.Id, new Advance(new RunEvent.EffectDead(effect, never.Sentence)), ct);
                break;
            case EffectCheck.Good good:
                await SendAsync([run, .. above], effect, target, sender, good.Artifact, ct);
                break;
        }
    }

    // Asked anew where somebody was asked at all; where not even that can be made out of what is kept, a person is asked what shall become of it.
    private async ValueTask VoidAsync(RunRow run, EffectRow effect, string sentence, CancellationToken ct)
    {
        if (effect.Review is null)
        {
            await advancer.ApplyAsync(run.Id, new Advance(new RunEvent.EffectDead(effect, sentence)), ct);
            return;
        }

        try
        {
            await advancer.ApplyAsync(run.Id, new Advance(new RunEvent.EffectVoided(effect, sentence)), ct);
        }
        catch (Exception unreadable) when (IsUnreadable(unreadable))
        {
            await EndAsync(run, effect, sentence, ct);
        }
    }

    private async ValueTask EndAsync(RunRow run, EffectRow effect, string sentence, CancellationToken ct)
    {
        try
        {
            await advancer.ApplyAsync(run.Id, new Advance(new RunEvent.EffectDead(effect, sentence)), ct);
        }
        catch (Exception unreadable) when (IsUnreadable(unreadable))
        {
            // The run itself says nothing any more: that nothing leaves, and why, is kept all the same.
            await KeepAsync(
                effect with { State = EffectState.Dead, Failure = sentence, EndedAt = clock.Now },
                [AuditEntry.Of("effect.dead", AuditEntry.Host, effect.Id.Value, run.Id).Saying("reason", sentence)],
                ct);
        }
    }

    private static bool IsUnreadable(Exception exception) => exception is JsonException or ArgumentException or KeyNotFoundException or InvalidOperationException;

    private static EffectTarget? TargetOf(EffectRow effect)
    {
        try
        {
            return ReviewBinding.Read(effect.Target);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async ValueTask<ImmutableArray<RunRow>> AboveAsync(RunRow run, CancellationToken ct)
    {
        var above = ImmutableArray.CreateBuilder<RunRow>();
        RunRow? next = run;
        while (next.Parent is { } parent && (next = await reads.Runs.FindAsync(parent, ct)) is not null)
        {
            above.Add(next);
        }

        return above.ToImmutable();
    }

    // A stop goes down a tree level by level; what would leave looks up, so that nothing leaves while it is on its way.
    private async ValueTask<bool> StoppedAsync(RunRow run, ImmutableArray<RunRow> above, EffectRow effect, CancellationToken ct)
    {
        if (run.CancelledBy is not null)
        {
            await advancer.ApplyAsync(run.Id, new Advance(new RunEvent.EffectStopped(effect)), ct);
            return true;
        }

        if (above.FirstOrDefault(ancestor => ancestor.CancelledBy is not null || ancestor.IsTerminal) is not { } stopped)
        {
            return false;
        }

        PersonKey by = stopped.CancelledBy ?? stopped.Requester;
        await advancer.ApplyAsync(run.Id, new Advance(new RunEvent.CancelRequested(by, "The run above it was stopped.")), ct);
        return true;
    }

    /// <param name="tree">The run and those above it.</param>
    private async ValueTask SendAsync(ImmutableArray<RunRow> tree, EffectRow effect, EffectTarget target, IEffectSender sender, Artifact artifact, CancellationToken ct)
    {
        RunRow run = tree[0];
        if (await MarkSendingAsync(tree, effect, ct) is not { } sending)
        {
            return;
        }

        clock.CrashPoints.Reach(CrashPoint.EffectMarkedSending);
        SendOutcome outcome = await sender.SendAsync(sending, target, artifact, ct);
        clock.CrashPoints.Reach(CrashPoint.EffectSent);
        await RecordAsync(run, sending, outcome, ct);
        clock.CrashPoints.Reach(CrashPoint.EffectRecorded);
    }

    // The headers are bumped in the same commit: a rejection or a cancel that crosses, here or above, either sees Sending or is first.
    private async ValueTask<EffectRow?> MarkSendingAsync(ImmutableArray<RunRow> tree, EffectRow effect, CancellationToken ct)
    {
        RunRow run = tree[0];
        EffectRow sending = effect with { State = EffectState.Sending, Attempts = effect.Attempts + 1, DueAt = clock.Now + LongestSending };
        var commit = new Commit
        {
            Workspace = run.Workspace,
            Changes = [.. tree.Select(row => new Change.UpdateRun(row)), new Change.UpdateEffect(sending)],
            Audit = [AuditEntry.Of("effect.sending", AuditEntry.Host, effect.Id.Value, run.Id).With("artifact", effect.Artifact.Content)],
        };
        return await reads.Committer.CommitAsync(commit, ct) is CommitResult.Done ? sending with { RowVersion = effect.RowVersion + 1 } : null;
    }

    private async ValueTask RecordAsync(RunRow run, EffectRow sending, SendOutcome outcome, CancellationToken ct)
    {
        switch (outcome)
        {
            case SendOutcome.Sent sent:
                Artifact output = Artifact.Of(ArtifactType.Value, sent.Output ?? PublishWork.Output(sent.Reference));
                await advancer.ApplyAsync(
                    run.Id,
                    new Advance(new RunEvent.EffectSent(sending with { Reference = sent.Reference }, output.Ref))
                    {
                        Along = [new Change.PutArtifact(run.Channel, output, run.Id, clock.Now), .. sent.Along],
                    },
                    ct);
                break;
            case SendOutcome.LookAgain look when clock.Now - sending.CreatedAt < LongestAway:
                await KeepAsync(sending with { DueAt = clock.Now + look.After, Failure = look.Sentence }, [], ct);
                break;
            case SendOutcome.LookAgain look:
                await advancer.ApplyAsync(run.Id, new Advance(new RunEvent.EffectUnclear(sending with { DueAt = clock.Now }, look.Sentence)), ct);
                break;
            case SendOutcome.Unclear unclear:
                await advancer.ApplyAsync(run.Id, new Advance(new RunEvent.EffectUnclear(sending with { DueAt = clock.Now }, unclear.Sentence)), ct);
                break;
            // A wait that the target asked for is no failed attempt.
            case SendOutcome.NotSent { RetryAfter: { } after } waits when clock.Now - sending.CreatedAt < LongestAway:
                await KeepAsync(
                    sending with { State = EffectState.Pending, Attempts = sending.Attempts - 1, DueAt = clock.Now + after, Failure = waits.Sentence },
                    [],
                    ct);
                break;
            case SendOutcome.NotSent again when sending.Attempts < MostAttempts:
                await KeepAsync(
                    sending with { State = EffectState.Pending, DueAt = clock.Now + ViewClock.Backoff(sending.Attempts), Failure = again.Sentence },
                    [],
                    ct);
                break;
            case SendOutcome.NotSent never:
                await advancer.ApplyAsync(run.Id, new Advance(new RunEvent.EffectDead(sending, never.Sentence)), ct);
                break;
            case SendOutcome.Impossible impossible:
                await advancer.ApplyAsync(run.Id, new Advance(new RunEvent.EffectDead(sending, impossible.Sentence)), ct);
                break;
        }
    }

    private async ValueTask KeepAsync(EffectRow effect, ImmutableArray<AuditEntry> audit, CancellationToken ct) =>
        await reads.Committer.CommitAsync(new Commit { Workspace = effect.Workspace, Changes = [new Change.UpdateEffect(effect)], Audit = audit }, ct);
}

public sealed record EffectReads(IRunReader Runs, ICommitter Committer);

/// <summary>Which sender serves a target.</summary>
public sealed class EffectSenders(IEnumerable<IEffectSender> all)
{
    private readonly IEffectSender[] _all = [.. all];

    public IEffectSender? For(EffectTarget target) => Array.Find(_all, sender => sender.Handles(target));
}
