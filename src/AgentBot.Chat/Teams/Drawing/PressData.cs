using System.Text.Json.Nodes;
using AgentBot.Core.Cards;

namespace AgentBot.Chat.Teams.Drawing;

/// <summary>What our buttons carry: identifiers only, beside what is filled in. What they allow is looked up again at the press.</summary>
internal static class PressData
{
    /// <summary>Of a button that is no Action.Execute.</summary>
    public const string Verb = "verb";

    /// <summary>Of a refresh: the post's own key, so that a message whose id was never learnt names itself.</summary>
    public const string Key = "key";

    /// <summary>Of a dialog with pages: the one that is asked for, from 1.</summary>
    public const string Page = "page";

    private const char StepMark = '~';

    public static JsonObject Of(ActionRef to)
    {
        var data = new JsonObject { ["kind"] = to.Kind, ["id"] = to.Id };
        if (to.Revision != 0)
        {
            data["revision"] = to.Revision;
        }

        if (to.Shown.Length > 0)
        {
            data["shown"] = to.Shown;
        }

        return data;
    }

    /// <summary>A card's own data, without the step in between.</summary>
    public static JsonObject Flat(JsonObject data) => data["ref"] is JsonObject reference ? (JsonObject)reference.DeepClone() : (JsonObject)data.DeepClone();

    /// <summary>An input's id behind one button of several: the same name may be asked for twice on a card, an id may not.</summary>
    public static string InputId(string name, string step) => $"{name}{StepMark}{step}";

    /// <summary>The name that the card gave the input.</summary>
    public static string InputName(string id) => id.Split(StepMark)[0];
}
