using AgentBot.Core.Agents;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Agents.Tests.Offline;

public sealed class VerdictTests
{
    private static AgentSpec Judge(string instructions) => Ask.Agent(instructions, Ask.Choice("verdict", "approve", "query", "refuse"), Ask.Text("reason", 300));

    private static async Task<(string Verdict, string Reason, string Note)> JudgeAsync(string instructions, Value row, params string[] facts)
    {
        AgentTask task = Ask.Rows(Judge(instructions), row) with { Facts = [.. facts] };
        AgentOutcome.Answered outcome = await Ask.Offline().AnsweredAsync(task);
        return (outcome.Said("verdict"), outcome.Said("reason"), outcome.Answers[0].Note);
    }

    [Theory]
    [InlineData("refuse if amount is over 60 EUR", 60.01, "refuse")]
    [InlineData("refuse if amount is over 60 EUR", 60.00, "approve")]
    [InlineData("refuse if amount is at least 60 EUR", 60.00, "refuse")]
    [InlineData("refuse if amount is under 60 EUR", 59.99, "refuse")]
    [InlineData("Refuse if the amount is more than €60.", 61, "refuse")]
    [InlineData("- 4.2 “Refuse if Amount is over 1,060.00 EUR”", 1061, "refuse")]
    [InlineData("4.2 Hotels: refuse if amount > 60", 61, "refuse")]
    [InlineData("If amount is over 60 EUR, refuse", 61, "refuse")]
    [InlineData("verdict = refuse if amount is between 10 EUR and 20 EUR", 15, "refuse")]
    [InlineData("refuse if amount is over 10 EUR and under 20 EUR", 21, "approve")]
    [InlineData("Refuse claims if amount is at most 10", 10, "refuse")]
    public async Task An_amount_is_compared_with_the_one_in_the_rule(string rule, decimal amount, string verdict) =>
        Assert.Equal(verdict, (await JudgeAsync(rule + "\nelse: approve", Ask.Row(("amount", Ask.M(amount))))).Verdict);

    [Theory]
    [InlineData("query if note is missing", "", "query")]
    [InlineData("query if note is missing", "there", "approve")]
    [InlineData("query if note contains charge or late", "charged twice", "query")]
    [InlineData("query if note contains charge", "surcharge", "approve")]
    [InlineData("query if note contains \"red and blue\"", "Red and blue one", "query")]
    [InlineData("query if note is one of gift, card and voucher", "Voucher", "query")]
    [InlineData("query if note is one of gift, card", "gift card", "approve")]
    [InlineData("query if note does not contain ok", "fine", "query")]
    [InlineData("query if note is fine", "Fine", "query")]
    [InlineData("query unless note is fine", "x", "approve")]
    [InlineData("do not query if note is fine", "fine", "approve")]
    [InlineData("Query only if note is fine", "fine", "approve")]
    public async Task Text_is_compared_by_words(string rule, string note, string verdict) =>
        Assert.Equal(verdict, (await JudgeAsync(rule + "\nelse: approve", Ask.Row(("note", note.Length == 0 ? Value.Missing.Instance : Ask.T(note))))).Verdict);

