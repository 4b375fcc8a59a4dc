using System.Collections.Immutable;
using AgentBot.Core.Channels;
using AgentBot.Core.People;

namespace AgentBot.Host.WebConsole;

/// <summary>What the channels believe, and who says so.</summary>
public sealed class FactsPage(ConsoleReads reads) : IConsolePage
{
    private const int Shown = 50;

    public string Pattern => "console/facts";

    public async ValueTask<PageContent?> BuildAsync(Viewer viewer, PageAddress address, CancellationToken ct)
    {
        string words = address.Asked("q").Trim();
        var channels = ImmutableArray.CreateBuilder<ChannelFacts>();
        foreach (ChannelInfo channel in viewer.Channels)
        {
            IReadOnlyList<FactRow> facts = await reads.Facts.ListAsync(channel.Key, words.Length == 0 ? null : words, 0, Shown, ct);
            channels.Add(new ChannelFacts(channel, [.. facts], await reads.Facts.CountAsync(channel.Key, ct)));
        }

        return new PageContent("Facts", NavPlace.Facts, typeof(Facts), new FactsModel(channels.ToImmutable(), words), []);
    }
}

public sealed record FactsModel(ImmutableArray<ChannelFacts> Channels, string Words);

public sealed record ChannelFacts(ChannelInfo Channel, ImmutableArray<FactRow> Facts, int All);
