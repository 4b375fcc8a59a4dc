using System.Collections.Immutable;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Host.WebConsole;

/// <summary>Says in plain sentences what each step of a template does. Built from the validated spec alone. Markdown.</summary>
public static class TemplateWords
{
    public static IEnumerable<string> Steps(WorkflowSpec workflow, Viewer viewer) =>
        workflow.Steps.Select(step => Step(step, viewer) + (step.When is null ? "" : " Only when its condition holds."));

    public static string Kind(FieldType type) => type switch
    {
        FieldType.File { Accept.Length: > 0 } file => $"{string.Join(" or ", file.Accept.Select(ending => ending.ToUpperInvariant()))} file{(file.Columns.IsDefaultOrEmpty ? "" : $" with {List(file.Columns.Select(column => column.Name))}")}",
        FieldType.File => "file",
        FieldType.Choice choice => List(choice.Of, "or"),
        FieldType.Boolean => "yes or no",
        FieldType.User => "person",
        _ => type.GetType().Name.ToLowerInvariant(),
    };

    public static string Target(TargetSpec target) => target switch
    {
        TargetSpec.Thread => "the thread of the run",
        TargetSpec.Channel channel => Literal(channel.Name.Source, "the channel you name"),
        TargetSpec.Direct direct => direct.To.Source == "requester" ? "the person who asked" : Literal(direct.To.Source, "the person you name"),
        TargetSpec.Webhook { Secret: { } secret } => $"the address kept as “{secret}”",
        TargetSpec.Webhook webhook => Uri.TryCreate(webhook.Url, UriKind.Absolute, out Uri? url) ? url.IdnHost : "a web address",
        TargetSpec.File file => Literal(file.Path.Source, "a file you name"),
        _ => "",
    };

    /// <summary>What a template may touch, for "may and may not".</summary>
    public static ImmutableArray<(string What, string Says)> Rights(WorkflowSpec workflow)
    {
        StepSpec.Agent[] agents = [.. workflow.Steps.OfType<StepSpec.Agent>()];
        var reads = new List<string>();
        if (workflow.Inputs.Any(input => input.Type is FieldType.File))
        {
            reads.Add("your file");
        }

        if (agents.Any(agent => agent.Spec.Context.Contains(AgentContext.Facts)))
        {
            reads.Add("facts of the channel");
        }

        if (workflow.Steps.OfType<StepSpec.Action>().Any(action => action.Name.StartsWith("channel.", StringComparison.Ordinal)))
        {
            reads.Add("messages of the channel");
        }

        return
        [
            ("Reads", reads.Count == 0 ? "what you type" : List(reads)),
            ("Posts to", Or(workflow.Steps.OfType<StepSpec.Publish>().Select(publish => Target(publish.To)), "nowhere")),
            ("Tools", Or(agents.SelectMany(agent => agent.Spec.Tools), "none")),
            ("Model", Or(agents.Select(agent => agent.Spec.Model), "none")),
        ];
    }

    private static string Step(StepSpec step, Viewer viewer) => step switch
    {
        StepSpec.Agent agent => $"{(agent.ForEach is null ? "A small agent has one task:" : "A small agent looks at each one alone:")} {Purpose(agent.Spec.Purpose)} It answers with {List(agent.Spec.Output.Select(Field))}.",
        StepSpec.Action action => $"**{RefusalText.Escape(action.Title)}.** This needs no model.",
        StepSpec.Review review => $"{Who(review.Policy, viewer)} decides{(review.Policy.NotRequester ? ", but not the person who asked" : "")}.{Times(review.Policy)}",
        StepSpec.Publish { ApprovedBy: null } publish => $"The result goes to **{RefusalText.Escape(Target(publish.To))}** without a review; an operator has allowed that.",
        StepSpec.Publish publish => $"Only after approval it goes to **{RefusalText.Escape(Target(publish.To))}**.",
        StepSpec.Workflow workflow => $"The template **{RefusalText.Escape(workflow.Name)}** runs as a part of this one.",
        _ => RefusalText.Escape(step.Title),
    };

    private static string Purpose(string purpose)
    {
        string text = purpose.Trim();
        return text.Length == 0 ? "its part of the work." : RefusalText.Escape(char.ToLowerInvariant(text[0]) + text[1..] + (text.EndsWith('.') ? "" : "."));
    }

    private static string Field(OutputField field) => field.Type is FieldType.Choice choice
        ? $"{RefusalText.Escape(field.Name)} (**{string.Join("**, **", choice.Of.Select(RefusalText.Escape))}**)"
        : RefusalText.Escape(field.Name);

    private static string Who(ReviewPolicySpec policy, Viewer viewer)
    {
        string names = List(policy.Reviewers.Select(principal => $"**{RefusalText.Escape(viewer.NameOf(principal))}**"), "or");
        return policy.Quorum > 1 ? $"{policy.Quorum} of {names}" : policy.Reviewers.Any(principal => viewer.NameOf(principal).StartsWith('@')) ? $"Somebody in {names}" : names;
    }

    private static string Times(ReviewPolicySpec policy) =>
        (policy.Remind is { } remind ? $" A reminder comes after {Clock.Span(remind)}." : "")
        + (policy.Expires is { } expires ? $" Without a decision it ends after {Clock.Span(expires)} and nothing is sent." : "");

    private static string List(IEnumerable<string> words, string last = "and") => AgentBot.Core.Cards.Wording.List([.. words], last);

    private static string Or(IEnumerable<string> words, string none) => words.Distinct().ToList() is { Count: > 0 } some ? List(some) : none;

    private static string Literal(string source, string otherwise) => source.Contains("{{", StringComparison.Ordinal) ? otherwise : source;
}
