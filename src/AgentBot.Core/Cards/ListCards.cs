using System.Collections.Immutable;
using static AgentBot.Core.Cards.CardAction;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Cards;

/// <summary>Answers to the commands that only show something. All of them are for the person who asked.</summary>
public static class ListCards
{
    private const int MostLines = 15;

    public static Card Templates(ImmutableArray<TemplateLine> templates, string channel) => Draw(
        templates.IsEmpty ? $"No template works in {CardText.Line(channel, 60)}" : $"{Wording.Count(templates.Length, "template", "templates")} in {CardText.Line(channel, 60)}",
        Lines(templates, template => Entry(
            $"**{CardText.Line(template.Name, 60)}** · {CardText.Line(template.Title, 80)}",
            CardText.Line(template.Summary, 200) + (template.MayRun ? "" : " · You may not start it here."))),
        "run <template> starts one · show <template> explains it",
        [.. templates.Where(template => template.MayRun).Take(3).Select(template => Command($"Run {template.Name}", $"run {template.Name}"))]);

    public static Card Runs(ImmutableArray<RunLine> runs, CardClock clock) => Draw(
        runs.IsEmpty ? "Nothing is going on" : Wording.Count(runs.Length, "run", "runs"),
        Lines(runs, run => Entry(
            $"**{run.Number}** · {CardText.Line(run.TemplateTitle, 80)}{Dot(run.About)} · {run.Words}",
            $"{CardText.Line(run.Requester, 60)}, {clock.Near(run.At)}")),
        runs.IsEmpty ? "templates shows what can be started" : "status <run> · cancel <run> · why <run>",
        []);

    /// <summary>The same card as in the channel, without its buttons: those belong to the one root message.</summary>
    public static Card Status(RunFacts run)
    {
        Card card = ProgressCard.Of(run);
        return card with { Actions = [.. card.Actions.OfType<OpenUrl>()] };
    }

    public static Card Facts(ImmutableArray<FactLine> facts, string words, string channel, CardClock clock) => Draw(
        (facts.IsEmpty, words.Length) switch
        {
            (true, 0) => $"{CardText.Line(channel, 60)} knows no facts yet",
            (true, _) => $"No fact matches {CardText.Quote(words, 60)}",
            (_, 0) => $"{CardText.Line(channel, 60)} knows {Wording.Count(facts.Length, "fact", "facts")}",
            _ => $"{Wording.Count(facts.Length, "fact", "facts")} about {CardText.Quote(words, 60)}",
        },
        Lines(facts, fact => Entry(
            $"**{fact.Number}** · {CardText.Line(fact.Text, 300)}",
            $"{CardText.Line(fact.Author, 60)}, {clock.Near(fact.At)}{Dot(fact.Source)}")),
        "remember <fact> adds one · forget <number> takes one back",
        []);

    public static Card Why(WhyFacts why)
    {
        RunFacts run = why.Run;
        var parts = ImmutableArray.CreateBuilder<CardElement>();
        if (!why.Decisions.IsEmpty)
        {
            parts.Add(Section("Who decided", "", why.Decisions, decision => Entry(
                $"**{CardText.Line(decision.Person, 60)}** {CardText.Line(decision.Verb, 40)} it {run.Clock.MomentInCity(decision.At)}",
                string.Join(" · ", new[] { CardText.Line(CardParts.FirstUpper(decision.How), 200), decision.Words.Length == 0 ? "" : CardText.Quote(decision.Words) }.Where(text => text.Length > 0)))));
        }

        if (!why.Openings.IsEmpty)
        {
            parts.Add(Section("Who opened all of it", "", why.Openings, opening => Entry(CardText.Line(opening, 200), "")));
        }

        if (!why.Steps.IsEmpty)
        {
            parts.Add(Section("In these steps", "", why.Steps, step => Entry(CardText.Line(step, 300), "")));
        }

        if (!why.Calls.IsEmpty)
        {
            parts.Add(Section("Calls of tools", "", why.Calls, call => Entry(
                $"**{CardText.Line(call.Title, 60)}**: {CardText.Line(call.Became, 40)}{(call.Arguments.Length == 0 ? "" : " · " + CardText.Line(call.Arguments, 200))}",
                CardText.Line(CardParts.FirstUpper(call.Allowed), 300))));
        }

        if (!why.Causes.IsEmpty)
        {
            parts.Add(Section("What went wrong", "", why.Causes, cause => Entry(CardParts.Sentence(cause), "")));
        }

        if (!why.FactsUsed.IsEmpty)
        {
            parts.Add(Section("From these facts", "given to the agents by AgentBot", why.FactsUsed, fact => Entry($"**{fact.Number}** · {CardText.Line(fact.Text, 300)}", $"{CardText.Line(fact.Author, 60)}, {run.Clock.Near(fact.At)}")));
        }

        if (!why.Models.IsEmpty)
        {
            parts.Add(Section("At what cost", run.Cost.Words, why.Models, model => Entry(CardText.Line(model, 200), "")));
        }

        return Draw(
            $"Run {run.Number}: {CardText.Line(run.TemplateTitle, 80)}",
            [CardParts.Labelled("State", ProgressCard.Line(run) + (run.Outcome.Length > 0 ? $". {CardParts.FirstUpper(CardParts.Sentence(run.Outcome))}" : "")), .. parts],
            $"{run.Requester} asked, {run.Clock.MomentInCity(run.StartedAt)}",
            [CardParts.Open("Full record", CardPath.Run(run.Number))]);
    }

