using System.Collections.Immutable;
using System.Text.RegularExpressions;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Expressions;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Schedules.Triggers;

/// <summary>
/// What a schedule's inputs take from an event: agreed on when it is proposed, computed when the event comes. An event gives texts,
/// numbers, dates and files; it never names a person or a channel, and never what a target is made from.
/// </summary>
public static partial class EventInputs
{
    /// <summary>Parts what was given into writings over the event and plain answers, and adds what goes without saying.</summary>
    /// <param name="outputs">What the template declares whose run is waited for; empty for none.</param>
    /// <param name="given">As typed, by input.</param>
    /// <param name="files">Inputs that have a fixed file already.</param>
    public static Result<EventBindings> Bind(
        TemplateClosure closure, Trigger trigger, ImmutableArray<OutputSpec> outputs, IReadOnlyDictionary<string, string> given, IReadOnlyCollection<string> files)
    {
        WorkflowSpec workflow = closure.Workflow;
        var types = new ExpressionTypes(new FieldType.Record([], Open: false), ImmutableDictionary<string, StepType>.Empty, null) { Event = EventData.TypesOf(trigger, outputs) };
        ImmutableSortedDictionary<string, string> bound = given.Where(pair => pair.Value.Contains("{{", StringComparison.Ordinal)).ToImmutableSortedDictionary(StringComparer.Ordinal);
        ImmutableSortedDictionary<string, string> plain = given.Where(pair => !bound.ContainsKey(pair.Key)).ToImmutableSortedDictionary(StringComparer.Ordinal);
        foreach ((string name, string written) in bound)
        {
            InputSpec input = workflow.Inputs.First(known => known.Name == name);
            if (Mistake(closure, input, written, types) is { } mistake)
            {
                return mistake;
            }
        }

        InputSpec[] open = [.. workflow.Inputs.Where(input => !given.ContainsKey(input.Name) && !files.Contains(input.Name) && MayTake(closure, input))];
        foreach ((string name, string written) in Usual(trigger, outputs, open))
        {
            bound = bound.SetItem(name, written);
        }

        return new EventBindings(bound, plain);
    }

    /// <summary>The workflow as it is asked for when no event is at hand: without the inputs that come from it.</summary>
    public static WorkflowSpec Without(WorkflowSpec workflow, ImmutableSortedDictionary<string, string> bound) =>
        bound.IsEmpty ? workflow : workflow with { Inputs = [.. workflow.Inputs.Where(input => !bound.ContainsKey(input.Name))] };

    /// <summary>The answers that an event gives, in each input's own writing.</summary>
    public static Result<EventAnswers> Take(ImmutableSortedDictionary<string, string> bound, Value.Record happened, DateOnly today)
    {
        var scope = new ExpressionScope(new Value.Record([]), ImmutableDictionary<string, Value>.Empty, null, today) { Event = happened };
        var texts = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var files = ImmutableSortedDictionary.CreateBuilder<string, Value.File>(StringComparer.Ordinal);
        foreach ((string name, string written) in bound)
        {
            Result<Value> value = Expressions.Evaluate(new Expr(written), scope);
            if (value.IsRefused)
            {
                return value.Refusal!;
            }

            if (value.Value is Value.File file)
            {
                files[name] = file;
            }
            else if (value.Value is not Value.Missing)
            {
                texts[name] = ValueText.Canonical(value.Value);
            }
        }

        return new EventAnswers(texts.ToImmutable(), files.ToImmutable());
    }

    /// <summary>What is plain from the names and types alone; everything with two meanings is left to the form.</summary>
    private static IEnumerable<(string Input, string Written)> Usual(Trigger trigger, ImmutableArray<OutputSpec> outputs, InputSpec[] open) => trigger.Match<IEnumerable<(string, string)>>(
        _ => Only(open, input => input.Type is FieldType.Text, "{{ event.text }}"),
        _ => Only(open, IsFile, "{{ event.file }}"),
        _ => Only(open, input => input.Type is FieldType.Text, "{{ event.text }}"),
        _ => open.Where(input => !IsFile(input) && outputs.Any(output => output.Name == input.Name && Fits(output.Type ?? new FieldType.Any(), input)))
            .Select(input => (input.Name, $"{{{{ event.run.outputs{Step(input.Name)} }}}}")),
        _ => open.Where(input => !IsFile(input)).Select(input => (input.Name, $"{{{{ event.body{Step(input.Name)} }}}}")));

