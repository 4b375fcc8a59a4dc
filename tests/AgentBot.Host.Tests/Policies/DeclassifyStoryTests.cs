using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.People;
using AgentBot.Core.Publishing;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Reviews.RowByRow;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;
using AgentBot.Host.Tests.Faults;
using AgentBot.Host.Tests.Rows;

namespace AgentBot.Host.Tests.Policies;

/// <summary>Fault row F5: what was made in a private channel leaves for where more people read by a consent of its own, or not at all.</summary>
public sealed class DeclassifyStoryTests
{
    private static readonly ChannelKey Operations = ChannelKey.Of("console", FaultHost.Finance.Workspace, "operations");

    /// <summary>Ben or Cleo approves; Cleo alone may let it leave.</summary>
    internal static string Out { get; } = SmallTemplates.Memo
        .Replace("name: memo", "name: out", StringComparison.Ordinal)
        .Replace("publish: { to: \"#finance\",", "publish: { to: \"#operations\", declassify: \"@cleo\",", StringComparison.Ordinal);

    private static string Undeclared { get; } = Out.Replace("name: out", "name: undeclared", StringComparison.Ordinal).Replace("declassify: \"@cleo\", ", "", StringComparison.Ordinal);

    private static string Rows { get; } = RowTemplates.Judged().Replace("publish: { to: \"#finance\",", "publish: { to: \"#operations\", declassify: \"@ben\",", StringComparison.Ordinal);

    [Fact]
    public async Task Without_it_nothing_is_started_and_where_nobody_could_give_it_neither()
    {
        await using FaultHost host = await FaultHost.WithAsync(Out, Undeclared);
        Close(host, "ana", "ben", "cleo");
        Refusal undeclared = Assert.IsType<Reply.Refused>(await host.SayAsync("run undeclared text=Hello")).Refusal;
        Assert.Contains("This channel is private, and its result would go to #operations", undeclared.Why, StringComparison.Ordinal);

        Close(host, "ana", "ben");
        Refusal nobody = Assert.IsType<Reply.Refused>(await host.SayAsync("run out text=Hello")).Refusal;
        Assert.Contains("That is for Cleo", nobody.Why, StringComparison.Ordinal);
        Assert.Equal("Memo was not started.", nobody.What);

        // Who asks is no second pair of eyes.
        Close(host, "cleo", "ben");
        Assert.IsType<Reply.Refused>(await host.SayAsync("run out text=Hello", FaultHost.Cleo));
    }

