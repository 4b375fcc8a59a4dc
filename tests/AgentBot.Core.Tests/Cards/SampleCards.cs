using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Publishing;
using AgentBot.Core.Reviews.RowByRow;
using AgentBot.Core.Runs;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Tests.Cards;

/// <summary>Every kind of card once, by the name of its golden file.</summary>
internal static class SampleCards
{
    private static readonly DateTimeOffset At = new(2026, 11, 23, 9, 18, 0, TimeSpan.Zero);

    private static readonly PublishedEffect Posted = new(Samples.ToFinance.All[0], At, "/console/channels/finance");

    public static ImmutableArray<(string Name, Card Card)> All { get; } = [.. Reviews(), .. Types(), .. Runs(), .. Asks(), .. Lists(), .. Schedules()];

    public static RunFacts Run(RunStatus status) => new()
    {
        Id = new RunId("01980000000070008000000000000001"),
        Number = 4211,
        TemplateTitle = "Expense triage",
        About = "October 2026",
        Requester = "Mara Lind",
        StartedAt = At.AddMinutes(-20),
        Status = status,
        Steps =
        [
            new StepFacts("Read the export", StepStatus.Succeeded, Note: "240 claims"),
            new StepFacts("Check each claim", StepStatus.Running, 118, 240),
            new StepFacts("Write the report", StepStatus.Pending),
            new StepFacts("Decide", StepStatus.Pending) { Deciders = "one of @finance-leads" },
            new StepFacts("Post", StepStatus.Pending),
        ],
        Cost = new RunCost(0.14m, 0.50m, "USD"),
        TimeLeft = TimeSpan.FromMinutes(3),
        Clock = Samples.Clock,
    };

    /// <summary>Another program gave it and is told what becomes of it.</summary>
    private static ReviewFacts Asked() => Samples.DocumentRoundTwo() with
    {
        TemplateTitle = "Outage letter",
        About = "",
        Requester = "Ticket desk",
        System = "Ticket desk",
        SourceFile = "",
        RemarkGoesTo = "Ticket desk",
        Effects = new PlannedEffects([new PlannedEffect(new EffectTarget.Asker(new PersonKey("system:tickets"), "T-118"), "Ticket desk")]),
    };

    public static FormRequest Form() => new("renewal-letter", "Renewal letter", false,
    [
        new FormField(new InputSpec { Name = "customer", Type = new FieldType.Choice(["fernway", "lindqvist"]), Required = true, Label = "Customer" }, "", null, "", []),
        new FormField(new InputSpec { Name = "day", Type = new FieldType.Date(), Required = true, Label = "Renewal date", Help = "The day the new term starts." }, "", null, "“32/13/2026” is not a date. Give it as 2026-12-31.", []),
        new FormField(new InputSpec { Name = "discount", Type = new FieldType.Number(0, 15), Required = true, Label = "Discount in percent" }, "5", null, "", []),
        new FormField(new InputSpec { Name = "notes", Type = new FieldType.Text(), Label = "Anything the writer should know?" }, "", null, "", []),
        new FormField(new InputSpec { Name = "contract", Type = new FieldType.File(["pdf"], [], null), Required = true, Label = "Contract" }, "", null, "", []),
    ],
    "It drafts a renewal letter. One of @cs-leads decides before anything is posted.");

    private static ScheduleFacts Schedule() => new()
    {
        Id = new ScheduleId("01980000000070008000000000000077"),
        Title = "Cash report",
        Words = "each month, first working day, 09:00",
        Said = "every first business day at 9 in Berlin",
        Times = [new ScheduleTime("Tue 1 Dec, 09:00", ""), new ScheduleTime("Mon 4 Jan 2027, 09:00", "1 Jan is a holiday, then a weekend"), new ScheduleTime("Thu 1 Apr 2027, 09:00", "after the clocks change on 28 Mar")],
        Reckoned = "Berlin time, holidays of Germany (Berlin)",
        Posts = "to #finance, after one of @finance-leads approves",
        Missed = "it runs once as soon as AgentBot is back",
        Overlapping = "the new one is skipped and the channel is told",
        Cost = "about 0.30 USD a run, 3.60 USD for 12 runs a year",
        Owner = "Mara Lind",
        Inputs = "month: last-month",
    };

