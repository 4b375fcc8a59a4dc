using AgentBot.Core.Cards;
using AgentBot.Core.People;
using AgentBot.Core.Publishing;
using AgentBot.Core.Reviews;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Expressions;
using AgentBot.Core.Templates.Format;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Runs;

/// <summary>
/// Turns the neutral names of a template into people and channels of the run's own workspace, once, when the run starts. A
/// name that stands for nobody is a refusal, never "anyone".
/// </summary>
public static class NameResolution
{
    /// <param name="seed">Who asks, where; its own names are not read.</param>
    public static Result<ResolvedNames> Resolve(TemplateClosure closure, RunSeed seed, ExpressionScope inputs, DirectorySnapshot directory)
    {
        ChannelKey from = seed.Channel;
        var channels = new Dictionary<string, ChannelKey>(StringComparer.Ordinal);
        var principals = new Dictionary<string, IReadOnlyList<PersonKey>>(StringComparer.Ordinal);
        foreach (WorkflowSpec workflow in closure.Children.Values.Prepend(closure.Workflow))
        {
            foreach (Principal principal in PrincipalsOf(workflow))
            {
                var people = directory.Resolve(principal);
                if (people.IsEmpty)
                {
                    return new Refusal(
                        RefusalKind.BadInput,
                        $"{closure.Workflow.Title} was not started.",
                        $"Its template names {principal}, and nobody here has that name.",
                        "Ask an operator to add it to the people or groups in the settings.");
                }

                principals[principal.Key] = [.. people];
            }

            // The targets of a child depend on the child's own inputs and are resolved when it starts.
            if (ReferenceEquals(workflow, closure.Workflow) && new StartTargets(workflow, seed, inputs, directory).Resolve(channels) is { } refusal)
            {
                return refusal;
            }
        }

        Result<Dictionary<string, IReadOnlyList<ChannelKey>>> questions = QuestionPlaces.Resolve(closure.Workflow, from, directory);
        return questions.IsRefused
            ? questions.Refusal! with { What = $"{closure.Workflow.Title} was not started." }
            : new ResolvedNames(channels, principals, questions.Value.Count == 0 ? null : questions.Value);
    }

    /// <summary>The channel that a template means; for one on another platform the only one of that name there.</summary>
    internal static Result<ChannelInfo> Find(ChannelAddress wanted, ChannelKey from, DirectorySnapshot directory)
    {
        bool isHere = wanted.Platform.Length == 0 || wanted.Platform == from.Platform;
        ChannelInfo[] found =
        [
            .. directory.Channels.Where(channel => (isHere ? channel.Key.Platform == from.Platform && channel.Key.Workspace == from.Workspace : channel.Key.Platform == wanted.Platform)
                && IsCalled(channel.Name, wanted.Name)),
        ];
        return found.Length switch
        {
            0 => NoChannel(wanted.Name, isHere ? "" : wanted.Platform),
            1 => found[0],
            _ when isHere => found[0],
            _ => new Refusal(
                RefusalKind.BadInput,
                "Nothing was started.",
                $"There is more than one channel #{wanted.Name} in {Wording.Platform(wanted.Platform)}.",
                "Name a channel in the template that is there once."),
        };
    }

    internal static Refusal? Leaves(ChannelKey from, ChannelInfo to, DirectorySnapshot directory, string what) => Reaches.IsWider(directory.Channel(from), to, directory)
        ? new Refusal(
            RefusalKind.NotAllowed,
            "Nothing was started.",
            $"This channel is private, and {what} would go to #{to.Name}, where more people read.",
            $"Run it in #{to.Name}, or ask the template's owner to post in the run's own thread.")
        : null;

    private static IEnumerable<Principal> PrincipalsOf(WorkflowSpec workflow)
    {
        yield return workflow.Owner;
        IEnumerable<ReviewPolicySpec> policies = workflow.Steps.Select(step => step switch
        {
            StepSpec.Review review => review.Policy,
            StepSpec.Agent agent => agent.Spec.Approval,
            _ => null,
        }).OfType<ReviewPolicySpec>();
        foreach (ReviewPolicySpec policy in policies)
        {
            foreach (Principal principal in policy.Deciders.Concat(policy.Editors).Concat(policy.Rungs.Select(rung => rung.To)))
            {
                yield return principal;
            }
        }

        foreach (Principal principal in workflow.Steps.OfType<StepSpec.Publish>().SelectMany(publish => publish.Declassify ?? []))
        {
            yield return principal;
        }
    }

    internal static Result<ChannelInfo> ChannelOf(Expr name, ChannelKey from, ExpressionScope inputs, DirectorySnapshot directory)
    {
        Result<Value> value = Expressions.Evaluate(name, inputs);
        if (value.IsRefused)
        {
            return value.Refusal!;
        }

        if (value.Value is Value.Channel chosen)
        {
            return directory.Channel(chosen.Key) is { } info ? info : NoChannel(chosen.Key.Channel, "");
        }

        string written = value.Value is Value.Text text ? text.Content : "";
        return Find(ChannelAddress.Read(written) ?? new ChannelAddress("", written.TrimStart('#')), from, directory);
    }

    // Teams writes spaces in names, which a template cannot.
    private static bool IsCalled(string name, string wanted) => string.Equals(name.Replace(' ', '-'), wanted, StringComparison.OrdinalIgnoreCase);

    private static Refusal NoChannel(string name, string platform) => new(
        RefusalKind.BadInput,
        "Nothing was started.",
        $"AgentBot does not know a channel #{name} {(platform.Length == 0 ? "here" : $"in {Wording.Platform(platform)}")}.",
        "Invite AgentBot there, or correct the name in the template.");
}
