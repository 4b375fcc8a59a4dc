using System.Collections.Immutable;
using AgentBot.Core.People;
using AgentBot.Core.Runs;
using AgentBot.Core.Runs.Working;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Publishing;

/// <summary>
/// Who would read what a publish step lets out, beside those who read the place where it was made. Computed by the host from who is
/// who at one moment; nothing that an agent wrote has a part in it.
/// </summary>
/// <param name="IsWider">The place of the run is private or a direct message, and somebody who does not read it would read this.</param>
/// <param name="IsUnknown">The place of the run is not known now: it may be private, and nobody can tell who reads it.</param>
public sealed record Reach(StepSpec.Publish Step, EffectTarget Target, Readers To, bool IsWider, bool IsUnknown);

public enum Readers
{
    /// <summary>One person, or the members of a private channel.</summary>
    Some,

    /// <summary>Everybody of the workspace.</summary>
    Everybody,

    /// <summary>People of other organisations too.</summary>
    Outside,
}

/// <summary>
/// Where things that people approve would be read. Only targets in which people of a workspace read count: an address outside and a
/// file are named on the card and confirmed there, and the own thread is where the thing was made.
/// </summary>
public static class Reaches
{
    /// <summary>Of everything that an approval of this review would let out to somewhere else.</summary>
    public static ImmutableArray<Reach> Of(RunRow run, WorkflowGraph graph, string reviewStep, DirectorySnapshot people) =>
        [.. ReviewBinding.Targets(run, graph, reviewStep).Select(pair => Of(run, pair.Step, pair.Target, people)).OfType<Reach>()];

    /// <summary>Null for a target that is not read by people elsewhere.</summary>
    public static Reach? Of(RunRow run, StepSpec.Publish step, EffectTarget target, DirectorySnapshot people)
    {
        ChannelInfo? from = people.Channel(run.Channel);
        return target switch
        {
            EffectTarget.Channel channel when channel.Key == run.Channel => null,
            EffectTarget.Channel channel => new Reach(step, target, ReadersOf(people.Channel(channel.Key)), IsWider(from, people.Channel(channel.Key), people), from is null),
            EffectTarget.Direct direct => new Reach(step, target, Readers.Some, IsWider(from, direct.Person, people), from is null),
            _ => null,
        };
    }

    /// <summary>Whether somebody reads the other place who does not read this one, which is private.</summary>
    public static bool IsWider(ChannelInfo? from, ChannelInfo? to, DirectorySnapshot people) =>
        from is not { IsPrivate: false } && from?.Key != to?.Key && (to is not { IsPrivate: true, IsShared: false } || to.Members.Any(member => !Reads(from, member, people)));

    /// <summary>Whether this person does not read this place, which is private.</summary>
    public static bool IsWider(ChannelInfo? from, PersonKey to, DirectorySnapshot people) => from is not { IsPrivate: false } && !Reads(from, to, people);

    /// <summary>
    /// What an approval binds of it, in words that never leave the host: a place that becomes private, or is opened to others, after
    /// the approval makes another text of it. Empty where what leaves stays among those who read it anyway.
    /// </summary>
    public static string Bound(IEnumerable<Reach> reaches) =>
        string.Concat(reaches.Where(reach => reach.IsWider || reach.To == Readers.Outside).Select(reach => $"reach {reach.Step.Id} {(reach.IsWider ? "wider" : "same")} {reach.To}\n"));

    private static bool Reads(ChannelInfo? place, PersonKey person, DirectorySnapshot people) => place is not null && place.Members.Any(member => people.IsSame(member, person));

    // What is not known could be open to everybody.
    private static Readers ReadersOf(ChannelInfo? channel) => channel switch
    {
        { IsShared: true } => Readers.Outside,
        { IsPrivate: true } => Readers.Some,
        _ => Readers.Everybody,
    };
}