    private static IEnumerable<(string, Card)> Schedules()
    {
        ScheduleFacts active = Schedule() with { Number = 7, State = "Next Tue 1 Dec, 09:00 Berlin time", IsActive = true, History = ["Mon 2 Nov, 09:00 · run 4188, done", "Thu 1 Oct, 09:00 · skipped: run 4102 had not ended"] };
        yield return ("schedule-proposal", ScheduleCards.Proposal(Schedule()));
        yield return ("schedule-change", ScheduleCards.Proposal(Schedule() with { Changes = 7, Inputs = "" }));
        yield return ("schedule-active", ScheduleCards.One(active));
        yield return ("schedule-held", ScheduleCards.One(active with { State = "Held until somebody confirms: the template was changed", IsActive = false }));
        yield return ("schedule-ended", ScheduleCards.One(active with { State = "Ended by Mara Lind", IsActive = false, IsOver = true }));
        yield return ("schedules", ScheduleCards.All([new ScheduleLine(Schedule().Id, 7, "Cash report", "each month, first working day, 09:00", "Mara Lind", "next Tue 1 Dec, 09:00 Berlin time")], "#finance"));
        yield return ("schedules-none", ScheduleCards.All([], "#finance"));
        yield return ("schedule-ask", ScheduleCards.Ask("06:00 or 18:00?", "every monday at 6", [new SuggestedCommand("06:00", "schedule cash-report every monday at 06:00"), new SuggestedCommand("18:00", "schedule cash-report every monday at 18:00")]));
    }

