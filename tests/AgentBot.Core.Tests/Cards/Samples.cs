using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Publishing;
using AgentBot.Core.Reviews.Evidence;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.RowByRow;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Tests.Cards;

/// <summary>One invented team and its artifacts, for all card tests.</summary>
internal static class Samples
{
    public static readonly CardClock Clock = new("Europe/Berlin", new DateTimeOffset(2026, 11, 23, 9, 18, 0, TimeSpan.Zero));

    public static readonly PlannedEffects ToFinance = new([new PlannedEffect(new EffectTarget.Channel(new ChannelKey("console/local/finance"), "finance"))]);

    private static readonly string[] People = ["Jonas Weil", "Tomas Ruiz", "Ida Holm", "Noor Haddad", "Olga Brenner", "Chen Wei", "Lea Okoro", "Sam Petrov"];
    private static readonly string[] Purposes = ["taxi to the customer", "hotel", "team dinner", "train ticket", "software licence"];

    public static TableData Claims(int rows, int refuse = 4, int query = 5) => new(
        [
            new Column("employee", new FieldType.Text()), new Column("date", new FieldType.Date()), new Column("amount", new FieldType.Money()),
            new Column("purpose", new FieldType.Text()), new Column("verdict", new FieldType.Choice(["approve", "query", "refuse"])), new Column("reason", new FieldType.Text(300)),
        ],
        [.. Enumerable.Range(0, rows).Select(i => Claim(i, i % 50 == 13 && i / 50 < refuse ? "refuse" : i % 40 == 21 && i / 40 < query ? "query" : "approve"))])
    {
        Totals = ["amount"],
    };

    public static ImmutableArray<Value> Claim(int i, string verdict) =>
    [
        new Value.Text(People[i % People.Length]),
        new Value.Date(new DateOnly(2026, 10, 1).AddDays(i % 31)),
        new Value.Money(18.40m + (i * 37 % 260), "EUR"),
        new Value.Text(Purposes[i * 3 % Purposes.Length]),
        new Value.Choice(verdict),
        new Value.Text(verdict switch { "refuse" => "Over 150 without a manager’s note (rule 3)", "query" => "No receipt attached (rule 1)", _ => "Within the limits (rule 2)" }),
    ];

    public static Value Letter(string body) => new DocumentContent("Outage letter for Lindqvist Foods", body).ToValue();

    public const string LetterOne = "Dear Karin,\n\nA short interruption affected some orders.\n\nWe will look into a compensation.\n\nKind regards\nAisha Bello";

    public const string LetterTwo = "Dear Karin,\n\nWe were down for 3 hours 20 minutes. 46 of your orders arrived late. See https://status.fernway.example/12 for details.\n\nYou get a credit of 1,150.00 EUR on the December invoice.\n\nYour contact until the end of the month is **Aisha Bello**.\n\nKind regards\nAisha Bello";

    public static ReviewFacts Review(ArtifactType type, Value content) => new()
    {
        Review = new ReviewRow
        {
            Id = new ReviewId("01980000000070008000000000004211"),
            Revision = 1,
            Workspace = new WorkspaceKey("local"),
            Channel = new ChannelKey("console/local/finance"),
            Run = new RunId("01980000000070008000000000000001"),
            Step = "decide",
            Round = 1,
            Artifact = Artifact.Of(type, content).Ref,
            Binding = Digest.OfText("binding"),
            Policy = "{}",
            Requester = new PersonKey("mara"),
            OpenedAt = Clock.Now,
            ExpiresAt = new DateTimeOffset(2026, 11, 25, 16, 0, 0, TimeSpan.Zero),
        },
        RunNumber = 4211,
        TemplateTitle = "Expense triage",
        About = "October 2026",
        Requester = "Mara Lind",
        Effects = ToFinance,
        Content = content,
        Reviewers = new ReviewersFacts(["@finance-leads"], true, 1, "Mara Lind") { EscalateTo = "Sofia Marek (CFO)" },
        Rounds = 3,
        RemarkGoesTo = "Check each claim",
        FactsUsed = 4,
        Cost = new RunCost(0.31m, 0.50m, "USD"),
        SourceFile = "october.csv",
        Limits = [150, 300],
        Clock = Clock,
    };

