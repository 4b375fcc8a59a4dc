using System.Collections.Immutable;

namespace AgentBot.Chat.Slack.Receiving;

/// <summary>What a form or the inputs of a message hold, by block.</summary>
public sealed class SlackInputs(IReadOnlyDictionary<string, SlackInput> blocks)
{
    public static readonly SlackInputs None = new(new Dictionary<string, SlackInput>());

    public IReadOnlyDictionary<string, SlackInput> Blocks => blocks;

    /// <summary>The written or chosen text; of several the first; empty where nothing was given.</summary>
    public string Text(string block) => blocks.TryGetValue(block, out SlackInput? input) && input.Texts.Length > 0 ? input.Texts[0] : "";

    public ImmutableArray<string> Many(string block) => blocks.TryGetValue(block, out SlackInput? input) ? input.Texts : [];

    public ImmutableArray<SharedFile> Files(string block) => blocks.TryGetValue(block, out SlackInput? input) ? input.Files : [];
}

/// <param name="Type">Slack's name of the element.</param>
/// <param name="Texts">What was typed, or the values chosen; a date as yyyy-MM-dd.</param>
public sealed record SlackInput(string Type, string ActionId, ImmutableArray<string> Texts, ImmutableArray<SharedFile> Files);
