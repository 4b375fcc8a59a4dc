using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using AgentBot.Core.Cards;

namespace AgentBot.Chat.Slack.Drawing;

/// <summary>
/// Choices as Slack's options. A value that is too long, empty or there twice travels as its number; <see cref="Value"/> turns
/// what comes back into the choice it stood for.
/// </summary>
internal sealed class OptionList
{
    private const char NumberSign = '#';

    private readonly ImmutableArray<CardChoice> _choices;
    private readonly ImmutableArray<string> _sent;

    public OptionList(ImmutableArray<CardChoice> choices)
    {
        _choices = choices;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        _sent =
        [
            .. choices.Select((choice, i) => choice.Value.Length is > 0 and <= BlockLimits.OptionValue && choice.Value[0] != NumberSign && seen.Add(choice.Value)
                ? choice.Value
                : string.Create(CultureInfo.InvariantCulture, $"{NumberSign}{i}")),
        ];
    }

    public int Count => _choices.Length;

    public IEnumerable<JsonObject> All => Enumerable.Range(0, Count).Select(At);

    /// <summary>The option of a value as the choices have it; null for none.</summary>
    public JsonObject? Find(string? value)
    {
        int at = value is null ? -1 : Enumerable.Range(0, Count).FirstOrDefault(i => string.Equals(_choices[i].Value, value, StringComparison.Ordinal), -1);
        return at < 0 ? null : At(at);
    }

    /// <summary>The choice that came back; null for one that was not offered.</summary>
    public string? Value(string? sent)
    {
        int at = sent is null ? -1 : _sent.IndexOf(sent, StringComparer.Ordinal);
        return at < 0 ? null : _choices[at].Value;
    }

    /// <summary>The element's part with the options: in groups of a hundred where there are more.</summary>
    public void Into(JsonObject element)
    {
        if (Count <= BlockLimits.SelectOptions)
        {
            element["options"] = Block.Array(All);
            return;
        }

        element["option_groups"] = Block.Array(All.Take(BlockLimits.SelectOptions * BlockLimits.OptionGroups).Chunk(BlockLimits.SelectOptions).Select((few, i) => new JsonObject
        {
            ["label"] = Block.Plain($"{First(few[0])} – {First(few[^1])}"),
            ["options"] = Block.Array(few),
        }));
    }

    private static string First(JsonObject option) => CardText.Cut((string)option["text"]!["text"]!, 30);

    private JsonObject At(int i)
    {
        string title = SlackText.Line(_choices[i].Title, BlockLimits.OptionText);
        return Block.Option(title.Length == 0 ? "–" : title, _sent[i]);
    }
}