    private static IEnumerable<(string, Card)> Reviews()
    {
        yield return ("table-pending", ReviewCard.Pending(Samples.Table()));
        yield return ("table-round-two", ReviewCard.Pending(Samples.TableRoundTwo()));
        yield return ("table-small", ReviewCard.Pending(Samples.Review(ArtifactType.Table, new Value.Table(Samples.Claims(6, 0, 0)))));
        yield return ("document-round-two", ReviewCard.Pending(Samples.DocumentRoundTwo()));
        yield return ("document-unknown", ReviewCard.Pending(Samples.UnknownAddresses()));
        yield return ("message-pending", ReviewCard.Pending(Samples.Message()));
        yield return ("record-pending", ReviewCard.Pending(Samples.Record()));
        yield return ("document-since-last-run", ReviewCard.Pending(Samples.DocumentRoundTwo() with
        {
            Review = Samples.DocumentRoundTwo().Review with { Revision = 1, ChangesUsed = 0 },
            Before = null,
            Remark = null,
            StartedBy = "by schedule, every Monday 09:00",
            LastApproved = new LastApproved(Samples.Letter(Samples.LetterOne), 4190, At.AddDays(-7)),
        }));
        yield return ("document-asked", ReviewCard.Pending(Asked()));
        yield return ("document-asked-rejected", ReviewCard.Resolved(Asked(), new ReviewOutcome.Rejected("Priya Nair", At, "The credit is missing.")));
        yield return ("document-edit", ReviewCard.Edit(Samples.DocumentRoundTwo())!);
        yield return ("second-decision", ReviewCard.Pending(Samples.SecondDecision()));
        yield return ("over-threshold", ReviewCard.Pending(Samples.OverThreshold()));
        yield return ("stand-ins", ReviewCard.Pending(Samples.StandIns()));
        yield return ("climbed", ReviewCard.Pending(Samples.Climbed()));
        yield return ("dry-run", ReviewCard.Rehearsal(Samples.Table()));
        ReviewFacts table = Samples.Table();
        ReviewFacts document = Samples.DocumentRoundTwo();
        yield return ("revised", ReviewCard.Resolved(document with { Review = document.Review with { Revision = 1, ChangesUsed = 0 } }, new ReviewOutcome.BeingRevised("Priya Nair", At, "Say plainly that we were down, and name the credit.")));
        yield return ("approved", ReviewCard.Resolved(table, new ReviewOutcome.Approved(["Priya Nair"], At, [])));
        yield return ("approved-posted", ReviewCard.Resolved(table, new ReviewOutcome.Approved(["Priya Nair"], At, [Posted])));
        yield return ("edited", ReviewCard.Resolved(Samples.Record(), new ReviewOutcome.EditedAndApproved("Priya Nair", At, Samples.Account("Peter Sand", 52_800m), [])));
        RowSheet rows = Samples.Rows();
        yield return ("table-rows", RowsCard.Page(rows, rows.Page(RowView.ToLookAt, 1)));
        yield return ("table-rows-one", RowsCard.One(rows, rows.Lines.Single(line => line.Number == 1), new RowsPlace(rows.Shown, RowView.All, 1)));
        yield return ("table-rows-wrong", RowsCard.One(
            rows,
            rows.Lines.Single(line => line.Number == 22),
            new RowsPlace(rows.Shown, RowView.All, 1),
            new Dictionary<string, string> { [CardInput.OneRow] = "approve", [CardInput.OneRowNote] = "The receipt is in the thread.", [CardInput.Cell + "3"] = "about 90" },
            new Refusal(RefusalKind.BadInput, "Row 22, amount: “about 90” is not an amount.", "Nothing was marked.", "Write it as EUR 100.")));
        RowSheet few = Samples.FewRows();
        yield return ("table-rows-spreadsheet", RowsCard.Paste(few, new RowsPlace(few.Shown, RowView.All, 1)));
        string spoilt = RowsFile.WriteTabs(few.Table.Data, few.Choices, few.Review, Enumerable.Range(0, 8)).Replace("refuse\tPrivate", "no\tPrivate", StringComparison.Ordinal).Replace("2026-10-05", "soon", StringComparison.Ordinal);
        yield return ("table-rows-unread", RowsCard.Paste(few, new RowsPlace(few.Shown, RowView.All, 1), spoilt, RowsFile.Read(few.Table.Data, few.Review, "What you pasted", spoilt).Refusal));
        RowSheet taken = Samples.RowsDecided(RowAnswer.Refuse);
        yield return ("table-rows-taken", RowsCard.Taken(taken, "run-4211-decide-1.csv", "240 rows read. Nothing is decided until you hand your choices in."));
        yield return ("table-rows-open", RowsCard.Totals(rows, new RowsPlace(rows.Shown, RowView.All, 1)));
        yield return ("table-rows-totals", RowsCard.Totals(Samples.RowsDecided(RowAnswer.Refuse), new RowsPlace(rows.Shown, RowView.All, 1)));
        yield return ("table-rows-back", RowsCard.Totals(Samples.RowsDecided(RowAnswer.Return), new RowsPlace(rows.Shown, RowView.All, 1)));
        yield return ("approved-rows", ReviewCard.Resolved(table, new ReviewOutcome.Approved(["Priya Nair"], At, [Posted]) { Rows = new RowsOutcome(rows.Table.Data, Samples.RowsDecided(RowAnswer.Refuse).Result) }));
        yield return ("sent-back-rows", ReviewCard.Resolved(table, new ReviewOutcome.BeingRevised("Priya Nair", At, "Row 22: The receipt is in the thread.") { Rows = new RowsOutcome(rows.Table.Data, Samples.RowsDecided(RowAnswer.Return).Result) }));
        yield return ("rejected", ReviewCard.Resolved(table, new ReviewOutcome.Rejected("Priya Nair", At, "The October export is missing the travel claims.")));
        yield return ("expired", ReviewCard.Resolved(table, new ReviewOutcome.Expired(At)));
        yield return ("superseded", ReviewCard.Resolved(document with { Review = document.Review with { Revision = 1, ChangesUsed = 0 } }, new ReviewOutcome.Superseded(2) { SentBack = new ReviewOutcome.BeingRevised("Priya Nair", At, "Say plainly that we were down, and name the credit.") }));
        yield return ("superseded-by-edit", ReviewCard.Resolved(document, new ReviewOutcome.Superseded(3, "Ole Brandt")));
        yield return ("voided", ReviewCard.Resolved(table, new ReviewOutcome.Voided(2, "The table now goes to #finance-reports; the card said #finance")));
        var planted = new Core.Reviews.Drills.PlantedMistake("the amount in row 14", "14", "amount", "48.00\u00a0EUR", "480.00\u00a0EUR");
        yield return ("drill-found", ReviewCard.Resolved(table, new ReviewOutcome.Drilled(planted, true, At)));
        yield return ("drill-missed", ReviewCard.Resolved(table, new ReviewOutcome.Drilled(planted, false, At)));
        yield return ("drill-expired", ReviewCard.Resolved(table, new ReviewOutcome.Drilled(planted, null, At)));
        yield return ("withdrawn", ReviewCard.Resolved(table, new ReviewOutcome.Withdrawn("Mara Lind", At)));
        yield return ("cancelled", ReviewCard.Resolved(table, new ReviewOutcome.Cancelled("Mara Lind", At, "Wrong month.")));
    }