    [Theory]
    [InlineData("query if paid on is before 2026-10-01", "2026-09-30", "query")]
    [InlineData("query if paid_on is after 1 October 2026", "2026-10-02", "query")]
    [InlineData("query if paid on is after today", "2026-11-19", "approve")]
    [InlineData("query if paid on is older than 30 days", "2026-10-19", "query")]
    [InlineData("query if paid on is older than 30 days", "2026-10-20", "approve")]
    public async Task Days_are_compared(string rule, string day, string verdict) =>
        Assert.Equal(verdict, (await JudgeAsync(rule + "\nelse: approve", Ask.Row(("paid_on", new Value.Date(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture)))))).Verdict);

    [Fact]
    public async Task The_rule_is_quoted_with_its_number()
    {
        (string verdict, string reason, _) = await JudgeAsync("Judge it by the facts.\nelse: approve", Ask.Row(("amount", Ask.M(70))), "4.2 Query if amount is over 60 EUR", "Lunch is at noon.");
        Assert.Equal("query", verdict);
        Assert.Equal("4.2 Query if amount is over 60 EUR", reason);
    }

    [Fact]
    public async Task Amounts_in_different_currencies_are_not_compared_and_it_is_said()
    {
        (string verdict, _, string note) = await JudgeAsync("refuse if amount is over 60 EUR\nelse: approve", Ask.Row(("amount", Ask.M(700, "USD"))));
        Assert.Equal("approve", verdict);
        Assert.Contains("different currencies", note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_rule_the_else_choice_is_marked()
    {
        (string verdict, _, string note) = await JudgeAsync("refuse if amount is over 60 EUR", Ask.Row(("amount", Ask.M(1))));
        Assert.Equal("refuse", verdict);
        Assert.Equal("no rule", note);
    }

    [Fact]
    public async Task A_field_can_be_compared_with_another_field()
    {
        (string verdict, _, _) = await JudgeAsync("query if invoiced is over ordered\nelse: approve", Ask.Row(("ordered", Ask.M(10)), ("invoiced", Ask.M(11))));
        Assert.Equal("query", verdict);
    }

    [Fact]
    public async Task Of_several_facts_the_strictest_wins_in_any_order()
    {
        string[] facts = ["Approve if amount is under 100 EUR", "Refuse if kind is one of gift", "Query if amount is over 5 EUR"];
        Value row = Ask.Row(("amount", Ask.M(50)), ("kind", Ask.T("gift")));
        Assert.Equal("refuse", (await JudgeAsync("Judge.", row, facts)).Verdict);
        Assert.Equal("refuse", (await JudgeAsync("Judge.", row, [.. facts.Reverse()])).Verdict);
    }

    [Fact]
    public async Task Lessons_go_before_facts_and_facts_before_instructions()
    {
        AgentTask task = Ask.Rows(Judge("refuse if amount is over 1 EUR"), Ask.Row(("amount", Ask.M(50)))) with { Facts = ["query if amount is over 1 EUR"] };
        Assert.Equal("query", (await Ask.Offline().AnsweredAsync(task)).Said("verdict"));
        Assert.Equal("approve", (await Ask.Offline().AnsweredAsync(task with { Lessons = ["approve if amount is over 1 EUR"] })).Said("verdict"));
    }

    [Fact]
    public async Task A_rule_that_cannot_be_read_is_named()
    {
        AgentOutcome.Answered outcome = await Ask.Offline().AnsweredAsync(Ask.Rows(Judge("refuse if colour is over 3\nelse: approve"), Ask.Row(("amount", Ask.M(50)))));
        Assert.Contains(outcome.Notes, note => note.Contains("refuse if colour is over 3", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_yes_or_no_field_is_yes_where_a_rule_says_so()
    {
        AgentSpec agent = Ask.Agent("urgent if comment contains today", Ask.Field("urgent", new FieldType.Boolean()));
        AgentOutcome.Answered outcome = await Ask.Offline().AnsweredAsync(Ask.Rows(agent, Ask.Row(("comment", Ask.T("I need it today"))), Ask.Row(("comment", Ask.T("fine")))));
        Assert.Equal(["yes", "no"], [outcome.Said("urgent"), outcome.Said("urgent", 1)]);
    }

    [Fact]
    public async Task A_bare_text_is_called_item_or_text()
    {
        AgentSpec agent = Ask.Agent("billing if text contains invoice or charge\ndelivery if item contains parcel\nelse: other", Ask.Choice("theme", "billing", "delivery", "other"));
        AgentOutcome.Answered outcome = await Ask.Offline().AnsweredAsync(Ask.Rows(agent, Ask.T("Wrong invoice"), Ask.T("The parcel is late"), Ask.T("Nice")));
        Assert.Equal(["billing", "delivery", "other"], [outcome.Said("theme"), outcome.Said("theme", 1), outcome.Said("theme", 2)]);
        Assert.Equal("", outcome.Answers[2].Note);
    }
}
