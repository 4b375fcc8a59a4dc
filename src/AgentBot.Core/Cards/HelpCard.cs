using System.Collections.Immutable;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Cards;

/// <summary>What works here, first for this person in this channel, then the rest. At most twelve lines.</summary>
public static class HelpCard
{
    private const int FirstNamed = 3;

    private static readonly ImmutableArray<CardFact> Short =
    [
        Line("run <template>", "start; what is missing is asked"),
        Line("templates · show <template>", "what there is, and what it does"),
        Line("reviews · runs", "what waits for you · what is going on"),
        Line("schedule <template> <when>", "for example: every monday at 9:00, or: when a file is dropped here"),
        Line("remember <fact> · facts [words]", "what this channel knows"),
        Line("why <run>", "who decided what, from which facts, at what cost"),
    ];

    private static readonly ImmutableArray<CardFact> More =
    [
        Line("dry-run <template>", "do the work, show it to you only, publish nothing"),
        Line("reviews <template or #channel> · reviews together", "some of what waits · what is alike, decided together"),
        Line("reviews digest", "what needs you today, most urgent first, and what happened since"),
        Line("reviews record [@name]", "what you, or others, decided and how closely"),
        Line("status [run]", "how far it is"),
        Line("approve <review>", "yes to what its card shows"),
        Line("changes <review> <note>", "send it back with a remark"),
        Line("reject <review> <reason>", "no, and why"),
        Line("declassify <review>", "let what is approved leave a private channel"),
        Line("withdraw <review> · remind <review>", "take your request back · ask the reviewers again"),
        Line("cancel <run> · retry <run>", "stop · start again without repeating what left"),
        Line("pause <run> · resume <run>", "hold it · let it go on"),
        Line("schedules · show schedule <number>", "what runs by itself · one of them"),
        Line("pause <schedule> [until <when>] · resume <schedule>", "hold it · let it go on"),
        Line("reschedule <number> <when> · unschedule <number>", "other times · no more"),
        Line("delegate <review> to @name [reason]", "somebody else decides it for you; … back takes it back"),
        Line("away until <when> [substitute=@name] · back", "hold all of yours; who decides for you meanwhile"),
        Line("forget <number>", "take a fact back"),
        Line("grants · revoke <number>", "which calls of tools run without asking · end that"),
        Line("agree <tool> <digits>", "operators: let agents have a tool as it was shown"),
        Line("budget", "what was spent and what is left"),
        Line("link · unlink", "make your accounts in two apps one person · take it back"),
        Line("stop all", "operators: stop every run"),
    ];

    public static Card Of(HelpFacts facts)
    {
        string channel = CardText.Line(facts.Channel, 60);
        ImmutableArray<TemplateLine> runnable = [.. facts.Runnable.Where(template => template.MayRun)];
        ImmutableArray<CardFact> named =
        [
            .. runnable.Take(FirstNamed).Select(template => new CardFact(CardText.Line(template.Name, 40), CardText.Line(template.Summary, 90))),
            .. runnable.Length > FirstNamed ? [new CardFact($"… {runnable.Length - FirstNamed} more", "templates")] : Array.Empty<CardFact>(),
        ];
        return new Card
        {
            FallbackText = CardText.PlainLine($"In {facts.Channel} you can run {Wording.List([.. runnable.Take(FirstNamed).Select(template => template.Name)])}. run <template>, reviews, runs, remember <fact>, why <run>, help all.", 500),
            Body =
            [
                CardParts.Question(runnable.IsEmpty ? $"In {channel} you can run nothing yet" : $"In {channel} you can run"),
                .. named.IsEmpty ? Array.Empty<CardElement>() : [new FactSet(named) { Spacing = Spacing.Small }],
                CardParts.Part(CardPart.Facts, new FactSet(facts.All ? [.. Short, .. More] : Short)),
                CardParts.Subtle(facts.All ? "Nothing leaves AgentBot before a person approves it." : "Everything else: **help all**. Nothing leaves AgentBot before a person approves it.", CardPart.SmallPrint),
            ],
        };
    }

    private static CardFact Line(string usage, string meaning) => new(CardText.Escape(usage), CardText.Escape(meaning));
}
