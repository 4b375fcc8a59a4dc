using AgentBot.Core.People;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Expressions;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Runs;

/// <summary>
/// Turns the neutral names of a template into people and channels of the run's own workspace, once, when the run starts. A
/// name that stands for nobody is a refusal, never "anyone".
/// </summary>
public static class NameResolution
{
    public static Result<ResolvedNames> Resolve(TemplateClosure closure, ChannelKey from, ExpressionScope inputs, DirectorySnapshot directory)
    {
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

                principals[principal.Name] = [.. people];
            }

            // The targets of a child depend on the child's own inputs and are resolved when it starts.
            if (ReferenceEquals(workflow, closure.Workflow) && Channels(workflow, from, inputs, directory, channels) is { } refusal)
            {
                return refusal;
            }
        }

        return new ResolvedNames(channels, principals);
    }

    private static IEnumerable<Principal> PrincipalsOf(WorkflowSpec workflow)
    {
        yield return workflow.Owner;
        foreach (StepSpec.Review review in workflow.Steps.OfType<StepSpec.Review>())
        {
            foreach (Principal principal in review.Policy.Reviewers.Concat(review.Policy.Editors))
            {
                yield return principal;
            }

            if (review.Policy.EscalateTo is { } deputy)
            {
                yield return deputy;
            }
        }
    }

    private static Refusal? Channels(WorkflowSpec workflow, ChannelKey from, ExpressionScope inputs, DirectorySnapshot directory, Dictionary<string, ChannelKey> found)
    {
        foreach (StepSpec.Publish publish in workflow.Steps.OfType<StepSpec.Publish>())
        {
            if (publish.To is not TargetSpec.Channel target)
            {
                continue;
            }

            Result<ChannelInfo> channel = ChannelOf(target.Name, from, inputs, directory);
            if (channel.IsRefused)
            {
                return channel.Refusal! with { What = $"{workflow.Title} was not started." };
            }

            if (LeavesPrivacy(from, channel.Value, directory))
            {
                return new Refusal(
                    RefusalKind.NotAllowed,
                    $"{workflow.Title} was not started.",
                    $"This channel is private, and its result would go to #{channel.Value.Name}, where more people read.",
                    $"Run it in #{channel.Value.Name}, or ask the template's owner to post in the run's own thread.");
            }

            found[target.Name.Source] = channel.Value.Key;
        }

        return null;
    }

    private static Result<ChannelInfo> ChannelOf(Expr name, ChannelKey from, ExpressionScope inputs, DirectorySnapshot directory)
    {
        Result<Value> value = Expressions.Evaluate(name, inputs);
        if (value.IsRefused)
        {
            return value.Refusal!;
        }

        if (value.Value is Value.Channel chosen)
        {
            return directory.Channel(chosen.Key) is { } info ? info : NoChannel(chosen.Key.Channel);
        }

        string wanted = value.Value is Value.Text text ? text.Content.TrimStart('#') : "";
        ChannelInfo? found = directory.Channels.FirstOrDefault(channel =>
            channel.Key.Platform == from.Platform
            && channel.Key.Workspace == from.Workspace
            && string.Equals(channel.Name, wanted, StringComparison.OrdinalIgnoreCase));
        return found is null ? NoChannel(wanted) : found;
    }

    private static Refusal NoChannel(string name) => new(
        RefusalKind.BadInput,
        "Nothing was started.",
        $"AgentBot does not know a channel #{name} here.",
        "Invite AgentBot there, or correct the name in the template.");

    private static bool LeavesPrivacy(ChannelKey from, ChannelInfo to, DirectorySnapshot directory) =>
        to.Key != from && directory.Channel(from) is { IsPrivate: true } source && (!to.IsPrivate || to.Members.Any(member => !source.Members.Contains(member)));
}
