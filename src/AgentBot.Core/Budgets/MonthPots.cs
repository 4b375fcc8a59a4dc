using System.Collections.Concurrent;
using System.Collections.Immutable;
using AgentBot.Core.People;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Budgets;

/// <summary>
/// Which pots of a calendar month a run pays from beside its own: that of all together, its channel's, that of the person it is for,
/// and that of each template in its line up to the root. A month is one of the operator's time zone, the same for every pot.
/// </summary>
public sealed class MonthPots(MonthLimits limits, IDirectory directory, ICommitter committer, TimeProvider time)
{
    // A pot is opened, or its cap brought up to date with the settings, when this process first pays from it.
    private readonly ConcurrentDictionary<string, bool> _open = new(StringComparer.Ordinal);

    public string Currency => limits.Currency;

    /// <summary>In which months begin and end; IANA name.</summary>
    public string TimeZone => limits.TimeZone;

    /// <summary>"2026-11".</summary>
    public string Month => Pots.MonthOf(Today);

    /// <summary>When the month that runs now gives way to the next.</summary>
    public DateOnly NextMonth => new DateOnly(Today.Year, Today.Month, 1).AddMonths(1);

    private DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(limits.TimeZone)).DateTime);

    public string OfChannel(ChannelKey channel) => Pots.OfMonth(PotKind.Channel, channel.Value, Month);

    /// <summary>All that apply, with the caps they have by the settings.</summary>
    /// <param name="templates">Of the run and of those above it.</param>
    public ImmutableArray<BudgetRow> Of(ChannelKey channel, PersonKey requester, IEnumerable<string> templates)
    {
        string month = Month;
        WorkspaceKey workspace = channel.Workspace;
        PersonKey person = directory.Latest.Current(requester);
        return
        [
            Row(workspace, PotKind.All, workspace.Value, limits.All, month),
            Row(workspace, PotKind.Channel, channel.Value, Named(limits.Channels, channel.Channel) ?? Named(limits.Channels, directory.Latest.Channel(channel)?.Name) ?? limits.EachChannel, month),
            Row(workspace, PotKind.Person, $"{workspace.Value}/{person.Value}", Named(limits.People, person.Value) ?? limits.EachPerson, month),
            .. templates.Distinct(StringComparer.Ordinal).Select(template => Row(workspace, PotKind.Template, $"{workspace.Value}/{template}", Named(limits.Templates, template) ?? limits.EachTemplate, month)),
        ];
    }

    /// <summary>Names the pots that apply to a run, and sees to it that they are there before anything is reserved in them.</summary>
    /// <param name="line">The run and those above it.</param>
    public async ValueTask<ImmutableArray<string>> OpenAsync(IReadOnlyList<RunRow> line)
    {
        ImmutableArray<BudgetRow> pots = Of(line[0].Channel, line[^1].Requester, line.Select(run => run.Template));
        BudgetRow[] missing = [.. pots.Where(pot => !_open.ContainsKey(pot.Pot))];
        if (missing.Length > 0)
        {
            await committer.CommitAsync(
                new Commit { Workspace = line[0].Workspace, Changes = [.. missing.Select(pot => new Change.OpenBudget(pot))], Durability = Durability.ProcessEnd },
                CancellationToken.None);
            foreach (BudgetRow pot in missing)
            {
                _open[pot.Pot] = true;
            }
        }

        return [.. pots.Select(pot => pot.Pot)];
    }

    private BudgetRow Row(WorkspaceKey workspace, PotKind kind, string subject, decimal? cap, string month) =>
        new(Pots.OfMonth(kind, subject, month), workspace, limits.Currency, cap is { } amount ? Pots.Micros(amount) : Pots.NoCap, 0, 0, Pots.NoCap, 0, 0);

    private static decimal? Named(ImmutableDictionary<string, decimal> caps, string? name) => name is not null && caps.TryGetValue(name, out decimal cap) ? cap : null;
}
