using System.Collections.Immutable;
using System.Text.Json.Nodes;
using AgentBot.Chat.Slack.Drawing;
using AgentBot.Chat.Slack.Drawing.Modals;
using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.People;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Chat.Tests.Slack.Drawing;

/// <summary>Every kind of modal and the Home tab once, by the name of its golden file.</summary>
internal static class ModalSamples
{
    public static readonly WorkspaceKey Workspace = new("T0FERNWAY");

    public static readonly ModalReference At = new(ChannelKey.Of("slack", Workspace, "C0FINANCE"), "1795425480.000100") { Message = "1795425481.000200" };

    public static readonly DirectorySlackNames Names = new(
        new DirectorySnapshot(
            new[]
            {
                new Person(new PersonKey("ana"), "Ana Duarte", "Europe/Lisbon", []) { Accounts = ImmutableSortedDictionary<string, string>.Empty.Add("slack", "U0ANA") },
                new Person(new PersonKey("ole"), "Ole Brandt", "Europe/Berlin", []),
            }.ToImmutableSortedDictionary(person => person.Key.Value, person => person),
            ImmutableSortedDictionary<string, Group>.Empty,
            [],
            [new ChannelInfo(ChannelKey.Of("slack", Workspace, "C0FINANCE"), "finance", false, [])],
            DateTimeOffset.UnixEpoch),
        Workspace);

    private static readonly ActionRef Review = new(CardRef.Review, "01980000000070008000000000000001", 2, "0123456789abcdef");

    public static FormRequest Form(bool wrong = false) => new("renewal-letter", "Renewal letter needs a few answers before it can start", false,
    [
        Field("customer", new FieldType.Choice(["fernway", "lindqvist", new string('k', 80)]), "Customer", wrong ? "lindqvist" : ""),
        Field("day", new FieldType.Date(), "Renewal date", wrong ? "32/13/2026" : "2026-12-01", help: "The day the new term starts.", error: wrong ? "“32/13/2026” is not a date. Give it as 2026-12-31." : ""),
        Field("month", new FieldType.Month(), "Month", "last-month", required: false),
        Field("notice", new FieldType.Duration(), "Notice", "14d", required: false),
        Field("discount", new FieldType.Number(0, 15), "Discount in percent", wrong ? "5" : ""),
        Field("credit", new FieldType.Money(), "Credit", wrong ? "many" : "EUR 100", required: false, error: wrong ? "“many” is not an amount." : ""),
        Field("short", new FieldType.Boolean(), "A short letter?", "yes"),
        Field("writer", new FieldType.User(), "Who signs", "@ana", choices: [new("Ana Duarte", "ana"), new("Ole Brandt", "ole")]),
        Field("second", new FieldType.User(), "Who signs too", "ole", required: false, choices: [new("Ana Duarte", "ana"), new("Ole Brandt", "ole")]),
        Field("room", new FieldType.Channel(), "Where to post", "#finance", choices: [new("#finance", "slack/T0FERNWAY/C0FINANCE")]),
        Field("notes", new FieldType.Text(500), "Anything the writer should know?", wrong ? "They like <short> letters & *stars*" : "", required: false),
        Field("title", new FieldType.Text(80), "Title", "", required: false),
        new FormField(new InputSpec { Name = "contract", Type = new FieldType.File(["pdf", "docx"], []), Required = true, Label = "Contract" }, "", new Value.File("contract 2025.pdf", "application/pdf", 81_234, Digest.OfText("contract")), "", []),
        Field("claims", new FieldType.Table([], true), "Open claims", "", required: false),
    ],
    "It drafts a renewal letter. One of @cs-leads decides before anything is posted. Limit 0.50 USD.");

