using System.Collections.Immutable;
using AgentBot.Core.Delivery.Drawing;
using AgentBot.Core.People;
using AgentBot.Core.Policy;
using AgentBot.Core.Reviews.Drills;
using AgentBot.Core.Reviews.Together;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Reviews.Records;

/// <summary>Reads a person's record as far as who asks may see it: their own everywhere, of others what the guard allows of one channel.</summary>
public sealed class RecordReader(IQueueReader queue, IDrillReader drillRows, DrawingReads reads)
{
    /// <summary>So far back a record goes, as long as its runs are kept.</summary>
    public static readonly TimeSpan Reach = TimeSpan.FromDays(90);

    private const int Most = 2_000;

    /// <param name="channel">Where it is asked: of others only what was decided there is shown.</param>
    public async ValueTask<Result<ReviewerRecord>> ReadAsync(PersonKey asks, PersonKey about, ChannelKey channel, CancellationToken ct)
    {
        DirectorySnapshot people = reads.People;
        DateTimeOffset since = reads.Time.GetUtcNow() - Reach;
        var decisions = new List<RecordedDecision>();
        var batches = new List<BatchRow>();
        var drills = new List<DrillRow>();
        foreach (PersonKey key in KeysOf(about, people))
        {
            decisions.AddRange(await queue.DecisionsOfAsync(channel.Workspace, key, since, Most, ct));
            drills.AddRange(await drillRows.OfPersonAsync(channel.Workspace, key, since, Most, ct));
            batches.AddRange(await queue.BatchesAsync(channel.Workspace, key, since, Most, ct));
        }

        decisions.Sort((one, other) => other.At.CompareTo(one.At));
        if (people.IsSame(asks, about))
        {
            return ReviewerRecord.Of(decisions, batches).With(drills);
        }

        if (Guard.Check(asks, Act.SeeRecord, new GuardSubject(channel), people) is { } refusal)
        {
            // Who owns a template sees what was decided of it here; without one there is nothing to see.
            ImmutableArray<RecordedDecision> owned = await OwnedAsync(asks, decisions.Where(decision => decision.Channel == channel), people, ct);
            return owned.IsEmpty ? refusal
                : ReviewerRecord.Of(owned, batches).With(drills.Where(drill => drill.Channel == channel && owned.Any(decision => decision.Template == drill.Template)));
        }

        return ReviewerRecord.Of(decisions.Where(decision => decision.Channel == channel), batches).With(drills.Where(drill => drill.Channel == channel));
    }

    private async ValueTask<ImmutableArray<RecordedDecision>> OwnedAsync(PersonKey asks, IEnumerable<RecordedDecision> decisions, DirectorySnapshot people, CancellationToken ct)
    {
        var owners = new Dictionary<RunId, Principal?>();
        var owned = ImmutableArray.CreateBuilder<RecordedDecision>();
        foreach (RecordedDecision decision in decisions)
        {
            if (!owners.TryGetValue(decision.Run, out Principal? owner))
            {
                owner = await reads.Runs.FindAsync(decision.Run, ct) is { } run ? (await reads.Closures.OfAsync(run.TemplateVersion, ct)).Graph.Spec.Owner : null;
                owners[decision.Run] = owner;
            }

            if (Guard.Check(asks, Act.SeeRecord, new GuardSubject(decision.Channel, null, null, owner), people) is null)
            {
                owned.Add(decision);
            }
        }

        return owned.ToImmutable();
    }

    // Rows keep the key under which somebody acted, which may be that of an account that was linked since.
    private static IEnumerable<PersonKey> KeysOf(PersonKey person, DirectorySnapshot people)
    {
        PersonKey current = people.Current(person);
        return (people.Find(current)?.Accounts.Select(account => new PersonKey($"{account.Key}:{account.Value}")) ?? []).Append(person).Prepend(current).Distinct();
    }
}
