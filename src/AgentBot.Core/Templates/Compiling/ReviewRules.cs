using AgentBot.Core.Artifacts;
using AgentBot.Core.Templates.Files;
using AgentBot.Core.Templates.Format;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Templates.Yaml;
using AgentBot.Core.Values;

namespace AgentBot.Core.Templates.Compiling;

/// <summary>What a review may be of, who gets its remarks, and that a remark never repeats something that has left already.</summary>
internal sealed class ReviewRules(StepGraph graph, StepTypes types, Mistakes mistakes, Func<string, bool> childHasEffects)
{
    public StepSpec.Review Check(ParsedStep parsed, StepSpec.Review review)
    {
        if (!graph.Has(review.Of))
        {
            return review;
        }

        CheckOf(parsed, review);
        string target = review.OnChanges.Length > 0 ? Stated(parsed, review) : Nearest(parsed, review);
        CheckEffects(parsed, review, target);
        CheckPolicy(parsed, review);
        return review with { OnChanges = target };
    }

    private void CheckOf(ParsedStep parsed, StepSpec.Review review)
    {
        StepSpec of = graph[review.Of].Step;
        Mark at = parsed.At("of", "review");
        if (of is StepSpec.Review or StepSpec.Publish)
        {
            mistakes.Add(at, "wrong-type", $"`{of.Id}` is a {(of is StepSpec.Review ? "review" : "publish step")} and makes nothing that could be reviewed.", "Name an agent, an action or a workflow.");
        }
        else if (of.ForEach is not null)
        {
            mistakes.Add(at, "wrong-type", $"`{of.Id}` gives a list of single results; people review one thing.", "Make a table of it with the action table.write, and review that.");
        }
        else if (types[of.Id].Artifact is ArtifactType.Value or ArtifactType.File)
        {
            mistakes.Add(at, "wrong-type", $"What `{of.Id}` gives is only for other steps and has no form for people.", "Make a table or a document of it, and review that.");
        }
        else if (of is StepSpec.Agent agent && agent.Spec.Output.FirstOrDefault(field => field.Type is FieldType.File) is { } file)
        {
            mistakes.Add(at, "wrong-type", $"`{of.Id}` gives the file `{file.Name}`, and a card would show no more than its name.", "Read it with the action table.read, text.read or image.compare, and review what that gives.");
        }
    }

    private string Stated(ParsedStep parsed, StepSpec.Review review)
    {
        Mark at = parsed.At("on_changes", "review");
        if (!graph.Has(review.OnChanges))
        {
            mistakes.AddUnknown(at, "unknown-step", $"`on_changes` names the step `{review.OnChanges}`, which does not exist.", review.OnChanges, Producers(review.Of));
        }
        else if (!Producers(review.Of).Contains(review.OnChanges))
        {
            mistakes.Add(
                at,
                "not-an-ancestor",
                $"`on_changes` names `{review.OnChanges}`, which has no part in what is reviewed.",
                $"Name one of {string.Join(", ", Producers(review.Of))}.");
        }

        return review.OnChanges;
    }

    /// <summary>The nearest agent; where there is none, what made the reviewed thing.</summary>
    private string Nearest(ParsedStep parsed, StepSpec.Review review)
    {
        foreach (IReadOnlyList<string> level in graph.LevelsBefore(review.Of))
        {
            string[] agents = [.. level.Where(id => graph[id].Step is StepSpec.Agent)];
            if (agents.Length > 1)
            {
                mistakes.Add(parsed.At("review"), "unclear-on-changes", $"A remark could go to {string.Join(" or ", agents)}, which are equally near.", "Say which with `on_changes`.");
            }

            if (agents.Length > 0)
            {
                return agents[0];
            }
        }

        return review.Of;
    }

    private IEnumerable<string> Producers(string of) =>
        graph.LevelsBefore(of).SelectMany(level => level).Where(id => graph[id].Step is StepSpec.Agent or StepSpec.Action or StepSpec.Workflow);

    private void CheckEffects(ParsedStep parsed, StepSpec.Review review, string target)
    {
        if (!graph.Has(target))
        {
            return;
        }

        foreach (string id in graph.WithDescendants(target).Where(id => !graph.IsBefore(review.Id, id)))
        {
            bool effect = graph[id].Step is StepSpec.Publish || graph[id].Step is StepSpec.Workflow { Name: var child } && childHasEffects(child);
            if (effect)
            {
                mistakes.Add(
                    parsed.At("on_changes", "review"),
                    "effect-not-behind-review",
                    $"A remark at `{review.Id}` runs `{target}` again and with it `{id}`, which has then already let something out.",
                    $"Let `{id}` take its content from `{review.Id}`, or send remarks to a later step.");
            }
        }
    }

    private void CheckPolicy(ParsedStep parsed, StepSpec.Review review)
    {
        new PolicyRules(mistakes, parsed, review.Policy, types[review.Of].Output).Check();
        if (review.RejectStep is { } reject)
        {
            CheckReject(parsed, review, reject);
        }

        foreach (string channel in (review.AlsoIn ?? []).Where(channel => ChannelAddress.Read(channel) is null))
        {
            mistakes.Add(parsed.At("also_in", "review"), "bad-name", $"`{channel}` is no name of a channel.", "Write it as \"#finance\", or as \"teams:#finance\" where it is on another platform.");
        }
    }

    private void CheckReject(ParsedStep parsed, StepSpec.Review review, string reject)
    {
        Mark at = parsed.At("on_reject", "review");
        if (!graph.Has(reject))
        {
            mistakes.AddUnknown(at, "unknown-step", $"`on_reject` names the step `{reject}`, which does not exist.", reject, [.. graph.Ids, "end", "skip"]);
        }
        else if (reject == review.Id || graph.IsBefore(reject, review.Id))
        {
            mistakes.Add(at, "cycle", $"`on_reject` names `{reject}`, which comes before the review.", "Name a step that nothing else waits for, end or skip.");
        }
        else if (graph.ValueEdgesOf(reject).Contains(review.Id))
        {
            mistakes.Add(at, "unreachable-step", $"`{reject}` takes what `{review.Id}` approved, but runs only when it is rejected.", "Take its content from another step.");
        }
    }
}
