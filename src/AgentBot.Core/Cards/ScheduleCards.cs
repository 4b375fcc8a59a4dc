using System.Collections.Immutable;
using static AgentBot.Core.Cards.CardAction;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Cards;

/// <summary>What a schedule is, as its cards say it. Texts are plain.</summary>
public sealed record ScheduleFacts
{
    public required ScheduleId Id { get; init; }

    /// <summary>0 for a proposal, which has none that anybody uses.</summary>
    public long Number { get; init; }

    public required string Title { get; init; }

    /// <summary>"each month, first working day, 09:00".</summary>
    public required string Words { get; init; }

    /// <summary>As typed; empty where nothing was.</summary>
    public string Said { get; init; } = "";

    /// <summary>In the reader's zone, with the reason where one is not what one would expect.</summary>
    public ImmutableArray<ScheduleTime> Times { get; init; } = [];

    /// <summary>For what waits for something that happens: what its inputs take from it, "Expense export: event.file".</summary>
    public ImmutableArray<string> Takes { get; init; } = [];

    /// <summary>For the same: "at most 60 runs an hour; more wait". Empty for what has times.</summary>
    public string Most { get; init; } = "";

    /// <summary>"Berlin time, holidays of Germany (Berlin)"; empty for what has no times.</summary>
    public required string Reckoned { get; init; }

    /// <summary>"to #finance, after one of @finance-leads approves".</summary>
    public required string Posts { get; init; }

    /// <summary>Empty for what has no times.</summary>
    public required string Missed { get; init; }

    public required string Overlapping { get; init; }

    public required string Cost { get; init; }

    /// <summary>Full name of the person in whose name it runs.</summary>
    public required string Owner { get; init; }

    /// <summary>"month: last-month · file: october.csv"; empty where nothing was given.</summary>
    public string Inputs { get; init; } = "";

    /// <summary>The number of the schedule that this one would change; 0 for a new one.</summary>
    public long Changes { get; init; }

    /// <summary>"Active", "Paused by Ana Duarte"; empty for a proposal.</summary>
    public string State { get; init; } = "";

    public bool IsActive { get; init; }

    /// <summary>It has ended for good.</summary>
    public bool IsOver { get; init; }

    /// <summary>Newest first: "Mon 16 Nov, 09:00 · run 4211, done".</summary>
    public ImmutableArray<string> History { get; init; } = [];
}

/// <param name="Note">Why it is not what one would expect; empty where it is.</param>
public sealed record ScheduleTime(string When, string Note);

/// <param name="State">"next Tue 1 Dec, 09:00 Berlin time", "paused by Ana Duarte".</param>
public sealed record ScheduleLine(ScheduleId Id, long Number, string Title, string Words, string Owner, string State);

/// <summary>The proposal of a schedule, what there is, and one of them.</summary>
public static class ScheduleCards
{
    private const int MostOffered = 6;
    private const int MostLines = 15;

    /// <summary>Private; nothing runs before its owner has pressed its button.</summary>
    public static Card Proposal(ScheduleFacts facts)
    {
        string title = CardText.Line(facts.Title, 60);
        string question = facts.Changes > 0 ? $"From now on run {title} {CardText.Line(facts.Words, 80)}?" : $"Run {title} {CardText.Line(facts.Words, 80)}?";
        string next = facts.Times.IsEmpty ? "" : $" Next: {facts.Times[0].When}.";
        return new Card
        {
            FallbackText = CardText.PlainLine($"Run {facts.Title} {facts.Words}?{next} Nothing runs before you confirm it.", 500),
            Body =
            [
                CardParts.Strip(ContainerStyle.Emphasis, "Only you see this", "Not active yet"),
                CardParts.Question(question),
                .. facts.Said.Length == 0 ? Array.Empty<CardElement>() : [CardParts.Asked($"You wrote: {CardText.Quote(facts.Said, 160)}")],
                .. facts.Most.Length == 0 ? [Times(facts)] : Event(facts),
                CardParts.Part(CardPart.Facts, CardParts.Origin("Then", ""), Then(facts, isProposal: true)),
            ],
            Actions =
            [
                Press(facts.Changes > 0 ? "Change it" : "Start this schedule", $"confirm schedule {facts.Id}") with { Style = ActionStyle.Positive },
                Change(facts.Id),
                Press("Don’t", $"unschedule {facts.Id}"),
            ],
        };
    }

