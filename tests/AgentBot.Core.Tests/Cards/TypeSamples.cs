using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Publishing;
using AgentBot.Core.Reviews.Evidence;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Tools;
using AgentBot.Core.Tools.Grants;
using AgentBot.Core.Values;

namespace AgentBot.Core.Tests.Cards;

/// <summary>One artifact of each type that people review, as a team would meet it.</summary>
internal static class TypeSamples
{
    private static readonly ImmutableArray<Column> EvidenceColumns = [new("claim", new FieldType.Text()), new("source", new FieldType.Text())];

    public static SourceBook Customers { get; } = new(
    [
        new Source(SourceKind.File, "renewals.csv", "customer,contact,email,renewal\nLindqvist Foods,Karin Ek,karin.ek@lindqvist.example,2027-03-01\nOakmere,Kim Sand,k.sand@oakmere.example,2027-02-15\nPollbox,Ada Roth,ada@pollbox.example,2027-01-31\n"),
        new Source(SourceKind.Fact, "fact 7", "Prices for 2027 stand on https://fernway.example/prices"),
    ]);

    /// <summary>By the name of the golden file, which begins with the type.</summary>
    public static ImmutableArray<(string Name, ReviewFacts Facts)> All { get; } =
    [
        ("email", Email()), ("email-warned", EmailWarned()), ("email-merge", EmailMerge()), ("email-round-two", EmailRoundTwo()),
        ("decision", Decision()), ("decision-choice", DecisionChoice("")), ("decision-chosen", DecisionChoice("Brightwater Logistics")),
        ("payment", Payment()), ("payment-warned", PaymentWarned()), ("plan", Plan()), ("diff", Diff()), ("record-change", RecordChange()), ("image", Image()), ("call", Call()), ("call-changed", CallChanged()),
    ];

    public static Value.Record Mail(string to, string subject, string body) => Record(("to", to), ("subject", subject), ("body", body));

    public static Value.Record Record(params (string Name, string Text)[] fields) => new([.. fields.Select(field => new Field(field.Name, new Value.Text(field.Text)))]);

    public static Value Evidence(params (string Claim, string Source)[] claims) =>
        new Value.Table(new TableData(EvidenceColumns, [.. claims.Select(claim => ImmutableArray.Create<Value>(new Value.Text(claim.Claim), new Value.Text(claim.Source)))]));

    public static ReviewFacts Email() => Samples.Review(ArtifactType.Email, Mail(
        "Karin Ek <karin.ek@lindqvist.example>",
        "Your renewal on 1 March",
        "Dear Karin,\n\nyour contract with us renews on 1 March 2027. Your price per pallet stays as it is; the new list is at https://fernway.example/prices.\n\nIf you would rather talk about it first, answer this mail and we call you.\n\nKind regards\nLea Okoro")) with
    {
        TemplateTitle = "Renewal mails",
        About = "Lindqvist Foods",
        Requester = "Lea Okoro",
        RunNumber = 4230,
        Effects = new PlannedEffects([new PlannedEffect(new EffectTarget.Channel(new ChannelKey("console/local/renewals"), "renewals"))]),
        Reviewers = new ReviewersFacts(["@cs-leads"], true, 1, "Lea Okoro"),
        Sources = Customers,
        SourceFile = "renewals.csv",
        RemarkGoesTo = "Choose the offer",
    };

    private static ReviewFacts EmailWarned()
    {
        ReviewFacts facts = Email();
        Value.Record mail = Mail(
            "Karin Ek <karin.ek@lindqvist.example>, k.sand@oakmere.example",
            "Our prices for 2027",
            "Dear {first name},\n\nfrom 1 January 2027 our storage price rises from 4.10 to 4.30 EUR per pallet and week. Tell us here whether you order for the whole year: https://forms.pollbox.example/r/8831");
        return facts with { Content = new Value.Record([.. mail.Fields, new Field("cc", new Value.Text("buyer7@pollbox.example"))]) };
    }

