using System.Collections.Immutable;
using AgentBot.Core.Actions;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Templates.Expressions;
using AgentBot.Core.Templates.Files;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Templates.Yaml;
using AgentBot.Core.Values;

namespace AgentBot.Core.Templates.Compiling;

/// <summary>Finds the type of each step in the order of the graph and checks every expression against what came before.</summary>
internal sealed class StepTypes
{
    private readonly ParsedWorkflow _workflow;
    private readonly Mistakes _mistakes;
    private readonly IReadOnlyDictionary<string, ActionDefinition> _actions;
    private readonly Dictionary<string, StepType> _types = new(StringComparer.Ordinal);

    public StepTypes(ParsedWorkflow workflow, StepGraph graph, Mistakes mistakes, IReadOnlyDictionary<string, ActionDefinition> actions)
    {
        (_workflow, _mistakes, _actions) = (workflow, mistakes, actions);
        Inputs = new FieldType.Record([.. workflow.Spec.Inputs.Select(input => new Column(input.Name, input.Type))], Open: false);

        // Steps of a cycle and names that are wrong elsewhere must not raise a second mistake here.
        foreach (string id in graph.Ids)
        {
            _types[id] = new StepType(new FieldType.Any(), null, false);
        }
    }

    public FieldType.Record Inputs { get; }

    public StepType this[string id] => _types.GetValueOrDefault(id) ?? new StepType(new FieldType.Any(), null, false);

    /// <summary>Types one step; its edges have been typed before. Gives the step with typed arguments and its output.</summary>
    public StepSpec Type(ParsedStep parsed, StepSpec step, WorkflowSpec? child)
    {
        FieldType? item = TypeOfItem(parsed, step);
        var once = new ExpressionTypes(Inputs, _types, null);
        ExpressionTypes each = once with { Item = item };
        if (step.When is { } when)
        {
            FieldType type = Check(when, once, parsed.At("when"));
            if (type is not FieldType.Boolean and not FieldType.Any)
            {
                _mistakes.Add(parsed.At("when"), "wrong-type", $"`when` is a condition, but this is {TypeWords.Of(type)}.", Expressions.Expressions.IsLiteral(when) ? "Write an expression: \"{{ inputs.x == 'y' }}\"." : "Compare it with something.");
            }
        }

        if (step.ForEach?.Key is { } key && Check(key, each, parsed.At("key")) is FieldType.Record or FieldType.List or FieldType.Table)
        {
            _mistakes.Add(parsed.At("key"), "wrong-type", "The key of an item is a single value.", "Name one field: \"{{ item.number }}\".");
        }

        (step, FieldType output, ArtifactType? artifact) = step switch
        {
            StepSpec.Agent agent => TypeAgent(parsed, agent, each),
            StepSpec.Action action => TypeAction(parsed, action, each),
            StepSpec.Workflow workflow => TypeWorkflow(parsed, workflow, child, each),
            StepSpec.Review review => (review, ReviewOutput(review), this[review.Of].Artifact),
            StepSpec.Publish publish => (publish, TypePublish(parsed, publish, once), ArtifactType.Value),
            _ => (step, new FieldType.Any(), (ArtifactType?)null),
        };
        if (step.ForEach is not null)
        {
            output = new FieldType.List(ElementOf(parsed, item, output));
            artifact = ArtifactType.Value;
        }

        _types[step.Id] = new StepType(output, artifact, step.ForEach is not null);
        return step with { Output = output };
    }

    /// <summary>The type of an expression outside of any step, with its mistakes reported.</summary>
    public FieldType Check(Expr expression, Mark at) => Check(expression, new ExpressionTypes(Inputs, _types, null), at);

    private FieldType Check(Expr expression, ExpressionTypes types, Mark at)
    {
        TypedExpression typed = Expressions.Expressions.TypeOf(expression, types);
        foreach (LocatedExpressionMistake mistake in typed.Mistakes)
        {
            _mistakes.Add(_workflow.Source.Find(mistake.Where, mistake.Mistake.At, at), "expression", mistake.Mistake.Message, mistake.Mistake.Suggestion);
        }

        return typed.Type;
    }

    private FieldType? TypeOfItem(ParsedStep parsed, StepSpec step)
    {
        if (step.ForEach is not { } forEach)
        {
            return null;
        }

        FieldType list = Check(forEach.List, new ExpressionTypes(Inputs, _types, null), parsed.At("for_each"));
        FieldType? element = list is FieldType.Artifact ? new FieldType.Any() : TypeWords.Element(list);
        if (element is null)
        {
            _mistakes.Add(parsed.At("for_each"), "wrong-type", $"`for_each` takes a list or a table, but this is {TypeWords.Of(list)}.", list is FieldType.File ? "Read it first with the action table.read." : null);
        }

        return element ?? new FieldType.Any();
    }

