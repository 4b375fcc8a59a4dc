using System.Collections.Immutable;
using AgentBot.Core;

namespace AgentBot.Host.WebConsole;

/// <summary>One line of what happened in a run.</summary>
public sealed record TimelineEntry
{
    /// <summary>Unique in the run and stable while it goes on.</summary>
    public required string Name { get; init; }

    public required string Title { get; init; }

    /// <summary>ok, back, wait, bad, unk, run, no or off; empty for what is still to come.</summary>
    public string Shape { get; init; } = "";

    /// <summary>Orders the lines; the greatest for what is still to come.</summary>
    public DateTimeOffset At { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>After the title, in one breath.</summary>
    public string Says { get; init; } = "";

    /// <summary>At the right edge.</summary>
    public string TimeText { get; init; } = "";

    public Digest Seal { get; init; } = Digest.None;

    public string LinkText { get; init; } = "";

    public string Link { get; init; } = "";

    /// <summary>Who must act, in a badge.</summary>
    public string WaitsFor { get; init; } = "";

    /// <summary>What a person wrote.</summary>
    public string Quote { get; init; } = "";

    public ImmutableArray<string> Lines { get; init; } = [];

    /// <summary>What a person may say became of it.</summary>
    public ImmutableArray<SettleButton> Settle { get; init; } = [];
}

/// <param name="Asks">What has to be written beside the button; empty where nothing has.</param>
public sealed record SettleButton(string Label, CardPress Press, string Asks = "");