    public static ReviewFacts Table() => Review(ArtifactType.Table, new Value.Table(Claims(240)));

    /// <summary>240 claims of which somebody has marked a few.</summary>
    public static RowSheet Rows() => Rows(RowChoices.None
        .With("14", new RowChoice(RowAnswer.Refuse, "Private"))
        .With("22", new RowChoice(RowAnswer.Return, "The receipt is in the thread."))
        .With("1", new RowChoice(RowAnswer.Edit) { Cells = [new ChangedCell("amount", "EUR 18.40", "EUR 18")] }));

    /// <summary>The same with a choice for every row; the questions get this one.</summary>
    public static RowSheet RowsDecided(RowAnswer questions)
    {
        TableData claims = Claims(240);
        var table = new TableContent(claims);
        RowChoices choices = Enumerable.Range(0, 240).Aggregate(RowChoices.None, (all, row) => all.With(claims.KeyOf(row), table.OptionOf(row) switch
        {
            "approve" => new RowChoice(RowAnswer.Approve) { ByRest = true },
            "query" => new RowChoice(questions, row == 21 ? "The receipt is in the thread." : ""),
            _ => new RowChoice(row == 13 ? RowAnswer.Approve : RowAnswer.Refuse),
        }));
        return Rows(choices);
    }

    /// <summary>As many as fit a picture.</summary>
    public static RowSheet FewRows() => Rows(RowChoices.None.With("2", new RowChoice(RowAnswer.Refuse, "Private")), 8);

    private static RowSheet Rows(RowChoices choices, int rows = 240)
    {
        ReviewFacts facts = Table();
        var table = new TableContent(Claims(rows));
        return new RowSheet
        {
            Review = facts.Review,
            Table = table,
            Label = facts.Label,
            Title = facts.TemplateTitle,
            Choices = choices,
            Lines = RowOrder.Of(table, null, facts.Limits, choices, Clock),
            Result = RowRule.Apply(table.Data, choices).Value,
            GoesTo = "Check",
            MayEdit = true,
            Clock = Clock,
        };
    }

    public static ReviewFacts TableRoundTwo()
    {
        TableData before = Claims(240);
        ImmutableArray<Value> row = before.Rows[13].SetItem(4, new Value.Choice("approve")).SetItem(5, new Value.Text("The note came by mail"));
        ReviewFacts facts = Review(ArtifactType.Table, new Value.Table(before with { Rows = before.Rows.SetItem(13, row) }));
        return facts with
        {
            Review = facts.Review with { Revision = 2, ChangesUsed = 1 },
            Before = new Value.Table(before),
            Remark = new ReviewRemark(RemarkKind.SentBack, "Priya Nair", "Row 14 has a note, I forwarded it this morning."),
            Notes = ["3 rows matched no rule; they stand as approve", "The remark changed 1 row"],
            Offline = true,
            Failed = [new FailedItem("Row 120", "the amount is missing")],
        };
    }

    public static ReviewFacts DocumentRoundTwo()
    {
        ReviewFacts facts = Review(ArtifactType.Document, Letter(LetterTwo)) with { TemplateTitle = "Customer letter", About = "outage of 12 November", Requester = "Aisha Bello", RunNumber = 4218, SourceFile = "incident report.txt", RemarkGoesTo = "Write the letter" };
        return facts with
        {
            Review = facts.Review with { Revision = 2, ChangesUsed = 1 },
            Effects = new PlannedEffects([new PlannedEffect(new EffectTarget.Channel(new ChannelKey("console/local/cs-lindqvist"), "cs-lindqvist"))]),
            Reviewers = new ReviewersFacts(["@cs-leads"], true) { EscalateTo = "Tomas Ruiz" },
            Before = Letter(LetterOne),
            Remark = new ReviewRemark(RemarkKind.SentBack, "Priya Nair", "Say plainly that we were down, and name the credit."),
        };
    }

