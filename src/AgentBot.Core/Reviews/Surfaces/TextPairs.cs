using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Reviews.Surfaces;

/// <summary>Changes in a text as pairs of "Was" and "Now": struck and bold help the eye, the words carry it.</summary>
internal static class TextPairs
{
    public const int LongestSide = 280;

    /// <summary>Where more than this share of a side is new, single words that stayed only confuse: then the whole side is marked.</summary>
    private const double MostlyNew = 0.6;

    public static ImmutableArray<CardElement> Draw(ImmutableArray<TextChange> changes, int most, string unit = "Paragraph")
    {
        var elements = ImmutableArray.CreateBuilder<CardElement>();
        foreach (TextChange change in changes.Take(most))
        {
            var lines = ImmutableArray.CreateBuilder<CardElement>();
            lines.Add(CardParts.Subtle($"{unit} {change.Paragraph}{(change.Kind switch { TextChangeKind.Added => ", new", TextChangeKind.Removed => " of the round before, gone", _ => "" })}") with { Spacing = Spacing.None });
            if (change.Kind != TextChangeKind.Added)
            {
                lines.Add(Side("Was: ", change.Was, struck: true));
            }

            if (change.Kind != TextChangeKind.Removed)
            {
                lines.Add(Side("Now: ", change.Now, struck: false));
            }

            elements.Add(new Container(lines.ToImmutable()) { Style = ContainerStyle.Emphasis, Spacing = Spacing.Small });
        }

        if (changes.Length > most)
        {
            elements.Add(CardParts.Small($"{Wording.Count(changes.Length - most, "more change", "more changes")} in the full view."));
        }

        return elements.ToImmutable();
    }

    /// <param name="isCode">Every letter counts; else marks of Markdown are left away.</param>
    public static RichTextBlock Side(string label, ImmutableArray<DiffWord> words, bool struck, bool isCode = false)
    {
        var runs = ImmutableArray.CreateBuilder<TextRun>();
        if (label.Length > 0)
        {
            runs.Add(new TextRun(label) { Bold = true });
        }

        int left = LongestSide;
        bool whole = words.Where(word => word.Changed).Sum(word => word.Text.Length) > MostlyNew * words.Sum(word => word.Text.Length);
        foreach (DiffWord word in words)
        {
            string visible = CardText.Visible(isCode ? word.Text : word.Text.Replace("**", "", StringComparison.Ordinal)).Replace('\n', ' ');
            string text = CardText.Cut(visible, Math.Max(left, 1));
            if (text.Length > 0)
            {
                runs.Add(new TextRun(text) { Strikethrough = struck && (whole || word.Changed), Bold = !struck && !whole && word.Changed });
            }

            left -= visible.Length;
            if (left <= 0)
            {
                break;
            }
        }

        return new RichTextBlock(runs.ToImmutable()) { Spacing = Spacing.None };
    }
}
