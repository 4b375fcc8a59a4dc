using System.Collections.Immutable;
using AgentBot.Core.Cards;
using AgentBot.Core.People;
using AgentBot.Core.Policy;
using AgentBot.Core.Publishing;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Runs.Working;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Delivery.Drawing;

/// <summary>People, groups and targets as cards name them.</summary>
public static class Names
{
    public static ReviewersFacts Reviewers(ReviewRow review, DirectorySnapshot people)
    {
        ReviewPolicy policy = ReviewPolicies.Read(review.Policy);
        ImmutableArray<PersonKey> could = [.. policy.Reviewers.SelectMany(principal => people.Resolve(principal)).Distinct()];
        bool areMany = could.Length > 1 || policy.Reviewers.Any(principal => IsGroup(principal, people));
        string[] excluded = policy.NotRequester ? [.. could.Where(person => Guard.IsOwnWork(person, review, people)).Select(people.NameOf).Distinct(StringComparer.Ordinal)] : [];
        return new ReviewersFacts([.. policy.Reviewers.Select(principal => NameOf(principal, people))], areMany, policy.Quorum, Wording.List(excluded, "or"))
        {
            EscalateTo = ReviewTimes.EscalatesAt(review) is not null && policy.EscalateTo is { } deputy ? NameOf(deputy, people) : "",
            EscalateAt = ReviewTimes.EscalatesAt(review),
            Mentions = [.. policy.Reviewers.Select(principal => new CardMention(NameOf(principal, people), principal))],
        };
    }

    public static ReviewersFacts Reviewers(StepSpec.Review spec, RunRow run, DirectorySnapshot people)
    {
        bool areMany = spec.Policy.Reviewers.Any(principal => IsGroup(principal, people)) || spec.Policy.Reviewers.Length > 1;
        string excluded = spec.Policy.NotRequester ? Wording.List([.. run.CausedBy.All.Prepend(run.Requester).Select(people.NameOf).Distinct(StringComparer.Ordinal)], "or") : "";
        return new ReviewersFacts([.. spec.Policy.Reviewers.Select(principal => NameOf(principal, people))], areMany, spec.Policy.Quorum, excluded);
    }

    public static string NameOf(Principal principal, DirectorySnapshot people) =>
        !IsGroup(principal, people) && people.People.TryGetValue(principal.Name, out Person? person) ? person.Name : principal.ToString();

    /// <summary>Channels of a template in which a question stands beside the run's own; chats with single people are theirs alone.</summary>
    public static ImmutableArray<string> AlsoAsked(RunRow run, string step, DirectorySnapshot people) =>
    [
        .. QuestionPlaces.Of(run, step).Where(place => !place.Channel.StartsWith('@'))
            .Select(place => $"#{people.Channel(place)?.Name.TrimStart('#') ?? place.Channel}{Elsewhere(place, run.Channel)}"),
    ];

    public static PlannedEffects Planned(RunRow run, WorkflowGraph graph, string reviewStep, DirectorySnapshot people) =>
        new([.. ReviewBinding.Targets(run, graph, reviewStep).Select(pair => Planned(pair.Target, run.Channel, people))]);

    /// <param name="from">Where the run is: a place on another platform is called so.</param>
    public static PlannedEffect Planned(EffectTarget target, ChannelKey from, DirectorySnapshot people) => target switch
    {
        EffectTarget.Channel channel => new PlannedEffect(target, (people.Channel(channel.Key)?.Name ?? channel.Name) + Elsewhere(channel.Key, from)),
        EffectTarget.Direct direct => new PlannedEffect(target, people.NameOf(direct.Person)),
        _ => new PlannedEffect(target),
    };

    private static string Elsewhere(ChannelKey place, ChannelKey from) => place.Platform == from.Platform ? "" : $" in {Wording.Platform(place.Platform)}";

    private static bool IsGroup(Principal principal, DirectorySnapshot people) =>
        principal.Kind == PrincipalKind.Group || (principal.Kind == PrincipalKind.Either && !people.People.ContainsKey(principal.Name));
}
