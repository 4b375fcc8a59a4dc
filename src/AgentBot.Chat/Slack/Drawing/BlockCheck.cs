using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace AgentBot.Chat.Slack.Drawing;

/// <summary>One walk over blocks that notes everything Slack would refuse. A block of an unknown kind is a mistake: nothing of ours makes one.</summary>
internal sealed class BlockCheck(BlockSurface surface)
{
    private readonly ImmutableArray<string>.Builder _mistakes = ImmutableArray.CreateBuilder<string>();
    private readonly HashSet<string> _blockIds = new(StringComparer.Ordinal);
    private readonly ElementCheck _elements = new();
    private int _tables;
    private int _tableCharacters;

    public ImmutableArray<string> Mistakes => [.. _mistakes, .. _elements.Mistakes];

    public void Blocks(JsonArray blocks)
    {
        AtMost(blocks.Count, surface == BlockSurface.Message ? BlockLimits.MessageBlocks : BlockLimits.ViewBlocks, "blocks", "blocks");
        if (blocks.Count == 0)
        {
            Wrong("blocks", "none");
        }

        for (int i = 0; i < blocks.Count; i++)
        {
            if (blocks[i] is JsonObject block)
            {
                Block(block, string.Create(CultureInfo.InvariantCulture, $"blocks[{i}]"));
            }
            else
            {
                Wrong($"blocks[{i}]", "not an object");
            }
        }
    }

    public void AtMost(int count, int most, string place, string what)
    {
        if (count > most)
        {
            Wrong(place, string.Create(CultureInfo.InvariantCulture, $"{count:#,##0} {what}, at most {most:#,##0}"));
        }
    }

    public void Length(JsonNode? text, string place, int most)
    {
        if (text is not null)
        {
            AtMost(((string?)text)!.Length, most, place, "characters");
        }
    }

    public void PlainText(JsonNode? node, string place, int most, bool required)
    {
        if (node is not null || required)
        {
            _elements.TextObject(node, place, most, plainOnly: true);
        }
    }

    private void Block(JsonObject block, string place)
    {
        if ((string?)block["block_id"] is { } id)
        {
            AtMost(id.Length, BlockLimits.BlockId, place + ".block_id", "characters");
            if (!_blockIds.Add(id))
            {
                Wrong(place, $"block_id {id} is there twice");
            }
        }

        switch ((string?)block["type"])
        {
            case "section":
                Section(block, place);
                break;
            case "header":
                _elements.TextObject(block["text"], place + ".text", BlockLimits.Header, plainOnly: true);
                break;
            case "divider":
                break;
            case "context":
                Elements(block, place, BlockLimits.ContextElements, (element, at) => _elements.TextObject(element, at, BlockLimits.Text, plainOnly: false));
                break;
            case "actions":
                Elements(block, place, BlockLimits.ActionElements, (element, at) => _elements.Interactive(element, at, isInput: false));
                ActionIds(block, place);
                break;
            case "input":
                Input(block, place);
                break;
            case "rich_text":
                Rich(block, place);
                break;
            case "table" when surface == BlockSurface.Message:
                Table(block, place);
                break;
            case var type:
                Wrong(place, $"a block of type {type} cannot stand here");
                break;
        }
    }

    private void Section(JsonObject block, string place)
    {
        if (block["text"] is null && block["fields"] is null)
        {
            Wrong(place, "neither text nor fields");
        }

        if (block["text"] is { } text)
        {
            _elements.TextObject(text, place + ".text", BlockLimits.Text, plainOnly: false);
        }

        if (block["fields"] is JsonArray fields)
        {
            if (fields.Count == 0)
            {
                Wrong(place, "no fields");
            }

            AtMost(fields.Count, BlockLimits.Fields, place + ".fields", "fields");
            for (int i = 0; i < fields.Count; i++)
            {
                _elements.TextObject(fields[i], $"{place}.fields[{i}]", BlockLimits.Field, plainOnly: false);
            }
        }

        if (block["accessory"] is { } accessory)
        {
            _elements.Interactive(accessory, place + ".accessory", isInput: false);
        }
    }

    private void Input(JsonObject block, string place)
    {
        _elements.TextObject(block["label"], place + ".label", BlockLimits.Label, plainOnly: true);
        PlainText(block["hint"], place + ".hint", BlockLimits.Hint, required: false);
        _elements.Interactive(block["element"], place + ".element", isInput: true);
        if (block["block_id"] is null)
        {
            Wrong(place, "an input without block_id cannot be read back");
        }

        if (surface == BlockSurface.Message && (string?)block["element"]?["type"] == "file_input")
        {
            Wrong(place, "a file can be asked for in a modal only");
        }
    }

    private void Rich(JsonObject block, string place)
    {
        Elements(block, place, int.MaxValue, (element, at) =>
        {
            string? type = (string?)element?["type"];
            if (type is not ("rich_text_section" or "rich_text_quote" or "rich_text_preformatted" or "rich_text_list"))
            {
                Wrong(at, $"{type} is no part of rich text");
                return;
            }

            _elements.RichInlines(element?["elements"], at);
        });
        AtMost(BlockLimits.VisibleCharacters(block), BlockLimits.Text, place, "characters");
    }

    private void Table(JsonObject block, string place)
    {
        if (++_tables > 1)
        {
            Wrong(place, "more than one table in a message");
        }

        if (block["rows"] is not JsonArray { Count: > 0 } rows)
        {
            Wrong(place, "a table without rows");
            return;
        }

        AtMost(rows.Count, BlockLimits.TableRows, place + ".rows", "rows");
        int width = (rows[0] as JsonArray)?.Count ?? 0;
        AtMost(width, BlockLimits.TableColumns, place, "columns");
        for (int row = 0; row < rows.Count; row++)
        {
            if (rows[row] is not JsonArray cells || cells.Count != width || cells.Count == 0)
            {
                Wrong($"{place}.rows[{row}]", "another number of cells than the head");
                continue;
            }

            for (int cell = 0; cell < cells.Count; cell++)
            {
                _tableCharacters += _elements.Cell(cells[cell], $"{place}.rows[{row}][{cell}]");
            }
        }

        AtMost((block["column_settings"] as JsonArray)?.Count ?? 0, Math.Min(width, BlockLimits.TableColumns), place + ".column_settings", "settings");
        AtMost(_tableCharacters, BlockLimits.TableCharacters, place, "characters in cells");
    }

    private void Elements(JsonObject block, string place, int most, Action<JsonNode?, string> check)
    {
        if (block["elements"] is not JsonArray { Count: > 0 } elements)
        {
            Wrong(place, "no elements");
            return;
        }

        AtMost(elements.Count, most, place + ".elements", "elements");
        for (int i = 0; i < elements.Count; i++)
        {
            check(elements[i], string.Create(CultureInfo.InvariantCulture, $"{place}.elements[{i}]"));
        }
    }

    private void ActionIds(JsonObject block, string place)
    {
        string[] ids = [.. ((JsonArray?)block["elements"] ?? []).Select(element => (string?)element?["action_id"] ?? "")];
        if (ids.Distinct(StringComparer.Ordinal).Count() < ids.Length)
        {
            Wrong(place, "an action_id is there twice");
        }

        if (((JsonArray?)block["elements"] ?? []).Count(element => (string?)element?["style"] == "primary") > 1)
        {
            Wrong(place, "more than one primary button");
        }
    }

    private void Wrong(string place, string what) => _mistakes.Add($"{place}: {what}");
}
