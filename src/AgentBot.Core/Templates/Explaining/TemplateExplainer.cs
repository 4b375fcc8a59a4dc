using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core.Actions;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Templates.Explaining;

/// <summary>Says in plain sentences what a template does, asks for, may take and may do. Made from the spec alone, so it cannot flatter.</summary>
/// <param name="nameOf">How people are called where the explanation is read.</param>
public sealed class TemplateExplainer(IReadOnlyDictionary<string, ActionDefinition> actions, Func<Principal, string> nameOf)
{
    public Explanation Explain(Template template)
    {
        WorkflowSpec workflow = template.Workflow;
        return new Explanation(
            [.. workflow.Steps.SelectMany(step => Sentence(workflow, step)), .. Closing(template.Closure)],
            [.. workflow.Inputs.Select(Ask)],
            Limits(workflow.Limits),
            Powers(template.Closure));
    }

    private IEnumerable<string> Sentence(WorkflowSpec workflow, StepSpec step)
    {
        string main = step switch
        {
            StepSpec.Agent agent => AgentSentence(workflow, agent),
            StepSpec.Action action => ActionSentence(workflow, action),
            StepSpec.Review review => ReviewSentence(workflow, review),
            StepSpec.Publish publish => PublishSentence(workflow, publish),
            StepSpec.Workflow child => $"It runs the workflow {child.Name}{(child.ForEach is null ? "" : " once for each item")} and goes on with what comes out.",
            _ => "",
        };
        yield return step.When is null ? main : $"Only if its condition holds: {char.ToLowerInvariant(main[0])}{main[1..]}";
        if (step.OnFailure is OnFailure.StandIn && step.StandIn is { } standIn)
        {
            yield return $"If {Sentences.Quoted(step)} fails, {Sentences.Quoted(workflow.Step(standIn))} stands in for it.";
        }
    }

    private string AgentSentence(WorkflowSpec workflow, StepSpec.Agent step)
    {
        string purpose = step.Spec.Purpose.TrimEnd('.', ' ');
        string knowing = step.Spec.Context.IsEmpty ? "" : $", with the {Sentences.List([.. step.Spec.Context.Select(context => context is AgentContext.Facts ? "facts" : "lessons")], "and")} of the channel";
        string fields = Sentences.List([.. step.Spec.Output.Select(field => field.Type is FieldType.Choice choice ? $"{field.Name} ({Sentences.List(choice.Of, "or")})" : field.Name)], "and");
        string each = step.ForEach is null ? "" : $" for each item of {Source(workflow, step.ForEach.List)}";
        bool mayWrite = step.Spec.Tools.Any(name => step.Spec.Declared?.FirstOrDefault(tool => tool.Name == name)?.Effect != Tools.ToolKind.Read);
        string asked = mayWrite ? $" That yes comes from {PolicySentences.Short(Tools.CallWorkflow.PolicyOf(workflow, step.Spec), nameOf)}." : "";
        string means = step.Spec.Harness is { } harness ? $" The program {harness} works in its place." : ToolSentences.Of(step.Spec) + asked;
        return $"A small agent works{each}{knowing}: {Lower(purpose)}. It answers with {fields}.{means}";
    }

    private string ActionSentence(WorkflowSpec workflow, StepSpec.Action step)
    {
        string does = actions.TryGetValue(step.Name, out ActionDefinition? definition) ? definition.Summary.TrimEnd('.') : $"Runs {step.Name}";
        string from = step.Edges.IsEmpty ? "" : $" (from {Sentences.List([.. step.Edges.Select(edge => Sentences.Quoted(workflow.Step(edge)))], "and")})";
        return $"“{step.Title}”{from}: {Lower(does)}. No model is used.";
    }

    private string ReviewSentence(WorkflowSpec workflow, StepSpec.Review step)
    {
        ReviewPolicySpec policy = step.Policy;
        var parts = new List<string> { PolicySentences.Who(policy, workflow.Step(step.Of), nameOf) };
        parts.AddRange(PolicySentences.More(policy, nameOf));
        if (step.AlsoIn is { Length: > 0 } also)
        {
            parts.Add($"The question stands in {Sentences.List(also, "and")} too.");
        }

        parts.AddRange(PolicySentences.Waiting(policy, nameOf));
        if (policy.Expires is { } expires)
        {
            parts.Add($"Without a decision within {Sentences.Length(expires)} it is over and nothing leaves.");
        }

        parts.Add(workflow.Limits.Rounds == 0
            ? "It cannot be sent back."
            : $"A remark goes back to {Sentences.Quoted(workflow.Step(step.OnChanges))}, at most {Times(workflow.Limits.Rounds)}.");
        return string.Join(' ', parts);
    }

