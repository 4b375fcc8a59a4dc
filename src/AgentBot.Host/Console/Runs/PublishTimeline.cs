using System.Collections.Immutable;
using System.Text.Json;
using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Delivery;
using AgentBot.Core.Publishing;
using AgentBot.Core.Runs;

namespace AgentBot.Host.WebConsole;

/// <summary>What left, or should have left.</summary>
public static class PublishTimeline
{
    public static TimelineEntry Of(RunDetail detail, StepRow step, Viewer viewer)
    {
        EffectRow? effect = detail.Effects.LastOrDefault(found => found.Id == step.Effect) ?? detail.Effects.LastOrDefault(found => found.Step == step.Step && found.Round == step.Round);
        string title = RunStanding.TitleOf(detail.Workflow, step.Step);
        if (effect is null)
        {
            return new TimelineEntry
            {
                Name = $"s-{step.Step}-{step.Round}",
                Title = title,
                Shape = RunStanding.SegmentOf(step) is "skip" or "" ? "off" : RunStanding.SegmentOf(step),
                At = step.StartedAt ?? step.EndedAt ?? DateTimeOffset.MaxValue,
                Says = step.Status is StepStatus.Skipped or StepStatus.Cancelled ? "nothing was sent" : "",
                Lines = step.Failure.Length == 0 ? [] : [step.Failure],
                TimeText = Timeline.TimeOf(step, viewer),
            };
        }

        (string shape, string says) = effect.State switch
        {
            EffectState.Pending => ("run", "in line"),
            EffectState.Sending => ("run", "being sent"),
            EffectState.Sent => ("ok", $"{Place(effect, viewer)}"),
            EffectState.Unknown => ("unk", $"outcome unknown, {Place(effect, viewer)}"),
            EffectState.Dead => ("bad", $"not delivered, {Place(effect, viewer)}"),
            EffectState.Withdrawn => ("off", "taken back before it left"),
        };
        return new TimelineEntry
        {
            Name = $"s-{step.Step}-{step.Round}",
            Title = title,
            Shape = shape,
            At = effect.EndedAt ?? effect.CreatedAt,
            Says = says,
            Seal = effect.Artifact.Content,
            Link = Prose.IsOwnPath(effect.Reference) ? effect.Reference : "",
            LinkText = "open",
            Lines = effect.Failure.Length == 0 ? [] : [effect.Failure],
            TimeText = effect.EndedAt is { } ended ? viewer.Clock.TimeWithSeconds(ended) : effect.Attempts > 0 ? $"{Amounts.Count(effect.Attempts, "try", "tries")}" : "",
            Settle = Buttons(effect),
        };
    }

    private static ImmutableArray<SettleButton> Buttons(EffectRow effect) => effect.State switch
    {
        EffectState.Unknown =>
        [
            new SettleButton("It did happen", Press(CardVerb.SettleHappened, effect)),
            new SettleButton("It did not, send it", Press(CardVerb.SettleAgain, effect)),
            new SettleButton("Leave it", Press(CardVerb.SettleStop, effect)),
        ],
        EffectState.Dead =>
        [
            new SettleButton("Send it now", Press(CardVerb.SettleAgain, effect)),
            new SettleButton("Go on without it", Press(CardVerb.SettleSkip, effect)),
            new SettleButton("Let the run fail", Press(CardVerb.SettleStop, effect)),
        ],
        EffectState.Pending or EffectState.Sending or EffectState.Sent or EffectState.Withdrawn => [],
    };

    private static CardPress Press(string verb, EffectRow effect) => new(verb, CardRef.Effect, 0, "", effect.Id.Value);

    private static string Place(EffectRow effect, Viewer viewer)
    {
        if (JsonSerializer.Deserialize(effect.Target, StoreJson.Default.EffectTarget) is not { } target)
        {
            return "";
        }

        string name = target switch
        {
            EffectTarget.Channel channel => viewer.ChannelName(channel.Key),
            EffectTarget.Direct direct => viewer.NameOf(direct.Person),
            _ => "",
        };
        return new PlannedEffect(target, name).Place;
    }
}
