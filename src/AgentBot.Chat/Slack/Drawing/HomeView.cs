using System.Collections.Immutable;
using System.Text.Json.Nodes;
using AgentBot.Core.Cards;

namespace AgentBot.Chat.Slack.Drawing;

/// <summary>What one person's Home tab shows.</summary>
public sealed record HomeFacts
{
    /// <summary>Reviews that wait for this person, oldest first.</summary>
    public ImmutableArray<HomeReview> Reviews { get; init; } = [];

    /// <summary>How many wait in all; 0 where only those above were read.</summary>
    public int Waiting { get; init; }

    /// <summary>Groups that can be decided together.</summary>
    public ImmutableArray<HomeAlike> Alike { get; init; } = [];

    /// <summary>Runs this person asked for, newest first.</summary>
    public ImmutableArray<HomeLine> Runs { get; init; } = [];

    /// <summary>What this person may start, most used first.</summary>
    public ImmutableArray<TemplateLine> Startable { get; init; } = [];

    /// <summary>What runs by itself on behalf of this person.</summary>
    public ImmutableArray<HomeLine> Schedules { get; init; } = [];

    /// <summary>"Wed 25 Nov, 10:02 Berlin time".</summary>
    public required string DrawnAt { get; init; }
}

/// <param name="Card">The pending card, as in the channel.</param>
/// <param name="Place">"#finance".</param>
/// <param name="Link">Permalink of the card's message; empty for none.</param>
public sealed record HomeReview(Card Card, string Place, string Link);

/// <param name="Noun">"record".</param>
/// <param name="Place">Name of the channel; empty where it is not known.</param>
public sealed record HomeAlike(string Kin, int Count, string Noun, string Place);

/// <param name="Title">Plain text.</param>
/// <param name="Under">What it does now, or when it runs next; plain text.</param>
/// <param name="Link">https address or console path; empty for none.</param>
public sealed record HomeLine(string Title, string Under, string Link);

/// <summary>The Home tab: what waits for me, what I have running, what I may start, what runs by itself.</summary>
public static class HomeView
{
    private const int MostReviews = 8;
    private const int MostRuns = 8;
    private const int MostStartable = 5;
    private const int MostSchedules = 5;

    public static JsonObject Draw(HomeFacts facts, SlackContext context)
    {
        var pieces = new PieceList();
        var reader = new InkReader(context, []);
        var blocks = new List<JsonObject>();
        Reviews(blocks, facts, context, pieces, reader);
        Lines(blocks, "Your runs", facts.Runs, MostRuns, "Nothing of yours is running.", "runs", context, pieces);
        Startable(blocks, facts, context, pieces);
        Lines(blocks, "Your schedules", facts.Schedules, MostSchedules, "Nothing of yours runs by itself.", "schedules", context, pieces);
        blocks.Add(Block.Context($"As of {SlackText.Mrkdwn(facts.DrawnAt, 60)}. Nothing leaves AgentBot before a person approves it."));
        return new JsonObject { ["type"] = "home", ["callback_id"] = "agentbot.home", ["blocks"] = Block.Array(blocks.Take(BlockLimits.ViewBlocks)) };
    }