    private static IEnumerable<(string, string)> Only(InputSpec[] open, Func<InputSpec, bool> fits, string written)
    {
        InputSpec[] fitting = [.. open.Where(fits)];
        InputSpec[] required = [.. fitting.Where(input => input.Required && input.Default is null)];
        InputSpec? only = fitting.Length == 1 ? fitting[0] : required.Length == 1 ? required[0] : null;
        return only is null ? [] : [(only.Name, written)];
    }

    private static Refusal? Mistake(TemplateClosure closure, InputSpec input, string written, ExpressionTypes types)
    {
        var expression = new Expr(written);
        TypedExpression typed = Expressions.TypeOf(expression, types);
        if (typed.Mistakes is [{ Mistake: var mistake }, ..])
        {
            return Bad($"{input.Name}={written} is not understood: {Plain(mistake.Message)}", Plain(mistake.Suggestion ?? "Write it like {{ event.text }}."));
        }

        if (Expressions.Roots(expression).FirstOrDefault(root => root is not ("event" or "today")) is { } root)
        {
            return Bad($"{input.Name}={written} is not understood: nothing is called {root} here.", "What happens stands behind event, for example {{ event.text }}.");
        }

        return !MayTake(closure, input) ? Bad($"“{input.Label}” cannot come from what happens.", "It says who or where, and only people may choose that. Write it out.")
            : Fits(typed.Type, input) ? null
            : Bad($"{input.Name}={written} is {TypeWords.Of(typed.Type)}, but “{input.Label}” takes {TypeWords.Of(input.Type)}.", "Take another part of the event, or write it out.");
    }

    private static bool Fits(FieldType type, InputSpec input) => type switch
    {
        FieldType.Any => true,
        FieldType.File => IsFile(input),
        FieldType.Artifact or FieldType.Table => false,
        FieldType.List or FieldType.Record => input.Type is FieldType.Text,
        _ => !IsFile(input),
    };

    private static bool IsFile(InputSpec input) => input.Type is FieldType.File or FieldType.Table;

    /// <summary>Neither a person nor a channel, and nothing that a target is made from, here or in a child.</summary>
    private static bool MayTake(TemplateClosure closure, InputSpec input) =>
        input.Type is not (FieldType.User or FieldType.Channel)
        && !closure.Workflow.Steps.Any(step => step switch
        {
            StepSpec.Publish { To: TargetSpec.Channel channel } => Reads(channel.Name, input.Name),
            StepSpec.Publish { To: TargetSpec.Direct direct } => Reads(direct.To, input.Name),
            StepSpec.Publish { To: TargetSpec.File file } => Reads(file.Path, input.Name),
            _ => false,
        });

    private static bool Reads(Expr expression, string input)
    {
        bool reads = false;
        Expressions.Walk(expression, piece => Expressions.EachPath(piece, path => reads |= path is { Root: "inputs", Segments: [var first, ..] } && first.Name == input));
        return reads;
    }

    private static string Step(string name) => Name().IsMatch(name) ? $".{name}" : $"[\"{name}\"]";

    // Messages of templates mark code; chat shows it as it is.
    private static string Plain(string message) => message.Replace("`", "", StringComparison.Ordinal);

    private static Refusal Bad(string what, string next) => new(RefusalKind.BadInput, "Nothing was scheduled.", what, next);

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_-]*$", RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}

/// <param name="FromEvent">Writings over the event, by input.</param>
/// <param name="Plain">Answers that are the same each time.</param>
public sealed record EventBindings(ImmutableSortedDictionary<string, string> FromEvent, ImmutableSortedDictionary<string, string> Plain);

public sealed record EventAnswers(ImmutableSortedDictionary<string, string> Texts, ImmutableSortedDictionary<string, Value.File> Files)
{
    public static readonly EventAnswers None = new(ImmutableSortedDictionary<string, string>.Empty, ImmutableSortedDictionary<string, Value.File>.Empty);
}
