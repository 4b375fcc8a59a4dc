using System.Collections.Immutable;
using AgentBot.Core.Cards;

namespace AgentBot.Chat.Slack.Drawing;

/// <summary>Facts as two columns where all are short, else as lines "Title: value".</summary>
internal sealed class FactDrawer(PieceList pieces, InkReader reader)
{
    private const int MostFacts = 30;
    private const int LongestTitle = 60;
    private const int LongestValue = 500;

    /// <summary>Beyond this a value would break in a narrow column.</summary>
    private const int ShortValue = 28;

    public void Draw(CardElement.FactSet set, PieceWeight weight)
    {
        (ImmutableArray<Ink> Title, ImmutableArray<Ink> Value)[] facts =
        [
            .. set.Facts.Select(fact => (Title: reader.Read(fact.Title), Value: reader.Read(fact.Value))).Where(fact => fact.Title.Length + fact.Value.Length > 0),
        ];
        if (facts.Length == 0)
        {
            return;
        }

        foreach ((ImmutableArray<Ink> title, ImmutableArray<Ink> value) in facts)
        {
            pieces.Say($"{InkReader.Words(title)}: {InkReader.Words(value)}");
        }

        var shown = facts.Take(MostFacts).Select(fact => (Title: Cut(fact.Title, LongestTitle), Value: Cut(fact.Value, LongestValue))).ToArray();
        if (!TryFields(shown, weight))
        {
            Lines(shown, weight);
        }

        if (facts.Length > MostFacts)
        {
            pieces.IsCut = true;
            pieces.Add(Block.Context($"*{facts.Length - MostFacts} more* are in the file in this thread."), weight);
        }
    }

    private bool TryFields((ImmutableArray<Ink> Title, ImmutableArray<Ink> Value)[] facts, PieceWeight weight)
    {
        string[] titles = [.. facts.Select(fact => InkReader.Words(fact.Title))];
        if (facts.Length < 2
            || facts.Any(fact => InkReader.Words(fact.Value).Length > ShortValue || InkReader.Words(fact.Title).Length > ShortValue)
            || titles.Distinct(StringComparer.Ordinal).Count() < titles.Length)
        {
            return false;
        }

        var fields = new List<string>();
        foreach ((ImmutableArray<Ink> title, ImmutableArray<Ink> value) in facts)
        {
            if (!Mrkdwn.TryWrite(InkReader.Tidy([.. title.Select(Bold), new Ink("\n"), .. value]), out string field))
            {
                return false;
            }

            fields.Add(field);
        }

        foreach (string[] few in fields.Chunk(BlockLimits.Fields))
        {
            pieces.Add(Block.Fields(few), weight);
        }

        return true;
    }

    private void Lines((ImmutableArray<Ink> Title, ImmutableArray<Ink> Value)[] facts, PieceWeight weight)
    {
        var inks = new List<Ink>();
        foreach ((ImmutableArray<Ink> title, ImmutableArray<Ink> value) in facts)
        {
            string last = InkReader.Words(title);
            inks.AddRange(inks.Count == 0 ? [] : [new Ink("\n")]);
            inks.AddRange(title.Select(Bold));
            inks.Add(new Ink(last.Length > 0 && last[^1] is not (':' or '.' or '?' or '!') ? ":" : "") { Bold = true });
            inks.Add(new Ink(" "));
            inks.AddRange(value);
        }

        foreach (ImmutableArray<Ink> piece in InkPieces.Of(InkReader.Tidy(inks), BlockLimits.Text - 300))
        {
            pieces.Add(
                Mrkdwn.TryWrite(piece, out string text) && text.Length <= BlockLimits.Text ? Block.Section(text) : Block.RichText([Block.RichSection(RichText.Elements(piece))]),
                weight);
        }
    }

    private ImmutableArray<Ink> Cut(ImmutableArray<Ink> inks, int most)
    {
        if (InkReader.Words(inks).Length <= most)
        {
            return inks;
        }

        pieces.IsCut = true;
        return InkCut.To(inks, most);
    }

    private static Ink Bold(Ink ink) => ink with { Bold = true };
}
