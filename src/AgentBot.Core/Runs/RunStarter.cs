using System.Collections.Immutable;
using AgentBot.Core.Delivery;
using AgentBot.Core.People;
using AgentBot.Core.Policy;
using AgentBot.Core.Runs.Working;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Expressions;
using AgentBot.Core.Values;

namespace AgentBot.Core.Runs;

/// <summary>The only place where a run is born: guard, names, one commit.</summary>
public sealed class RunStarter(ICommitter committer, IDirectory directory, RunBirth birth, IWorkTaker taker, StartConditions conditions, StartMoney money, TimeProvider time)
{
    private static readonly TimeSpan FreshEnough = TimeSpan.FromSeconds(60);

    /// <returns>The new run; for a redelivery the answer given the first time; or why nothing was started.</returns>
    public async ValueTask<Result<StartedRun>> StartAsync(StartRequest request, CancellationToken ct)
    {
        RunSeed seed = request.Seed;
        Result<ResolvedNames> names = await CheckAsync(request.Closure, seed, ct);
        if (names.IsRefused)
        {
            return names.Refusal!;
        }

        NewRun born = birth.Make(request.Closure, seed with { Names = names.Value });
        ReceiptRow? receipt = request.Receipt is { } key
            ? new ReceiptRow(key, seed.Channel.Workspace, born.Run.Id.Value, time.GetUtcNow())
            : null;
        using WorkOffer? place = taker.Offer();
        (ImmutableArray<Change> changes, WorkRow? first) = WorkOffer.Give(born.Changes, place is null ? null : () => place.Lease, time.GetUtcNow());
        CommitResult result = await committer.CommitAsync(
            new Commit
            {
                Workspace = seed.Channel.Workspace,
                Receipt = receipt,
                Changes = [.. changes, .. request.Along],
                Audit = born.Audit,
            },
            ct);
        if (result is CommitResult.Done)
        {
            place?.Begin(first);
        }

        return result switch
        {
            CommitResult.Done done => new StartedRun(born.Run.Id, done.Numbers.GetValueOrDefault(born.Run.Id.Value), IsRepeat: false),
            CommitResult.Duplicate duplicate => new StartedRun(new RunId(duplicate.Answer), 0, IsRepeat: true),
            CommitResult.Lost { Change: Change.InsertFiring or Change.UpdateFiring or Change.UpdateSchedule } => new Refusal(RefusalKind.Lost, "Nothing was started.", "It was started, or changed, meanwhile."),
            CommitResult.Lost { Change: Change.UpdateDrill } => new Refusal(RefusalKind.Lost, "Nothing was asked.", "It was asked, or dropped, meanwhile."),
            CommitResult.Lost { Change: Change.InsertRequest } => new Refusal(RefusalKind.Lost, "Nothing was asked.", "A request of that name came in at the same moment."),
            _ => throw new InvalidOperationException("A new run lost to nobody."),
        };
    }

    /// <summary>Everything that would keep the run from starting now, without starting it.</summary>
    public async ValueTask<Result<ResolvedNames>> CheckAsync(TemplateClosure closure, RunSeed seed, CancellationToken ct)
    {
        DirectorySnapshot? people = await directory.SnapshotAsync(FreshEnough, ct);
        if (people is null)
        {
            return new Refusal(RefusalKind.Unavailable, "Nothing was started.", "AgentBot cannot reach the list of people now.", "Try again in a minute.");
        }

        if (Guard.Check(seed.Requester, Act.Start, new GuardSubject(seed.Channel), people) is { } refusal)
        {
            return refusal;
        }

        if (await conditions.CheckAsync(closure, seed.DryRun, ct) is { } unmet)
        {
            return unmet;
        }

        if (await money.CheckAsync(closure, seed, people, ct) is { } spent)
        {
            return spent;
        }

        var scope = new ExpressionScope(seed.Inputs, ImmutableDictionary<string, Value>.Empty, null, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
        return NameResolution.Resolve(closure, seed, scope, people);
    }
}

/// <param name="Receipt">Key of the delivery; null where there is none (a retry by another run).</param>
public sealed record StartRequest(TemplateClosure Closure, RunSeed Seed, string? Receipt, ImmutableArray<Change> Along);

/// <param name="Number">0 for a repeat, whose number is in the store.</param>
public sealed record StartedRun(RunId Run, long Number, bool IsRepeat);
