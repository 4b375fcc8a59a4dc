using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using AgentBot.Core;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Runs;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Host.WebConsole;

/// <summary>Tells a run as a list of what happened, oldest first, then what is still to come. Pure.</summary>
public static class Timeline
{
    private const int MostLines = 8;

    public static ImmutableArray<TimelineEntry> Of(RunDetail detail, Viewer viewer)
    {
        var entries = new List<TimelineEntry>();
        foreach (IGrouping<(string Step, int Round), StepRow> group in detail.History.Where(step => step.Item.Length == 0).GroupBy(step => (step.Step, step.Round)))
        {
            StepRow[] attempts = [.. group.OrderBy(step => step.Attempt)];
            StepRow step = attempts[^1];
            bool neverBegan = step.StartedAt is null && step.Status is StepStatus.Pending or StepStatus.Ready or StepStatus.Cancelled;
            if (neverBegan || SpecOf(detail, step.Step) is StepSpec.Review)
            {
                // What a remark or the end of the run overtook tells nothing; a review tells its own story.
                continue;
            }

            entries.Add(SpecOf(detail, step.Step) is StepSpec.Publish || step.Effect is not null
                ? PublishTimeline.Of(detail, step, viewer)
                : OfStep(detail, step, attempts, viewer));
        }

        foreach (ReviewRow review in detail.Reviews)
        {
            entries.AddRange(ReviewTimeline.Of(detail, review, viewer));
        }

        return [.. entries.OrderBy(entry => entry.At).ThenBy(entry => entry.Name, StringComparer.Ordinal), .. Upcoming(detail)];
    }

    internal static StepSpec? SpecOf(RunDetail detail, string step) => detail.Workflow?.Steps.FirstOrDefault(spec => spec.Id == step);

    internal static string TimeOf(StepRow step, Viewer viewer) => (step.StartedAt, step.EndedAt) switch
    {
        ({ } from, { } to) => $"{viewer.Clock.TimeWithSeconds(from)} · {Clock.Span(to - from)}",
        ({ } from, null) => $"since {viewer.Clock.TimeWithSeconds(from)}",
        _ => "",
    };

    private static TimelineEntry OfStep(RunDetail detail, StepRow step, StepRow[] attempts, Viewer viewer)
    {
        bool shows = !step.Artifact.IsNone && step.ArtifactType is not (ArtifactType.Value or ArtifactType.File);
        bool isAsked = detail.Reviews.Any(review => review.Artifact.Content == step.Artifact);
        return new TimelineEntry
        {
            Name = $"s-{step.Step}-{step.Round}",
            Title = RunStanding.TitleOf(detail.Workflow, step.Step) + (step.Round > 1 && step.CarriedFrom == 0 ? ", again" : ""),
            Shape = ShapeOf(step),
            At = step.StartedAt ?? step.EndedAt ?? DateTimeOffset.MaxValue,
            Says = Says(detail, step, viewer),
            TimeText = TimeOf(step, viewer),
            Seal = shows && isAsked ? step.Artifact : Digest.None,
            LinkText = shows ? ReviewSurfaces.NounOf(step.ArtifactType) : "",
            Link = shows ? ConsolePaths.File(detail.Run.Channel, step.Artifact, $"run-{detail.Run.Number}-{step.Step}-{step.Round}") : "",
            Lines = Lines(detail, step, attempts),
            WaitsFor = step is { Status: StepStatus.Waiting, Waiting: WaitReason.Person } ? "A person" : "",
            Settle = MoneyAnswers.IsAbout(step) ? Money(step) : step is { Status: StepStatus.Waiting, Waiting: WaitReason.Person } or { Status: StepStatus.Unknown }
                ? [
                    new SettleButton("Try it again", Press(CardVerb.SettleRetry, step)),
                    new SettleButton("Go on without it", Press(CardVerb.SettleSkip, step)),
                    new SettleButton("Let the run fail", Press(CardVerb.SettleStop, step)),
                ]
                : [],
        };
    }

    // What each comes to is said by the card in the thread, which offers the same; the guard and the settings say what can be done.
    private static ImmutableArray<SettleButton> Money(StepRow step) =>
    [
        new SettleButton("Top up", Press(CardVerb.SettleRaise, step), "How much more"),
        new SettleButton("Try it again", Press(CardVerb.SettleRetry, step)),
        new SettleButton("Finish cheaply", Press(CardVerb.SettleCheap, step)),
        new SettleButton("Go on with what is there", Press(CardVerb.SettleSkip, step)),
        new SettleButton("Let the run fail", Press(CardVerb.SettleStop, step)),
    ];