    public static Card One(ScheduleFacts facts) => new()
    {
        FallbackText = CardText.PlainLine($"Schedule {facts.Number}: {facts.Title} {facts.Words}. {facts.State}.", 500),
        Body =
        [
            CardParts.Strip(facts.IsActive ? ContainerStyle.Good : ContainerStyle.Emphasis, CardText.Line(facts.State, 60), $"Schedule {facts.Number}"),
            CardParts.Question($"{CardText.Line(facts.Title, 60)}: {CardText.Line(facts.Words, 80)}"),
            .. facts.Said.Length == 0 ? Array.Empty<CardElement>() : [CardParts.Asked($"Typed as {CardText.Quote(facts.Said, 160)}")],
            .. facts.Most.Length > 0 ? Event(facts) : facts.IsActive ? [Times(facts)] : Array.Empty<CardElement>(),
            .. facts.History.IsEmpty ? Array.Empty<CardElement>() : [CardParts.Part(CardPart.Changes, [CardParts.Origin("Lately", ""), .. facts.History.Select(line => CardParts.Small(CardText.Line(line, 120)))])],
            CardParts.Part(CardPart.Facts, Then(facts, isProposal: false)),
        ],
        Actions = facts.IsOver
            ? []
            :
            [
                facts.IsActive ? Press("Pause", $"pause schedule {facts.Id}") : Press("Let it go on", $"resume schedule {facts.Id}"),
                Press("Run it now", $"run schedule {facts.Id}"),
                Change(facts.Id),
                CardParts.Confirm("End it…", $"{CardText.Line(facts.Title, 60)} then runs only when somebody starts it. What it has done is kept.", "End it", CardVerb.Command, new ActionRef(CardRef.Command, $"unschedule {facts.Id}"), ActionStyle.Destructive),
            ],
    };

    public static Card All(ImmutableArray<ScheduleLine> lines, string channel)
    {
        string where = CardText.Line(channel, 60);
        return new Card
        {
            FallbackText = CardText.PlainLine(lines.IsEmpty ? $"Nothing runs by itself in {channel}." : $"{Wording.Count(lines.Length, "schedule", "schedules")} in {channel}: {string.Join("; ", lines.Take(5).Select(line => $"{line.Number} {line.Title}, {line.State}"))}.", 500),
            Body =
            [
                CardParts.Question(lines.IsEmpty ? $"Nothing runs by itself in {where}" : $"{Wording.Count(lines.Length, "schedule", "schedules")} in {where}"),
                .. lines.Take(MostLines).Select(Entry),
                .. lines.Length > MostLines ? [CardParts.Small($"{lines.Length - MostLines} more in the console.")] : Array.Empty<CardElement>(),
                CardParts.Subtle(CardText.Escape(lines.IsEmpty ? "schedule <template> <when> adds one, for example: every monday at 9:00, or: when a file is dropped here" : "show schedule <number> · pause <number> · resume <number> · unschedule <number>"), CardPart.SmallPrint),
            ],
            Actions = [.. lines.Take(3).Select(line => Press($"{line.Number}: {CardText.PlainLine(line.Title, 22)}", $"show schedule {line.Id}"))],
        };
    }

    /// <summary>Asks which of several meanings is meant.</summary>
    /// <param name="choices">Words for the button and the command that says just that.</param>
    public static Card Ask(string question, string said, ImmutableArray<SuggestedCommand> choices) => new()
    {
        FallbackText = CardText.PlainLine($"{question} {string.Join(" or ", choices.Select(choice => choice.Label))}?", 500),
        Body =
        [
            CardParts.Strip(ContainerStyle.Emphasis, "Only you see this", "Not active yet"),
            CardParts.Question(CardText.Line(question, CardParts.LongestQuestion)),
            CardParts.Asked($"You wrote: {CardText.Quote(said, 160)}"),
            .. choices.Where(choice => choice.Label.Length > CardParts.LongestButton).Select(choice => CardParts.Small(CardText.Line(choice.Label, 120))),
        ],
        Actions = [.. choices.Take(MostOffered).Select(choice => Press(CardText.PlainLine(choice.Label, CardParts.LongestButton), choice.Command))],
    };

