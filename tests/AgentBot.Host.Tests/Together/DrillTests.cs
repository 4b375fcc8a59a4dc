using AgentBot.Core;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery.Drawing;
using AgentBot.Core.People;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Drills;
using AgentBot.Core.Reviews.RowByRow;
using AgentBot.Core.Reviews.Together;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;
using AgentBot.Host.Tests.Faults;
using AgentBot.Testing;

namespace AgentBot.Host.Tests.Together;

/// <summary>Drills: what is put before whom, what becomes known of it, and that whatever is answered, nothing ever leaves.</summary>
public sealed class DrillTests
{
    private const string Claims = """
        apiVersion: agentbot/v1
        kind: Workflow
        name: claims
        title: Claims
        summary: Shows claims and posts them once somebody agrees.
        owner: ben
        inputs:
          claims: { type: file, accept: [csv], required: true, columns: { person: text, amount: money } }
        steps:
          - id: rows
            action: table.read
            with: { file: "{{ inputs.claims }}" }
          - id: report
            action: table.write
            with: { rows: "{{ steps.rows }}", total: amount }
          - id: decide
            review: { of: report, reviewers: "@finance-leads", expires: 2d, on_changes: report }
          - id: post
            publish: { to: "#finance", content: "{{ steps.decide.artifact }}" }
        """;

    private const string Csv = "person,amount\nAisha,EUR 48.00\nOle,EUR 61.50\nKarin,EUR 12.20\nSofia,EUR 75.00\n";

    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    public async Task Nobody_is_drilled_unless_an_operator_says_who_and_how_often()
    {
        await using FaultHost host = await FaultHost.WithAsync(Claims);
        await DecidedAsync(host);
        Assert.Null(await host.Get<IDrillReader>().NextDueAsync(Ct));

        await using FaultHost others = await FaultHost.WithSettingsAsync(["--Reviews:Drills:OneIn=1", "--Reviews:Drills:People:0=cleo"], Claims);
        await DecidedAsync(others);
        Assert.Null(await others.Get<IDrillReader>().NextDueAsync(Ct));

        foreach (string except in (string[])["claims", "#finance"])
        {
            await using FaultHost kept = await FaultHost.WithSettingsAsync(["--Reviews:Drills:OneIn=1", "--Reviews:Drills:People:0=@finance-leads", $"--Reviews:Drills:Except:0={except}"], Claims);
            await DecidedAsync(kept);
            Assert.Null(await kept.Get<IDrillReader>().NextDueAsync(Ct));
        }
    }

