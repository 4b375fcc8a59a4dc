using System.Collections.Immutable;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Templates.Explaining;

/// <summary>The neutral names of people, groups, channels and secrets that a closure writes out, to be resolved when a run starts.</summary>
/// <param name="Channels">With their #.</param>
public sealed record TemplateNames(ImmutableArray<Principal> Principals, ImmutableArray<string> Channels, ImmutableArray<string> Secrets)
{
    /// <summary>Of the workflow and all its children. The owner is not among them: a run does not need one.</summary>
    public static TemplateNames Of(TemplateClosure closure)
    {
        var principals = new List<Principal>();
        var channels = new SortedSet<string>(StringComparer.OrdinalIgnoreCase);
        var secrets = new SortedSet<string>(StringComparer.Ordinal);
        foreach (StepSpec step in closure.Children.Values.Prepend(closure.Workflow).SelectMany(workflow => workflow.Steps))
        {
            switch (step)
            {
                case StepSpec.Review { Policy: var policy }:
                    principals.AddRange(policy.Reviewers);
                    principals.AddRange(policy.Editors);
                    principals.AddRange(policy.EscalateTo is { } deputy ? [deputy] : []);
                    break;
                case StepSpec.Publish { To: TargetSpec.Channel { Name.Source: ['#', ..] and var channel } }:
                    channels.Add(channel);
                    break;
                case StepSpec.Publish { To: TargetSpec.Direct { To.Source: ['@', .. var person] } }:
                    principals.Add(new Principal(PrincipalKind.Person, person));
                    break;
                case StepSpec.Publish { To: TargetSpec.Webhook { Secret: { } secret } }:
                    secrets.Add(secret);
                    break;
            }
        }

        return new TemplateNames([.. principals.Distinct()], [.. channels], [.. secrets]);
    }
}