    private static ReviewFacts EmailMerge() => Email() with
    {
        Content = Merge(
            ("karin.ek@lindqvist.example", "Your renewal on 1 March", "Dear Karin,\n\nyour contract with us renews on 1 March 2027. Your price stays as it is.\n\nKind regards\nLea Okoro"),
            ("k.sand@oakmere.example", "Your renewal on 15 February", "Dear Kim,\n\nyour contract with us renews on 15 February 2027. We would like to offer you 5 % off if you renew for two years. The list is at https://fernway.example/prices.\n\nKind regards\nLea Okoro"),
            ("ada@pollbox.example", "Can we talk about your renewal?", "Dear Ada,\n\nyour contract with us ends on 31 January 2027, and you wrote that you may leave. I would like to understand why. May I call you on Thursday?\n\nKind regards\nLea Okoro"),
            ("new.buyer@pollbox.example", "Your renewal", "Dear customer,\n\nyour contract with us renews soon.\n\nKind regards\nLea Okoro")),
        About = "January to March 2027",
    };

    private static ReviewFacts EmailRoundTwo()
    {
        ReviewFacts facts = Email();
        return facts with
        {
            Review = facts.Review with { Revision = 2, ChangesUsed = 1 },
            Before = Mail("karin@lindqvist.example", "Your renewal", "Dear Karin,\n\nyour contract with us renews soon.\n\nKind regards\nLea Okoro"),
            Remark = new ReviewRemark(RemarkKind.SentBack, "Priya Nair", "Name the day and the price, and use the address of the list."),
        };
    }

    public static Value.Table Merge(params (string To, string Subject, string Body)[] mails) => new(new TableData(
        [new Column("to", new FieldType.Text()), new Column("subject", new FieldType.Text()), new Column("body", new FieldType.Text())],
        [.. mails.Select(mail => ImmutableArray.Create<Value>(new Value.Text(mail.To), new Value.Text(mail.Subject), new Value.Text(mail.Body)))])
    {
        Keys = [.. mails.Select((_, i) => $"key-{i + 1}")],
    });

    private static ReviewFacts Call() => Samples.Review(ArtifactType.Call, new CallContent(
        "crm.update-deal",
        "Update a deal in the CRM",
        """{"amount":2350.00,"currency":"EUR","deal":4711,"note":"Price agreed by phone on 18 November; the customer signs until the end of the month.","tags":["renewal","2027"]}""",
        """{"type":"object","properties":{"amount":{"type":"number"},"deal":{"type":"integer"}},"required":["amount","deal"]}""").ToValue()) with
    {
        TemplateTitle = "Keep deals up to date",
        About = "Lindqvist Foods",
        Requester = "Tomas Ruiz",
        RunNumber = 4261,
        Rounds = 0,
        Grant = new GrantOffer(new GrantLimits(100, 90), "amount"),
        Effects = new PlannedEffects([new PlannedEffect(new EffectTarget.Tool("crm.update-deal", "Update a deal in the CRM", Digest.OfText("pin"), false, "scope"))]),
        Reviewers = new ReviewersFacts(["@sales-leads"], true, 1, "Ida Holm") { MayHandOver = true },
        Sources = SourceBook.Unread,
        SourceFile = "",
    };

    private static ReviewFacts CallChanged()
    {
        ReviewFacts facts = Call();
        CallContent before = CallContent.Read(facts.Content).Value;
        return facts with
        {
            Review = facts.Review with { Revision = 2 },
            Before = facts.Content,
            Content = (before with { Arguments = before.Arguments.Replace("2350.00", "2300.00", StringComparison.Ordinal) }).ToValue(),
            Remark = new ReviewRemark(RemarkKind.Edited, "Ida Holm", ""),
        };
    }

    private static ReviewFacts Decision()
    {
        var evidence = new Value.Table(new TableData(
            [.. EvidenceColumns, new Column("side", new FieldType.Text())],
            [
                Row("Used to 91 % on average since June", "stock-report.txt", "yes"),
                Row("Next free site is 64 km away", "“nearest free site is 64 km away”", "yes"),
                Row("Two rivals offer 2,150.00 EUR", "row 2 of offers.csv", "no"),
                Row("Volume grows by 15 % next year", "sales forecast", "yes"),
            ]));
        return Samples.Review(ArtifactType.Decision, new Value.Record(
        [
            .. Record(
                ("question", "Extend the Norrvik warehouse by 12 months for 2,350.00 EUR a month?"),
                ("yes", "Tomas Ruiz signs the extension before the notice day, 30 November."),
                ("no", "The contract ends on 31 December and 1,140 pallets move."),
                ("leaning", "yes"),
                ("reason", "Moving costs more than the price rise.")).Fields,
            new Field("evidence", evidence),
        ])) with
        {
            TemplateTitle = "Contract decision",
            About = "Norrvik, ends 31 Dec 2026",
            Requester = "Tomas Ruiz",
            RunNumber = 4244,
            Effects = new PlannedEffects([new PlannedEffect(new EffectTarget.Channel(new ChannelKey("console/local/ops-contracts"), "ops-contracts"))]),
            Reviewers = new ReviewersFacts(["Ida Holm"], false) { EscalateTo = "Sofia Marek (CFO)" },
            Sources = new SourceBook(
            [
                new Source(SourceKind.File, "stock-report.txt", "Norrvik: 91 % used on average since June."),
                new Source(SourceKind.File, "offers.csv", "site,price\nVessby,2150\nHallum,2150\n"),
                new Source(SourceKind.Message, "message by Ida Holm, 18 Nov", "I asked around: the nearest free site is 64 km away."),
            ]),
            SourceFile = "stock-report.txt",
        };
    }

