using System.Collections.Immutable;
using DiffPlex;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace AgentBot.Core.Artifacts;

/// <param name="Was">Number in the older text, from 1; null for a new line.</param>
/// <param name="Now">Number in the newer text, from 1; null for one that is gone.</param>
public sealed record DiffLine(int? Was, int? Now, string Text)
{
    public bool IsAdded => Was is null;

    public bool IsRemoved => Now is null;

    /// <summary>As in a patch: space, plus or minus.</summary>
    public char Mark => IsAdded ? '+' : IsRemoved ? '-' : ' ';
}

/// <summary>Lines that belong together: a change with the lines around it.</summary>
public sealed record DiffHunk(ImmutableArray<DiffLine> Lines)
{
    /// <summary>"@@ -12,3 +12,4 @@", as programs that apply patches read it.</summary>
    public string Head
    {
        get
        {
            int was = Lines.Count(line => !line.IsAdded), now = Lines.Count(line => !line.IsRemoved);
            int wasFrom = Lines.FirstOrDefault(line => line.Was is not null)?.Was ?? 0, nowFrom = Lines.FirstOrDefault(line => line.Now is not null)?.Now ?? 0;
            return FormattableString.Invariant($"@@ -{wasFrom},{was} +{nowFrom},{now} @@");
        }
    }
}

/// <summary>What differs between two texts line by line, every space counted: for code and settings.</summary>
public static class LineDiff
{
    private const int Around = 3;

    /// <summary>All lines of both texts in their order; of a changed place those that are gone stand first.</summary>
    public static ImmutableArray<DiffLine> Lines(string before, string after)
    {
        DiffPaneModel model = new InlineDiffBuilder(new Differ()).BuildDiffModel(before, after, ignoreWhitespace: false);
        var lines = ImmutableArray.CreateBuilder<DiffLine>(model.Lines.Count);
        var added = new List<DiffLine>();
        int was = 0, now = 0;
        foreach (DiffPiece piece in model.Lines)
        {
            switch (piece.Type)
            {
                case ChangeType.Inserted:
                    added.Add(new DiffLine(null, ++now, piece.Text));
                    break;
                case ChangeType.Deleted:
                    lines.Add(new DiffLine(++was, null, piece.Text));
                    break;
                default:
                    lines.AddRange(added);
                    added.Clear();
                    lines.Add(new DiffLine(++was, ++now, piece.Text));
                    break;
            }
        }

        lines.AddRange(added);
        return lines.MoveToImmutable();
    }

    public static ImmutableArray<DiffHunk> Hunks(ImmutableArray<DiffLine> lines)
    {
        var hunks = ImmutableArray.CreateBuilder<DiffHunk>();
        int[] changed = [.. Enumerable.Range(0, lines.Length).Where(i => lines[i].Mark != ' ')];
        for (int i = 0; i < changed.Length;)
        {
            int first = changed[i], last = first;
            while (++i < changed.Length && changed[i] - last <= 2 * Around)
            {
                last = changed[i];
            }

            hunks.Add(new DiffHunk([.. lines[Math.Max(0, first - Around)..Math.Min(lines.Length, last + Around + 1)]]));
        }

        return hunks.ToImmutable();
    }
}
