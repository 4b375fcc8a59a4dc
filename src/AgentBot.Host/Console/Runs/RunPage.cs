using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core.Commands;

namespace AgentBot.Host.WebConsole;

/// <summary>Where a run is, who it waits for, what changed, what it cost.</summary>
public sealed class RunPage(RunReader runs, ReviewFinder reviews) : IConsolePage
{
    public string Pattern => "console/runs/{number}";

    public async ValueTask<PageContent?> BuildAsync(Viewer viewer, PageAddress address, CancellationToken ct)
    {
        if (!long.TryParse(address.Value("number"), NumberStyles.None, CultureInfo.InvariantCulture, out long number) || await runs.FindAsync(viewer, number, ct) is not { } detail)
        {
            return null;
        }

        RunStanding standing = RunStanding.Of(detail.State, detail.Workflow, viewer);
        ReviewDetail? asked = standing.Waiting is { } waiting ? await reviews.FindAsync(viewer, waiting.Id.Value, waiting.Revision.ToString(CultureInfo.InvariantCulture), ct) : null;
        var model = new RunModel(detail, standing, RunTitle.Of(detail.Run, detail.Workflow), asked);
        var parts = ImmutableArray.CreateBuilder<LivePart>();
        parts.Add(new LivePart("run-head", typeof(RunHead), model));
        foreach (TimelineEntry entry in Timeline.Of(detail, viewer))
        {
            parts.Add(new LivePart(ConsolePaths.Anchor(entry.Name), typeof(TimelineLine), entry) { List = "steps", Tag = "li", CssClass = entry.Shape });
        }

        parts.Add(new LivePart("run-ask", typeof(RunAsk), model));
        parts.Add(new LivePart("run-diff", typeof(RunDiff), model));
        parts.Add(new LivePart("run-rail", typeof(RunRail), model) { CssClass = "stack" });
        return new PageContent($"Run {number} {model.Title}", NavPlace.Runs, typeof(Run), model, parts.ToImmutable());
    }
}

/// <param name="Asked">The open review, where the run waits for one.</param>
public sealed record RunModel(RunDetail Detail, RunStanding Standing, string Title, ReviewDetail? Asked);

/// <summary>Doors of the run page: each types the command of the same name.</summary>
public sealed class RunEndpoints(RunReader runs, ActEndpoint acts, ConsoleFaults faults)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/console/runs/{number}/{verb}", static (HttpContext context, RunEndpoints doors) => doors.DoAsync(context));

    private async Task DoAsync(HttpContext context)
    {
        string verb = context.GetRouteValue("verb") as string ?? "";
        Viewer viewer = ConsoleVisit.Of(context).Viewer;
        if (!long.TryParse(context.GetRouteValue("number") as string, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            || await runs.FindAsync(viewer, number, context.RequestAborted) is not { } detail
            || ButtonWords.OnRun(verb, number) is not { IsRefused: false } words)
        {
            await faults.NotFoundAsync(context);
            return;
        }

        await acts.TypeAsync(context, viewer, detail.Run.Channel, words.Value);
    }
}