    private static ReviewFacts DecisionChoice(string chosen) => Decision() with
    {
        Content = new Value.Record(
        [
            .. Record(("question", "Which carrier takes the Hamburg route in 2027?"), ("chosen", chosen)).Fields,
            new Field("options", new Value.Table(new TableData(
                [new Column("option", new FieldType.Text()), new Column("means", new FieldType.Text())],
                [Row("Brightwater Logistics", "4,860.00 EUR a month, three runs a week, as now"), Row("Norden Frakt", "4,420.00 EUR a month, two runs a week"), Row("Own van", "3,900.00 EUR a month and a driver to hire by February")]))),
        ]),
        TemplateTitle = "Carrier choice",
        About = "Hamburg route",
    };

    private static ReviewFacts Payment() => Samples.Review(ArtifactType.Payment, Order("DE89 3704 0044 0532 0130 00", 4_860m)) with
    {
        TemplateTitle = "Supplier invoice",
        About = "invoice BW-2291",
        RunNumber = 4240,
        Effects = new PlannedEffects([new PlannedEffect(new EffectTarget.Channel(new ChannelKey("console/local/payments"), "payments"))]),
        Reviewers = new ReviewersFacts(["Sofia Marek"], false),
        Sources = new SourceBook(
        [
            new Source(SourceKind.File, "BW-2291.txt", "Brightwater Logistics GmbH\nInvoice BW-2291 of 2 November\nTotal 4,860.00 EUR\nIBAN DE89 3704 0044 0532 0130 00"),
            new Source(SourceKind.Fact, "fact 31", "Brightwater Logistics GmbH is paid to DE89370400440532013000."),
        ]),
        SourceFile = "BW-2291.txt",
        RemarkGoesTo = "Read the invoice",
    };

    private static ReviewFacts PaymentWarned() => Payment() with { Content = Order("DE02 1203 0000 0000 2020 51", 21_860m) };

    private static Value.Record Order(string account, decimal amount) => new(
    [
        new Field("payee", new Value.Text("Brightwater Logistics GmbH")),
        new Field("amount", new Value.Money(amount, "EUR")),
        new Field("account", new Value.Text(account)),
        new Field("reference", new Value.Text("BW-2291")),
        new Field("due", new Value.Date(new DateOnly(2026, 11, 26))),
        new Field("cap", new Value.Money(20_000m, "EUR")),
        new Field("reason", new Value.Text("Delivery of 14 pallets to Hamburg on 29 October. The delivery note is signed and matches the order.")),
    ]);

    private static ReviewFacts Plan() => Samples.Review(ArtifactType.Plan, new Value.Record(
    [
        new Field("goal", new Value.Text("Move the Hamburg route to the new carrier without a missed delivery.")),
        new Field("steps", new Value.Table(new TableData(
            [new Column("step", new FieldType.Text()), new Column("who", new FieldType.Text()), new Column("day", new FieldType.Date()), new Column("cost", new FieldType.Money())],
            [
                Step("Tell Brightwater that the contract ends", "Tomas Ruiz", 2, 0),
                Step("Run both carriers side by side for a week", "Ida Holm", 7, 2_400),
                Step("Move the fixed deliveries", "Ida Holm", 14, 0),
                Step("Cancel the spare van", "Ole Brandt", 21, 180),
            ]))),
    ])) with
    {
        TemplateTitle = "Route change",
        About = "Hamburg",
        Requester = "Tomas Ruiz",
        RunNumber = 4251,
        RemarkGoesTo = "Write the plan",
        FactsUsed = 0,
        SourceFile = "",
        Effects = new PlannedEffects([new PlannedEffect(new EffectTarget.Thread(new ChannelKey("console/local/ops"), "1"))]),
    };