    private static string PublishSentence(WorkflowSpec workflow, StepSpec.Publish step) => step.ApprovedBy is { } review
        ? $"Only after the approval in {Sentences.Quoted(workflow.Step(review))}, exactly what was approved goes to {Sentences.Target(step.To)}.{Declassified(step)}"
        : $"Without a review, {Sentences.Quoted(step)} goes to {Sentences.Target(step.To)}. An operator must have allowed this version.";

    private static string Declassified(StepSpec.Publish step) => step.Declassify is { } by
        ? $" Where that leaves a private channel, {Cards.Wording.List([.. by.Select(principal => principal.ToString())], "or")} must agree to it as well."
        : "";

    private static IEnumerable<string> Closing(TemplateClosure closure)
    {
        if (!closure.Children.Values.Prepend(closure.Workflow).Any(workflow => workflow.Steps.Any(step => step is StepSpec.Publish)))
        {
            yield return "Nothing leaves AgentBot.";
        }
    }

    private static AskedInput Ask(InputSpec input) => new(
        input.Name,
        input.Label,
        Sentences.Kind(input.Type),
        input.Default is { } standard ? $"{standard.Replace('-', ' ')}" : input.Required ? "it asks you" : "it goes on without")
    {
        Help = input.Help ?? "",
    };

    private static ImmutableArray<ExplainedFact> Limits(LimitsSpec limits) =>
    [
        new("Cost", $"{limits.Cost.ToString("0.00", CultureInfo.InvariantCulture)} {limits.Currency}"),
        new("Working time", Sentences.Length(limits.Time)),
        new("Tokens", limits.Tokens.ToString("N0", CultureInfo.InvariantCulture)),
        new("Rounds of remarks", limits.Rounds.ToString(CultureInfo.InvariantCulture)),
        new("Items in one go", limits.Items.ToString("N0", CultureInfo.InvariantCulture)),
    ];

    private static ImmutableArray<ExplainedFact> Powers(TemplateClosure closure)
    {
        StepSpec[] steps = [.. closure.Children.Values.Prepend(closure.Workflow).SelectMany(workflow => workflow.Steps)];
        AgentSpec[] agents = [.. steps.OfType<StepSpec.Agent>().Select(step => step.Spec)];
        string[] reads =
        [
            .. closure.Workflow.Inputs.Any(input => input.Type is FieldType.File) ? ["your files"] : Array.Empty<string>(),
            .. agents.Any(agent => agent.Context.Contains(AgentContext.Facts)) ? ["facts of the channel"] : Array.Empty<string>(),
            .. agents.Any(agent => agent.Context.Contains(AgentContext.Lessons)) ? ["lessons of the channel"] : Array.Empty<string>(),
            .. steps.OfType<StepSpec.Action>().Any(step => step.Name.StartsWith("channel.", StringComparison.Ordinal)) ? ["messages of the channel"] : Array.Empty<string>(),
        ];
        return
        [
            new("Reads", reads.Length == 0 ? "only what you give it" : string.Join(", ", reads)),
            new("Posts to", Or(steps.OfType<StepSpec.Publish>().Select(step => Sentences.Target(step.To)), "nowhere")),
            new("Tools", Or(agents.SelectMany(ToolSentences.Names), "none")),
            new("Model", Or(agents.Select(agent => agent.Model), "none")),
            .. agents.Any(agent => agent.Harness is not null)
                ? [new ExplainedFact("Programs", string.Join(", ", agents.Select(agent => agent.Harness).OfType<string>().Distinct()) + ", in a sandbox without a network")]
                : Array.Empty<ExplainedFact>(),
        ];
    }

    private static string Or(IEnumerable<string> words, string otherwise) => string.Join(", ", words.Distinct()) is { Length: > 0 } joined ? joined : otherwise;

    private static string Source(WorkflowSpec workflow, Expr list) =>
        Expressions.Expressions.NamesSteps(list) is [{ Step: var step }, ..] ? Sentences.Quoted(workflow.Step(step)) : "the list";

    private static string Lower(string sentence) => sentence.Length > 1 && char.IsUpper(sentence[0]) && !char.IsUpper(sentence[1]) ? char.ToLowerInvariant(sentence[0]) + sentence[1..] : sentence;

    private static string Times(int count) => count switch
    {
        1 => "once",
        2 => "twice",
        _ => $"{count.ToString(CultureInfo.InvariantCulture)} times",
    };
}

/// <param name="Sentences">In the order of the steps; the page numbers them.</param>
public sealed record Explanation(ImmutableArray<string> Sentences, ImmutableArray<AskedInput> Asks, ImmutableArray<ExplainedFact> Limits, ImmutableArray<ExplainedFact> Powers);

/// <param name="IfLeftOut">What happens without it: "it asks you", "last month".</param>
public sealed record AskedInput(string Name, string Label, string Kind, string IfLeftOut)
{
    public string Help { get; init; } = "";
}

public sealed record ExplainedFact(string Label, string Text);
