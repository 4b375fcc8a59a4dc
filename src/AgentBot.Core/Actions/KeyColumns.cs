using System.Collections.Immutable;
using AgentBot.Core.Values;

namespace AgentBot.Core.Actions;

/// <summary>The columns by which two tables are matched, from the argument <c>on</c>.</summary>
internal sealed record KeyColumns(ImmutableArray<int> Left, ImmutableArray<int> Right)
{
    public static KeyColumns Read(ArgumentReader read, TableData left, TableData right)
    {
        ImmutableArray<string> names = read.Names("on");
        read.Require("on", names.Length > 0);
        return new KeyColumns(
            read.Places(left, [.. names.Select(name => name.Split('=', 2)[0].Trim())]),
            read.Places(right, [.. names.Select(name => name.Split('=', 2)[^1].Trim())]));
    }
}
