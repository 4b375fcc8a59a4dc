using System.Collections.Immutable;
using AgentBot.Core;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Commands;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.RowByRow;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;
using AgentBot.Host.Tests.Faults;
using AgentBot.Testing;

namespace AgentBot.Host.Tests.Rows;

/// <summary>A table decided row by row, through the one desk that every platform uses: exactly the approved rows leave.</summary>
public sealed class RowStoryTests
{
    private static readonly string[] OnlyBen = [RowTemplates.Judged()];

    [Fact]
    public async Task Of_three_hundred_rows_exactly_those_leave_that_were_approved()
    {
        await using FaultHost host = await FaultHost.WithAsync(OnlyBen);
        (RunRow run, ReviewRow review) = await AskAsync(host, 300);
        Random random = Proof.Random();
        RowSheet sheet = (await OpenAsync(host, review)).Value;
        var approved = new HashSet<string>();
        var said = new Dictionary<string, RowAnswer>();
        for (int page = 1; page <= sheet.Page(RowView.All, 1).Pages; page++)
        {
            RowSetting[] settings = [.. sheet.Page(RowView.All, page).Lines.Select(line => new RowSetting(line.Key, random.Next(3) == 0 ? RowAnswer.Refuse : RowAnswer.Approve))];
            Assert.InRange(settings.Length, 1, RowSheet.OnAPage);
            sheet = (await MarkAsync(host, review, new RowMark.Set([.. settings]))).Sheet;
            foreach (RowSetting setting in settings)
            {
                said[setting.Key] = setting.Answer!.Value;
            }
        }

        approved.UnionWith(said.Where(pair => pair.Value == RowAnswer.Approve).Select(pair => pair.Key));
        Assert.Equal(300, said.Count);
        Reply.Decided decided = Assert.IsType<Reply.Decided>(await SubmitAsync(host, review));
        Assert.Contains($"{approved.Count} of 300 rows approved, {300 - approved.Count} refused.", decided.Sentence, StringComparison.Ordinal);
        await host.WorkAsync();
        TableData left = await LeftAsync(host);
        Assert.Equal(approved.Order(StringComparer.Ordinal), left.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(left.Rows.Select(Text), sheet.Table.Data.Rows.Where((_, row) => approved.Contains(sheet.Table.Data.KeyOf(row))).Select(Text));
        ReviewRow closed = await host.ReviewAsync(run);
        Assert.Equal((ReviewState.Approved, closed.Leaving.Content), (closed.State, Assert.Single(host.Sender.Sendings).Content));
        Assert.Contains("review.rows", await host.AuditAsync(run));
        Assert.Equal(RunStatus.Done, (await host.RunAsync(run.Id)).Status);

        // The receipt, the card and "why" tell the same numbers.
        string card = Core.Cards.CardJson.Write(await host.Get<ReviewAnswers>().CardAsync(closed, default));
        Assert.Contains($"{approved.Count} of 300 rows of", card, StringComparison.Ordinal);
        string why = Core.Cards.CardJson.Write(Assert.IsType<Reply.Shown>(await host.SayAsync($"why {run.Number}")).Card);
        Assert.Contains($"{approved.Count} approved (", why, StringComparison.Ordinal);
        Assert.Contains($"{300 - approved.Count} refused (", why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_that_goes_back_holds_everything_and_the_other_choices_stand_ready_in_the_next_round()
    {
        await using FaultHost host = await FaultHost.WithAsync(OnlyBen);
        (RunRow run, ReviewRow review) = await AskAsync(host, 12);
        await MarkAsync(host, review, new RowMark.Set([Set("person 003", RowAnswer.Refuse, "Private"), Set("person 007", RowAnswer.Return), Set("person 009", RowAnswer.Return, "row 9: query because the receipt is missing")]));
        await MarkAsync(host, review, new RowMark.Rest(RowAnswer.Approve));
        Assert.Contains("what should change in row 7", Refused(await SubmitAsync(host, review)), StringComparison.Ordinal);
        await MarkAsync(host, review, new RowMark.Set([Set("person 007", RowAnswer.Return, "row 7: query because the date is missing")]));
        Assert.Contains("2 rows sent back. Nothing leaves", Assert.IsType<Reply.Decided>(await SubmitAsync(host, review)).Sentence, StringComparison.Ordinal);
        StepRow asked = await host.StepAsync(run, "check");
        Assert.Contains("the date is missing", asked.Revision, StringComparison.Ordinal);
        Assert.Contains("\"person 007\",\"person 009\"", asked.Revision, StringComparison.Ordinal);
        await host.WorkAsync();
        Assert.Empty(host.Sender.Sendings);

        ReviewRow next = await host.ReviewAsync(run);
        Assert.Equal((2, 1), (next.Revision, next.ChangesUsed));
        RowSheet sheet = (await OpenAsync(host, next)).Value;
        Assert.Equal(["person 007", "person 009"], sheet.Of(RowView.Undecided).Select(line => line.Key).Order(StringComparer.Ordinal));
        Assert.Equal("Private", sheet.Choices.Of("person 003")!.Note);
        Assert.Equal(["person 007", "person 009"], sheet.Of(RowView.Changed).Select(line => line.Key).Order(StringComparer.Ordinal));
        Assert.Equal(["person 012", "person 007", "person 009"], sheet.Lines.Take(3).Select(line => line.Key));
        Assert.Contains("version 2 is out", Refused(await SubmitAsync(host, review)), StringComparison.Ordinal);
        await MarkAsync(host, next, new RowMark.Set([Set("person 007", RowAnswer.Approve), Set("person 009", RowAnswer.Refuse)]));
        Assert.IsType<Reply.Decided>(await SubmitAsync(host, next));
        await host.WorkAsync();
        Assert.Equal(10, (await LeftAsync(host)).Rows.Length);
    }

    [Fact]
    public async Task Every_row_needs_a_choice_the_rest_is_counted_and_a_plain_yes_never_overrides_marks()
    {
        await using FaultHost host = await FaultHost.WithAsync(OnlyBen);
        (_, ReviewRow review) = await AskAsync(host, 30);
        await MarkAsync(host, review, new RowMark.Set([Set("person 002", RowAnswer.Refuse)]));
        Assert.Contains("29 rows have no choice yet.", Refused(await SubmitAsync(host, review)), StringComparison.Ordinal);
        string seen = (await OpenAsync(host, review)).Value.Draft;
        Assert.Equal("The rest, 29 rows (463.00\u00a0EUR), is marked Approve.", (await MarkAsync(host, review, new RowMark.Rest(RowAnswer.Approve))).Sentence);
        Assert.Contains("Open the whole once", Refused(await SubmitAsync(host, review)), StringComparison.Ordinal);
        await host.CommitAsync(new Change.MarkOpened(review.Id, review.Revision, new PersonKey(FaultHost.Ben), host.Clock.GetUtcNow()));
        Assert.Contains("not the ones whose totals you saw", Refused(await SubmitAsync(host, review, seen)), StringComparison.Ordinal);
        Assert.Contains("You have marked 1 row otherwise than Approve.", Refused(await host.DecideAsync(review, FaultHost.Ben, DecisionKind.Approve)), StringComparison.Ordinal);
        Assert.IsType<Reply.Decided>(await SubmitAsync(host, review, (await OpenAsync(host, review)).Value.Draft));
        await host.WorkAsync();
        Assert.Equal(29, (await LeftAsync(host)).Rows.Length);
    }

    [Fact]
    public async Task No_row_left_rejects_and_says_why()
    {
        await using FaultHost host = await FaultHost.WithAsync(OnlyBen);
        (RunRow run, ReviewRow review) = await AskAsync(host, 5);
        await MarkAsync(host, review, new RowMark.Rest(RowAnswer.Refuse));
        Assert.Contains("Say why", Refused(await SubmitAsync(host, review)), StringComparison.Ordinal);
        Assert.IsType<Reply.Decided>(await SubmitAsync(host, review, "", "Wrong month."));
        await host.WorkAsync();
        Assert.Equal((ReviewState.Rejected, 0), ((await host.ReviewAsync(run)).State, host.Sender.Sendings.Length));
    }

    [Fact]
    public async Task With_two_who_decide_a_row_leaves_only_where_both_let_it()
    {
        await using FaultHost host = await FaultHost.WithAsync(RowTemplates.Judged("person: [ben, cleo], quorum: 2"));
        (RunRow run, ReviewRow review) = await AskAsync(host, 8);
        await MarkAsync(host, review, new RowMark.Set([Set("person 001", RowAnswer.Refuse)]));
        await MarkAllAsync(host, review, FaultHost.Ben);
        Assert.Contains("It waits for one more person.", Assert.IsType<Reply.Decided>(await SubmitAsync(host, review)).Sentence, StringComparison.Ordinal);
        await host.WorkAsync();
        Assert.Empty(host.Sender.Sendings);
        RowSheet cleo = (await OpenAsync(host, review, FaultHost.Cleo)).Value;
        Assert.True(cleo.Choices.IsEmpty);
        Assert.Contains("Ben Okafor decided row by row: 7 approved", Assert.Single(cleo.Others), StringComparison.Ordinal);
        Assert.Contains("1 refused (1.00\u00a0EUR)", Core.Cards.CardJson.Write(await host.Get<ReviewAnswers>().CardAsync(await host.ReviewAsync(run), default)).Replace("\\u00A0", "\u00a0", StringComparison.Ordinal), StringComparison.Ordinal);

        // A plain yes lets out what nobody refused.
        Assert.IsType<Reply.Decided>(await host.DecideAsync(await host.ReviewAsync(run), FaultHost.Cleo, DecisionKind.Approve));
        await host.WorkAsync();
        Assert.DoesNotContain("person 001", (await LeftAsync(host)).Keys);
        Assert.Equal(7, (await LeftAsync(host)).Rows.Length);
    }

    [Fact]
    public async Task The_numbers_of_what_would_leave_may_ask_one_person_more_and_never_one_less()
    {
        await using FaultHost host = await FaultHost.WithAsync(RowTemplates.Judged("person: ben, also: [{ when: total > 100 EUR, person: cleo }]"));
        RunRow run = await host.StartAsync("run claims", await host.FileAsync("rows.csv", "who,amount\nana,90 EUR\nbob,60 EUR\ncredit,-70 EUR\n"));
        ReviewRow review = await host.ReviewAsync(run);
        await MarkAsync(host, review, new RowMark.Set([Set("ana", RowAnswer.Approve), Set("bob", RowAnswer.Approve), Set("credit", RowAnswer.Refuse)]));
        Assert.Contains("It waits for Cleo Brandt", Assert.IsType<Reply.Decided>(await SubmitAsync(host, review)).Sentence, StringComparison.Ordinal);
        await host.WorkAsync();
        Assert.Empty(host.Sender.Sendings);
        Assert.IsType<Reply.Decided>(await host.DecideAsync(await host.ReviewAsync(run), FaultHost.Cleo, DecisionKind.Approve));
        await host.WorkAsync();
        Assert.Equal(2, (await LeftAsync(host)).Rows.Length);

        RunRow large = await host.StartAsync("run claims", await host.FileAsync("large.csv", "who,amount\nana,90 EUR\nbob,60 EUR\n"));
        ReviewRow asked = await host.ReviewAsync(large);
        await MarkAsync(host, asked, new RowMark.Set([Set("ana", RowAnswer.Approve), Set("bob", RowAnswer.Refuse)]));
        Assert.Contains("It waits for Cleo Brandt", Assert.IsType<Reply.Decided>(await SubmitAsync(host, asked)).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changed_cells_leave_as_changed_and_where_others_decide_too_they_see_them_first()
    {
        await using FaultHost host = await FaultHost.WithAsync(RowTemplates.Judged());
        (RunRow run, ReviewRow review) = await AskAsync(host, 4);
        RowSetting edit = new("person 002", RowAnswer.Edit, "Typed wrong") { Cells = [new ChangedCell("amount", "EUR 2", "EUR 20")] };
        Assert.Contains("none of its cells is changed", (await host.Get<IRowDesk>().MarkAsync(Request(host, review, new RowMark.Set([edit with { Cells = [new ChangedCell("amount", "EUR 2", "EUR 2")] }])), default)).Refusal!.What, StringComparison.Ordinal);
        await MarkAsync(host, review, new RowMark.Set([edit]));
        await MarkAllAsync(host, review, FaultHost.Ben);
        Assert.Contains("4 of 4 rows approved, 1 of them with changed cells.", Assert.IsType<Reply.Decided>(await SubmitAsync(host, review)).Sentence, StringComparison.Ordinal);
        await host.WorkAsync();
        Assert.Equal("EUR 20.00", CellText.Write((await LeftAsync(host)).Rows[1][1]));
        Assert.Equal(FaultHost.Ben, (await host.Get<IArtifactReader>().FindAsync(FaultHost.Finance, (await host.ReviewAsync(run)).Leaving.Content, default))!.Author!.Value.Value);

        await using FaultHost both = await FaultHost.WithAsync(RowTemplates.Judged("person: [ben, cleo], quorum: 2"));
        (RunRow second, ReviewRow shared) = await AskAsync(both, 4);
        await MarkAsync(both, shared, new RowMark.Set([edit, Set("person 001", RowAnswer.Refuse)]));
        await MarkAllAsync(both, shared, FaultHost.Ben);
        Assert.Contains("saved as a new version", Assert.IsType<Reply.Decided>(await SubmitAsync(both, shared)).Sentence, StringComparison.Ordinal);
        RowSheet ben = (await OpenAsync(both, await both.ReviewAsync(second))).Value;
        Assert.Equal((RowAnswer.Approve, RowAnswer.Refuse, true), (ben.Choices.Of("person 002")!.Answer, ben.Choices.Of("person 001")!.Answer, ben.IsComplete));
        Assert.Equal("EUR 20.00", CellText.Write(ben.Table.Data.Rows[1][1]));
    }

    [Fact]
    public async Task A_draft_is_its_persons_alone_outlives_a_restart_and_is_refused_to_whoever_may_not_decide()
    {
        using var folder = new TempFolder();
        RunId id;
        await using (FaultHost host = await FaultHost.WithAsync(folder, null, OnlyBen))
        {
            (RunRow run, ReviewRow review) = await AskAsync(host, 3);
            id = run.Id;
            await MarkAsync(host, review, new RowMark.Set([Set("person 001", RowAnswer.Refuse, "no")]));
            foreach (string other in (string[])[FaultHost.Ana, FaultHost.Cleo])
            {
                Assert.True((await OpenAsync(host, review, other)).IsRefused);
                Assert.True((await host.Get<IRowDesk>().MarkAsync(Request(host, review, new RowMark.Rest(RowAnswer.Approve), other), default)).IsRefused);
                Assert.IsType<Reply.Refused>(await host.DecideAsync(review, other, DecisionKind.Rows));
            }

            Assert.DoesNotContain("review.rows", await host.AuditAsync(run));
            Assert.Empty(await host.DecisionsAsync(review));
            Assert.True((await host.Get<IRowDesk>().MarkAsync(Request(host, review, new RowMark.Rest(RowAnswer.Approve)) with { Shown = new string('0', 16) }, default)).IsRefused);
        }

        await using FaultHost again = await FaultHost.WithAsync(folder, null, OnlyBen);
        RowSheet sheet = (await OpenAsync(again, await again.ReviewAsync(await again.RunAsync(id)))).Value;
        Assert.Equal((RowAnswer.Refuse, "no", 2), (sheet.Choices.Of("person 001")!.Answer, sheet.Choices.Of("person 001")!.Note, sheet.Rest.Count));
    }

    [Fact]
    public async Task Bytes_rows_or_decisions_that_are_not_what_was_approved_leave_nothing()
    {
        await using FaultHost host = await FaultHost.WithAsync(OnlyBen);
        (RunRow run, ReviewRow review) = await AskAsync(host, 6);
        await MarkAsync(host, review, new RowMark.Set([Set("person 001", RowAnswer.Refuse)]));
        await MarkAllAsync(host, review, FaultHost.Ben);
        Assert.IsType<Reply.Decided>(await SubmitAsync(host, review));
        await host.WorkAsync(sends: false);

        // Somebody puts other rows in the place of the ones that were let out, with a binding that fits them.
        ReviewRow done = await host.ReviewAsync(run);
        var all = Artifact.Of(ArtifactType.Table, new Value.Table((await OpenedAsync(host, review))));
        var progress = Core.Reviews.Deciding.ReviewProgress.Read(done.Progress);
        Digest binding = Core.Runs.Working.ReviewBinding.Of(await host.RunAsync(run.Id), (await host.Get<ClosureCache>().OfAsync(run.TemplateVersion, default)).Graph, "decide", all.Ref, ReviewPolicies.Read(done.Policy), [], host.Get<Core.People.IDirectory>().Latest);
        await host.CommitAsync(
            new Change.UpdateReview(done with { Progress = Core.Reviews.Deciding.ReviewProgress.Write(progress with { Rows = new Core.Reviews.Deciding.RowsDecided(all.Ref, binding) }) }),
            new Change.UpdateEffect((await host.EffectAsync(run)) with { Artifact = all.Ref, Binding = binding }));
        await host.WorkAsync();
        Assert.Empty(host.Sender.Sendings);
        Assert.Equal(ReviewState.Open, (await host.ReviewAsync(run)).State);
    }

    private static async Task<TableData> OpenedAsync(FaultHost host, ReviewRow review) => (await host.Get<RowReads>().ShownAsync(review, default))!;

    private static async Task<(RunRow Run, ReviewRow Review)> AskAsync(FaultHost host, int rows)
    {
        RunRow run = await host.StartAsync("run claims", await host.FileAsync("rows.csv", RowTemplates.Csv(rows)));
        Assert.True(run.Status == RunStatus.AwaitingReview, string.Join(' ', (await host.Runs.HistoryAsync(run.Id, default)).Select(row => $"{row.Step}: {row.Failure}")));
        return (run, await host.ReviewAsync(run));
    }

    private static RowSetting Set(string key, RowAnswer answer, string? note = null) => new(key, answer, note);

    private static ValueTask<Result<RowSheet>> OpenAsync(FaultHost host, ReviewRow review, string person = FaultHost.Ben) =>
        host.Get<IRowDesk>().OpenAsync(host.Caller(person), review.Id, review.Revision, default);

    private static RowsRequest Request(FaultHost host, ReviewRow review, RowMark mark, string person = FaultHost.Ben) =>
        new(host.Caller(person), review.Id, review.Revision, review.Artifact.Content.Value[..16], mark);

    private static async Task<RowsMarked> MarkAsync(FaultHost host, ReviewRow review, RowMark mark, string person = FaultHost.Ben) =>
        (await host.Get<IRowDesk>().MarkAsync(Request(host, review, mark, person), default)).Value;

    // Each by itself, so that nobody has to have opened the whole.
    private static async Task MarkAllAsync(FaultHost host, ReviewRow review, string person)
    {
        RowSheet sheet = (await OpenAsync(host, review, person)).Value;
        await MarkAsync(host, review, new RowMark.Set([.. sheet.Of(RowView.Undecided).Select(line => Set(line.Key, RowAnswer.Approve))]), person);
    }

    private static ValueTask<Reply> SubmitAsync(FaultHost host, ReviewRow review, string draft = "", string note = "", string person = FaultHost.Ben) =>
        host.DecideAsync(host.Click(review, person, DecisionKind.Rows, note) with { Choices = draft });

    private static string Refused(Reply reply) => Assert.IsType<Reply.Refused>(reply).Refusal.ToString();

    private static async Task<TableData> LeftAsync(FaultHost host) =>
        ((Value.Table)ValueJson.Read((await host.Get<IArtifactReader>().FindAsync(FaultHost.Finance, host.Sender.Sendings[^1].Content, default))!.Bytes.Span)).Data;

    private static string Text(ImmutableArray<Value> row) => ValueJson.WriteText(new Value.List(row));
}