    private static ReviewFacts Diff()
    {
        const string before = "retries: 3\ntimeout: 30s\nregions:\n  - eu-north\n  - eu-west\nalerts: ops@fernway.example\n";
        const string after = "retries: 5\ntimeout: 30s\nregions:\n  - eu-north\n  - eu-west\n  - us-east\nalerts: ops@fernway.example\n";
        return Samples.Review(ArtifactType.Diff, new Value.Record(
        [
            new Field("title", new Value.Text("Orders in the US")),
            new Field("files", DiffSurface.Files([new ChangedFile("config/orders.yaml", before, after), new ChangedFile("config/us-east.yaml", "", "warehouse: Newark\ncurrency: USD\n")])),
        ])) with
        {
            TemplateTitle = "Settings change",
            About = "orders service",
            RunNumber = 4260,
            Sources = new SourceBook([new Source(SourceKind.File, "orders.yaml", before)]),
            SourceFile = "orders.yaml",
            FactsUsed = 0,
            RemarkGoesTo = "Write the change",
            Effects = new PlannedEffects([new PlannedEffect(new EffectTarget.File("orders/us-east.patch"))]),
        };
    }

    private static ReviewFacts RecordChange() => Samples.Review(ArtifactType.Record, new Value.Record(
    [
        new Field("about", new Value.Text("Lindqvist Foods")),
        new Field("before", new Value.Record([.. Samples.Account("Karin Ek", 48_000m).Fields, new Field("segment", new Value.Text("food"))])),
        new Field("after", new Value.Record(
        [
            new Field("contact", new Value.Text("Peter Sand")),
            new Field("renewal", new Value.Date(new DateOnly(2027, 2, 1))),
            new Field("value_per_year", new Value.Money(52_800m, "EUR")),
        ])),
        new Field("evidence", Evidence(("contact", "“Peter Sand takes over from me in December”"), ("renewal", "“one month earlier”"))),
    ])) with
    {
        TemplateTitle = "Account update",
        About = "from the call notes of 20 Nov",
        Requester = "Aisha Bello",
        RunNumber = 4233,
        Sources = new SourceBook([new Source(SourceKind.File, "call-notes.txt", "00:03 Karin: Peter Sand takes over from me in December.\n00:11 We would like to renew one month earlier.")]),
        SourceFile = "call-notes.txt",
        RemarkGoesTo = "Read the notes",
        Effects = new PlannedEffects([new PlannedEffect(new EffectTarget.Webhook("https://crm.fernway.example/accounts", "", true))]),
    };

    private static ReviewFacts Image() => Samples.Review(ArtifactType.Image, new Value.Record(
    [
        new Field("alt", new Value.Text("The November banner: a red truck in front of a white hall, above it the words “Orders by noon, delivered tomorrow”.")),
        new Field("before", new Value.File("banner-october.png", "image/png", 184_320, Digest.OfText("before"))),
        new Field("after", new Value.File("banner-november.png", "image/png", 190_464, Digest.OfText("after"))),
        new Field("size", new Value.Text("1200 × 400 points")),
        new Field("size_before", new Value.Text("1200 × 400 points")),
        new Field("changed", new Value.Text("6.2 % of the points, all within 420 × 90 points at the top left")),
    ])) with
    {
        TemplateTitle = "Banner of the month",
        About = "November 2026",
        Requester = "Noor Haddad",
        RunNumber = 4270,
        SourceFile = "banner-november.png",
        FactsUsed = 0,
        RemarkGoesTo = "",
        Effects = new PlannedEffects([new PlannedEffect(new EffectTarget.Channel(new ChannelKey("console/local/marketing"), "marketing"))]),
    };

    private static ImmutableArray<Value> Row(params string[] cells) => [.. cells.Select(cell => new Value.Text(cell))];

    private static ImmutableArray<Value> Step(string step, string who, int after, decimal cost) =>
        [new Value.Text(step), new Value.Text(who), new Value.Date(new DateOnly(2026, 11, 23).AddDays(after)), cost == 0 ? Value.Missing.Instance : new Value.Money(cost, "EUR")];
}