    /// <summary>What the template itself names as its beginnings; each is proposed like any other schedule once it is pressed.</summary>
    public static Card Offer(string title, ImmutableArray<SuggestedCommand> offered) => new()
    {
        FallbackText = CardText.PlainLine($"{title} can run {string.Join(" or ", offered.Select(one => one.Label))}.", 500),
        Body =
        [
            CardParts.Strip(ContainerStyle.Emphasis, "Only you see this", "Not active yet"),
            CardParts.Question($"What should start {CardText.Line(title, 60)}?"),
            CardParts.Asked("Its template names this, or type a time behind the command"),
            .. offered.Take(MostOffered).Select(one => CardParts.Small($"Run it {CardText.Line(one.Label, 120)}")),
        ],
        Actions = [.. offered.Take(MostOffered).Select(one => Press(CardText.PlainLine(CardParts.FirstUpper(one.Label), CardParts.LongestButton), one.Command))],
    };

    /// <summary>The second step of "Change…": it needs nothing but words, so that every platform can draw it by itself.</summary>
    /// <param name="command">"reschedule &lt;id&gt;", to which the words are added.</param>
    public static ShowCard ChangeStep(string command) => new(new Card
    {
        FallbackText = "When should it run?",
        Body =
        [
            new InputText(CardInput.Note, "When should it run?")
            {
                Placeholder = "every weekday at 9:00",
                MaxLength = 300,
                IsRequired = true,
                ErrorMessage = "Write when, for example: every weekday at 9:00",
            },
        ],
        Actions = [new Execute(CardVerb.Command, new ActionRef(CardRef.Command, command)) { Title = "Show the times" }],
    })
    {
        Title = "Change…",
    };

    private static ShowCard Change(ScheduleId id) => ChangeStep($"reschedule {id}");

    private static CardElement Times(ScheduleFacts facts) => CardParts.Part(
        CardPart.Draft,
        [
            CardParts.Origin(facts.Times.Length == 1 ? "The only time" : $"Next {CountWord(facts.Times.Length)} times", CardText.Line(facts.Reckoned, 120)),
            .. facts.Times.Select((time, i) => new TextBlock(time.Note.Length == 0 ? CardText.Line(time.When, 60) : $"{CardText.Line(time.When, 60)} · {CardText.Line(time.Note, 100)}") { Spacing = i == 0 ? Spacing.Small : Spacing.None }),
        ]);

    private static CardElement[] Event(ScheduleFacts facts) => facts.Takes.IsEmpty ? [] :
    [
        CardParts.Part(CardPart.Draft, [CardParts.Origin("Takes from what happens", ""), .. facts.Takes.Select((take, i) => new TextBlock(CardText.Line(take, 120)) { Spacing = i == 0 ? Spacing.Small : Spacing.None })]),
    ];

    private static FactSet Then(ScheduleFacts facts, bool isProposal) => new(
    [
        new CardFact("Posts", CardText.Line(facts.Posts, 90)),
        .. facts.Inputs.Length == 0 ? Array.Empty<CardFact>() : [new CardFact("With", CardText.Line(facts.Inputs, 90))],
        .. facts.Missed.Length == 0 ? Array.Empty<CardFact>() : [new CardFact("If missed", CardText.Line(facts.Missed, 90))],
        .. facts.Most.Length == 0 ? Array.Empty<CardFact>() : [new CardFact("If many", CardText.Line(facts.Most, 90))],
        new CardFact("If overlapping", CardText.Line(facts.Overlapping, 90)),
        new CardFact("Cost", CardText.Line(facts.Cost, 90)),
        new CardFact("Runs as", CardText.Line(isProposal ? $"{facts.Owner}; stops if you lose the right to start it" : facts.Owner, 90)),
    ])
    { Spacing = Spacing.Small };

    private static Container Entry(ScheduleLine line) => new(
    [
        new TextBlock($"**{line.Number}** · {CardText.Line(line.Title, 60)} · {CardText.Line(line.Words, 90)}"),
        new TextBlock($"{CardText.Line(line.State, 90)} · {CardText.Line(line.Owner, 60)}") { Size = TextSize.Small, IsSubtle = true, Spacing = Spacing.None },
    ])
    {
        Spacing = Spacing.Small,
    };

    private static string CountWord(int count) => count switch { 2 => "two", 3 => "three", 4 => "four", 5 => "five", _ => Wording.Number(count) };

    private static Execute Press(string title, string command) => new(CardVerb.Command, new ActionRef(CardRef.Command, command)) { Title = title };
}
