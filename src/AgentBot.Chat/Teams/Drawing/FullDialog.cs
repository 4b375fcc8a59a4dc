using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using AgentBot.Core.Cards;
using AgentBot.Core.Reviews.Surfaces;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Chat.Teams.Drawing;

/// <param name="Body">Of the answer that opens or turns the dialog.</param>
/// <param name="Page">From 1.</param>
public sealed record FullPage(JsonObject Body, int Page, int Pages)
{
    /// <summary>Who came here has been given everything.</summary>
    public bool IsLast => Page == Pages;
}

/// <summary>The whole artifact in a dialog, page by page, with nothing left out and nothing shortened.</summary>
public static class FullDialog
{
    private const int ElementsOnAPage = 80;
    private const int CharactersOnAPage = 8_000;
    private const int LongestLine = 2_000;

    /// <param name="title">What it is, such as the card's subject.</param>
    /// <param name="whole">Points at what is shown; every page's buttons carry it.</param>
    /// <param name="page">From 1; beyond the end is the last one.</param>
    /// <param name="asks">It can still be approved.</param>
    public static FullPage Draw(FullView full, string title, ActionRef whole, int page, bool asks)
    {
        ImmutableArray<ImmutableArray<CardElement>> pages = Paged(Elements(full));
        int shown = Math.Clamp(page, 1, pages.Length);
        string where = shown == pages.Length ? "This is the last page." : asks ? "Approve works after the last page." : "";
        var card = new Card
        {
            FallbackText = title,
            Body = [.. pages[shown - 1], .. pages.Length == 1 ? Array.Empty<CardElement>() : [Line(string.Create(CultureInfo.InvariantCulture, $"Page {shown} of {pages.Length}. {where}").TrimEnd(), bold: true)]],
        };
        TeamsCard drawn = AdaptiveDrawer.Draw(card);
        if (drawn.Content is { } content && pages.Length > 1)
        {
            content["actions"] = new JsonArray(
                [.. shown > 1 ? new JsonNode[] { Turn("Previous page", whole, shown - 1) } : [], .. shown < pages.Length ? new JsonNode[] { Turn("Next page", whole, shown + 1) } : []]);
        }

        return new FullPage(InvokeBody.Dialog(title, drawn), shown, pages.Length);
    }

    private static JsonObject Turn(string title, ActionRef whole, int page)
    {
        JsonObject data = PressData.Of(whole);
        data[PressData.Verb] = CardVerb.Read;
        data[PressData.Page] = page;
        return new JsonObject { ["type"] = "Action.Submit", ["title"] = title, ["data"] = data };
    }

    private static ImmutableArray<ImmutableArray<CardElement>> Paged(IEnumerable<CardElement> elements)
    {
        var pages = ImmutableArray.CreateBuilder<ImmutableArray<CardElement>>();
        var page = ImmutableArray.CreateBuilder<CardElement>();
        int characters = 0;
        foreach (CardElement element in elements)
        {
            int more = element is RichTextBlock line ? line.Inlines.Sum(run => run.Text.Length) : 0;
            if (page.Count > 0 && (page.Count == ElementsOnAPage || characters + more > CharactersOnAPage))
            {
                pages.Add(page.ToImmutable());
                page.Clear();
                characters = 0;
            }

            page.Add(element);
            characters += more;
        }

        pages.Add(page.Count == 0 ? [Line("It is empty.", bold: false)] : page.ToImmutable());
        return pages.ToImmutable();
    }

    // Letter for letter: what somebody approves must not depend on how a client reads Markdown.
    private static IEnumerable<CardElement> Elements(FullView full) => full switch
    {
        FullView.Document document => [Line(document.Title, bold: true), .. Lines(document.Markdown)],
        FullView.Message message => Lines(message.Text),
        FullView.Table table => Rows(table),
        FullView.Fields fields => fields.All.SelectMany(Field),
        _ => throw new InvalidOperationException($"No pages for {full.GetType().Name}."),
    };

    private static IEnumerable<CardElement> Rows(FullView.Table table)
    {
        foreach (FullRow row in table.Rows)
        {
            string head = string.Create(CultureInfo.InvariantCulture, $"Row {row.Number}") + (row.IsNew ? " · new" : "") + (row.LookWhy.Length > 0 ? $" · AgentBot: {row.LookWhy}" : "");
            yield return Line(head, bold: true);
            for (int i = 0; i < table.Columns.Length; i++)
            {
                foreach (CardElement line in Lines($"{table.Columns[i].Title}: {Shown(row.Cells[i])}{(row.Was[i] is { } was ? $" (was {Shown(was)})" : "")}"))
                {
                    yield return line;
                }
            }
        }

        foreach (FullGroup group in table.Groups.Length > 1 ? table.Groups.Append(table.All) : [])
        {
            yield return Line($"{group.Title}: {Wording.Rows(group.Rows)}{(group.Sums.Length == 0 ? "" : ", " + group.Sums)}", bold: true);
        }
    }

    private static IEnumerable<CardElement> Field(FullField field) =>
    [
        Line(field.Title, bold: true),
        .. Lines(Shown(field.Value)),
        .. field.Was is { } was ? Lines($"Was: {Shown(was)}") : [],
        .. field.Inside is { } inside ? Elements(inside) : [],
    ];

    private static IEnumerable<CardElement> Lines(string text)
    {
        foreach (string line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            for (int at = 0; at == 0 || at < line.Length;)
            {
                int length = Math.Min(LongestLine, line.Length - at);

                // A character of two halves stays whole.
                length -= at + length < line.Length && char.IsHighSurrogate(line[at + length - 1]) ? 1 : 0;
                yield return Line(line.Substring(at, length), bold: false);
                at += Math.Max(length, 1);
            }
        }
    }

    private static RichTextBlock Line(string text, bool bold)
    {
        // Clients drop spaces at the beginning of a line, which code and lists are read by.
        string shown = CardText.Visible(text);
        int spaces = shown.Length - shown.TrimStart(' ').Length;
        return new RichTextBlock([new TextRun(shown.Length == spaces ? "\u00a0" : new string('\u00a0', spaces) + shown[spaces..]) { Bold = bold }]) { Spacing = bold ? Spacing.Small : Spacing.None };
    }

    private static string Shown(string value) => value.Length == 0 ? "empty" : value;
}
