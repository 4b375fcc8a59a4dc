using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace AgentBot.Core.Templates.Yaml;

/// <summary>
/// The only door for YAML. Works on the event stream and stops at the first bound that is broken, before any tree exists: no
/// aliases, anchors, tags or directives, at most 32 levels, 20,000 pieces and 32,768 characters in one text.
/// </summary>
public static class YamlGate
{
    public const int Deepest = 32;
    public const int MostNodes = 20_000;
    public const int LongestScalar = 32_768;

    /// <summary>The file's one map, or null after the mistakes were reported.</summary>
    public static Node.Map? Read(string text, Mistakes mistakes)
    {
        var builder = new Builder(text, mistakes);
        try
        {
            return builder.Document();
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException or IndexOutOfRangeException or NullReferenceException or FormatException)
        {
            // The scanner of the YAML library stops so on some broken texts instead of naming a place; the last good one is near.
            mistakes.Add(builder.Last, "not-yaml", "Somewhere after this place the file is not valid YAML.", "Look for a bracket or a quotation mark that is not closed.");
            return null;
        }
        catch (YamlException broken)
        {
            Mark at = Of(broken.Start);
            bool tab = text.Split('\n').ElementAtOrDefault(at.Line - 1)?.TrimStart(' ').StartsWith('\t') == true;
            mistakes.Add(at, "not-yaml", tab ? "A line begins with a tab; YAML takes only spaces there." : "From here on the file is not valid YAML.", tab ? "Use spaces." : Hint(broken));
            return null;
        }
    }

    private static string Hint(YamlException broken)
    {
        string inner = broken.Message.Contains("): ", StringComparison.Ordinal) ? broken.Message[(broken.Message.LastIndexOf("): ", StringComparison.Ordinal) + 3)..] : broken.Message;
        return $"The YAML reader says: {inner.TrimEnd('.')}.";
    }

    private static Mark Of(YamlDotNet.Core.Mark mark) => new((int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column), (int)mark.Index);

    private sealed class Builder(string text, Mistakes mistakes)
    {
        private readonly Parser _parser = new(new StringReader(text));
        private int _nodes;

        /// <summary>Where the last piece began that could be read.</summary>
        public Mark Last { get; private set; } = Mark.Start;

        public Node.Map? Document()
        {
            _parser.MoveNext();
            if (!_parser.MoveNext() || _parser.Current is StreamEnd)
            {
                mistakes.Add(Mark.Start, "empty-file", "The file is empty.", "Begin with `apiVersion: agentbot/v1`.");
                return null;
            }

            if (_parser.Current is DocumentStart { Version: not null } or DocumentStart { Tags.Count: > 0, IsImplicit: false } && HasDirective(text))
            {
                mistakes.Add(Mark.Start, "directive", "Directives (lines that begin with %) are not taken.", "Delete them.");
                return null;
            }

            _parser.MoveNext();
            Node? root = Read(1);
            if (root is null)
            {
                return null;
            }

            _parser.MoveNext();
            _parser.MoveNext();
            if (_parser.Current is DocumentStart second)
            {
                mistakes.Add(Of(second.Start), "second-document", "A second document begins here.", "Put each template into a file of its own.");
                return null;
            }

            if (root is Node.Map map)
            {
                return map;
            }

            mistakes.Add(root.At, "not-a-map", "A template is a list of keys with values.", "Begin with `apiVersion: agentbot/v1`.");
            return null;
        }

        private static bool HasDirective(string text) => text.Split('\n').Any(line => line.StartsWith('%'));

        // Recursion is bounded by Deepest, which is checked before the next level is entered.
        private Node? Read(int depth)
        {
            ParsingEvent current = _parser.Current!;
            Mark at = Of(current.Start);
            Last = at;
            if (current is AnchorAlias)
            {
                return Refuse(at, "alias", "Aliases (*name) are not taken.", "Write the value again.");
            }

            if (current is NodeEvent { Anchor.IsEmpty: false })
            {
                return Refuse(at, "anchor", "Anchors (&name) are not taken.", "Delete the anchor and write the value where it is needed.");
            }

            if (current is NodeEvent { Tag.IsEmpty: false })
            {
                return Refuse(at, "tag", "Tags (!name) are not taken.", "Delete the tag; types follow from the key.");
            }

            if (++_nodes > MostNodes)
            {
                return Refuse(at, "too-many-nodes", $"The file has more than {MostNodes:N0} pieces.", "Split it into several templates.");
            }

            if (depth > Deepest)
            {
                return Refuse(at, "too-deep", $"The file is nested more than {Deepest} levels deep.", "Nothing in a template needs that.");
            }

            return current switch
            {
                Scalar scalar => ReadScalar(scalar, at),
                SequenceStart => ReadSequence(at, depth),
                MappingStart => ReadMap(at, depth),
                _ => Refuse(at, "not-yaml", "Here something else was expected.", null),
            };
        }

        private Node.Scalar? ReadScalar(Scalar scalar, Mark at)
        {
            if (scalar.Value.Length > LongestScalar)
            {
                Refuse(at, "text-too-long", $"This text has more than {LongestScalar:N0} characters.", "Shorten it.");
                return null;
            }

            return new Node.Scalar(at, scalar.Value, scalar.Style is ScalarStyle.Plain);
        }

        private Node.Sequence? ReadSequence(Mark at, int depth)
        {
            var items = ImmutableArray.CreateBuilder<Node>();
            while (_parser.MoveNext() && _parser.Current is not SequenceEnd)
            {
                if (Read(depth + 1) is not { } item)
                {
                    return null;
                }

                items.Add(item);
            }

            return new Node.Sequence(at, items.ToImmutable());
        }

        private Node.Map? ReadMap(Mark at, int depth)
        {
            var entries = ImmutableArray.CreateBuilder<Node.Entry>();
            var lines = new Dictionary<string, int>(StringComparer.Ordinal);
            while (_parser.MoveNext() && _parser.Current is not MappingEnd)
            {
                Node? key = Read(depth + 1);
                if (key is null)
                {
                    return null;
                }

                if (key is not Node.Scalar name)
                {
                    Refuse(key.At, "key-not-text", "A key is a word, not a list or a map.", "Quote text that begins with { or [.");
                    return null;
                }

                _parser.MoveNext();
                if (Read(depth + 1) is not { } value)
                {
                    return null;
                }

                if (!lines.TryAdd(name.Text, name.At.Line))
                {
                    mistakes.Add(name.At, "duplicate-key", $"The key `{name.Text}` stands here a second time; the first is in line {lines[name.Text]}.", "Delete one of them.");
                    continue;
                }

                entries.Add(new Node.Entry(name, value));
            }

            return new Node.Map(at, entries.ToImmutable());
        }

        private Node? Refuse(Mark at, string code, string message, string? suggestion)
        {
            mistakes.Add(at, code, message, suggestion);
            return null;
        }
    }
}
