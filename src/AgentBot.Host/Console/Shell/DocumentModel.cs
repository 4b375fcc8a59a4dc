using AgentBot.Core;

namespace AgentBot.Host.WebConsole;

/// <summary>The frame around a page.</summary>
/// <param name="Channel">The channel that is shown; null elsewhere.</param>
/// <param name="Address">Path and query, for the live stream and for coming back after a switch of person.</param>
public sealed record DocumentModel(PageContent Page, string Place, ChannelKey? Channel, string Address, string Toast)
{
    public RenderedParts Parts { get; init; } = new([]);
}
