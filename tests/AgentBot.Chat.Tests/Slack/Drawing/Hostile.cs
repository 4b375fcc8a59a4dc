using System.Collections.Immutable;
using AgentBot.Core.Cards;
using AgentBot.Core.Templates.Spec;
using FsCheck;
using FsCheck.Fluent;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Chat.Tests.Slack.Drawing;

/// <summary>Texts and cards that nobody tidied: long, wide, right to left, cut in the middle of an emoji, full of what Slack or Markdown would obey.</summary>
internal static class Hostile
{
    public static ActionRef Ref { get; } = new(CardRef.Review, "01980000000070008000000000000001", 2, "0123456789abcdef");

    private static readonly string[] Pieces =
    [
        "<!channel>", "<!here>", "<!everyone>", "<@U0AAA1>", "<!subteam^S1>", "<#C1>", "<https://evil.example|Approve>", "https://evil.example/a?b=c&d", "&amp;", "&lt;!channel&gt;", "&", "<", ">",
        "*bold*", "_it_", "~gone~", "`code`", "```\nblock\n```", "> quote\n", ":warning:", "10:30:45", "**strong**", "](javascript:alert(1))", "[click](https://evil.example)", "[here](/console/runs/1)", "# head\n", "- item\n", "1. one\n",
        "\u202Eevil\u202C", "\u200F", "\u200B", "\u2066", "שלום עולם", "مرحبا بالعالم", "日本語の文章", "👩‍👩‍👧‍👦", "🇩🇪", "👍🏽", "é́́́́́́", "\uD83D", "\uDE00", "\0", "\u0007", "\r\n", "\n\n", "\t", " ", "  ", "",
        "Approve", "snake_case_name", "|", "\\", "\"", "“", "…", "28,914.30\u00A0EUR", "@finance-leads", "word", "a",
    ];

    private static readonly string[] Long = [new string('x', 200), new string('W', 3_100), string.Concat(Enumerable.Repeat("&<>", 700)), string.Concat(Enumerable.Repeat("😀", 900)), string.Concat(Enumerable.Repeat("اب ", 700))];

    public static Gen<string> Text { get; } = Gen.Frequency(
        (40, Some(0, 6)),
        (6, Some(5, 40)),
        (1, from text in Some(0, 4) from much in Gen.Elements(Long) select text + much + text),
        (4, ArbMap.Default.GeneratorFor<string>().Select(text => text ?? "")));

    /// <summary>Mostly escaped as builders of cards do it, now and then raw: the drawing must bear both.</summary>
    private static Gen<string> Markdown { get; } = Gen.Frequency((3, Text.Select(text => CardText.Line(text))), (2, Text.Select(text => CardText.Lines(text, 20_000))), (1, Text), (1, Text.Select(text => $"**{CardText.Line(text)}:** {CardText.Line(text)}")));

    private static Gen<string> Short { get; } = Text.Select(text => CardText.PlainLine(text, 60));

    private static Gen<ContainerStyle?> Style { get; } = Gen.Elements<ContainerStyle?>(null, ContainerStyle.Default, ContainerStyle.Emphasis, ContainerStyle.Good, ContainerStyle.Attention, ContainerStyle.Warning, ContainerStyle.Accent);

    private static Gen<CardElement> TextElement { get; } =
        from text in Markdown
        from look in Gen.Choose(0, 5)
        select (CardElement)new TextBlock(text)
        {
            Size = look is 1 ? TextSize.Small : null,
            IsSubtle = look is 2,
            Monospace = look is 3,
            Weight = look is 4 ? TextWeight.Bolder : null,
            Separator = look is 5,
        };

    private static Gen<CardElement> Rich { get; } =
        from runs in ListOf(1, 8, from text in Text from bold in Gen.Elements(true, false) from struck in Gen.Elements(true, false) select new TextRun(text) { Bold = bold, Strikethrough = struck })
        select (CardElement)new RichTextBlock(runs);

    private static Gen<CardElement> Facts { get; } =
        from facts in ListOf(0, 45, from title in Markdown from value in Markdown select new CardFact(title, value))
        select (CardElement)new FactSet(facts);

