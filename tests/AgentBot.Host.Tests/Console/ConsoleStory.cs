using System.Collections.Immutable;
using System.Text.Json;
using AgentBot.Core;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Budgets;
using AgentBot.Core.Cards;
using AgentBot.Core.Channels;
using AgentBot.Core.Delivery;
using AgentBot.Core.Publishing;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Host.Tests.WebConsole;

/// <summary>An expense run as it stands after a remark: revision 1 sent back by Ben, revision 2 waiting for the finance leads.</summary>
internal static class ConsoleStory
{
    public static readonly PersonKey Ana = new("ana");
    public static readonly PersonKey Ben = new("ben");
    public static readonly RunId RunId = new("run0001");
    public static readonly ReviewId ReviewId = new("review0001");

    private static readonly DateTimeOffset Start = TimeProvider.System.GetUtcNow().AddHours(-2);

    public static string ReviewMessage => $"view:{Purposes.Review(ReviewId, 2)}";

    public static WorkflowSpec Workflow { get; } = new()
    {
        Name = "expense-triage",
        Title = "Expense triage",
        Summary = "Checks an expense export against the team's policy and drafts a decision for every claim.",
        Owner = new Principal(PrincipalKind.Group, "finance-leads"),
        Inputs =
        [
            new InputSpec { Name = "claims", Label = "Expense export", Required = true, Type = new FieldType.File(["csv"], [new Column("employee", new FieldType.Text()), new Column("amount", new FieldType.Money())], null) },
            new InputSpec { Name = "month", Label = "Month", Type = new FieldType.Month(), Default = "last-month" },
        ],
        Limits = LimitsSpec.Default,
        Steps =
        [
            new StepSpec.Action { Id = "rows", Title = "Read the claims", Name = "table.read" },
            new StepSpec.Agent
            {
                Id = "check",
                Title = "Check each claim",
                Edges = ["rows"],
                ForEach = new ForEachSpec { List = new Expr("{{ steps.rows }}"), Batch = 20 },
                Input = new Expr("{{ item }}"),
                Spec = new AgentSpec { Name = "expense-triage/check", Purpose = "Decide for one claim whether it follows the policy.", Instructions = "Judge.", Context = [AgentContext.Facts], Output = [new OutputField("verdict", new FieldType.Choice(["approve", "query", "refuse"]), true, null), new OutputField("reason", new FieldType.Text(), true, null)] },
            },
            new StepSpec.Action { Id = "report", Title = "Write the table", Name = "table.write", Edges = ["check"] },
            new StepSpec.Review { Id = "decide", Title = "Decide on the claims", Of = "report", OnChanges = "check", Edges = ["report"], Policy = new ReviewPolicySpec { Reviewers = [new Principal(PrincipalKind.Group, "finance-leads")], Expires = TimeSpan.FromDays(2) } },
            new StepSpec.Publish { Id = "post", Title = "Post to #finance", To = new TargetSpec.Channel(new Expr("#finance")), Content = new Expr("{{ steps.decide.artifact }}"), ApprovedBy = "decide", Edges = ["decide"] },
        ],
    };

    public static Artifact First { get; } = Artifact.Of(ArtifactType.Table, TableOf("refuse", "4.1 rate above the city limit"));

    public static Artifact Second { get; } = Artifact.Of(ArtifactType.Table, TableOf("approve", "4.2 conference surcharge included"));

    public static Artifact Upload { get; } = Artifact.Of(ArtifactType.File, "employee,amount\nIda Holm,642.00\n"u8.ToArray());