    [Fact]
    public async Task The_card_counts_the_readers_and_the_consent_is_a_decision_of_its_own()
    {
        await using FaultHost host = await FaultHost.WithAsync(Out);
        Close(host, "ana", "ben", "cleo");
        RunRow run = await host.StartAsync("run out text=Hello");
        ReviewRow review = await host.ReviewAsync(run);
        Card asked = await CardAsync(host, review);
        const string fact = "This leaves #finance (3 people) and will be readable by everybody in #operations and everybody of the workspace who looks there.";
        Assert.Contains(fact, WordsOf(asked), StringComparison.Ordinal);
        Assert.Contains(fact, asked.FallbackText, StringComparison.Ordinal);
        Assert.Contains("Nothing is posted yet", WordsOf(asked), StringComparison.Ordinal);

        Assert.IsType<Reply.Refused>(await host.DecideAsync(review, FaultHost.Cleo, DecisionKind.Declassify));
        Reply.Decided approved = Assert.IsType<Reply.Decided>(await host.DecideAsync(review, FaultHost.Ben, DecisionKind.Approve));
        Assert.Contains("who can let it leave where it was made", approved.Sentence, StringComparison.Ordinal);
        await host.WorkAsync();
        Assert.Empty(host.Sender.Sendings);

        Card open = await CardAsync(host, await host.ReviewAsync(run));
        Assert.StartsWith("May this leave #finance?", ((CardElement.TextBlock)open.Part(CardPart.Question)!).Text.Replace("\\", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(["Let it leave #finance…", "Keep it here…"], open.Actions.Select(action => action.Title));
        Assert.StartsWith("Its content is approved.", Assert.IsType<Reply.Refused>(await host.DecideAsync(review, FaultHost.Cleo, DecisionKind.Approve)).Refusal.What, StringComparison.Ordinal);
        Assert.IsType<Reply.Refused>(await host.SayAsync($"declassify {run.Number}", FaultHost.Ben));
        Assert.IsType<Reply.Refused>(await host.SayAsync($"declassify {run.Number}"));
        Assert.Empty(host.Sender.Sendings);

        Assert.Equal("It may leave now.", Assert.IsType<Reply.Decided>(await host.SayAsync($"declassify {run.Number}", FaultHost.Cleo)).Sentence);
        await host.WorkAsync();
        Assert.Single(host.Sender.Sendings);
        Assert.Contains("review.declassify", await host.AuditAsync(run));
        Assert.Contains("Cleo Brandt let it leave", WordsOf(Assert.IsType<Reply.Shown>(await host.SayAsync($"why {run.Number}")).Card), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_asked_for_it_may_keep_it_here()
    {
        await using FaultHost host = await FaultHost.WithAsync(Out);
        Close(host, "ana", "ben", "cleo");
        RunRow run = await host.StartAsync("run out text=Hello");
        ReviewRow review = await host.ReviewAsync(run);
        Assert.IsType<Reply.Decided>(await host.DecideAsync(review, FaultHost.Ben, DecisionKind.Approve));
        Assert.IsType<Reply.Decided>(await host.DecideAsync(review, FaultHost.Cleo, DecisionKind.Reject, "It names a customer."));
        await host.WorkAsync();
        Assert.Empty(host.Sender.Sendings);
        Assert.Equal(RunStatus.Rejected, (await host.RunAsync(run.Id)).Status);
    }

    public static TheoryData<string> Changes { get; } = ["the place it came from is private now", "more people read the place it goes to", "who let it leave has left", "other organisations read there", "the row says that nobody had to agree"];

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task What_changes_between_the_approval_and_the_sending_voids_it_and_asks_anew(string what)
    {
        await using FaultHost host = await FaultHost.WithAsync(Out);
        bool isClosed = what is "who let it leave has left" or "the row says that nobody had to agree";
        Func<DirectorySnapshot, DirectorySnapshot> before = what switch
        {
            "more people read the place it goes to" => people => AlteredDirectory.Closed(AlteredDirectory.Closed(people, FaultHost.Finance, "ana", "ben", "cleo"), Operations, "ana"),
            _ when isClosed => people => AlteredDirectory.Closed(people, FaultHost.Finance, "ana", "ben", "cleo"),
            _ => people => people,
        };
        host.People.Change = before;
        RunRow run = await host.StartAsync("run out text=Hello");
        ReviewRow review = await host.ReviewAsync(run);
        if (what == "the row says that nobody had to agree")
        {
            await host.CommitAsync(new Change.UpdateReview(review with { Progress = ReviewProgress.Write(ReviewProgress.Read(review.Progress) with { Consents = null }) }));
        }

        Assert.IsType<Reply.Decided>(await host.DecideAsync(review, FaultHost.Ben, DecisionKind.Approve));
        if (what == "who let it leave has left")
        {
            Assert.IsType<Reply.Decided>(await host.DecideAsync(review, FaultHost.Cleo, DecisionKind.Declassify));
        }

        await host.WorkAsync(sends: false);
        Assert.Equal(ReviewState.Approved, (await host.ReviewAsync(run)).State);
        host.People.Change = what switch
        {
            "the place it came from is private now" or "more people read the place it goes to" => people => AlteredDirectory.Closed(people, FaultHost.Finance, "ana", "ben", "cleo"),
            "who let it leave has left" => people => AlteredDirectory.Closed(people, FaultHost.Finance, "ana", "ben"),
            "other organisations read there" => people => people with { Channels = [.. people.Channels.Select(channel => channel.Key == Operations ? channel with { IsShared = true } : channel)] },
            _ => before,
        };
        await host.SendAsync();

        Assert.Empty(host.Sender.Sendings);
        Assert.Equal(ReviewState.Voided, (await host.ReviewAsync(run)).State);
        Assert.Contains("approval.voided", await host.AuditAsync(run));
        await host.WorkAsync();
        Assert.Equal((2, true), ((await host.ReviewAsync(run)).Revision, (await host.ReviewAsync(run)).IsOpen));
        Assert.Empty(host.Sender.Sendings);
    }

    [Fact]
    public async Task Where_the_template_names_nobody_it_never_leaves_a_place_that_became_private()
    {
        await using FaultHost host = await FaultHost.WithAsync(Undeclared);
        RunRow run = await host.StartAsync("run undeclared text=Hello");
        Assert.IsType<Reply.Decided>(await host.DecideAsync(await host.ReviewAsync(run), FaultHost.Ben, DecisionKind.Approve));
        await host.WorkAsync(sends: false);
        Close(host, "ana", "ben", "cleo");
        await host.WorkAsync();

        Assert.Empty(host.Sender.Sendings);
        EffectRow effect = await host.EffectAsync(run);
        Assert.Equal(EffectState.Dead, effect.State);
        Assert.Contains("its template names nobody who may let it leave", effect.Failure, StringComparison.Ordinal);
        Assert.Contains("effect.dead", await host.AuditAsync(run));

        // A person who says "try again" does not get round it.
        Assert.IsNotType<Reply.Started>(await host.SettleAsync(effect, FaultHost.Ben, SettleChoice.SendAgain));
        await host.WorkAsync();
        Assert.Empty(host.Sender.Sendings);
    }

    [Fact]
    public async Task Where_nobody_can_be_asked_who_reads_it_it_waits()
    {
        await using FaultHost host = await FaultHost.WithAsync(Out);
        RunRow run = await host.StartAsync("run out text=Hello");
        Assert.IsType<Reply.Decided>(await host.DecideAsync(await host.ReviewAsync(run), FaultHost.Ben, DecisionKind.Approve));
        await host.WorkAsync(sends: false);
        EffectChecks checks = host.Get<EffectChecks>();
        host.People.IsDown = true;
        Assert.IsType<EffectCheck.Wait>(await checks.CheckAsync(run, await host.EffectAsync(run), CancellationToken.None));
        host.People.IsDown = false;
        host.People.Change = people => people with { Channels = [.. people.Channels.Where(channel => channel.Key != FaultHost.Finance)] };
        Assert.IsType<EffectCheck.Wait>(await checks.CheckAsync(run, await host.EffectAsync(run), CancellationToken.None));
        host.People.Change = people => people;
        Assert.IsType<EffectCheck.Good>(await checks.CheckAsync(run, await host.EffectAsync(run), CancellationToken.None));
    }

    [Fact]
    public async Task Of_a_table_exactly_the_rows_leave_that_were_let_out_also_what_the_one_who_consents_refused_stays()
    {
        await using FaultHost host = await FaultHost.WithAsync(Rows);
        Close(host, "ana", "ben", "cleo");
        RunRow run = await host.StartAsync("run claims", await host.FileAsync("claims.csv", "who,amount\nIda,10 EUR\nOle,20 EUR\nTom,30 EUR\n"));
        ReviewRow review = await host.ReviewAsync(run);
        IRowDesk desk = host.Get<IRowDesk>();
        RowSheet sheet = (await desk.OpenAsync(host.Caller(FaultHost.Ben), review.Id, review.Revision, CancellationToken.None)).Value;
        RowSetting[] marks = [.. sheet.Of(RowView.All).Select(line => new RowSetting(line.Key, line.Row == 1 ? RowAnswer.Refuse : RowAnswer.Approve, line.Row == 1 ? "Private" : null))];
        await desk.MarkAsync(new RowsRequest(host.Caller(FaultHost.Ben), review.Id, review.Revision, review.Artifact.Content.Value[..16], new RowMark.Set([.. marks])), CancellationToken.None);
        Assert.IsType<Reply.Decided>(await host.DecideAsync(review, FaultHost.Ben, DecisionKind.Rows));
        await host.WorkAsync();
        Assert.Empty(host.Sender.Sendings);

        Assert.IsType<Reply.Decided>(await host.DecideAsync(review, FaultHost.Ben, DecisionKind.Declassify));
        await host.WorkAsync();
        var left = (Value.Table)ValueJson.Read((await host.Get<IArtifactReader>().FindAsync(FaultHost.Finance, Assert.Single(host.Sender.Sendings).Content, CancellationToken.None))!.Bytes.Span);
        Assert.Equal(["Ida", "Tom"], left.Data.Rows.Select(row => ((Value.Text)row[0]).Content));
    }

    private static void Close(FaultHost host, params string[] members) => host.People.Change = people => AlteredDirectory.Closed(people, FaultHost.Finance, members);

    private static ValueTask<Card> CardAsync(FaultHost host, ReviewRow review) => host.Get<ReviewAnswers>().CardAsync(review, CancellationToken.None);

    private static string WordsOf(Card card) => (string.Join('\n', card.Body.SelectMany(Texts)) + "\n" + card.FallbackText).Replace("\\", "", StringComparison.Ordinal);

    private static IEnumerable<string> Texts(CardElement element) => element switch
    {
        CardElement.TextBlock text => [text.Text],
        CardElement.Container container => container.Items.SelectMany(Texts),
        CardElement.ColumnSet columns => columns.Columns.SelectMany(column => column.Items.SelectMany(Texts)),
        _ => [],
    };
}