    private (StepSpec, FieldType, ArtifactType?) TypeAgent(ParsedStep parsed, StepSpec.Agent step, ExpressionTypes types)
    {
        Mark at = _workflow.Source.Find(step.Input) ?? parsed.At("input", "agent");
        if (step.Spec.Inputs.IsEmpty)
        {
            Check(step.Input, types, at);
        }
        else if (step.Input.Fields is { } fields)
        {
            var typing = new ArgumentTyping(_workflow.Source, _mistakes, (expression, mark) => Check(expression, types, mark));
            ImmutableArray<Argument> typed = typing.Type(
                fields, [.. step.Spec.Inputs.Select(field => new ArgumentTyping.Wanted(field.Name, field.Type, Required: true, ""))], $"The agent {step.Spec.Name}", at);
            step = step with { Input = _workflow.Source.Replace(step.Input, step.Input with { Fields = typed }) };
        }
        else
        {
            FieldType given = Check(step.Input, types, at);
            var wanted = new FieldType.Record(step.Spec.Inputs, Open: false);
            if (!TypeWords.Fits(given, wanted))
            {
                _mistakes.Add(at, "wrong-type", $"The agent {step.Spec.Name} works on {string.Join(", ", step.Spec.Inputs.Select(field => field.Name))}, but this is {TypeWords.Of(given)} without them.", "Write `input` as a map with these fields.");
            }
        }

        if (step.Spec.Output.IsEmpty)
        {
            return (step, new FieldType.Any(), step.Spec.Artifact);
        }

        return (step, new FieldType.Record([.. step.Spec.Output.Select(field => new Column(field.Name, field.Type))], Open: false), step.Spec.Artifact);
    }

    private (StepSpec, FieldType, ArtifactType?) TypeAction(ParsedStep parsed, StepSpec.Action step, ExpressionTypes types)
    {
        if (!_actions.TryGetValue(step.Name, out ActionDefinition? definition))
        {
            if (step.Name.Length == 0)
            {
                return (step, new FieldType.Any(), null);
            }

            _mistakes.AddUnknown(parsed.At("action"), "unknown-action", $"There is no action `{step.Name}`.", step.Name, _actions.Keys.Order(StringComparer.Ordinal));
            foreach (Argument argument in step.With)
            {
                Check(argument.Value, types, _workflow.Source.Find(argument.Value) ?? parsed.At("with"));
            }

            return (step, new FieldType.Any(), null);
        }

        var typing = new ArgumentTyping(_workflow.Source, _mistakes, (expression, mark) => Check(expression, types, mark));
        ImmutableArray<Argument> with = typing.Type(
            step.With,
            [.. definition.Parameters.Select(parameter => new ArgumentTyping.Wanted(parameter.Name, parameter.Type, parameter.Required, parameter.Help))],
            $"The action {step.Name}",
            parsed.At("with") is var at && step.With.IsEmpty ? parsed.At("action") : at);
        FieldType result = definition.Result(typing.Types);
        return (step with { With = with }, result, definition.Produces);
    }

    private (StepSpec, FieldType, ArtifactType?) TypeWorkflow(ParsedStep parsed, StepSpec.Workflow step, WorkflowSpec? child, ExpressionTypes types)
    {
        if (child is null)
        {
            foreach (Argument argument in step.With)
            {
                Check(argument.Value, types, _workflow.Source.Find(argument.Value) ?? parsed.At("with"));
            }

            return (step, new FieldType.Any(), null);
        }

        var typing = new ArgumentTyping(_workflow.Source, _mistakes, (expression, mark) => Check(expression, types, mark));
        ImmutableArray<Argument> with = typing.Type(
            step.With,
            [.. child.Inputs.Select(input => new ArgumentTyping.Wanted(input.Name, input.Type, input.Required && input.Default is null, input.Help ?? input.Label))],
            $"The workflow {step.Name}",
            step.With.IsEmpty ? parsed.At("workflow") : parsed.At("with"));
        var output = new FieldType.Record([.. child.Outputs.Select(declared => new Column(declared.Name, declared.Type ?? new FieldType.Any()))], Open: false);
        return (step with { With = with }, output, ArtifactType.Record);
    }

    private FieldType.Record TypePublish(ParsedStep parsed, StepSpec.Publish step, ExpressionTypes types)
    {
        Check(step.Content, types, parsed.At("content", "publish"));
        return new FieldType.Record([new Column("link", new FieldType.Text())], Open: false);
    }

    private FieldType.Record ReviewOutput(StepSpec.Review review) => new(
        [
            new Column("artifact", new FieldType.Artifact(this[review.Of].Artifact)),
            new Column("refused", new FieldType.Any()),
            new Column("by", new FieldType.User()),
            new Column("note", new FieldType.Text()),
        ],
        Open: false);

    private FieldType ElementOf(ParsedStep parsed, FieldType? item, FieldType output)
    {
        ImmutableArray<Column> own = item switch
        {
            FieldType.Record record => record.Fields,
            FieldType.Any or null => [],
            { } scalar => [new Column("item", scalar)],
        };
        if (output is not FieldType.Record made)
        {
            if (output is not FieldType.Any)
            {
                _mistakes.Add(parsed.At("for_each"), "wrong-type", $"In a for_each each item gives a record, but this step gives {TypeWords.Of(output)}.", "Let an agent or a child workflow do the work on one item.");
            }

            return new FieldType.Any();
        }

        foreach (Column field in made.Fields.Where(field => TypeWords.Find(own, field.Name) is not null))
        {
            Mark at = (parsed.Node.Find("agent") as Node.Map)?.Find("output") is Node.Map output2 && output2.FindEntry(field.Name) is { } entry ? entry.Key.At : parsed.At("for_each");
            _mistakes.Add(at, "field-clash", $"The items already have a field `{field.Name}`; the result of step `{parsed.Step.Id}` would have it twice.", "Give the output field another name.");
        }

        return new FieldType.Record(own.AddRange(made.Fields), Open: made.Open || item is FieldType.Record { Open: true } or FieldType.Any);
    }
}
