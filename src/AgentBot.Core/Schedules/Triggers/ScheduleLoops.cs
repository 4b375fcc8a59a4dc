using AgentBot.Core.Storing;

namespace AgentBot.Core.Schedules.Triggers;

/// <summary>Finds schedules that would start each other for ever by the ends of their runs.</summary>
public sealed class ScheduleLoops(IScheduleReader schedules)
{
    /// <param name="template">What the schedule would run.</param>
    /// <param name="replaces">The schedule whose place it takes; its old wish does not count.</param>
    /// <returns>The templates of the loop in their order, the first one again at the end; null where there is none.</returns>
    public async ValueTask<IReadOnlyList<string>?> FindAsync(ChannelKey channel, string template, Trigger trigger, ScheduleId? replaces, CancellationToken ct)
    {
        if (trigger is not Trigger.RunEnded awaited)
        {
            return null;
        }

        var starts = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (ScheduleRow row in await schedules.ListeningBelowAsync(EventAddress.Run(channel, ""), ct))
        {
            if (row.Id != replaces && ScheduleTerms.Read(row.Terms).Trigger is Trigger.RunEnded ended)
            {
                (starts.TryGetValue(ended.Template, out List<string>? list) ? list : starts[ended.Template] = []).Add(row.Template);
            }
        }

        return Way(starts, template, awaited.Template) is { } way ? [awaited.Template, .. way] : null;
    }

    /// <summary>The shortest way from one template to another along what starts what; of one template where they are the same.</summary>
    private static List<string>? Way(Dictionary<string, List<string>> starts, string from, string to)
    {
        var came = new Dictionary<string, string?>(StringComparer.Ordinal) { [from] = null };
        var next = new Queue<string>([from]);
        while (next.TryDequeue(out string? template))
        {
            if (template == to)
            {
                var way = new List<string>();
                for (string? step = template; step is not null; step = came[step])
                {
                    way.Insert(0, step);
                }

                return way;
            }

            foreach (string started in starts.GetValueOrDefault(template) ?? [])
            {
                if (came.TryAdd(started, template))
                {
                    next.Enqueue(started);
                }
            }
        }

        return null;
    }
}