    public static async Task TellAsync(ConsoleHost host)
    {
        Template template = TemplateOf();
        host.Catalog.Put(new CatalogSnapshot(ImmutableSortedDictionary<string, Template>.Empty.Add(template.Name, template), [], Start));
        var claims = new Value.File("expenses-2026-10.csv", "text/csv", Upload.Ref.Length, Upload.Ref.Content);
        RunRow run = new()
        {
            Id = RunId,
            Workspace = ConsoleHost.Workspace,
            Channel = ConsoleHost.Finance,
            Thread = Purposes.Run(RunId),
            Template = template.Name,
            TemplateVersion = template.Version,
            Requester = Ana,
            About = "October 2026",
            Root = RunId,
            First = RunId,
            Inputs = ValueJson.WriteText(new Value.Record([new Field("claims", claims), new Field("month", new Value.Month(2026, 10))])),
            Resolved = "{}",
            Status = RunStatus.AwaitingReview,
            CreatedAt = Start,
            ChangedAt = Start.AddMinutes(72),
            Worked = TimeSpan.FromSeconds(171),
        };
        ReviewRow one = Review(1, First, Digest.None, "") with { State = ReviewState.ChangesRequested, ClosedAt = Start.AddMinutes(71), ClosedBy = Ben };
        ReviewRow two = Review(2, Second, First.Ref.Content, "The Lisbon rate includes the conference surcharge.");
        await host.CommitAsync(
            new Change.PutClosure(template.Version, template.Name, JsonSerializer.Serialize(template.Closure, StoreJson.Default.TemplateClosure), Start),
            new Change.PutArtifact(ConsoleHost.Finance, Upload, null, Start),
            new Change.PutArtifact(ConsoleHost.Finance, First, RunId, Start),
            new Change.PutArtifact(ConsoleHost.Finance, Second, RunId, Start),
            new Change.InsertRun(run),
            Step("rows", 1, 0, 1, StepStatus.Succeeded),
            Step("check", 1, 1, 158, StepStatus.Succeeded, step => step with { ItemsTotal = 12, ItemsOpen = 0, Notes = "[\"2 rows matched no rule.\"]" }),
            Step("report", 1, 159, 160, StepStatus.Succeeded, step => step with { Artifact = First.Ref.Content, ArtifactType = ArtifactType.Table, ArtifactLength = First.Ref.Length }),
            Step("check", 2, 4260, 4272, StepStatus.Succeeded, step => step with { ItemsTotal = 12, Revision = "{}" }),
            Step("report", 2, 4273, 4274, StepStatus.Succeeded, step => step with { Artifact = Second.Ref.Content, ArtifactType = ArtifactType.Table, ArtifactLength = Second.Ref.Length }),
            Step("decide", 2, 4275, null, StepStatus.Waiting, step => step with { Waiting = WaitReason.Review, Review = ReviewId }),
            Step("post", 1, null, null, StepStatus.Pending),
            new Change.InsertReview(one),
            new Change.InsertDecision(new DecisionRow { Review = ReviewId, Revision = 1, Workspace = ConsoleHost.Workspace, Person = Ben, Kind = DecisionKind.RequestChanges, Shown = First.Ref.Content, Content = Digest.OfText("remark"), Note = "The Lisbon rate includes the conference surcharge, which rule 4.2 allows.", Marked = ["C-1078", "C-1079"], At = Start.AddMinutes(71) }),
            new Change.InsertReview(two),
            new Change.OpenBudget(new BudgetRow($"run:{RunId}", ConsoleHost.Workspace, "USD", 500_000, 0, 0, 60_000, 0, 0)),
            new Change.Reserve($"run:{RunId}", 294_000, 41_812),
            new Change.Settle($"run:{RunId}", 294_000, 41_812, 294_000, 41_812),
            new Change.InsertModelCall(Call("call1", 1, 290_000)),
            new Change.InsertModelCall(Call("call2", 2, 4_000)));
        await host.CommitAsync(
            new Change.PutMessage(Message("say:1", Start, "run expense-triage month=2026-10") with { Author = Ana, Files = $$"""[{"name":"{{claims.Name}}","mediaType":"text/csv","length":{{claims.Length}},"content":"{{claims.Content}}"}]""" }),
            new Change.PutMessage(Message($"view:{Purposes.Run(RunId)}", Start.AddSeconds(1), "Expense triage") with { Purpose = Purposes.Run(RunId), EditedAt = Start.AddMinutes(72) }),
            new Change.PutMessage(Message(ReviewMessage, Start.AddMinutes(72), "Release the claims?") with { Purpose = Purposes.Review(ReviewId, 2), Card = JsonSerializer.Serialize(CardOf(two), StoreJson.Default.Card) }),
            new Change.WantView(Conversations.ThreadOf(run), Purposes.Review(ReviewId, 2), Start),
            new Change.InsertFact(new FactRow { Id = new FactId("fact1"), Workspace = ConsoleHost.Workspace, Channel = ConsoleHost.Finance, Text = "Rule 4.2: a conference rate may include its surcharge.", Author = Ben, CreatedAt = Start }));
        ViewRow view = (await host.Get<IDeliveryReader>().FindViewAsync(Conversations.ThreadOf(run), Purposes.Review(ReviewId, 2), CancellationToken.None))!;
        await host.CommitAsync(new Change.UpdateView(view with { Message = ReviewMessage, Sent = view.Wanted }));
    }

