using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core;
using AgentBot.Core.Budgets;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Host.WebConsole;

/// <summary>What works, waits, failed or is uncertain.</summary>
public sealed class RunsPage(ConsoleReads reads, Closures closures, ConsoleSettings settings) : IConsolePage
{
    private const int Shown = 50;

    /// <summary>How far words are looked for, in runs.</summary>
    private const int Searched = 500;

    public string Pattern => "console/runs";

    public async ValueTask<PageContent?> BuildAsync(Viewer viewer, PageAddress address, CancellationToken ct)
    {
        RunFilter filter = RunFilter.Of(address, viewer);
        RunCounts counts = await reads.Runs.CountAsync(settings.Workspace, ct);
        IReadOnlyList<RunRow> found = await FindAsync(filter, viewer, ct);
        ImmutableArray<RunRow> rows = [.. found.Take(Shown)];
        var parts = ImmutableArray.CreateBuilder<LivePart>();
        parts.Add(new LivePart("runs-answer", typeof(RunsAnswerLine), counts) { Tag = "p", CssClass = "answer" });
        foreach (RunRow row in rows)
        {
            parts.Add(new LivePart($"run-{row.Number}", typeof(RunLine), await LineAsync(row, viewer, ct)) { List = "runs", Tag = "tr" });
        }

        var model = new RunsModel(filter, counts, [.. reads.Catalog.Current.Templates.Keys], rows.Length, found.Count > Shown && rows.Length > 0 ? rows[^1].Number : null);
        return new PageContent("Runs", NavPlace.Runs, typeof(Runs), model, parts.ToImmutable());
    }

    private async ValueTask<IReadOnlyList<RunRow>> FindAsync(RunFilter filter, Viewer viewer, CancellationToken ct)
    {
        if (filter.Number is { } number)
        {
            return await reads.Runs.FindByNumberAsync(settings.Workspace, number, ct) is { } one && Sight.MaySee(viewer, one) ? [one] : [];
        }

        bool searches = filter.Words.Length > 0;
        IReadOnlyList<RunRow> rows = await reads.Runs.ListAsync(new RunQuery(settings.Workspace, filter.Channel, filter.Template.Length == 0 ? null : filter.Template, filter.Statuses, null, true, filter.Before, searches ? Searched : Shown + 1), ct);
        return [.. rows.Where(row => Sight.MaySee(viewer, row) && (!searches || Matches(row, filter.Words, viewer)))];
    }

    private async ValueTask<RunLineModel> LineAsync(RunRow row, Viewer viewer, CancellationToken ct)
    {
        WorkflowSpec? workflow = await closures.FindAsync(row, ct);
        RunState? state = await reads.Runs.LoadAsync(row.Id, ct);
        BudgetRow? budget = await reads.Budgets.FindAsync($"run:{row.Root}", ct);
        return new RunLineModel(row, RunTitle.Of(row, workflow), state is null ? RunStanding.Of(row) : RunStanding.Of(state, workflow, viewer), budget);
    }

    private static bool Matches(RunRow row, string words, Viewer viewer)
    {
        string text = $"{row.Template} {row.About} {viewer.NameOf(row.Requester)} {viewer.ChannelName(row.Channel)} {row.Outcome}";
        return words.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
    }
}

/// <param name="Oldest">Number of the oldest run shown, when there are older ones.</param>
public sealed record RunsModel(RunFilter Filter, RunCounts Counts, ImmutableArray<string> Templates, int Shown, long? Oldest);

public sealed record RunLineModel(RunRow Run, string Title, RunStanding Standing, BudgetRow? Budget);

/// <summary>What the address line asks to see.</summary>
public sealed record RunFilter(string State, string Template, string ChannelPart, ChannelKey? Channel, string Words, long? Before)
{
    public long? Number => long.TryParse(Words.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    public IReadOnlyList<RunStatus>? Statuses => State switch
    {
        "working" => [RunStatus.Running, RunStatus.Publishing, RunStatus.Paused],
        "waiting" => [RunStatus.AwaitingReview],
        "done" => [RunStatus.Done],
        "no" => [RunStatus.Rejected, RunStatus.Expired, RunStatus.Cancelled],
        "failed" => [RunStatus.Failed],
        "unknown" => [RunStatus.Unknown],
        _ => null,
    };

    public bool IsPlain => State.Length == 0 && Template.Length == 0 && Channel is null && Words.Length == 0;

    public static RunFilter Of(PageAddress address, Viewer viewer) => new(
        address.Asked("state"),
        address.Asked("template"),
        address.Asked("channel"),
        address.Asked("channel").Length == 0 ? null : ConsolePaths.Channel(viewer, address.Asked("channel")),
        address.Asked("q").Trim(),
        long.TryParse(address.Asked("before"), NumberStyles.None, CultureInfo.InvariantCulture, out long before) ? before : null);

    /// <summary>The address with one thing changed; a change of filter begins at the newest again.</summary>
    public string With(string? state = null, long? before = null)
    {
        var query = new List<string>();
        void Add(string name, string value)
        {
            if (value.Length > 0)
            {
                query.Add($"{name}={Uri.EscapeDataString(value)}");
            }
        }

        Add("state", state ?? State);
        Add("template", Template);
        Add("channel", ChannelPart);
        Add("q", Words);
        Add("before", before?.ToString(CultureInfo.InvariantCulture) ?? "");
        return query.Count == 0 ? "/console/runs" : "/console/runs?" + string.Join('&', query);
    }
}
