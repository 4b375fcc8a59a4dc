using System.Collections.Immutable;
using AgentBot.Core.Values;

namespace AgentBot.Core.Actions;

/// <summary>The cells of a row in some columns as one text, equal exactly where the cells are equal but for case and outer spaces.</summary>
internal static class RowKey
{
    private const string Between = " · ";

    public static string Of(ImmutableArray<Value> row, ImmutableArray<int> places) => places.Length == 1
        ? One(row[places[0]])
        : string.Join(Between, places.Select(place => One(row[place]).Replace("·", "··", StringComparison.Ordinal)));

    private static string One(Value value) => ValueText.Canonical(value).Trim().ToLowerInvariant();
}
