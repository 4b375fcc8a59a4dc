using System.Collections.Immutable;
using AgentBot.Core.Templates.Format;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Templates.Yaml;

namespace AgentBot.Core.Templates.Files;

/// <summary>Reads one step: its kind, what is common to all kinds, and which keys do not belong to its kind.</summary>
internal sealed class StepReader(Mistakes mistakes, SourceMap source, AgentReader agents, string template)
{
    public const string ReservedIds = "inputs steps item today thread requester end skip fail ask";

    private static readonly string[] Kinds = ["agent", "action", "review", "publish", "workflow"];
    private static readonly string[] FanOut = ["batch", "parallel", "key", "items_failed"];

    /// <summary>Null where the step has no id; that was reported.</summary>
    public ParsedStep? Read(Node.Map node)
    {
        var fields = new Fields(node, source);
        string? kind = Kind(node);
        if (fields.Text("id") is not { } id || !NameRule.Id.Allows(id))
        {
            return null;
        }

        if (ReservedIds.Split(' ').Contains(id))
        {
            mistakes.Add(fields.At("id"), "bad-name", $"`{id}` has a meaning of its own and cannot be the id of a step.", "Choose another word.");
        }

        if (kind is null)
        {
            // Others may name it; that must not be a second mistake.
            return new ParsedStep(new StepSpec.Action { Id = id, Title = "", Name = "" }, null, false, node);
        }

        CheckKeys(fields, kind);
        ForEachSpec? forEach = ReadForEach(fields, kind);
        (OnFailure onFailure, string? standIn) = ReadOnFailure(fields, kind);
        bool reviewNone = false;
        string? use = null;
        StepSpec step;
        switch (kind)
        {
            case "agent":
                step = ReadAgent(fields, id, out use);
                break;
            case "action":
                step = new StepSpec.Action { Id = id, Title = "", Name = fields.Text("action") ?? "", With = fields.Arguments("with") };
                break;
            case "review":
                step = ReviewReader.Read(fields.Inner("review") ?? new Fields(node, source), id);
                break;
            case "publish":
                step = ReadPublish(fields, id, out reviewNone);
                break;
            default:
                step = new StepSpec.Workflow { Id = id, Title = "", Name = fields.Text("workflow") ?? "", With = fields.Arguments("with") };
                break;
        }

        step = step with
        {
            Title = fields.Text("title")?.Trim() is { Length: > 0 } title ? title : Words.Humanise(id),
            Needs = [.. fields.List("needs").Distinct()],
            When = fields["when"] is Node.Scalar ? fields.Expression("when") : null,
            Retry = fields.Inner("retry") is { } retry ? new RetrySpec((int)(retry.Whole("times", 0, 10) ?? 0), retry.Length("wait") ?? TimeSpan.FromSeconds(10)) : RetrySpec.None,
            Timeout = fields.Length("timeout"),
            OnFailure = onFailure,
            StandIn = standIn,
            ForEach = forEach,
        };
        return new ParsedStep(step, use, reviewNone, node);
    }

    private string? Kind(Node.Map node)
    {
        string[] written = [.. node.Entries.Select(entry => entry.Key.Text).Where(Kinds.Contains)];
        switch (written.Length)
        {
            case 1:
                return written[0];
            case 0:
                mistakes.Add(node.At, "no-kind", "This step does not say what it does.", "Give it one of agent, action, review, publish, workflow.");
                return null;
            default:
                mistakes.Add(node.FindEntry(written[1])!.Key.At, "two-kinds", $"A step does one thing; this one has {string.Join(" and ", written)}.", "Make two steps of it.");
                return null;
        }
    }