    private static Gen<CardElement> Grid { get; } =
        from columns in Gen.Frequency((8, Gen.Choose(1, 7)), (1, Gen.Choose(8, 25)))
        from rows in Rows(from cells in ListOf(1, columns, Gen.Frequency((1, Markdown), (9, Short))) from whole in Gen.Elements(false, false, true) select new TableRow([.. cells.Select(cell => TableCell.Of(cell))]) { Emphasis = whole })
        select (CardElement)new Table([.. Enumerable.Range(0, columns).Select(i => new TableColumn(1, i % 2 == 1))], rows);

    private static Gen<ImmutableArray<TableRow>> Rows(Gen<TableRow> row) => Gen.Frequency((6, ListOf(0, 12, row)), (1, ListOf(13, 130, row)));

    private static Gen<CardElement> Row { get; } =
        from left in ListOf(0, 3, TextElement)
        from right in ListOf(0, 2, TextElement)
        select (CardElement)new ColumnSet([new CardColumn("stretch", left), new CardColumn("auto", right)]);

    private static Gen<CardElement> Box { get; } =
        from items in ListOf(0, 8, Gen.Frequency((5, TextElement), (3, Rich), (2, Row)))
        from style in Style
        from line in Gen.Elements(true, false)
        select (CardElement)new Container(items) { Style = style, Separator = line };

    private static Gen<CardElement> Body { get; } = Gen.Frequency((6, TextElement), (2, Rich), (2, Facts), (1, Grid), (3, Row), (3, Box));

    public static Gen<CardAction> Action { get; } = Gen.Frequency(
        (4, from title in Short from style in Gen.Elements<ActionStyle?>(null, ActionStyle.Positive, ActionStyle.Destructive) select (CardAction)new CardAction.Execute(CardVerb.Approve, Ref) { Title = title, Style = style }),
        (2, from title in Short from sentence in Markdown select (CardAction)new CardAction.ShowCard(new Card { FallbackText = "", Body = [new TextBlock(sentence)], Actions = [new CardAction.Execute(CardVerb.Approve, Ref) { Title = title }] }) { Title = title }),
        (2, from title in Short from label in Text select (CardAction)new CardAction.ShowCard(Ask(label)) { Title = title }),
        (2, from title in Short from path in Gen.Elements("/console/runs/4211", "/console/reviews/r1/2/full", "/console/reviews/r1/2", "/console/templates/x", "//evil.example", "https://evil.example/", "javascript:alert(1)") select (CardAction)new CardAction.OpenUrl(path) { Title = title }));

    public static Gen<Card> Card { get; } =
        from question in Markdown
        from strip in Short
        from asked in Markdown
        from yes in Markdown
        from style in Style
        from body in ListOf(0, 30, Body)
        from who in Markdown
        from actions in ListOf(0, 7, Action)
        from text in Text
        select new Card
        {
            FallbackText = text,
            Body =
            [
                new Container([new ColumnSet([new CardColumn("stretch", [new TextBlock(strip)])])]) { Id = CardPart.Strip, Style = style },
                new TextBlock(question) { Id = CardPart.Question, Heading = true },
                new TextBlock(asked) { Id = CardPart.Asked, IsSubtle = true },
                new TextBlock(yes) { Id = CardPart.Consequence },
                .. body,
                new TextBlock(who + " @finance-leads") { Id = CardPart.Deciders, Size = TextSize.Small },
            ],
            Actions = actions,
            Mentions = [new CardMention("@finance-leads", new Principal(PrincipalKind.Group, "finance-leads"))],
        };

    public static Gen<ImmutableArray<T>> ListOf<T>(int least, int most, Gen<T> of) =>
        from count in Gen.Choose(least, most)
        from items in of.ListOf(count)
        select items.ToImmutableArray();

    private static Card Ask(string label) => new()
    {
        FallbackText = "",
        Body =
        [
            new InputText(CardInput.Note, label) { Multiline = true, MaxLength = 1_000, IsRequired = true, Placeholder = label + "." },
            new InputChoiceSet(CardInput.Marked, label, [new CardChoice(label, "1"), new CardChoice(label, "2"), new CardChoice("", "")]) { IsMultiSelect = true },
        ],
        Actions = [new CardAction.Execute(CardVerb.Reject, Ref) { Title = label, Style = ActionStyle.Destructive }],
    };

    private static Gen<string> Some(int least, int most) => ListOf(least, most, Gen.Elements(Pieces)).Select(pieces => string.Join(pieces.Length % 2 == 0 ? " " : "", pieces));
}