    public static IEnumerable<(string Name, JsonObject View)> All()
    {
        Card table = CardGoldenTests.Card("table-small");
        Card document = CardGoldenTests.Card("document-round-two");
        yield return ("modal-form", FormModal.Draw(Form(), At, Names));
        yield return ("modal-form-errors", FormModal.Draw(Form(wrong: true), At, Names));
        yield return ("modal-reject", NoteModal.Draw(NoteModal.Find(document, CardVerb.Reject)!, At, "Post the document “Outage letter for Lindqvist Foods” to #cs-lindqvist?"));
        yield return ("modal-send-back", NoteModal.Draw(NoteModal.Find(table, CardVerb.Changes)!, At));
        yield return ("modal-send-back-many-rows", NoteModal.Draw(NoteModal.Find(CardGoldenTests.Card("table-pending"), CardVerb.Changes)!, At));
        yield return ("modal-rows", RowsModal.Draw(CardGoldenTests.Card("table-rows"), At));
        yield return ("modal-rows-one", RowsModal.DrawRow(CardGoldenTests.Card("table-rows-one"), At with { Above = "V0PAGE" }));
        yield return ("modal-rows-back", RowsModal.Draw(CardGoldenTests.Card("table-rows-back"), At));
        yield return ("modal-edit", ((EditOffer.InModal)EditModal.Draw(CardGoldenTests.Card("document-edit"), At with { Press = new CardPress(PressStep.Ask, CardVerb.Edit, Review) }, mayApprove: true)).View);
        yield return ("modal-edit-for-others", ((EditOffer.InModal)EditModal.Draw(CardGoldenTests.Card("document-edit"), At, mayApprove: false)).View);
        yield return ("modal-edit-as-file", ((EditOffer.ByFile)EditModal.Draw(null, At, mayApprove: true, "run-4211-round-1.csv")).View);
        yield return ("modal-edit-elsewhere", ((EditOffer.ByFile)EditModal.Draw(null, At, mayApprove: true)).View);
        yield return ("modal-loading", NoticeModal.Loading("Reject", "Reading the review", At));
        yield return ("modal-refusal", NoticeModal.Draw(new Refusal(RefusalKind.NotAllowed, "This one is for Ida Holm.", "Your click changed nothing.", "Write a remark in the thread; she sees it before deciding.") { Suggestions = [new SuggestedCommand("What waits for me?", "reviews")] }));
        yield return ("modal-full-document", FullModal.Draw(new FullView.Document("Outage letter", "Dear Karin,\n\nwe were down for **3 hours 20 minutes**. 46 orders arrived late:\n\n- 40 on Monday\n- 6 on Tuesday\n\nSee [status](https://status.fernway.example/12).", []), "The document “Outage letter”", Review, 1, At).View);
        yield return ("modal-full-table", FullModal.Draw(Rows(130), "The table “Expense triage”", Review, 2, At).View);
        yield return ("home", HomeView.Draw(Home(), CardGoldenTests.Context));
        yield return ("home-empty", HomeView.Draw(new HomeFacts { DrawnAt = "Wed 25 Nov, 10:02 Berlin time" }, SlackContext.Plain));
    }

    public static FullView.Table Rows(int count) => new(
        [new FullColumn("employee", "Employee", false, new FieldType.Text()), new FullColumn("amount", "Amount", true, new FieldType.Money()), new FullColumn("verdict", "Verdict", false, new FieldType.Choice(["approve", "refuse"]))],
        [.. Enumerable.Range(1, count).Select(i => new FullRow(i, $"k{i}", [$"Person {i}", $"{i}.00 EUR", i % 5 == 0 ? "Refuse" : "Approve"], i % 5 == 0 ? "refuse" : "approve", i == 96 ? "looks like a double" : "", [null, i == 97 ? "90.00 EUR" : null, null], false))],
        2,
        [new FullGroup("approve", "Approve", count - (count / 5), "6,000.00 EUR"), new FullGroup("refuse", "Refuse", count / 5, "2,515.00 EUR")],
        new FullGroup("", "All", count, "8,515.00 EUR"),
        null);

    private static HomeFacts Home() => new()
    {
        Reviews =
        [
            new HomeReview(CardGoldenTests.Card("table-pending"), "#finance", "https://fernway.slack.com/archives/C0FINANCE/p1795425481000200"),
            new HomeReview(CardGoldenTests.Card("message-pending"), "#ops", ""),
        ],
        Runs = [new HomeLine("Expense triage · October 2026", "waiting for one of @finance-leads until Wed 25 Nov, 17:00", "https://fernway.slack.com/archives/C0FINANCE/p1")],
        Startable = [.. Enumerable.Range(1, 7).Select(i => new TemplateLine($"report-{i}", $"Report {i}", "Reads the bank export and drafts the report."))],
        DrawnAt = "Wed 25 Nov, 10:02 Berlin time",
    };

    private static FormField Field(string name, FieldType type, string label, string value, bool required = true, string? help = null, string error = "", params ImmutableArray<CardChoice> choices) =>
        new(new InputSpec { Name = name, Type = type, Required = required, Label = label, Help = help }, value, null, error, choices.IsDefault ? [] : choices);
}
