using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using AgentBot.Core.Cards;

namespace AgentBot.Chat.Teams.Drawing;

/// <summary>Writes one card in Teams' own dialect. It changes nothing of what the card says.</summary>
internal sealed class AdaptiveWriter(TeamsContext context)
{
    private const int LongestTitle = 40;

    /// <summary>More buttons go into the menu behind the others.</summary>
    private const int MostVisible = 6;

    /// <summary>Words that Teams writes with a capital letter; the format itself does not mind.</summary>
    private static readonly string[] Capitalised = ["weight", "size", "color", "spacing", "horizontalAlignment", "horizontalCellContentAlignment", "fontType"];

    private readonly List<string> _lost = [];
    private int _steps;

    public IReadOnlyList<string> Lost => _lost;

    public JsonObject Write(Card card)
    {
        JsonObject root = JsonNode.Parse(CardJson.Write(card))!.AsObject();
        ImmutableArray<JsonObject> entities = TeamsMentions.Put(root, card.Mentions, context);
        if (entities.Length > 0)
        {
            root["msteams"]!["entities"] = new JsonArray([.. entities]);
        }

        Inside(root, step: "");
        if (context.Refresh is { } refresh)
        {
            JsonObject data = PressData.Of(refresh.Ref);
            data[PressData.Key] = refresh.Key;
            root["refresh"] = new JsonObject
            {
                ["action"] = new JsonObject { ["type"] = "Action.Execute", ["verb"] = CardVerb.View, ["data"] = data },
                ["userIds"] = new JsonArray([.. refresh.Viewers.Take(TeamsRefresh.Most).Select(viewer => JsonValue.Create(viewer))]),
            };
        }

        return root;
    }

    private void Inside(JsonNode? node, string step)
    {
        switch (node)
        {
            case JsonArray all:
                foreach (JsonNode? one in all)
                {
                    Inside(one, step);
                }

                break;
            case JsonObject element:
                if (element["actions"] is JsonArray actions)
                {
                    element["actions"] = Actions(actions, step);
                }

                // The same name may be asked for behind several buttons of one card; Teams wants each id once.
                if (step.Length > 0 && (string?)element["type"] is { } type && type.StartsWith("Input.", StringComparison.Ordinal))
                {
                    element["id"] = PressData.InputId((string)element["id"]!, step);
                }

                // A reader who is stopped at a field is told why, whoever made the card.
                if ((bool?)element["isRequired"] == true)
                {
                    element["errorMessage"] ??= "Fill this in.";
                    if (string.IsNullOrWhiteSpace((string?)element["label"]))
                    {
                        element["label"] = "Answer";
                    }
                }

                // What has no value cannot be chosen, and what has no title cannot be read.
                if (element["choices"] is JsonArray choices)
                {
                    JsonNode[] good = [.. choices.Select(choice => choice!.DeepClone()).Where(choice => (string?)choice["value"] is { Length: > 0 } && (string?)choice["title"] is { Length: > 0 })];
                    element["choices"] = new JsonArray(good.Length > 0 ? good : [new JsonObject { ["title"] = "–", ["value"] = "–" }]);
                }

                foreach (string name in Capitalised)
                {
                    if (element[name] is JsonValue word && word.TryGetValue(out string? text) && text.Length > 0)
                    {
                        element[name] = char.ToUpperInvariant(text[0]) + text[1..];
                    }
                }

                foreach (string inner in (string[])["body", "items", "inlines", "columns", "rows", "cells"])
                {
                    Inside(element[inner], step);
                }

                break;
        }
    }

    private JsonArray Actions(JsonArray actions, string step)
    {
        var written = new JsonArray();
        foreach (JsonNode? node in actions)
        {
            if (Action(node!.DeepClone().AsObject(), step) is { } action)
            {
                if (written.Count >= MostVisible)
                {
                    action["mode"] = "secondary";
                }

                written.Add((JsonNode)action);
            }
        }

        return written;
    }