    /// <summary>An injected sentence brought a page and a number; the other page stands in the file that came with the command.</summary>
    public static ReviewFacts UnknownAddresses()
    {
        Value letter = Letter("Dear Karin,\n\nWe were down for 3 hours 20 minutes; https://status.fernway.example/12 has the details.\n\nConfirm where your credit goes at https://lindqvist-credit.example/confirm?customer=4711&credit=1150.00&contact=aisha.bello&contract=L-2026-118&margin=18.4&churn=high or call +49 30 5550 0199.");
        ImmutableArray<Source> given = [new Source(SourceKind.File, "incident report.txt", "Down from 09:10 to 12:30. https://status.fernway.example/12"), new Source(SourceKind.Input, "the input “customer”", "Lindqvist Foods")];
        return Review(ArtifactType.Document, letter) with
        {
            TemplateTitle = "Customer letter",
            About = "outage of 12 November",
            Requester = "Aisha Bello",
            SourceFile = "incident report.txt",
            RemarkGoesTo = "Write the letter",
            Unknown = Core.Links.UnknownAddresses.Among(Core.Links.UnknownAddresses.In(ArtifactType.Document, letter), new SourceBook(given), []),
        };
    }

    /// <summary>One of two has approved; who has to decide now is in the second step.</summary>
    public static ReviewFacts SecondDecision() => Message() with
    {
        Reviewers = new ReviewersFacts(["Sofia Marek"], false) { Done = ["Ole Brandt, Mon 23 Nov, 09:52"], Given = 1, Needed = 2, Mentions = [new CardMention("Sofia Marek", new Principal(PrincipalKind.Person, "sofia"))] },
    };

    /// <summary>A number of the table asks for one person more.</summary>
    public static ReviewFacts OverThreshold() => Review(ArtifactType.Table, new Value.Table(Claims(6, 0, 0))) with
    {
        Reviewers = new ReviewersFacts(["@finance-leads"], true, 1, "Mara Lind")
        {
            Needed = 2,
            Then = [new ReviewersFacts(["Sofia Marek"], false) { Because = "the total 665.40\u00a0EUR is over 500.00\u00a0EUR" }],
            EscalateTo = "Ida Holm",
            EscalateAt = new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero),
        },
    };

    /// <summary>One is away, another has handed it over.</summary>
    public static ReviewFacts StandIns() => Message() with
    {
        Reviewers = new ReviewersFacts(["Ole Brandt", "Tomas Ruiz"], true, 2)
        {
            IsAll = true,
            Needed = 2,
            StandIns = ["Priya Nair is away until Mon 30 Nov; Ole Brandt decides instead.", "Ida Holm handed it to Tomas Ruiz: “I know none of these orders”."],
        },
    };

    /// <summary>Nobody answered, so the first rung of the ladder was climbed; the next one is said.</summary>
    public static ReviewFacts Climbed() => Message() with
    {
        Reviewers = new ReviewersFacts(["Ida Holm", "Ole Brandt"], true) { EscalateTo = "Sofia Marek", EscalateAt = new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero) },
    };

    public static ReviewFacts Message() => Review(ArtifactType.Message, new MessageContent("Nine new orders came in yesterday, two of them late.\n\n- Fernway: 4\n- Lindqvist: 5").ToValue()) with
    {
        TemplateTitle = "Order news",
        About = "",
        Effects = new PlannedEffects([new PlannedEffect(new EffectTarget.Webhook("https://hooks.fernway.example/orders", "", false))]),
        Reviewers = new ReviewersFacts(["Ida Holm"], false),
        FactsUsed = 0,
        SourceFile = "",
    };

    public static ReviewFacts Record() => Review(ArtifactType.Record, Account("Karin Ek", 48_000m)) with
    {
        TemplateTitle = "Account update",
        About = "from the call notes of 20 Nov",
        Effects = PlannedEffects.None,
    };

    public static Value.Record Account(string contact, decimal value) => new(
    [
        new Field("contact", new Value.Text(contact)),
        new Field("renewal", new Value.Date(new DateOnly(2027, 3, 1))),
        new Field("value_per_year", new Value.Money(value, "EUR")),
        new Field("open_questions", new Value.List([new Value.Text("Who signs?"), new Value.Text("From which month?")])),
        new Field("phone", Value.Missing.Instance),
    ]);
}
