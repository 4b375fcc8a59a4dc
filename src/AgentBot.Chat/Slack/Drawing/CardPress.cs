using System.Globalization;
using AgentBot.Core.Cards;

namespace AgentBot.Chat.Slack.Drawing;

/// <summary>What a click on a button leads to.</summary>
public enum PressStep
{
    /// <summary>Does what the verb says.</summary>
    Act,

    /// <summary>Opens a modal that asks for what the verb needs: words, an edited text, the answers of a form.</summary>
    Ask,

    /// <summary>Opens the whole artifact.</summary>
    Read,

    /// <summary>Turns to another page of the whole artifact.</summary>
    Page,

    /// <summary>A link: Slack opens it; there is nothing to do but to acknowledge.</summary>
    Link,
}

/// <summary>What a button of ours sends: identifiers only. What they allow is looked up again at the click.</summary>
/// <param name="Ref">What it points at; see <see cref="ActionRef"/>.</param>
/// <param name="Page">The page to turn to, from 1; 0 otherwise.</param>
public sealed record CardPress(PressStep Step, string Verb, ActionRef Ref, int Page = 0)
{
    private const string Prefix = "ab";

    /// <summary>Verb of links and of <see cref="PressStep.Read"/>, which need none.</summary>
    public const string NoVerb = "none";

    /// <param name="number">Makes it unique inside its block.</param>
    public string ActionId(int number) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}:{StepWord(Step)}:{Verb}:{number}");

    /// <summary>The id comes last because a command may hold any character.</summary>
    public string Value => string.Create(CultureInfo.InvariantCulture, $"{Verb}|{Ref.Kind}|{Ref.Revision}|{Ref.Shown}|{Page}|{Ref.Id}");

    /// <summary>Null for what no button of ours sends.</summary>
    public static CardPress? Read(string? actionId, string? value)
    {
        string[] name = (actionId ?? "").Split(':');
        if (name is not [Prefix, var stepWord, var named, _] || StepOf(stepWord) is not { } step)
        {
            return null;
        }

        if (step == PressStep.Link)
        {
            return new CardPress(step, named, new ActionRef("", ""));
        }

        string[] parts = (value ?? "").Split('|', 6);
        return parts.Length == 6 && parts[0] == named
            && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out int revision)
            && int.TryParse(parts[4], NumberStyles.None, CultureInfo.InvariantCulture, out int page)
            && (page > 0) == (step == PressStep.Page)
            ? new CardPress(step, named, new ActionRef(parts[1], parts[5], revision, parts[3]), page)
            : null;
    }

    private static string StepWord(PressStep step) => step switch
    {
        PressStep.Act => "act",
        PressStep.Ask => "ask",
        PressStep.Read => "read",
        PressStep.Page => "page",
        PressStep.Link => "link",
    };

    private static PressStep? StepOf(string word) => word switch
    {
        "act" => PressStep.Act,
        "ask" => PressStep.Ask,
        "read" => PressStep.Read,
        "page" => PressStep.Page,
        "link" => PressStep.Link,
        _ => null,
    };
}
