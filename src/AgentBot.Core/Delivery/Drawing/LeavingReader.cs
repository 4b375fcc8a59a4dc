using System.Collections.Immutable;
using AgentBot.Core.Cards;
using AgentBot.Core.People;
using AgentBot.Core.Publishing;
using AgentBot.Core.Runs;

namespace AgentBot.Core.Delivery.Drawing;

/// <summary>Who reads what leaves a private place, there and where it would go, as cards say it.</summary>
public static class LeavingReader
{
    public static ImmutableArray<LeavingFacts> Read(RunRow run, WorkflowGraph graph, string reviewStep, DirectorySnapshot people) =>
    [
        .. Reaches.Of(run, graph, reviewStep, people).Where(reach => reach.IsWider)
            .Select(reach => new LeavingFacts(PlaceOf(run.Channel, people), people.Channel(run.Channel)?.Members.Length ?? 0, Names.Planned(reach.Target, run.Channel, people).Place["to ".Length..], ReadersOf(reach, run, people))),
    ];

    /// <summary>"#finance-private"; of a chat with one person, whose it is.</summary>
    public static string PlaceOf(ChannelKey channel, DirectorySnapshot people) => people.Channel(channel) switch
    {
        null => "a place that AgentBot no longer knows",
        { IsDirect: true, Members: [var only] } => $"the direct message with {people.NameOf(only)}",
        { Name: var name } when name.Contains(' ', StringComparison.Ordinal) => $"the {name.TrimStart('#')}",
        { Name: var name } => $"#{name.TrimStart('#')}",
    };

    private static string ReadersOf(Reach reach, RunRow run, DirectorySnapshot people)
    {
        string place = Names.Planned(reach.Target, run.Channel, people).Place["to ".Length..];
        if (reach.Target is not EffectTarget.Channel channel || people.Channel(channel.Key) is not { } info)
        {
            return reach.Target is EffectTarget.Direct ? $"{place}, who does not read it now" : $"everybody in {place}";
        }

        string outside = info.IsShared ? ", also people of other organisations" : "";
        return info.IsPrivate
            ? $"everybody in {place} ({Wording.Count(info.Members.Length, "person", "people")}{outside})"
            : $"everybody in {place}{(info.Count is { } count ? $" ({Wording.Count(count, "member", "members")} now{outside})" : outside)} and everybody of the workspace who looks there";
    }
}
