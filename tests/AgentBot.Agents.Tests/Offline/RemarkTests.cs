using AgentBot.Core.Agents;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Agents.Tests.Offline;

public sealed class RemarkTests
{
    private static readonly AgentSpec Judge = Ask.Agent("query if amount is over 60 EUR\nelse: approve", Ask.Choice("verdict", "approve", "query", "refuse"), Ask.Text("reason", 300));

    private static AgentTask Revision(string note, params string[] marked)
    {
        AgentTask task = Ask.Rows(Judge, [.. Enumerable.Range(1, 5).Select(row => (Value)Ask.Row(("amount", Ask.M(row * 20))))]);
        return task with
        {
            Remark = new AgentRemark(note, [.. marked]),
            Items =
            [
                .. task.Items.Select(item => item with
                {
                    Previous = Ask.Row(("verdict", new Value.Choice(item.Number > 3 ? "query" : "approve")), ("reason", Ask.T($"shown {item.Number}"))),
                }),
            ],
        };
    }

    private static async Task<(string Verdicts, AgentOutcome.Answered Outcome)> RunAsync(AgentTask task)
    {
        AgentOutcome.Answered outcome = await Ask.Offline().AnsweredAsync(task);
        return (string.Concat(outcome.Answers.Select((_, at) => outcome.Said("verdict", at)[0])), outcome);
    }

    [Theory]
    [InlineData("row 2: refuse because the receipt is from last year", "araqq")]
    [InlineData("Row 2: refuse.", "araqq")]
    [InlineData("rows 1, 2 and 5: refuse", "rraqr")]
    [InlineData("rows 1-3: query", "qqqqq")]
    [InlineData("row 4: approve, row 5: refuse", "aaaar")]
    [InlineData("row 4: verdict = approve", "aaaaq")]
    [InlineData("refuse if amount is at least 80 EUR", "aaarr")]
    [InlineData("Approve if amount is under 100 EUR. Row 5: refuse.", "aaaar")]
    public async Task A_remark_in_the_grammar_changes_only_what_it_speaks_of(string note, string verdicts)
    {
        (string got, AgentOutcome.Answered outcome) = await RunAsync(Revision(note));
        Assert.Equal(verdicts, got);
        Assert.False(outcome.UnreadNote);
        for (int i = 0; i < 5; i++)
        {
            if (!outcome.Said("reason", i).StartsWith("shown", StringComparison.Ordinal))
            {
                Assert.Contains(outcome.Said("reason", i).TrimEnd('.'), note, StringComparison.OrdinalIgnoreCase);
            }
        }
    }

    [Theory]
    [InlineData("Make it friendlier")]
    [InlineData("I do not like this")]
    [InlineData("approve")]
    [InlineData("row 2: perhaps")]
    public async Task A_remark_outside_the_grammar_changes_nothing_and_says_so(string note)
    {
        AgentTask task = Revision(note);
        (string got, AgentOutcome.Answered outcome) = await RunAsync(task);
        Assert.Equal("aaaqq", got);
        Assert.True(outcome.UnreadNote);
        Assert.All(outcome.Answers.Zip(task.Items), pair => Assert.Equal(pair.Second.Previous, pair.First.Output));
        Assert.Contains(outcome.Notes, line => line.StartsWith($"The agent could not apply this remark: “{note}”.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_remark_that_is_quoted_lends_the_sentence_no_second_full_stop()
    {
        (_, AgentOutcome.Answered outcome) = await RunAsync(Revision("Say who moves it."));
        Assert.Contains(outcome.Notes, line => line.StartsWith("The agent could not apply this remark: “Say who moves it”. The", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_bare_verdict_is_about_the_marked_rows()
    {
        (string got, AgentOutcome.Answered outcome) = await RunAsync(Revision("refuse because nobody asked for it", "key-2", "key-4"));
        Assert.Equal("ararq", got);
        Assert.Equal("refuse because nobody asked for it", outcome.Said("reason", 1));
    }

    [Fact]
    public async Task What_of_a_remark_was_not_read_is_named()
    {
        (string got, AgentOutcome.Answered outcome) = await RunAsync(Revision("row 1: refuse\nrow 2: perhaps later"));
        Assert.Equal("raaqq", got);
        Assert.Contains(outcome.Notes, line => line.Contains("row 2: perhaps later", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rows_of_an_answered_table_can_be_changed_taken_out_and_added()
    {
        FieldType.Table type = new([new Column("task", new FieldType.Text()), new Column("owner", new FieldType.Text()), new Column("due", new FieldType.Date())], false);
        AgentSpec agent = Ask.Agent("List the actions.", Ask.Field("actions", type));
        AgentTask first = Ask.One(agent, Ask.T("Ana to send the draft by 2026-11-20.\nBen to check the figures.\nCleo to book a room."));
        AgentOutcome.Answered shown = await Ask.Offline().AnsweredAsync(first);
        AgentTask second = first with
        {
            Remark = new AgentRemark("row 2: owner = Cleo\nrow 1: due = 2026-12-01\nremove row 3\nadd to actions: Dora to call the printer by 2026-11-30", []),
            Items = [first.Items[0] with { Previous = shown.Answers[0].Output }],
        };
        AgentOutcome.Answered revised = await Ask.Offline().AnsweredAsync(second);
        TableData table = ((Value.Table)revised.Answers[0].Output!["actions"]).Data;
        Assert.False(revised.UnreadNote);
        Assert.Equal(3, table.Rows.Length);
        Assert.Equal(new Value.Date(new DateOnly(2026, 12, 1)), table.Rows[0][2]);
        Assert.Equal(Ask.T("Cleo"), table.Rows[1][1]);
        Assert.Equal<Value>([Ask.T("Dora to call the printer by 2026-11-30"), Ask.T("Dora"), new Value.Date(new DateOnly(2026, 11, 30))], table.Rows[2]);

        AgentOutcome.Answered nowhere = await Ask.Offline().AnsweredAsync(second with { Remark = new AgentRemark("remove row 9", []) });
        Assert.True(nowhere.UnreadNote);
    }
}
