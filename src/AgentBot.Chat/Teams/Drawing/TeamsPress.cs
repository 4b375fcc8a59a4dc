using System.Collections.Immutable;
using System.Text.Json;
using AgentBot.Core.Cards;

namespace AgentBot.Chat.Teams.Drawing;

/// <summary>What a button of ours sends: identifiers and what was filled in. What they allow is looked up again at the press.</summary>
/// <param name="Inputs">By the names that the card gave them (<see cref="CardInput"/>).</param>
/// <param name="Key">Of a refresh: the post's own key; empty otherwise.</param>
/// <param name="Page">Of a dialog with pages: which one is asked for, from 1; 0 otherwise.</param>
public sealed record TeamsPress(string Verb, ActionRef Ref, ImmutableSortedDictionary<string, string> Inputs, string Key, int Page)
{
    private const char StepMark = '~';

    /// <param name="verb">Of the action; null where it stands in the data, as for Action.Submit.</param>
    /// <returns>Null for what no button of ours sends.</returns>
    public static TeamsPress? Read(string? verb, JsonElement data)
    {
        string named = string.IsNullOrEmpty(verb) ? data.Text("verb") : verb;
        JsonElement to = data.Part("ref");
        if (named.Length is 0 or > 40 || to.ValueKind != JsonValueKind.Object || to.Text("kind").Length == 0)
        {
            return null;
        }

        var inputs = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (JsonProperty property in data.EnumerateObject().Where(property => property.Name is not ("ref" or "verb" or "msteams" or "key" or "page")))
        {
            string name = property.Name.Split(StepMark)[0];
            string value = property.Value.ValueKind switch
            {
                JsonValueKind.String => property.Value.GetString()!,
                JsonValueKind.True => "true",
                JsonValueKind.False => "false",
                JsonValueKind.Number => property.Value.GetRawText(),
                _ => "",
            };
            // Another button's field of the same name may come along empty.
            if (value.Length > 0 || !inputs.ContainsKey(name))
            {
                inputs[name] = value;
            }
        }

        long revision = to.Number("revision"), page = data.Number("page");
        return revision is < 0 or > int.MaxValue || page is < 0 or > int.MaxValue
            ? null
            : new TeamsPress(named, new ActionRef(to.Text("kind"), to.Text("id"), (int)revision, to.Text("shown")), inputs.ToImmutable(), data.Text("key"), (int)page);
    }

    /// <summary>An input's id behind one button of several; <see cref="Read"/> takes the addition off.</summary>
    internal static string InputId(string name, string step) => $"{name}{StepMark}{step}";
}