    private JsonObject? Action(JsonObject action, string step)
    {
        string title = CardText.PlainLine((string?)action["title"] ?? "", LongestTitle);
        action["title"] = title.Length == 0 ? "Open" : title;
        switch ((string?)action["type"])
        {
            case "Action.Execute" when (string?)action["verb"] == CardVerb.Read && PressData.Flat(action["data"]!.AsObject()) is var to && !FullDialog.IsPage((string?)to["shown"] ?? ""):
                return Read((string)action["title"]!, new ActionRef((string)to["kind"]!, (string)to["id"]!, (int?)to["revision"] ?? 0));
            case "Action.Execute" when (string?)action["verb"] == CardVerb.Rows && PressData.Flat(action["data"]!.AsObject()) is var table:
                return Dialog((string)action["title"]!, CardVerb.Rows, new ActionRef((string)table["kind"]!, (string)table["id"]!, (int?)table["revision"] ?? 0, (string?)table["shown"] ?? ""));
            case "Action.Execute":
                action["data"] = PressData.Flat(action["data"]!.AsObject());
                action["fallback"] = Submit(action);
                return action;
            case "Action.ShowCard":
                Inside(action["card"], step: string.Create(CultureInfo.InvariantCulture, $"{(step.Length == 0 ? "" : step + ".")}{++_steps}"));
                return action;
            default:
                return Open(action);
        }
    }

    /// <summary>For clients that know no Action.Execute: the same press as a message.</summary>
    private static JsonObject Submit(JsonObject execute)
    {
        JsonObject data = execute["data"]!.DeepClone().AsObject();
        data[PressData.Verb] = (string)execute["verb"]!;
        var submit = new JsonObject { ["type"] = "Action.Submit", ["title"] = (string)execute["title"]! };
        if ((string?)execute["style"] is { } style)
        {
            submit["style"] = style;
        }

        submit["data"] = data;
        return submit;
    }

    private JsonObject? Open(JsonObject open)
    {
        string title = (string)open["title"]!;
        string path = (string?)open["url"] ?? "";
        if (CardPath.ReadReview(path) is { InFull: true } whole)
        {
            return Read(title, new ActionRef(CardRef.Review, whole.Review.Value, whole.Revision));
        }

        if (ChatAddress.OfButton(path, context.PublicUrl) is { } address)
        {
            open["url"] = address;
            return open;
        }

        // Without an address from outside the same is told in Teams itself, where it can be.
        if (CardPath.ReadReview(path) is { } review)
        {
            return Read(title, new ActionRef(CardRef.Review, review.Review.Value, review.Revision));
        }

        if (CardPath.ReadRun(path) is { } run)
        {
            return Execute(title, CardVerb.Command, new ActionRef(CardRef.Command, string.Create(CultureInfo.InvariantCulture, $"why {run}")));
        }

        _lost.Add($"the link “{title}”: no address for it");
        return null;
    }

    private static JsonObject Execute(string title, string verb, ActionRef to)
    {
        var execute = new JsonObject { ["type"] = "Action.Execute", ["title"] = title, ["verb"] = verb, ["data"] = PressData.Of(to) };
        execute["fallback"] = Submit(execute);
        return execute;
    }

    /// <summary>A button that opens all of a review in a dialog, which only Action.Submit can, or where none opens in the card's place.</summary>
    private JsonObject Read(string title, ActionRef to) => Dialog(title, CardVerb.Read, to);

    private JsonObject Dialog(string title, string verb, ActionRef to)
    {
        if (!context.OpensDialogs)
        {
            return Execute(title, verb, to);
        }

        JsonObject data = PressData.Of(to);
        data[PressData.Verb] = verb;
        data["msteams"] = new JsonObject { ["type"] = "task/fetch" };
        return new JsonObject { ["type"] = "Action.Submit", ["title"] = title, ["data"] = data };
    }
}