    private static IEnumerable<(string, Card)> Types()
    {
        foreach ((string name, ReviewFacts facts) in TypeSamples.All)
        {
            yield return (name, ReviewCard.Pending(facts));
        }

        ReviewFacts FactsOf(string name) => TypeSamples.All.Single(sample => sample.Name == name).Facts;
        yield return ("decision-edit", ReviewCard.Edit(FactsOf("decision-choice"))!);
        yield return ("plan-edit", ReviewCard.Edit(FactsOf("plan"))!);
        yield return ("payment-approved", ReviewCard.Resolved(FactsOf("payment"), new ReviewOutcome.Approved(["Sofia Marek"], At, [])));
        yield return ("decision-rejected", ReviewCard.Resolved(FactsOf("decision"), new ReviewOutcome.Rejected("Ida Holm", At, "The rivals are cheaper.")));
        yield return ("email-published", PublishedCard.Of(ArtifactType.Email, FactsOf("email-merge").Content, new PublishedFacts("Renewal mails", "January to March 2027", 4230, ["Priya Nair"], "/console/x", Samples.Clock)));
    }

    private static IEnumerable<(string, Card)> Runs()
    {
        yield return ("run-working", ProgressCard.Of(Run(RunStatus.Running)));
        yield return ("run-paused", ProgressCard.Of(Run(RunStatus.Running) with { Paused = true }));
        yield return ("run-in-line", ProgressCard.Of(Run(RunStatus.Paused) with { Paused = true, Held = "Priya Nair has 10 or more reviews open." }));
        yield return ("run-waiting", ProgressCard.Of(Run(RunStatus.AwaitingReview) with { Waiting = [new WaitFacts("one of @finance-leads", At.AddDays(2), "/console/reviews/x/1")] }));
        RunFacts ended = Run(RunStatus.Done) with { EndedAt = At, Published = [Posted], EndedBy = "Priya Nair" };
        yield return ("run-done", ProgressCard.Of(ended));
        yield return ("run-failed", ProgressCard.Of(ended with { Status = RunStatus.Failed, Published = [], FailedStep = "Read the export", Outcome = "the file has no column “Value date”", Advice = "Add the column, then try again", EndedBy = "" }));
        yield return ("run-rejected", ProgressCard.Of(ended with { Status = RunStatus.Rejected, Published = [], Outcome = "Priya Nair: “The export is incomplete.”" }));
        yield return ("run-expired", ProgressCard.Of(ended with { Status = RunStatus.Expired, Published = [], EndedBy = "" }));
        yield return ("run-cancelled", ProgressCard.Of(ended with { Status = RunStatus.Cancelled, Published = [], EndedBy = "Mara Lind" }));
        yield return ("run-unknown", ProgressCard.Of(ended with { Status = RunStatus.Unknown, EndedAt = null, Published = [], EndedBy = "" }));
    }

    private static IEnumerable<(string, Card)> Asks()
    {
        var effect = new EffectFacts
        {
            Id = new EffectId("01980000000070008000000000000002"),
            Run = new RunId("01980000000070008000000000000001"),
            RunNumber = 4240,
            TemplateTitle = "Expense triage",
            Effect = Samples.ToFinance.All[0],
            What = "The table “Expense triage”",
            ApprovedBy = ["Ole Brandt"],
            SentAt = At,
            WhoAnswers = "Mara Lind or one of @finance-leads",
            Clock = Samples.Clock,
        };
        yield return ("outcome-unknown", OutcomeUnknownCard.Of(effect));
        yield return ("outcome-dead", OutcomeUnknownCard.Of(effect with { IsDead = true, Failure = "AgentBot is not in #finance" }));
        yield return ("outcome-settled", OutcomeUnknownCard.Settled(effect, "Mara Lind says that it arrived"));
        var step = new StepAskFacts { Id = "r1:check:1", RunNumber = 4211, TemplateTitle = "Expense triage", StepTitle = "Check each claim", Failure = "the model gave no readable answer for 3 claims", ItemsFailed = 3, ItemsDone = 237, WhoAnswers = "Mara Lind" };
        yield return ("step-ask", StepAskCard.Of(step));
        var pause = new BudgetPauseFacts { Id = "r1:check:1", RunNumber = 4211, TemplateTitle = "Expense triage", StepTitle = "Check each claim", Pot = "this run", Spent = "1.98 of 2.00 USD", Needed = "0.40 USD", Missing = "0.38", Unit = "USD", ItemsDone = 200, ItemsTotal = 240, MayBeCheaper = true, WhoRaises = "Mara Lind or Ole Brandt" };
        yield return ("budget-pause", BudgetPauseCard.Of(pause));
        yield return ("budget-pause-month", BudgetPauseCard.Of(pause with { Pot = "#finance in November", Spent = "39.80 of 40.00 USD", Missing = "0.20", MayBeCheaper = false, Anew = "1 Dec, Berlin time", WhoRaises = "Ole Brandt" }));
        yield return ("step-settled", StepAskCard.Settled(step, "Mara Lind let it go on without 3 items"));
        yield return ("refusal", RefusalCard.Of(new Refusal(RefusalKind.NotAllowed, "Supplier invoice was not started.", "In #ops only @finance-leads may start it, and you are not in that group.", "Ask Ole Brandt or Mara Lind to start it, or run invoice-check.") { Suggestions = [new SuggestedCommand("Run invoice-check", "run invoice-check"), new SuggestedCommand("What may be run here?", "templates")] }));
        yield return ("form", FormCard.Of(Form()));
        yield return ("roundup", RoundupCard.Of(new RoundupFacts
        {
            Runs = [new RoundupLine(4211, "Expense triage", "October 2026", "Mara Lind", "waiting for one of @finance-leads", At, "/console/reviews/x/1"), new RoundupLine(4212, "Expense triage", "*November* 2026", "Mara Lind", "done", At, "")],
            Counts = [(RunStatus.AwaitingReview, 1), (RunStatus.Done, 40)],
            Told = ["The template close has 2 mistakes."],
            Clock = Samples.Clock,
        }));
        yield return ("broken-template", ListCards.BrokenTemplate("expense-triage", ["expense-triage.yaml, line 12: “stpes” is not known here; steps is nearest"], true));
    }

