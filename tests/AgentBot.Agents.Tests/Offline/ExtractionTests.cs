using AgentBot.Core.Agents;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Agents.Tests.Offline;

public sealed class ExtractionTests
{
    private const string Notes =
        """
        # Weekly sync
        Date: 12 November 2026
        Present: Ana Ruiz, Ben Ode (lead) and Cleo Hart

        Ana: The launch slipped by a week because the printer was late. We agreed to move the launch to 3 December.
        Ben: I will update the plan by Friday.
        Cleo: What do we tell the partners?
        Ana Ruiz will call the printer tomorrow.
        The budget of 4,200.00 EUR stays as it is.

        Decisions:
        - The newsletter goes out monthly.

        Action items
        - [ ] Cleo to draft the letter to partners by 20 Nov
        Action: Ben to send the figures to Ana
        """;

    private static readonly FieldType.Table Actions = new(
        [new Column("task", new FieldType.Text()), new Column("owner", new FieldType.Text()), new Column("due", new FieldType.Date())], false);

    private static async Task<AgentOutcome.Answered> AskAsync(string text, params OutputField[] fields) =>
        await Ask.Offline().AnsweredAsync(Ask.One(Ask.Agent("Read the notes.", fields), Ask.Row(("notes", Ask.T(text)))));

    [Fact]
    public async Task Minutes_get_their_decisions_in_the_words_of_the_notes()
    {
        AgentOutcome.Answered outcome = await AskAsync(Notes, Ask.Field("decisions", new FieldType.List(new FieldType.Text())));
        Assert.Equal("We agreed to move the launch to 3 December., The newsletter goes out monthly.", outcome.Said("decisions"));
    }

    [Fact]
    public async Task Actions_get_owner_and_day()
    {
        AgentOutcome.Answered outcome = await AskAsync(Notes, Ask.Field("action_items", Actions));
        TableData table = ((Value.Table)outcome.Answers[0].Output!["action_items"]).Data;
        Assert.Equal(
            [
                "I will update the plan by Friday.|Ben Ode|2026-11-13",
                "Ana Ruiz will call the printer tomorrow.|Ana Ruiz|2026-11-13",
                "Cleo to draft the letter to partners by 20 Nov|Cleo Hart|2026-11-20",
                "Ben to send the figures to Ana|Ben Ode|",
            ],
            Enumerable.Range(0, table.Rows.Length).Select(row => string.Join('|', table.Rows[row].Select(AgentBot.Agents.Offline.Reading.PlainValue.Text))));
        Assert.Contains("counted from 2026-11-12", outcome.Answers[0].Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Questions_people_amounts_and_days_are_found_by_type_and_name()
    {
        AgentOutcome.Answered outcome = await AskAsync(
            Notes,
            Ask.Field("open_questions", new FieldType.List(new FieldType.Text())),
            Ask.Field("attendees", new FieldType.List(new FieldType.Text())),
            Ask.Field("budget", new FieldType.Money()),
            Ask.Field("held_on", new FieldType.Date()),
            Ask.Text("title"));
        Assert.Equal("What do we tell the partners?", outcome.Said("open_questions"));
        Assert.Equal("Ana Ruiz, Ben Ode, Cleo Hart", outcome.Said("attendees"));
        Assert.Equal("4200.00 EUR", outcome.Said("budget"));
        Assert.Equal("2026-11-12", outcome.Said("held_on"));
        Assert.Equal("Weekly sync", outcome.Said("title"));
    }

    [Fact]
    public async Task A_summary_consists_of_sentences_of_the_text()
    {
        AgentOutcome.Answered outcome = await AskAsync(Notes, Ask.Text("summary", 200));
        string summary = outcome.Said("summary");
        Assert.InRange(summary.Length, 20, 200);
        Assert.All(summary.Split(". "), sentence => Assert.Contains(sentence.TrimEnd('.'), Notes, StringComparison.Ordinal));
        Assert.DoesNotContain("Ben Ode", summary, StringComparison.Ordinal);
        Assert.Contains(outcome.Notes, note => note.StartsWith("Offline model", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_author_can_say_which_lines_belong_where()
    {
        AgentSpec agent = Ask.Agent("risks if line contains slipped or late", Ask.Field("risks", new FieldType.List(new FieldType.Text())));
        AgentOutcome.Answered outcome = await Ask.Offline().AnsweredAsync(Ask.One(agent, Ask.T(Notes)));
        Assert.Equal("The launch slipped by a week because the printer was late.", outcome.Said("risks"));
    }

    [Fact]
    public async Task Quotes_are_ranked_over_rows_and_keep_their_cells()
    {
        Value rows = new Value.List([.. Enumerable.Range(1, 30).Select(row => (Value)Ask.Row(("who", Ask.T($"P{row}")), ("remark", Ask.T(row % 3 == 0 ? $"The lamp broke after {row} days of use." : "Fine."))))]);
        FieldType.Table type = new([new Column("remark", new FieldType.Text()), new Column("who", new FieldType.Text())], false);
        AgentOutcome.Answered outcome = await Ask.Offline().AnsweredAsync(Ask.One(
            Ask.Agent("broken if line contains broke", Ask.Field("quotes", new FieldType.List(new FieldType.Text())), Ask.Field("broken", type)),
            rows));
        var quotes = (Value.List)outcome.Answers[0].Output!["quotes"];
        Assert.Equal(5, quotes.Items.Length);
        Assert.All(quotes.Items, quote => Assert.StartsWith("The lamp broke", ((Value.Text)quote).Content, StringComparison.Ordinal));
        TableData broken = ((Value.Table)outcome.Answers[0].Output!["broken"]).Data;
        Assert.Equal(10, broken.Rows.Length);
        Assert.Equal<Value>([Ask.T("The lamp broke after 3 days of use."), Ask.T("P3")], broken.Rows[0]);
    }

    [Fact]
    public async Task What_is_not_there_is_missing_or_said_to_be()
    {
        AgentOutcome.Answered outcome = await AskAsync("Nothing here", Ask.Field("price", new FieldType.Money(), required: false), Ask.Text("decisions"), Ask.Field("by_whom", new FieldType.User(), required: false));
        Assert.Equal(Value.Missing.Instance, outcome.Answers[0].Output!["price"]);
        Assert.Equal("Nothing found.", outcome.Said("decisions"));
        Assert.Equal(Value.Missing.Instance, outcome.Answers[0].Output!["by_whom"]);
    }

    [Fact]
    public async Task A_long_text_is_cut_honestly_to_the_room_of_the_answer()
    {
        string text = string.Join('\n', Enumerable.Range(1, 400).Select(row => $"Ana to send the part number {row} to everybody who waits for it."));
        AgentOutcome.Answered outcome = await AskAsync(text, Ask.Field("actions", Actions));
        int rows = ((Value.Table)outcome.Answers[0].Output!["actions"]).Data.Rows.Length;
        Assert.InRange(rows, 20, 399);
        Assert.Contains($"{400 - rows} further lines were left out", outcome.Answers[0].Note, StringComparison.Ordinal);
    }
}
