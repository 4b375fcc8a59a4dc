using System.Collections.Immutable;
using AgentBot.Core.People;
using AgentBot.Core.Publishing;
using AgentBot.Core.Runs;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Reviews.Deciding;

/// <summary>
/// A yes of its own that something may leave a private channel or a direct message for where more people read: asked last, of
/// somebody who reads the place that it leaves, beside and never instead of the approval of the content.
/// </summary>
/// <param name="By">Whom the template names for it.</param>
public sealed record Consent(IReadOnlyList<Principal> By)
{
    public bool Equals(Consent? other) => other is not null && By.SequenceEqual(other.By);

    public override int GetHashCode() => By.Count;
}

/// <summary>Which consents a question needs, and who may give them. The same everywhere: when it is asked, counted, shown and before anything leaves.</summary>
public static class Consents
{
    /// <summary>One for each list of people that the template names for what leaves; nothing where nothing leaves for a wider place.</summary>
    public static ImmutableArray<Consent> Of(IEnumerable<Reach> reaches) =>
        [.. reaches.Where(reach => reach.IsWider && reach.Step.Declassify is not null).Select(reach => new Consent([.. reach.Step.Declassify!.Value])).Distinct()];

    public static ImmutableArray<Consent> Of(RunRow run, WorkflowGraph graph, string reviewStep, DirectorySnapshot people) => Of(Reaches.Of(run, graph, reviewStep, people));

    /// <summary>The progress of a question with the consents that it needs now.</summary>
    public static ReviewProgress With(ReviewProgress progress, ImmutableArray<Consent> consents) => progress with { Consents = consents.IsEmpty ? null : consents };

    /// <summary>
    /// Those who may give it: whom the template names, of those who read the place; not who asked, where others may. In a direct
    /// message it is the one whose words they are. Nobody where it is not known who reads the place.
    /// </summary>
    public static ImmutableArray<PersonKey> Givers(IEnumerable<Principal> named, ChannelInfo? from, Func<PersonKey, bool> asked, DirectorySnapshot people)
    {
        if (from is null)
        {
            return [];
        }

        PersonKey[] readers = [.. from.Members.DistinctBy(people.Owners.HumanOf)];
        IEnumerable<PersonKey> givers = from.IsDirect && readers.Length == 1
            ? readers
            : named.SelectMany(principal => people.Resolve(principal)).Where(person => !asked(person) && (!from.IsPrivate || readers.Any(reader => people.IsSame(reader, person))));
        return [.. givers.Select(people.Current).DistinctBy(people.Owners.HumanOf).Where(person => people.Find(person) is { IsOutside: false })];
    }
}
