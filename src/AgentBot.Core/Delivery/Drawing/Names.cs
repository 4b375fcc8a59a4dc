using System.Collections.Immutable;
using AgentBot.Core.Cards;
using AgentBot.Core.People;
using AgentBot.Core.Publishing;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Runs.Working;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Delivery.Drawing;

/// <summary>People, groups and targets as cards name them.</summary>
public static class Names
{
    public static string NameOf(Principal principal, DirectorySnapshot people) => people.NameOf(principal);

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
        EffectTarget.Asker asker => new PlannedEffect(target, people.NameOf(asker.System)),
        _ => new PlannedEffect(target),
    };

    private static string Elsewhere(ChannelKey place, ChannelKey from) => place.Platform == from.Platform ? "" : $" in {Wording.Platform(place.Platform)}";
}
