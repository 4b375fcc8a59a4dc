using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using AgentBot.Core.Runs;
using AgentBot.Core.Values;

namespace AgentBot.Core.Tools.Grants;

/// <summary>
/// Web and mail addresses in the arguments of a call that stand neither in what the run was given nor in its template: a text that
/// the agent read may have brought them in.
/// </summary>
public static partial class AddressesInCall
{
    public static ImmutableArray<string> Unsupplied(CoverableCall call)
    {
        ImmutableArray<string> named = [.. Texts(ArgumentText.Read(call.Call.Arguments)).SelectMany(In).Distinct(StringComparer.OrdinalIgnoreCase)];
        if (named.IsEmpty)
        {
            return [];
        }

        HashSet<string> supplied = new(StringComparer.OrdinalIgnoreCase);
        foreach (string text in Given(RunScopes.Inputs(call.Run)).Append(call.Step.Spec.Instructions))
        {
            supplied.UnionWith(In(text));
        }

        return [.. named.Where(address => !supplied.Contains(address))];
    }

    private static IEnumerable<string> In(string text) => Address().Matches(text).Select(match => match.Value.TrimEnd('.', ',', ';', ':', '!', '?', ')', ']', '}', '>', '"', '\'', '/'));

    private static IEnumerable<string> Texts(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString()!],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Texts),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Texts(property.Value).Prepend(property.Name)),
        _ => [],
    };

    private static IEnumerable<string> Given(Value value) => value switch
    {
        Value.Text text => [text.Content],
        Value.List list => list.Items.SelectMany(Given),
        Value.Record record => record.Fields.SelectMany(field => Given(field.Value)),
        _ => [],
    };

    [GeneratedRegex(@"[a-z][a-z0-9+.-]*://[^\s""'<>]+|\bwww\.[^\s""'<>]+|[^\s""'<>@:/]+@[^\s""'<>@/]+\.[^\s""'<>@/]+", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Address();
}