    public static Card CardOf(ReviewRow review) => ReviewCard.Pending(new ReviewFacts
    {
        Review = review,
        RunNumber = 1,
        TemplateTitle = Workflow.Title,
        About = "October 2026",
        Requester = "Ana Duarte",
        Effects = new PlannedEffects([new PlannedEffect(new EffectTarget.Channel(ConsoleHost.Finance, "finance"))]),
        Content = ValueJson.Read(Second.Bytes.Span),
        Before = ValueJson.Read(First.Bytes.Span),
        Remark = new ReviewRemark(RemarkKind.SentBack, "Ben Okafor", "The Lisbon rate includes the conference surcharge."),
        Reviewers = new ReviewersFacts(["@finance-leads"], true, 1, "Ana Duarte"),
        Rounds = 3,
        RemarkGoesTo = "Check each claim",
        FactsUsed = 11,
        Cost = new RunCost(0.294m, 0.50m, "USD"),
        SourceFile = "expenses-2026-10.csv",
        Offline = true,
        Clock = new CardClock("Europe/Berlin", TimeProvider.System.GetUtcNow()),
        Room = CardRoom.Console,
    });

    private static Template TemplateOf()
    {
        var closure = new TemplateClosure(Workflow, ImmutableSortedDictionary<string, WorkflowSpec>.Empty);
        return new Template(closure, Digest.OfText(JsonSerializer.Serialize(closure, StoreJson.Default.TemplateClosure)), "finance/expense-triage.yaml", "finance");
    }

    private static ReviewRow Review(int revision, Artifact artifact, Digest before, string reason) => new()
    {
        Id = ReviewId,
        Revision = revision,
        Workspace = ConsoleHost.Workspace,
        Channel = ConsoleHost.Finance,
        Run = RunId,
        Step = "decide",
        Round = revision,
        Artifact = artifact.Ref,
        Binding = Digest.OfText($"binding {revision}"),
        Policy = ReviewPolicies.Write(new ReviewPolicy([new Principal(PrincipalKind.Group, "finance-leads")], 1, true, [], 3, TimeSpan.FromDays(1), null, null, null)),
        Requester = Ana,
        ChangesUsed = revision - 1,
        Reason = reason,
        Before = before,
        OpenedAt = Start.AddMinutes(revision == 1 ? 3 : 72),
        ExpiresAt = Start.AddDays(2),
    };

    private static Change.InsertStep Step(string id, int round, int? from, int? to, StepStatus status, Func<StepRow, StepRow>? more = null)
    {
        var row = new StepRow
        {
            Run = RunId,
            Workspace = ConsoleHost.Workspace,
            Step = id,
            Round = round,
            Status = status,
            StartedAt = from is { } begin ? Start.AddSeconds(begin) : null,
            EndedAt = to is { } end ? Start.AddSeconds(end) : null,
        };
        return new Change.InsertStep(more is null ? row : more(row));
    }

    private static ModelCallRow Call(string id, int round, long cost) => new()
    {
        Id = id,
        Workspace = ConsoleHost.Workspace,
        Channel = ConsoleHost.Finance,
        Run = RunId,
        Step = "check",
        Round = round,
        Agent = "expense-triage/check",
        Alias = "small",
        Provider = "offline",
        Model = "offline",
        CostMicros = cost,
        Outcome = "ok",
        At = Start.AddSeconds(round == 1 ? 60 : 4_262),
    };

    private static MessageRow Message(string key, DateTimeOffset at, string text) =>
        new() { Key = key, Workspace = ConsoleHost.Workspace, Channel = ConsoleHost.Finance, At = at, Text = text };

    private static Value.Table TableOf(string verdict, string reason)
    {
        (string Key, string For, decimal Amount, string Verdict, string Reason)[] rows =
        [
            ("C-1078", "Hotel Lisbon, 3 nights", 642.00m, verdict, reason),
            ("C-1079", "Hotel Lisbon, 3 nights", 642.00m, verdict, reason),
            ("C-1103", "Hotel Lisbon, 2 nights", 428.00m, verdict, reason),
            ("C-1141", "Team dinner, no guests listed", 486.20m, "refuse", "6.1 name every guest"),
            ("C-1166", "Headphones", 349.00m, "refuse", "7.3 order through IT"),
            .. Enumerable.Range(0, 40).Select(i => ($"C-12{i:00}", $"Taxi to the customer, trip {i}", 18.40m + i, i % 9 == 0 ? "query" : "approve", i % 9 == 0 ? "5.2 name the customer" : "5.1 within the limit")),
        ];
        return new Value.Table(new TableData(
            [new Column("claim", new FieldType.Text()), new Column("for", new FieldType.Text()), new Column("amount", new FieldType.Money()), new Column("verdict", new FieldType.Choice(["approve", "query", "refuse"])), new Column("reason", new FieldType.Text())],
            [.. rows.Select(row => ImmutableArray.Create<Value>(new Value.Text(row.Key), new Value.Text(row.For), new Value.Money(row.Amount, "EUR"), new Value.Choice(row.Verdict), new Value.Text(row.Reason)))])
        {
            Keys = [.. rows.Select(row => row.Key)],
            Totals = ["amount"],
        });
    }
}
