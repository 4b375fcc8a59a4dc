using System.Net;
using System.Text.RegularExpressions;
using AgentBot.Core;
using AgentBot.Core.Commands;
using AgentBot.Core.Reviews;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;

namespace AgentBot.Host.Tests.WebConsole;

/// <summary>What the pages say about a run that waits for a decision, and what their buttons do.</summary>
public sealed partial class ConsolePageTests
{
    private const string Review = "/console/reviews/review0001/2";

    [Fact]
    public async Task TheRequester_SeesWhoDecides_AndNoButtonsThatDecide()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        await ConsoleStory.TellAsync(host);
        using Browser ana = host.Browser();
        string page = await ana.ReadAsync("/");
        Assert.Contains("You asked for this, so somebody else decides: <strong>Ben Okafor</strong> or <strong>Cleo Brandt</strong>.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"approve|", page, StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"reject|", page, StringComparison.Ordinal);
        await ana.ActAsAsync("ben");
        Assert.Contains("You approve exactly this:", ana.Page, StringComparison.Ordinal);
        Assert.Contains("value=\"reject|", ana.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheSeal_IsTheSameOnCardRunAndReview()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        await ConsoleStory.TellAsync(host);
        using Browser ben = host.Browser();
        await ben.ActAsAsync("ben");
        string digits = ConsoleStory.Second.Ref.Content.Short;
        foreach (string path in (string[])["/", "/console/runs/1", Review, Review + "/full", "/console/reviews"])
        {
            Assert.Contains(digits, await ben.ReadAsync(path), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ACutCard_AsksToOpenTheWhole_AndOpeningItIsKeptByAPostNotByReading()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        await ConsoleStory.TellAsync(host);
        using Browser ben = host.Browser();
        await ben.ActAsAsync("ben");
        Assert.DoesNotContain("value=\"approve|", await ben.ReadAsync("/"), StringComparison.Ordinal);
        await ben.ReadAsync(Review + "/full");
        Assert.Null(await host.Get<IReviewReader>().OpenedAtAsync(ConsoleStory.ReviewId, 2, ConsoleStory.Ben, CancellationToken.None));
        using (HttpResponseMessage opened = await ben.PostAsync(Review + "/open"))
        {
            Assert.Equal(Review + "/full", opened.Headers.Location?.ToString());
        }

        Assert.NotNull(await host.Get<IReviewReader>().OpenedAtAsync(ConsoleStory.ReviewId, 2, ConsoleStory.Ben, CancellationToken.None));
        Assert.Contains("value=\"approve|", await ben.ReadAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AButton_BecomesTheDecisionItNames_WithWhatWasShown()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        await ConsoleStory.TellAsync(host);
        host.Conversation.Answer = _ => new Reply.Decided(new Core.Cards.Card { FallbackText = "Sent back" }, "Sent back.");
        using Browser ben = host.Browser();
        await ben.ActAsAsync("ben");
        string press = Value("changes", await ben.ReadAsync("/"));
        using HttpResponseMessage answer = await ben.PostAsync("/console/act", ("act", press), ("note", "Rule 4.2 allows it."), ("rows", "1, 4-6"), ("marked", "C-1078"));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        DecisionRequest asked = Assert.IsType<DecisionRequest>(Assert.Single(host.Conversation.Asked));
        Assert.Equal((DecisionKind.RequestChanges, "Rule 4.2 allows it.", 2), (asked.Kind, asked.Note, asked.Revision));
        Assert.StartsWith(asked.Shown, ConsoleStory.Second.Ref.Content.Value, StringComparison.Ordinal);
        Assert.Equal("C-1078 1 4 5 6", string.Join(' ', asked.Marked));
        Assert.Equal(ConsoleStory.Ben, asked.Caller.Person);
        Assert.Contains("Sent back.", await ben.ReadAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADecision_ThatWasRefused_SaysSoAndWhy()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        await ConsoleStory.TellAsync(host);
        host.Conversation.Answer = _ => new Reply.Refused(new Refusal(RefusalKind.TooLate, "Cleo Brandt approved this at 09:52.", "Your click changed nothing.", "Nothing to do."));
        using Browser ben = host.Browser();
        await ben.ActAsAsync("ben");
        using HttpResponseMessage answer = await ben.PostAsync("/console/act", ("act", Value("reject", await ben.ReadAsync("/"))), ("note", "No."));
        Assert.Contains("Cleo Brandt approved this at 09:52.", await ben.ReadAsync("/console/reviews"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnEditOfCells_HandsOverTheWholeTableWithThem()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        await ConsoleStory.TellAsync(host);
        using Browser ben = host.Browser();
        await ben.ActAsAsync("ben");
        Assert.Contains("name=\"c.19.0\"", await ben.ReadAsync(Review + "/edit"), StringComparison.Ordinal);
        Assert.Contains("name=\"c.20.0\"", await ben.ReadAsync(Review + "/edit?page=2"), StringComparison.Ordinal);
        using HttpResponseMessage saved = await ben.PostAsync(Review + "/edit", ("c.3.3", "query"), ("c.3.4", "ask for the guests"), ("shown", ConsoleStory.Second.Ref.Content.Value[..16]), ("do", "approve"));
        Assert.Equal(HttpStatusCode.SeeOther, saved.StatusCode);
        DecisionRequest asked = Assert.IsType<DecisionRequest>(Assert.Single(host.Conversation.Asked));
        Assert.True(asked.ThenApprove);
        TableData table = Assert.IsType<Value.Table>(asked.Edited).Data;
        Assert.Equal(45, table.Rows.Length);
        Assert.Equal(new Value.Choice("query"), table.Rows[3][3]);
        Assert.Equal(new Value.Text("ask for the guests"), table.Rows[3][4]);
    }

    [Fact]
    public async Task AnEditThatDoesNotFit_ComesBackWithWhatWasTyped()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        await ConsoleStory.TellAsync(host);
        using Browser ben = host.Browser();
        await ben.ActAsAsync("ben");
        await ben.ReadAsync(Review + "/edit");
        using HttpResponseMessage wrong = await ben.PostAsync(Review + "/edit", ("c.3.2", "a lot"), ("do", "save"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        string page = await wrong.Content.ReadAsStringAsync();
        Assert.Contains("value=\"a lot\"", page, StringComparison.Ordinal);
        Assert.Contains("Row 4, amount", page, StringComparison.Ordinal);
        Assert.Empty(host.Conversation.Asked);
    }

    [Fact]
    public async Task ATable_GoesOutAsCsvAndComesBackEdited()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        await ConsoleStory.TellAsync(host);
        using Browser ben = host.Browser();
        await ben.ActAsAsync("ben");
        string csv = await ben.ReadAsync(Review + "/rows.csv");
        await ben.ReadAsync(Review + "/edit");
        using HttpResponseMessage saved = await ben.UploadAsync(Review + "/edit", [("do", "save"), ("shown", "x")], ("csv", "rows.csv", System.Text.Encoding.UTF8.GetBytes(csv.Replace("Headphones", "Headset", StringComparison.Ordinal))));
        TableData table = Assert.IsType<Value.Table>(Assert.IsType<DecisionRequest>(Assert.Single(host.Conversation.Asked)).Edited).Data;
        Assert.Equal(new Value.Text("Headset"), table.Rows[4][1]);
        Assert.Equal("C-1166", table.KeyOf(4));
    }

    [Fact]
    public async Task TheRunPage_TellsStepsRemarkDifferenceAndCost()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        await ConsoleStory.TellAsync(host);
        using Browser ben = host.Browser();
        await ben.ActAsAsync("ben");
        string page = await ben.ReadAsync("/console/runs/1");
        foreach (string told in (string[])["Read the claims", "12 of 12 done", "2 rows matched no rule.", "Ben Okafor sent it back", "about 2 rows", "Check each claim, again", "Decide on revision 2", "Then: Post to #finance", "Revision 1 to 2", "3 of 45 rows", "0.29 of 0.50 USD", "expenses-2026-10.csv"])
        {
            Assert.Contains(told, page, StringComparison.Ordinal);
        }

        Assert.True(page.IndexOf("sent it back", StringComparison.Ordinal) < page.IndexOf("Check each claim, again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ButtonsOfARun_TypeTheirCommand()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        await ConsoleStory.TellAsync(host);
        using Browser ana = host.Browser();
        await ana.ReadAsync("/console/runs/1");
        using HttpResponseMessage done = await ana.PostAsync("/console/runs/1/cancel");
        Assert.Equal("cancel 1", Assert.IsType<CommandRequest>(Assert.Single(host.Conversation.Asked)).Text);
        using HttpResponseMessage unknown = await ana.PostAsync("/console/runs/1/explode");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task SeveralReviewsAtOnce_AreApprovedOnlyWhereTheyWereRead()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        await ConsoleStory.TellAsync(host);
        using Browser ben = host.Browser();
        await ben.ActAsAsync("ben");
        using (HttpResponseMessage unread = await ben.PostAsync("/console/reviews/bulk", ("r", "review0001.2"), ("do", "approve")))
        {
            Assert.Empty(host.Conversation.Asked);
        }

        Assert.Contains("not read", await ben.ReadAsync("/console/reviews"), StringComparison.Ordinal);
        await ben.PostAsync(Review + "/open");
        await ben.ReadAsync("/console/reviews");
        await ben.PostAsync("/console/reviews/bulk", ("r", "review0001.2"), ("do", "approve"));
        Assert.Equal(DecisionKind.Approve, Assert.IsType<DecisionRequest>(Assert.Single(host.Conversation.Asked)).Kind);
    }

    [Fact]
    public async Task EveryPage_StaysWithinItsBudget_WithOneTopHeadingAndNoDoubleId()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        await ConsoleStory.TellAsync(host);
        using Browser ben = host.Browser();
        await ben.ActAsAsync("ben");
        foreach (string path in (string[])["/", "/console/chat/operations", "/console/reviews", "/console/reviews?show=decided", Review, Review + "/full", Review + "/edit", "/console/runs", "/console/runs?q=october", "/console/runs/1", "/console/templates", "/console/templates/expense-triage", "/console/facts"])
        {
            string page = await ben.ReadAsync(path);
            Assert.InRange(page.Length, 1_000, 60 * 1024);
            Assert.Single(H1().Matches(page));
            string[] ids = [.. Id().Matches(page).Select(match => match.Groups[1].Value)];
            Assert.Empty(ids.GroupBy(id => id).Where(group => group.Count() > 1).Select(group => $"{path}: {group.Key}"));
            Assert.DoesNotContain(" style=", page, StringComparison.Ordinal);
        }
    }

    private static string Value(string verb, string page) =>
        WebUtility.HtmlDecode(Press().Matches(page).Select(match => match.Groups[1].Value).First(value => value.StartsWith(verb + "|", StringComparison.Ordinal)));

    [GeneratedRegex("name=\"act\" value=\"([^\"]+)\"", RegexOptions.NonBacktracking)]
    private static partial Regex Press();

    [GeneratedRegex("<h1[ >]", RegexOptions.NonBacktracking)]
    private static partial Regex H1();

    [GeneratedRegex(" id=\"([^\"]+)\"", RegexOptions.NonBacktracking)]
    private static partial Regex Id();
}