    private static IEnumerable<(string, Card)> Lists()
    {
        ImmutableArray<TemplateLine> templates =
        [
            new("expense-triage", "Expense triage", "Checks an expense export and drafts a decision for every claim."),
            new("cash-report", "Cash report", "This month's cash position from the bank export.", MayRun: false),
        ];
        ImmutableArray<FactLine> facts = [new(12, "Minibar is not covered (policy 4.2)", "Ole Brandt", At.AddDays(-1)), new(13, "Claims over 300 need a note", "Mara Lind", At.AddDays(-40), "policy.pdf")];
        yield return ("templates", ListCards.Templates(templates, "#finance"));
        yield return ("runs", ListCards.Runs([new RunLine(4211, "Expense triage", "October 2026", "Mara Lind", ProgressCard.Line(Run(RunStatus.Running)), At)], Samples.Clock));
        yield return ("runs-none", ListCards.Runs([], Samples.Clock));
        foreach ((string, Card) queue in QueueSamples.All())
        {
            yield return queue;
        }

        yield return ("facts", ListCards.Facts(facts, "", "#finance", Samples.Clock));
        foreach ((string, Card) grant in GrantSamples.All())
        {
            yield return grant;
        }

        yield return ("status", ListCards.Status(Run(RunStatus.Running)));
        yield return ("why", ListCards.Why(new WhyFacts { Run = Run(RunStatus.Done), Decisions = [new WhyDecision("Priya Nair", "sent back", At, "Row 14 has a note."), new WhyDecision("Ole Brandt", "approved", At, "")], FactsUsed = facts, Calls = [new WhyCall("Update a deal", "deal: 4711, amount: 1250", "made", "without asking, under permission 3 of Priya Nair"), new WhyCall("Book an entry", "amount: 9", "refused", "Ole Brandt refused it: “Not twice.”")], Models = ["check · offline · 12 calls · 0.00 USD"] }));
        yield return ("show", ListCards.Show(new TemplateFacts { Name = "expense-triage", Title = "Expense triage", Summary = "Checks an expense export against the team's policy.", Owner = "Ole Brandt", Steps = ["Reads the expense export.", "An agent judges each claim.", "One of @finance-leads decides."], Inputs = ["Expense export, a CSV file", "Month (optional)"], Deciders = "one of @finance-leads, but not who asked", Publishes = "posted to #finance", CostLimit = 2 }));
        yield return ("budget", ListCards.Budget([new BudgetLine("#finance in November", "39.80 of 40.00 USD"), new BudgetLine("Mara Lind in November", "3.10 USD, no limit")], "1 Dec, Berlin time"));
        yield return ("help", HelpCard.Of(new HelpFacts { Channel = "#finance", Runnable = templates }));
        yield return ("help-all", HelpCard.Of(new HelpFacts { Channel = "#finance", Runnable = templates, All = true }));
    }
}
