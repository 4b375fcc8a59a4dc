using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using AgentBot.Chat.Teams.Receiving;
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
    private const int LongestRow = 600;

    private const string Between = " · ";

    /// <summary>Before the number of a page, where a button of a message carries what was seen.</summary>
    private const char PageMark = 'p';

    /// <summary>Of a page in a message, which is turned there.</summary>
    internal static bool IsPage(string shown) => shown is [PageMark, ..];

    /// <param name="title">What it is, such as the card's subject.</param>
    /// <param name="whole">Points at what is shown; every page's buttons carry it.</param>
    /// <param name="page">From 1; beyond the end is the last one.</param>
    /// <param name="asks">It can still be approved.</param>
    /// <param name="pictures">What must be fetched beside reading the pages; null for nothing.</param>
    public static FullPage Draw(FullView full, string title, ActionRef whole, int page, bool asks, PictureButtons? pictures = null)
    {
        (Card card, int shown, int pages) = Page(full, title, page, asks, pictures);
        TeamsCard drawn = AdaptiveDrawer.Draw(card);
        if (drawn.Content is { } content && pages > 1)
        {
            content["actions"] = new JsonArray(
            [
                .. content["actions"]?.AsArray().Select(action => action!.DeepClone()) ?? [],
                .. Turns(shown, pages).Select(turn => (JsonNode)Turn(turn.Title, whole, turn.To)),
            ]);
        }

        return new FullPage(InvokeBody.Dialog(title, drawn), shown, pages);
    }

    /// <summary>The same page as a message, whose buttons need no dialog.</summary>
    public static (Card Card, bool IsLast) Message(FullView full, string title, ActionRef whole, int page, bool asks, PictureButtons? pictures = null)
    {
        (Card card, int shown, int pages) = Page(full, title, page, asks, pictures);
        return (
            card with
            {
                Body = [new TextBlock(CardText.Line(title, 120)) { Weight = TextWeight.Bolder, Size = TextSize.Medium, Heading = true }, .. card.Body],
                Actions =
                [
                    .. card.Actions,
                    .. Turns(shown, pages).Select(turn => new CardAction.Execute(CardVerb.Read, whole with { Shown = string.Create(CultureInfo.InvariantCulture, $"{PageMark}{turn.To}") }) { Title = turn.Title }),
                    .. whole.Kind == CardRef.Review ? [new CardAction.Execute(CardVerb.View, whole with { Shown = "" }) { Title = "Back to the card" }] : Array.Empty<CardAction>(),
                ],
            },
            shown == pages);
    }

    /// <summary>Inside a dialog only Action.Submit hands anything in; each button has one for clients that know nothing else.</summary>
    public static TeamsCard InDialog(TeamsCard drawn)
    {
        Submitting(drawn.Content);
        return drawn;
    }

    private static void Submitting(JsonNode? node)
    {
        foreach (JsonObject element in node is JsonArray all ? all.OfType<JsonObject>() : node is JsonObject one ? [one] : [])
        {
            if (element["actions"] is JsonArray actions)
            {
                element["actions"] = new JsonArray([.. actions.Select(action => (action!["fallback"] as JsonObject ?? action).DeepClone())]);
            }

            foreach (string inner in (string[])["body", "items", "columns"])
            {
                Submitting(element[inner]);
            }
        }
    }

    /// <summary>Which page a button asks for, from 1.</summary>
    internal static int PageOf(TeamsPress press) =>
        press.Page > 0 ? press.Page
        : press.Ref.Shown is [PageMark, .. var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int page) ? Math.Max(page, 1)
        : 1;

    private static (Card Card, int Shown, int Pages) Page(FullView full, string title, int page, bool asks, PictureButtons? pictures)
    {
        ImmutableArray<ImmutableArray<CardElement>> pages = Paged(Elements(full));
        int shown = Math.Clamp(page, 1, pages.Length);
        string where = shown == pages.Length ? "This is the last page." : asks ? "Approve works after the last page." : "";
        var card = new Card
        {
            FallbackText = title,
            Actions = pictures is null ? [] : [.. pictures.Buttons],
            Body = [.. pages[shown - 1], .. pictures is null ? Array.Empty<CardElement>() : [Line(pictures.Sentence, bold: true)], .. pages.Length == 1 ? Array.Empty<CardElement>() : [Line(string.Create(CultureInfo.InvariantCulture, $"Page {shown} of {pages.Length}. {where}").TrimEnd(), bold: true)]],
        };
        return (card, shown, pages.Length);
    }

    private static IEnumerable<(string Title, int To)> Turns(int shown, int pages)
    {
        if (shown > 1)
        {
            yield return ("Previous page", shown - 1);
        }

        if (shown < pages)
        {
            yield return ("Next page", shown + 1);
        }
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
        FullView.Code code => code.Lines.SelectMany(line => Lines(line.ToString())),
        FullView.Fields fields => fields.All.SelectMany(Field),
        _ => throw new InvalidOperationException($"No pages for {full.GetType().Name}."),
    };

    private static IEnumerable<CardElement> Rows(FullView.Table table)
    {
        foreach (FullRow row in table.Rows)
        {
            string head = string.Create(CultureInfo.InvariantCulture, $"Row {row.Number}") + (row.IsNew ? " · new" : "") + (row.LookWhy.Length > 0 ? $" · AgentBot: {row.LookWhy}" : "");
            yield return Line(head, bold: true);
            string[] cells = [.. table.Columns.Select((column, i) => $"{column.Title}: {Shown(row.Cells[i])}{(row.Was[i] is { } was ? $" (was {Shown(was)})" : "")}")];
            foreach (string text in FitOneLine(cells) ? [string.Join(Between, cells)] : cells)
            {
                foreach (CardElement line in Lines(text))
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

    // Side by side, where nobody can take the end of one cell for the beginning of the next.
    private static bool FitOneLine(string[] cells) =>
        cells.Sum(cell => cell.Length) <= LongestRow && cells.All(cell => !cell.Contains(Between, StringComparison.Ordinal) && !cell.AsSpan().ContainsAny('\n', '\r'));

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

/// <summary>The pictures of an open question beside the words about them, each with where this person gets it.</summary>
/// <param name="All">Null where AgentBot has no public address to hand it out at.</param>
public sealed record PictureButtons(ImmutableArray<(string Name, Uri? Address)> All)
{
    public string Sentence => All.All(picture => picture.Address is not null)
        ? "Open the picture with its button; Approve works after that."
        : "The picture cannot be handed out in Teams, because AgentBot has no public address. Look at it and decide in the console, or ask an operator to give AgentBot an address.";

    internal IEnumerable<CardAction> Buttons =>
        All.Where(picture => picture.Address is not null).Select(picture => Open(picture.Name, picture.Address!));

    private static CardAction.OpenUrl Open(string name, Uri address) => new(address.AbsoluteUri) { Title = CardText.PlainLine($"Open {name}", 30) };
}
