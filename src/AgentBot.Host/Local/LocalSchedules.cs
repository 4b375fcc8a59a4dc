using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.People;
using AgentBot.Core.Schedules;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;

namespace AgentBot.Host.Local;

/// <summary>Lists the schedules of all channels with their next times. Who can open the data directory may read all of it anyway.</summary>
public sealed class LocalSchedules(IScheduleReader schedules, ScheduleFactsReader facts, TemplateCatalog catalog, IDirectory directory)
{
    private const int AtOnce = 200;

    /// <param name="reader">In whose time zone times are told.</param>
    public async ValueTask<IReadOnlyList<LocalSchedule>> ListAsync(PersonKey reader, CancellationToken ct)
    {
        if (catalog.Current.Templates.IsEmpty)
        {
            // Without a host nobody has read them yet; without them a schedule has no title.
            await catalog.ReloadAsync(ct);
        }

        var listed = new List<(DateTimeOffset? Next, LocalSchedule Line)>();
        ScheduleId? after = null;
        while (await schedules.StandingAsync(after, AtOnce, ct) is { Count: > 0 } some)
        {
            foreach (ScheduleRow row in some)
            {
                listed.Add((row.Status == ScheduleStatus.Active ? row.NextDue : null, await OfAsync(row, reader, ct)));
            }

            after = some[^1].Id;
        }

        return [.. listed.OrderBy(one => one.Next is null).ThenBy(one => one.Next).ThenBy(one => one.Line.Channel, StringComparer.Ordinal).ThenBy(one => one.Line.Number).Select(one => one.Line)];
    }

    private async ValueTask<LocalSchedule> OfAsync(ScheduleRow row, PersonKey reader, CancellationToken ct)
    {
        ScheduleFacts known = await facts.ReadAsync(row, ScheduleTerms.Read(row.Terms), reader, ct);
        return new LocalSchedule(
            row.Number,
            directory.Latest.Channel(row.Channel)?.Name ?? row.Channel.Channel,
            row.Channel.Platform,
            known.Title,
            known.Words,
            known.State,
            known.Owner,
            row.Status == ScheduleStatus.Active ? [.. known.Times.Skip(1).Select(time => time.When)] : []);
    }
}