    private void CheckKeys(Fields fields, string kind)
    {
        if (fields.Has("with") && kind is not "action" and not "workflow")
        {
            Misplaced(fields, "with", kind is "agent" ? "An agent takes `input`." : "It belongs to an action or a workflow.");
        }

        if (fields.Has("for_each") && kind is "review" or "publish" && fields.Has("for_each"))
        {
            mistakes.Add(fields.At("for_each"), "fan-out-here", $"A {kind} cannot work once for each item.", "Let a child workflow hold it, and start that with for_each.");
        }

        foreach (string key in FanOut.Where(key => fields.Has(key) && !fields.Has("for_each")))
        {
            Misplaced(fields, key, "It belongs to a step with for_each.");
        }

        if (fields.Has("batch") && fields.Has("for_each") && kind is not "agent")
        {
            Misplaced(fields, "batch", "Only an agent judges several items in one call.");
        }

        if (fields.Has("retry") && kind is "review")
        {
            Misplaced(fields, "retry", "People are reminded, not tried again: use `remind`.");
        }

        if (fields.Has("timeout") && kind is "review")
        {
            Misplaced(fields, "timeout", "Use `expires` in the review.");
        }
    }

    private void Misplaced(Fields fields, string key, string suggestion) =>
        mistakes.Add(fields.Map.FindEntry(key)!.Key.At, "key-not-here", $"`{key}` has no meaning here.", suggestion);

    private static ForEachSpec? ReadForEach(Fields fields, string kind)
    {
        if (fields["for_each"] is not Node.Scalar || kind is "review" or "publish")
        {
            return null;
        }

        return new ForEachSpec
        {
            List = fields.Expression("for_each")!,
            Batch = (int)(fields.Whole("batch", 1, 100) ?? 1),
            Parallel = (int)(fields.Whole("parallel", 1, 32) ?? 4),
            Key = fields["key"] is Node.Scalar ? fields.Expression("key") : null,
            Failed = fields.Text("items_failed") switch
            {
                "skip" => ItemsFailed.Skip,
                "ask" => ItemsFailed.Ask,
                _ => ItemsFailed.Fail,
            },
        };
    }

    private static (OnFailure OnFailure, string? StandIn) ReadOnFailure(Fields fields, string kind) => fields.Text("on_failure") switch
    {
        null => (kind is "publish" ? OnFailure.Ask : OnFailure.Fail, null),
        "fail" => (OnFailure.Fail, null),
        "skip" => (OnFailure.Skip, null),
        "ask" => (OnFailure.Ask, null),
        { } step => (OnFailure.StandIn, step),
    };

    private StepSpec.Agent ReadAgent(Fields fields, string id, out string? use)
    {
        Fields agent = fields.Inner("agent") ?? new Fields(new Node.Map(fields.At("agent"), []), source);
        use = agent.Text("use");
        string name = $"{template}/{id}";
        if (use is not null)
        {
            agents.CheckUse(agent);
        }
        else if (fields.Inner("agent") is not null)
        {
            agents.CheckInline(agent);
        }

        AgentSpec spec = use is null
            ? agents.Read(agent, name, declaresInput: false)
            : new AgentSpec { Name = use, Purpose = "", Instructions = "", Output = [] };
        Expr? input = agent.Expression("input");
        if (input is null)
        {
            if (!fields.Has("for_each") && fields.Inner("agent") is not null)
            {
                mistakes.Add(agent.Map.At, "missing-key", "The agent has nothing to work on.", "Add `input`, for example input: \"{{ inputs.notes }}\".");
            }

            input = source.Remember(new Expr("{{ item }}"), agent.Map);
        }

        return new StepSpec.Agent { Id = id, Title = "", Spec = spec, Input = input };
    }

    private StepSpec.Publish ReadPublish(Fields fields, string id, out bool reviewNone)
    {
        Fields publish = fields.Inner("publish") ?? new Fields(new Node.Map(fields.At("publish"), []), source);
        reviewNone = publish.Text("review") == "none";
        return new StepSpec.Publish
        {
            Id = id,
            Title = "",
            To = new TargetReader(mistakes, source).Read(publish["to"]),
            Declassify = publish.Has("declassify") ? publish.Principals("declassify", PrincipalKind.Either) : null,
            Content = publish["content"] is Node.Scalar ? publish.Expression("content")! : new Expr(""),
        };
    }
}