    private static void Reviews(List<JsonObject> blocks, HomeFacts facts, SlackContext context, PieceList pieces, InkReader reader)
    {
        int count = Math.Max(facts.Reviews.Length, facts.Waiting);
        blocks.Add(Block.Header(count == 0 ? "No review waits for you" : $"{Wording.Count(count, "review waits", "reviews wait")} for you"));
        if (count == 0)
        {
            blocks.Add(Block.Context("Nothing to do."));
        }

        foreach (HomeAlike alike in facts.Alike)
        {
            JsonObject section = Block.Section($"*{SlackText.Mrkdwn(Wording.Count(alike.Count, alike.Noun, alike.Noun + "s"), 80)}* are alike{(alike.Place.Length == 0 ? "" : $" in #{SlackText.Mrkdwn(alike.Place.TrimStart('#'), 80)}")}: low risk, nothing unusual");
            if (new ActionDrawer(context, pieces).Press("Decide together…", new CardPress(PressStep.Act, CardVerb.Command, new ActionRef(CardRef.Command, $"reviews together {alike.Kin}")), null) is { } button)
            {
                section["accessory"] = button;
            }

            blocks.Add(section);
        }

        foreach (HomeReview review in facts.Reviews.Take(MostReviews))
        {
            // Whatever somebody wrote into it, one review takes four blocks and no more.
            blocks.Add(Line(reader, review.Card, CardPart.Question, review.Card.FallbackText, bold: true));
            blocks.Add(Small(reader, review.Card, review.Place));
            blocks.AddRange(new ActionDrawer(context, pieces).Rows([.. Whole(review.Card), .. review.Card.Actions, .. Link("Go to the card", review.Link)]).Take(1));
            blocks.Add(Block.Divider());
        }

        if (count > MostReviews)
        {
            blocks.Add(More(count - MostReviews, "reviews"));
        }
    }

    private static JsonObject Line(InkReader reader, Card card, string part, string otherwise, bool bold)
    {
        string words = card.Part(part) is CardElement.TextBlock text ? InkReader.Words(reader.Read(text.Text)) : otherwise;
        Ink ink = new(SlackText.Line(words, 300)) { Bold = bold };
        return ink.Text.Length == 0 ? Block.Section("–")
            : Mrkdwn.TryWrite([ink], out string written) ? Block.Section(written)
            : Block.RichText([Block.RichSection(RichText.Elements([ink]))]);
    }

    private static JsonObject Small(InkReader reader, Card card, string place)
    {
        string asked = Words(reader, card, CardPart.Asked);
        string[] lines = [string.Join(" · ", new[] { asked, place }.Where(text => text.Length > 0)), Words(reader, card, CardPart.Consequence), Words(reader, card, CardPart.Deciders)];
        string text = string.Join('\n', lines.Where(line => line.Length > 0).Select(line => CardText.Cut(line, 400)));
        return Block.Context(text.Length == 0 ? "–" : SlackText.Mrkdwn(text, 2_000));
    }

    private static string Words(InkReader reader, Card card, string part) =>
        card.Part(part) is CardElement.TextBlock text ? InkReader.Words(reader.Read(text.Text)).ReplaceLineEndings(" ") : "";

    private static IEnumerable<CardAction> Whole(Card card) => Inner(card.Body).Where(action => action is CardAction.OpenUrl open && CardPath.ReadReview(open.Path) is { InFull: true });

    private static IEnumerable<CardAction> Inner(IEnumerable<CardElement> body) => body.SelectMany(element => element switch
    {
        CardElement.ActionSet set => set.Actions,
        CardElement.Container container => Inner(container.Items),
        _ => [],
    });

    private static void Lines(List<JsonObject> blocks, string title, ImmutableArray<HomeLine> lines, int most, string none, string command, SlackContext context, PieceList pieces)
    {
        blocks.Add(Block.Header(title));
        if (lines.IsEmpty)
        {
            blocks.Add(Block.Context(none));
        }

        foreach (HomeLine line in lines.Take(most))
        {
            string name = Named(line.Title);
            string under = SlackText.Mrkdwn(line.Under.ReplaceLineEndings(" "), 300);
            JsonObject section = Block.Section(under.Length == 0 ? name : $"{name}\n{under}");
            if (Link("Open", line.Link).FirstOrDefault() is { } open && new ActionDrawer(context, pieces).Button(open) is { } button)
            {
                section["accessory"] = button;
            }

            blocks.Add(section);
        }

        if (lines.Length > most)
        {
            blocks.Add(More(lines.Length - most, command));
        }
    }

    private static void Startable(List<JsonObject> blocks, HomeFacts facts, SlackContext context, PieceList pieces)
    {
        blocks.Add(Block.Header("What you can start"));
        if (facts.Startable.IsEmpty)
        {
            blocks.Add(Block.Context("Nothing yet. The operator decides what is offered to whom."));
        }

        foreach (TemplateLine template in facts.Startable.Take(MostStartable))
        {
            JsonObject section = Block.Section($"{Named(template.Title)}\n{SlackText.Mrkdwn(template.Summary.Length == 0 ? template.Name : template.Summary, 300)}");
            if (new ActionDrawer(context, pieces).Press("Start", new CardPress(PressStep.Act, CardVerb.Command, new ActionRef(CardRef.Command, $"run {template.Name}")), null) is { } button)
            {
                section["accessory"] = button;
            }

            blocks.Add(section);
        }

        if (facts.Startable.Length > MostStartable)
        {
            blocks.Add(More(facts.Startable.Length - MostStartable, "templates"));
        }
    }

    private static IEnumerable<CardAction> Link(string title, string link) => link.Length == 0 ? [] : [new CardAction.OpenUrl(link) { Title = title }];

    private static string Named(string text) =>
        SlackText.Line(text, 150) is not { Length: > 0 } name ? "–"
        : Mrkdwn.TryWrite([new Ink(name) { Bold = true }], out string bold) ? bold
        : SlackText.Mrkdwn(name, 200);

    private static JsonObject More(int count, string command) => Block.Context($"*{Wording.Number(count)} more:* write “{command}” to AgentBot.");
}
