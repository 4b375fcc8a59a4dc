using System.Globalization;
using AgentBot.Core.People;
using AgentBot.Core.Policy;
using AgentBot.Core.Schedules;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Commands;

/// <summary>Finds the schedule that somebody means: by its number in the channel, or by the id that a button carries.</summary>
public sealed class ScheduleFinder(IScheduleReader schedules, IRunReader runs, ITemplateCatalog catalog, IDirectory directory)
{
    private static readonly TimeSpan FreshEnough = TimeSpan.FromSeconds(60);

    /// <summary>One that the caller may not see is as unknown as one that does not exist.</summary>
    public async ValueTask<Result<FoundSchedule>> FindAsync(Caller caller, string id, CancellationToken ct)
    {
        if (await directory.SnapshotAsync(FreshEnough, ct) is not { } people)
        {
            return RunFinder.Unreachable();
        }

        ScheduleRow? row = long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && id.Length < 10
            ? await schedules.FindByNumberAsync(caller.Channel, number, ct)
            : await schedules.FindAsync(new ScheduleId(id), ct);
        bool sees = row is not null
            && row.Workspace == caller.Workspace
            && (people.Current(row.Owner) == caller.Person || (row.Status != ScheduleStatus.Proposed && Guard.Check(caller.Person, Act.See, new GuardSubject(row.Channel), people) is null));
        return sees
            ? new FoundSchedule(row!, ScheduleTerms.Read(row!.Terms), people, catalog.Current.Find(row.Template)?.Workflow.Owner)
            : new Refusal(RefusalKind.Unknown, id.Length < 10 ? $"There is no schedule {id} in this channel." : "There is no such schedule any more.", "", "Type schedules to list them.");
    }

    /// <summary>
    /// Whether a number alone means a schedule of this channel: one that goes on, while no run of that number does. Where both do, the
    /// run is meant, as it always was; "pause schedule 7" names the other.
    /// </summary>
    public async ValueTask<bool> MeansScheduleAsync(Caller caller, long number, CancellationToken ct) =>
        await schedules.FindByNumberAsync(caller.Channel, number, ct) is { Status: ScheduleStatus.Active or ScheduleStatus.Paused or ScheduleStatus.Frozen }
        && await runs.FindByNumberAsync(caller.Workspace, number, ct) is null or { IsTerminal: true };
}

/// <param name="TemplateOwner">Null where the template is gone.</param>
public sealed record FoundSchedule(ScheduleRow Row, ScheduleTerms Terms, DirectorySnapshot People, Principal? TemplateOwner)
{
    public GuardSubject Subject => new(Row.Channel, Owner: TemplateOwner, ScheduledBy: Row.Owner);
}