    [Fact]
    public async Task A_drill_reads_like_the_real_one_and_says_at_once_what_it_was_and_the_record_counts_it()
    {
        await using FaultHost host = await DrillingAsync();
        RunRow real = await DecidedAsync(host);
        Assert.Equal(RunStatus.Done, real.Status);
        (RunRow run, ReviewRow drill) = await AskedAsync(host);
        PlantedMistake mistake = await MistakeAsync(host, run);
        string card = CardJson.Write(await host.Get<ReviewAnswers>().CardAsync(drill, Ct));
        Assert.Contains("Ana", card, StringComparison.Ordinal);
        Assert.Contains("#finance", card, StringComparison.Ordinal);
        Assert.DoesNotContain("rill", card, StringComparison.Ordinal);
        Assert.DoesNotContain("rill", CardJson.Write(((Reply.Shown)await host.SayAsync("reviews", FaultHost.Ben)).Card), StringComparison.Ordinal);

        Reply.Decided missed = Assert.IsType<Reply.Decided>(await host.DecideAsync(drill, FaultHost.Ben, DecisionKind.Approve));
        Assert.Contains($"{mistake.Place} had been changed from {mistake.Was} to {mistake.Is}. It went unnoticed.", missed.Sentence, StringComparison.Ordinal);
        Assert.Contains("went unnoticed", CardJson.Write(missed.Card), StringComparison.Ordinal);
        await host.WorkAsync();
        Assert.Single(host.Sender.Sendings);
        Assert.Contains("answered this already", What(await host.DecideAsync(drill, FaultHost.Ben, DecisionKind.Reject, "No.")), StringComparison.Ordinal);

        await DecidedAsync(host);
        (_, ReviewRow second) = await AskedAsync(host);
        Reply.Decided found = Assert.IsType<Reply.Decided>(await host.DecideAsync(second, FaultHost.Ben, DecisionKind.RequestChanges, "The amount cannot be right."));
        Assert.Contains("You found it.", found.Sentence, StringComparison.Ordinal);
        Assert.Contains("drill.requestchanges", await host.AuditAsync(await host.RunAsync(second.Run)));

        string record = CardJson.Write(((Reply.Shown)await host.SayAsync("reviews record", FaultHost.Ben)).Card);
        Assert.Contains("1 of 2 planted mistakes found", record, StringComparison.Ordinal);
        Assert.Contains("You decided 2 times", record, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_drill_is_seen_by_nobody_else_is_in_no_group_counts_to_no_limit_and_ends_in_silence()
    {
        await using FaultHost host = await DrillingAsync();
        await DecidedAsync(host);
        (RunRow run, ReviewRow drill) = await AskedAsync(host);
        Assert.Contains("asked of you alone", (await host.Get<LikenessReader>().OfAsync(drill, Ct)).Why, StringComparison.Ordinal);
        Assert.Equal(0, await host.Get<WaitingReviews>().CountAsync(new PersonKey(FaultHost.Ben), FaultHost.Finance.Workspace, 10, Ct));
        Assert.Contains("no run", What(await host.SayAsync($"show {run.Number}")), StringComparison.Ordinal);
        Assert.Contains("no run", What(await host.SayAsync($"approve {run.Number}", FaultHost.Ana)), StringComparison.Ordinal);
        Assert.IsType<Reply.Refused>(await host.SayAsync($"delegate {run.Number} to @cleo", FaultHost.Ben));
        Assert.IsType<Reply.Refused>(await host.SayAsync($"retry {run.Number}", FaultHost.Cleo));
        Assert.All(await host.Get<IDeliveryReader>().EffectsAsync(run.Id, Ct), effect => Assert.Fail(effect.Target));

        host.Clock.Advance(TimeSpan.FromDays(4));
        await host.WorkAsync();
        ReviewRow over = (await host.Reviews.FindAsync(drill.Id, Ct))!;
        Assert.Equal(ReviewState.Expired, over.State);
        Assert.Contains("ended without an answer", CardJson.Write(await host.Get<ReviewAnswers>().CardAsync(over, Ct)), StringComparison.Ordinal);
        Assert.Equal(0, (await host.Get<Core.Reviews.Records.RecordReader>().ReadAsync(new PersonKey(FaultHost.Ben), new PersonKey(FaultHost.Ben), FaultHost.Finance, Ct)).Value.Drills);
    }

    /// <summary>1,000 drills, a tenth of them in the short run, each answered in some way: found exactly where the planted place was treated, and not one effect.</summary>
    [Fact]
    public async Task No_drill_ever_publishes_whatever_is_answered()
    {
        Random random = Proof.Random();
        await using FaultHost host = await DrillingAsync();
        Value.File file = await host.FileAsync("claims.csv", Csv);
        var reviews = new List<ReviewRow>();
        int found = 0, missed = 0;
        for (int i = 0; i < Proof.Size(1_000); i++)
        {
            // One revision is drilled with one person once.
            if (i % 2 == 0)
            {
                reviews.Add(await host.ReviewAsync(await host.StartAsync("run claims", file)));
            }

            string person = i % 2 == 0 ? FaultHost.Ben : FaultHost.Cleo;
            ReviewRow of = reviews[^1];
            await host.CommitAsync(new Change.InsertDrill(new DrillRow
            {
                Of = of.Id, Revision = of.Revision, Person = new PersonKey(person), Workspace = of.Workspace, Channel = of.Channel, Template = "claims", DrawnAt = host.Clock.GetUtcNow(), DueAt = host.Clock.GetUtcNow(),
            }));
            (RunRow run, ReviewRow drill) = await AskedAsync(host, person);
            bool isFound = await AnswerAsync(host, run, drill, person, random);
            (found, missed) = isFound ? (found + 1, missed) : (found, missed + 1);
            DrillRow ended = (await host.Get<IDrillReader>().OfRunAsync(run.Id, Ct))!;
            Assert.Equal(isFound ? DrillState.Found : DrillState.Missed, ended.State);
            Assert.True((await host.RunAsync(run.Id)).IsTerminal);
            Assert.Empty(await host.Get<IDeliveryReader>().EffectsAsync(run.Id, Ct));
        }

        Assert.Empty(host.Sender.Sendings);
        Assert.True(found > 0 && missed > 0, $"{found} found, {missed} missed with seed {Proof.Seed}");
        Assert.All(reviews, review => Assert.Equal(ReviewState.Open, host.Reviews.FindAsync(review.Id, Ct).AsTask().Result!.State));
    }

    // Each answer a person can give, at the planted place or beside it.
    private static async Task<bool> AnswerAsync(FaultHost host, RunRow run, ReviewRow drill, string person, Random random)
    {
        PlantedMistake mistake = await MistakeAsync(host, run);
        TableData shown = ((Value.Table)(await host.Get<ReviewFactsReader>().ReadAsync(drill, Ct)).Content).Data;
        int planted = new TableContent(shown).RowOf(mistake.Row);
        int row = random.Next(2) == 0 ? planted : (planted + 1) % shown.Rows.Length;
        int kind = random.Next(6);
        DecisionRequest click = host.Click(drill, person, DecisionKind.Approve, "");
        DecisionRequest request = kind switch
        {
            0 => click,
            1 => click with { Kind = DecisionKind.Reject, Note = "No." },
            2 => click with { Kind = DecisionKind.RequestChanges, Note = "Look at this again.", Marked = [shown.KeyOf(row)] },
            3 => click with { Kind = DecisionKind.Edit, Edited = Halved(shown, row), ThenApprove = random.Next(2) == 0 },
            _ => click with { Kind = DecisionKind.Rows },
        };
        if (request.Kind == DecisionKind.Rows)
        {
            RowAnswer answer = kind == 4 ? RowAnswer.Refuse : RowAnswer.Return;
            RowChoices choices = RowChoices.Approving(shown).With(shown.KeyOf(row), new RowChoice(answer, "Look at it."));
            await host.CommitAsync(new Change.PutRowDraft(new RowDraftRow { Review = drill.Id, Revision = drill.Revision, Workspace = drill.Workspace, Person = new PersonKey(person), Shown = drill.Artifact.Content, Choices = choices.Write(), At = host.Clock.GetUtcNow() }));
        }

        Reply reply = await host.DecideAsync(request);
        Assert.True(reply is Reply.Decided, $"{request.Kind}: {reply}");
        await host.WorkAsync();
        return kind switch { 0 => false, 1 => true, _ => row == planted };
    }

    private static Value.Table Halved(TableData table, int row)
    {
        int column = table.IndexOf("amount");
        return new Value.Table(table with { Rows = table.Rows.SetItem(row, table.Rows[row].SetItem(column, new Value.Money(0.5m, "EUR"))) });
    }

    private static Task<FaultHost> DrillingAsync() => FaultHost.WithSettingsAsync(["--Reviews:Drills:OneIn=1", "--Reviews:Drills:People:0=@finance-leads"], Claims);

    private static async Task<RunRow> DecidedAsync(FaultHost host)
    {
        RunRow run = await host.StartAsync("run claims", await host.FileAsync("claims.csv", Csv));
        Assert.IsType<Reply.Decided>(await host.DecideAsync(await host.ReviewAsync(run), FaultHost.Ben, DecisionKind.Approve));
        await host.WorkAsync();
        return await host.RunAsync(run.Id);
    }

    private static async Task<(RunRow Run, ReviewRow Review)> AskedAsync(FaultHost host, string person = FaultHost.Ben)
    {
        DateTimeOffset? due = await host.Get<IDrillReader>().NextDueAsync(Ct);
        Assert.NotNull(due);
        host.Clock.Advance(due.Value > host.Clock.GetUtcNow() ? due.Value - host.Clock.GetUtcNow() : TimeSpan.Zero);
        await host.Get<DrillMaker>().AskAsync(Ct);
        await host.WorkAsync();
        ReviewRow drill = Assert.Single(await host.Reviews.OpenAsync(FaultHost.Finance.Workspace, null, null, 0, 100, Ct), review => DrillKey.Is(review.Requester));
        Assert.True(Core.Policy.Guard.MayDecide(new PersonKey(person), drill, host.Get<IDirectory>().Latest));
        return (await host.RunAsync(drill.Run), drill);
    }

    private static async Task<PlantedMistake> MistakeAsync(FaultHost host, RunRow run) => PlantedMistake.Read((await host.Get<IDrillReader>().OfRunAsync(run.Id, Ct))!.Mistake);

    private static string What(Reply reply) => Assert.IsType<Reply.Refused>(reply).Refusal.ToString();
}