    private static CardPress Press(string verb, StepRow step) =>
        new(verb, CardRef.Step, 0, "", string.Create(CultureInfo.InvariantCulture, $"{step.Run}:{step.Step}:{step.Round}"));

    private static string ShapeOf(StepRow step) => RunStanding.SegmentOf(step) switch
    {
        "skip" => "off",
        "" => step.Status == StepStatus.Cancelled ? "off" : "",
        string shape => shape,
    };

    private static string Says(RunDetail detail, StepRow step, Viewer viewer)
    {
        if (step.CarriedFrom > 0)
        {
            return "kept as it was";
        }

        var says = new List<string>();
        StepSpec? spec = SpecOf(detail, step.Step);
        if (spec is StepSpec.Agent agent)
        {
            says.Add(step is { ItemsTotal: > 0, Round: 1 } && agent.ForEach is { } each ? $"agent, {each.Batch} at a time" : "agent");
        }
        else if (spec is StepSpec.Workflow child)
        {
            RunRow? run = detail.Children.FirstOrDefault(found => found.Id == step.Child);
            says.Add(run is null ? child.Name : $"run {run.Number}, {RunStanding.Of(run).Word.ToLowerInvariant()}");
        }

        if (step.ItemsTotal > 0)
        {
            int kept = detail.KeptItems.GetValueOrDefault((step.Step, step.Round));
            says.Add(kept > 0
                ? $"{Amounts.Count(step.ItemsTotal - step.ItemsOpen - kept)} done anew and {Amounts.Count(kept)} kept"
                : $"{Amounts.Count(step.ItemsTotal - step.ItemsOpen)} of {Amounts.Count(step.ItemsTotal)} done");
        }

        if (step.Revision.Length > 0)
        {
            says.Add(step.RemarkUnread ? "could not apply the remark" : "with the remark");
        }

        if (step.Status == StepStatus.Skipped)
        {
            says.Add("left out");
        }
        else if (step.Status == StepStatus.Cancelled)
        {
            says.Add("stopped");
        }
        else if (step is { Status: StepStatus.Waiting, Waiting: WaitReason.Budget })
        {
            says.Add("waits for money");
        }
        else if (step is { Status: StepStatus.Waiting, Waiting: WaitReason.Time })
        {
            says.Add("waits before the next try");
        }

        return string.Join(", ", says);
    }

    private static ImmutableArray<string> Lines(RunDetail detail, StepRow step, StepRow[] attempts)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        foreach (StepRow earlier in attempts[..^1].Where(earlier => earlier.Failure.Length > 0))
        {
            lines.Add($"Attempt {earlier.Attempt}: {earlier.Failure}");
        }

        if (step.Failure.Length > 0)
        {
            lines.Add(attempts.Length > 1 ? $"Attempt {step.Attempt}: {step.Failure}" : step.Failure);
        }

        int repaired = detail.Calls.Count(call => call.Step == step.Step && call.Round == step.Round && call is { Repair: > 0, Outcome: "ok" });
        if (repaired > 0)
        {
            lines.Add($"{Amounts.Count(repaired, "answer")} did not fit what was asked and {(repaired == 1 ? "was" : "were")} repaired.");
        }

        if (detail.FailedItems.TryGetValue((step.Step, step.Round), out ImmutableArray<StepRow> failed))
        {
            lines.AddRange(failed.Take(MostLines).Select(item => $"Item {item.Ordinal + 1}: {item.Failure}"));
            if (failed.Length > MostLines)
            {
                lines.Add($"{failed.Length - MostLines} more failed.");
            }
        }

        lines.AddRange(Notes(step).Take(MostLines));
        return lines.ToImmutable();
    }

    private static IReadOnlyList<string> Notes(StepRow step) =>
        step.Notes.Length == 0 ? [] : JsonSerializer.Deserialize(step.Notes, StoreJson.Default.IReadOnlyListString) ?? [];

    /// <summary>Steps of the template that have not begun, in its order; none once the run has ended.</summary>
    private static IEnumerable<TimelineEntry> Upcoming(RunDetail detail)
    {
        if (detail.Run.IsTerminal || detail.Workflow is null)
        {
            return [];
        }

        return detail.Workflow.Steps
            .Where(spec => detail.State.Step(spec.Id) is null or { Status: StepStatus.Pending or StepStatus.Ready })
            .Select(spec => new TimelineEntry { Name = $"n-{spec.Id}", Title = $"Then: {spec.Title}" });
    }
}
