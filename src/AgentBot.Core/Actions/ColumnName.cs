namespace AgentBot.Core.Actions;

/// <summary>A file's "Purchase order" and a template's purchase_order are the same column.</summary>
internal static class ColumnName
{
    /// <summary>Lower case, without spaces, underscores, hyphens and dots.</summary>
    public static string Plain(string name) =>
        new([.. name.Where(c => c is not (' ' or '_' or '-' or '.' or '\u00a0')).Select(char.ToLowerInvariant)]);

    public static bool Same(string one, string other) => string.Equals(Plain(one), Plain(other), StringComparison.Ordinal);
}
