using System.Collections.Immutable;

namespace AgentBot.Core.Templates.Yaml;

/// <summary>A place in a file. Line and column count from 1; the index is the offset in characters from 0.</summary>
public readonly record struct Mark(int Line, int Column, int Index)
{
    public static readonly Mark Start = new(1, 1, 0);
}

/// <summary>A piece of a YAML file that knows where it stands. Scalars are text as written: nothing is typed by its looks.</summary>
public abstract record Node(Mark At)
{
    /// <param name="IsPlain">True where it stands without quotation marks and not as a block.</param>
    public sealed record Scalar(Mark At, string Text, bool IsPlain) : Node(At);

    public sealed record Sequence(Mark At, ImmutableArray<Node> Items) : Node(At);

    public sealed record Map(Mark At, ImmutableArray<Entry> Entries) : Node(At)
    {
        public Node? Find(string key) => FindEntry(key)?.Value;

        public Entry? FindEntry(string key) => Entries.FirstOrDefault(entry => entry.Key.Text == key);
    }

    public sealed record Entry(Scalar Key, Node Value);
}
