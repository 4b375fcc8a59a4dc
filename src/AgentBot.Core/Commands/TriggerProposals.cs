using System.Collections.Immutable;
using AgentBot.Core.Cards;
using AgentBot.Core.Schedules;
using AgentBot.Core.Schedules.Triggers;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Commands;

/// <summary>The part of a proposal that is about something that happens: what is waited for, and what the inputs take from it.</summary>
public sealed class TriggerProposals(ITemplateCatalog catalog, IHookNames hooks, ScheduleLoops loops, IEnumerable<IEarshot> earshots)
{
    /// <param name="command">What a choice is typed behind; the terms and inputs follow it again.</param>
    public (Trigger? Trigger, Reply? Asks) Understand(ChannelKey channel, ScheduleText text, string command) =>
        TriggerReader.Read(text.Words, new TriggerContext([.. catalog.Current.Templates.Keys], hooks.Of(channel))).Match<(Trigger?, Reply?)>(
            understood => (understood.Trigger, null),
            ambiguous => (null, new Reply.Shown(
                ScheduleCards.Ask(ambiguous.Question, text.Words, [.. ambiguous.Choices.Select(choice => new SuggestedCommand(choice.Words, $"{command} {choice.Words} {text.Rest}".TrimEnd()))]),
                Private: true)),
            not => (null, new Reply.Refused(new Refusal(
                RefusalKind.BadInput,
                "Nothing was scheduled.",
                not.Sentence,
                not.Nearest.IsEmpty ? $"Write it like: {string.Join("; ", not.Examples.Take(3))}." : $"Closest: {string.Join(", ", not.Nearest.Take(3))}."))));

    /// <summary>The terms with what inputs take from the event, and the answers that are the same each time.</summary>
    /// <param name="given">As typed, and as confirmed before.</param>
    /// <param name="files">Inputs that have a fixed file.</param>
    public async ValueTask<Result<(ScheduleTerms Terms, ImmutableSortedDictionary<string, string> Plain)>> BindAsync(
        ChannelKey channel, Template template, ScheduleTerms terms, IReadOnlyDictionary<string, string> given, IReadOnlyCollection<string> files, ScheduleId? replaces, CancellationToken ct)
    {
        Trigger trigger = terms.Trigger!;
        if (earshots.FirstOrDefault(one => one.Platform == channel.Platform)?.Deaf(channel, trigger) is { } deaf)
        {
            return deaf;
        }

        if (await LoopAsync(channel, template.Name, trigger, replaces, ct) is { } loop)
        {
            return loop;
        }

        ImmutableArray<OutputSpec> outputs = trigger is Trigger.RunEnded ended ? catalog.Current.Find(ended.Template)?.Workflow.Outputs ?? [] : [];
        Result<EventBindings> bound = EventInputs.Bind(template.Closure, trigger, outputs, given, files);
        return bound.IsRefused
            ? bound.Refusal!
            : (terms with { Trigger = Narrowed(trigger, template.Workflow, bound.Value.FromEvent), FromEvent = bound.Value.FromEvent }, bound.Value.Plain);
    }

    public async ValueTask<Refusal?> LoopAsync(ChannelKey channel, string template, Trigger trigger, ScheduleId? replaces, CancellationToken ct) =>
        await loops.FindAsync(channel, template, trigger, replaces, ct) is not { } loop ? null : new Refusal(
            RefusalKind.BadInput,
            "Nothing was scheduled.",
            loop.Count == 2 ? $"Each run of {loop[0]} would start another one, without end." : $"These would start each other without end: {string.Join(", then ", loop)}.",
            "End one of those schedules, or wait for something else.");

    /// <summary>A template that takes CSV files does not wait for others: each of them would only be a failure.</summary>
    private static Trigger Narrowed(Trigger trigger, WorkflowSpec workflow, ImmutableSortedDictionary<string, string> fromEvent)
    {
        if (trigger is not Trigger.FileDropped { Name.IsAny: true })
        {
            return trigger;
        }

        string[] endings =
        [
            .. workflow.Inputs.Where(input => fromEvent.ContainsKey(input.Name)).Select(input => input.Type).OfType<FieldType.File>()
                .SelectMany(file => file.Accept.IsDefault ? [] : file.Accept).Distinct(StringComparer.Ordinal),
        ];
        return endings.Length == 0 ? trigger : new Trigger.FileDropped(WildText.OfAll(endings.Select(ending => $"*.{ending}")));
    }
}