    public static Card Show(TemplateFacts template)
    {
        ImmutableArray<CardFact> facts =
        [
            .. template.Inputs.IsEmpty ? Array.Empty<CardFact>() : [new CardFact("It needs", string.Join("; ", template.Inputs.Select(input => CardText.Line(input, 120))))],
            .. template.Deciders.Length == 0 ? Array.Empty<CardFact>() : [new CardFact("Who decides", CardText.Line(template.Deciders, 120))],
            .. template.Publishes.Length == 0 ? Array.Empty<CardFact>() : [new CardFact("Then", CardText.Line(template.Publishes, 120))],
            new CardFact("Costs", $"at most {Wording.Money(template.CostLimit, template.Currency)} a run"),
            new CardFact("Owner", CardText.Line(template.Owner, 60)),
        ];
        return Draw(
            $"{CardText.Line(template.Title, 80)}",
            [
                new TextBlock(CardText.Line(template.Summary, 400)) { Spacing = Spacing.Small },
                CardParts.Part(CardPart.Draft, [CardParts.Origin("What happens", ""), .. template.Steps.Take(MostLines).Select((step, i) => new TextBlock($"{i + 1}\\. {CardText.Line(step, 200)}") { Spacing = Spacing.Small })]),
                CardParts.Part(CardPart.Facts, new FactSet(facts)),
            ],
            $"run {template.Name}",
            [
                .. template.MayRun ? [Command($"Run {template.Name}", $"run {template.Name}"), Command("Dry run", $"dry-run {template.Name}")] : Array.Empty<CardAction>(),
                CardParts.Open("Picture and details", CardPath.Template(template.Name)),
            ]);
    }

    /// <param name="anew">When the month is over, and in which zone: "1 Dec, Berlin time".</param>
    public static Card Budget(ImmutableArray<BudgetLine> lines, string anew) => Draw(
        "What models have cost",
        [new FactSet([.. lines.Select(line => new CardFact(CardText.Line(line.Name, 60), line.Words))]) { Spacing = Spacing.Small }],
        $"A run pauses and asks before it passes a limit · all begin anew on {anew}",
        []);

    /// <summary>Told to the owner when a template in the folder cannot be read; the version before goes on working.</summary>
    /// <param name="mistakes">Each with file, line and what was expected.</param>
    public static Card BrokenTemplate(string name, ImmutableArray<string> mistakes, bool earlierWorks) => new()
    {
        FallbackText = CardText.PlainLine($"The template {name} has {Wording.Count(mistakes.Length, "mistake", "mistakes")}. {string.Join(' ', mistakes)}", 500),
        Body =
        [
            CardParts.Strip(ContainerStyle.Warning, "Template not taken", Wording.Count(mistakes.Length, "mistake", "mistakes")),
            CardParts.Question($"The new version of {CardText.Quote(name, 60)} cannot be used"),
            .. mistakes.Take(5).Select(mistake => CardParts.Small(CardParts.Sentence(mistake))),
            .. mistakes.Length > 5 ? [CardParts.Small($"{mistakes.Length - 5} more: validate prints them all.")] : Array.Empty<CardElement>(),
            CardParts.Labelled("What happens now", earlierWorks ? "The version before it goes on working." : "Nobody can start it until it is mended."),
            CardParts.Labelled("What you can do", "Mend the file. AgentBot reads it again by itself."),
        ],
    };

    private static Card Draw(string question, ImmutableArray<CardElement> body, string smallPrint, ImmutableArray<CardAction> actions) => new()
    {
        FallbackText = CardText.PlainLine($"{question.Replace("\\", "", StringComparison.Ordinal)}. {smallPrint}.", 500),
        Body = [CardParts.Question(question), .. body, CardParts.Subtle(CardText.Escape(smallPrint), CardPart.SmallPrint)],
        Actions = actions,
    };

    private static ImmutableArray<CardElement> Lines<T>(ImmutableArray<T> lines, Func<T, CardElement> draw) => lines.Length <= MostLines
        ? [.. lines.Select(draw)]
        : [.. lines.Take(MostLines).Select(draw), CardParts.Small($"{lines.Length - MostLines} more in the console.")];

    private static Container Section<T>(string title, string origin, ImmutableArray<T> lines, Func<T, CardElement> draw) =>
        new Container([CardParts.Origin(title, origin), .. Lines(lines, draw)]) { Separator = true, Spacing = Spacing.Medium };

    private static Container Entry(string line, string under) => new(under.Length == 0
        ? [new TextBlock(line)]
        : [new TextBlock(line), new TextBlock(under) { Size = TextSize.Small, IsSubtle = true, Spacing = Spacing.None }])
    {
        Spacing = Spacing.Small,
    };

    private static string Dot(string text) => text.Length == 0 ? "" : $" · {CardText.Line(text, 80)}";

    private static Execute Command(string title, string command) =>
        new(CardVerb.Command, new ActionRef(CardRef.Command, command)) { Title = CardText.PlainLine(title, CardParts.LongestButton) };
}
