using AgentBot.Core;
using AgentBot.Core.Channels;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Values;

namespace AgentBot.Agents.Tests.Shipped;

/// <summary>Every shipped template on its sample with the offline model; what must come out is computed here from the files, not written down.</summary>
public sealed class ShippedTemplatesOfflineTests
{
    [Fact]
    public async Task ExpenseTriage_JudgesEveryClaimByTheFactsOfTheChannel()
    {
        ShippedRun run = await ShippedRun.PlayAsync("expense-triage", "finance/samples/facts.md", ("claims", "finance/samples/expense-triage.claims.csv"));
        List<Dictionary<string, string>> claims = SampleFile.Rows(ShippedRun.Sample("finance/samples/expense-triage.claims.csv"), ',');
        Dictionary<string, string> expected = claims.ToDictionary(claim => claim["Claim"], claim => Verdict(claim, claims));
        TableData table = run.Table("report");

        Assert.Equal(expected.Count, table.Rows.Length);
        Assert.Equal(
            expected.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key} {pair.Value}"),
            Enumerable.Range(0, table.Rows.Length).Select(table.RowAsRecord).Select(row => $"{Text(row["claim"])} {Text(row["verdict"])}").Order());
        Assert.Equal(3, expected.Values.Distinct().Count());
        Assert.Equal(claims.Sum(claim => SampleFile.Number(claim["Amount"])), table.Rows.Sum(row => ((Value.Money)row[table.IndexOf("amount")]).Amount));
        Assert.All(table.Rows, row => Assert.Equal("EUR", ((Value.Money)row[table.IndexOf("amount")]).Currency));
        Assert.All(Enumerable.Range(0, table.Rows.Length).Select(table.RowAsRecord), row => Assert.Contains(Text(row["verdict"]), Text(row["reason"]), StringComparison.OrdinalIgnoreCase));
        Assert.Equal(["amount"], table.Totals.ToArray());
        Assert.Equal("Expense claims, October 2026", table.Title);
        Assert.DoesNotContain(run.Notes, note => note.Contains("could not be", StringComparison.Ordinal) || note.Contains("no rule", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ExpenseTriage_WithoutAPolicy_ApprovesNothing()
    {
        ShippedRun run = await ShippedRun.PlayAsync("expense-triage", null, ("claims", "finance/samples/expense-triage.claims.csv"));

        Assert.All(run.Table("report").Rows, row => Assert.Equal("query", Text(row[run.Table("report").IndexOf("verdict")])));
    }

    [Fact]
    public async Task InvoiceAgainstOrder_FindsEveryDifferenceAndWhatItCosts()
    {
        ShippedRun run = await ShippedRun.PlayAsync(
            "invoice-against-order", null, ("orders", "finance/samples/invoice-against-order.orders.csv"), ("invoices", "finance/samples/invoice-against-order.invoices.csv"));
        ILookup<string, Dictionary<string, string>> orders = SampleFile.Rows(ShippedRun.Sample("finance/samples/invoice-against-order.orders.csv"), ',').ToLookup(LineKey);
        ILookup<string, Dictionary<string, string>> invoices = SampleFile.Rows(ShippedRun.Sample("finance/samples/invoice-against-order.invoices.csv"), ';').ToLookup(LineKey);
        int Differing(string column, decimal tolerance) => orders.Count(order => invoices[order.Key].Count() == 1
            && Math.Abs(SampleFile.Number(order.Single()[column]) - SampleFile.Number(invoices[order.Key].Single()[column])) > tolerance);

        TableData table = run.Table("report");
        Dictionary<string, int> counts = table.Rows.GroupBy(row => Text(row[table.IndexOf("difference")])).ToDictionary(group => group.Key, group => group.Count());

        Assert.Equal(orders.Count(order => !invoices.Contains(order.Key)), counts["not in the invoices"]);
        Assert.Equal(invoices.Count(invoice => !orders.Contains(invoice.Key)), counts["not in the orders"]);
        Assert.Equal(invoices.Count(invoice => orders.Contains(invoice.Key) && invoice.Count() > 1), counts["more than once in the invoices"]);
        Assert.Equal(Differing("Quantity", 0.05m), counts["quantity differs"]);
        Assert.Equal(Differing("Unit price", 0.05m), counts["unit price differs"]);
        Assert.Equal(Differing("Amount", 0.05m), counts["amount differs"]);
        decimal small = orders.Where(order => invoices[order.Key].Count() == 1)
            .Select(order => SampleFile.Number(invoices[order.Key].Single()["Amount"]) - SampleFile.Number(order.Single()["Amount"]))
            .Where(difference => Math.Abs(difference) <= 0.05m).Sum();
        Assert.Equal(
            invoices.SelectMany(line => line).Sum(line => SampleFile.Number(line["Amount"])) - orders.SelectMany(line => line).Sum(line => SampleFile.Number(line["Amount"])) - small,
            table.Rows.Sum(row => row[table.IndexOf("amount_difference")] is Value.Money money ? money.Amount : 0));
        foreach (Value.Record row in Enumerable.Range(0, table.Rows.Length).Select(table.RowAsRecord))
        {
            Assert.Equal(Expected(row), Text(row["verdict"]));
        }
    }

    [Fact]
    public async Task CustomerFeedback_CountsEveryCommentOnceAndQuotesOnlyWhatWasSaid()
    {
        ShippedRun run = await ShippedRun.PlayAsync("customer-feedback", null, ("comments", "customer-success/samples/customer-feedback.comments.csv"));
        List<Dictionary<string, string>> comments = SampleFile.Rows(ShippedRun.Sample("customer-success/samples/customer-feedback.comments.csv"), ',');
        TableData themes = run.Table("themes");

        Assert.Equal(comments.Count, themes.Rows.Sum(row => ((Value.Number)row[themes.IndexOf("count")]).Amount));
        Assert.InRange(themes.Rows.Length, 6, 8);
        Assert.True(themes.Rows.Where(row => Text(row[0]) == "other").Sum(row => ((Value.Number)row[1]).Amount) < comments.Count / 4, "Too many comments have no theme.");
        string all = string.Join('\n', comments.Select(comment => comment["Comment"]));
        foreach (string quote in themes.Rows.SelectMany(row => Text(row[themes.IndexOf("quotes")]).Split("”\n")))
        {
            Assert.Contains(quote.Trim('“', '”', '…'), all);
        }

        string[] threats = ["cancel", "lawyer", "take the money back", "last box"];
        Assert.Equal(
            comments.Count(comment => threats.Any(threat => comment["Comment"].Contains(threat, StringComparison.OrdinalIgnoreCase))),
            run.Table("urgent").Rows.Length);
        var report = (Value.Record)run["report"];
        decimal average = Math.Round(comments.Where(comment => comment["Rating"].Length > 0).Average(comment => SampleFile.Number(comment["Rating"])), 1, MidpointRounding.AwayFromZero);
        Assert.StartsWith($"{comments.Count} comments from 1 Aug 2026 to 31 Oct 2026. Average rating: {average} of 5.", Text(report["body"]));
        Assert.Contains("## Themes\n\n| Theme | Count | Quotes |", Text(report["body"]));
        Assert.Contains("## Cannot wait\n\n| Date | Customer | Plan | Theme | Comment |", Text(report["body"]));
    }

    [Fact]
    public async Task MeetingMinutes_HaveTheDecisionsAndTheActionItemsOfTheNotes()
    {
        ShippedRun run = await ShippedRun.PlayAsync("meeting-minutes", null, ("notes", "operations/samples/meeting-minutes.notes.txt"));
        string[] notes = await File.ReadAllLinesAsync(ShippedRun.Sample("operations/samples/meeting-minutes.notes.txt"));
        var minutes = (Value.Record)run["minutes"];
        TableData actions = ((Value.Table)minutes["action_items"]).Data;
        string body = Text(((Value.Record)run["report"])["body"]);

        string[] promises = [.. notes.SelectMany(line => line.Split(". ")).Where(line => System.Text.RegularExpressions.Regex.IsMatch(line, @"\b(Declan|Ole|Priya|Niamh) will |^Sofia to "))];
        Assert.Equal(promises.Length, actions.Rows.Length);
        Assert.All(actions.Rows, row => Assert.Contains(promises, promise => promise.TrimEnd('.').EndsWith(Text(row[actions.IndexOf("task")]).TrimEnd('.'), StringComparison.Ordinal)));
        Assert.All(actions.Rows, row => Assert.Contains(Text(row[actions.IndexOf("task")]).Split(' ')[0], Text(row[actions.IndexOf("owner")])));
        Assert.Contains(actions.Rows, row => row[actions.IndexOf("due")] is Value.Date { Day: { Year: 2026, Month: 11, Day: 27 } });
        foreach (string decision in notes.Where(line => line.StartsWith("We agreed", StringComparison.Ordinal) || line.StartsWith("We decided", StringComparison.Ordinal)))
        {
            Assert.Contains(decision, Text(minutes["decisions"]));
        }

        Assert.Contains("Should we rent a second forklift for the two weeks?", Text(minutes["open_questions"]));
        Assert.Contains("| Owner | Task | Due |", body);
        Assert.Contains("## Decisions\n\n- ", body);
    }

    [Fact]
    public async Task RenewalMails_WriteEveryCustomerTheOpeningThatTheRulesName()
    {
        ShippedRun run = await ShippedRun.PlayAsync("renewal-mails", null, ("customers", "customer-success/samples/renewal-mails.customers.csv"));
        List<Dictionary<string, string>> customers = SampleFile.Rows(ShippedRun.Sample("customer-success/samples/renewal-mails.customers.csv"), ',');
        EmailContent mails = EmailContent.Read(run["mails"]).Value;

        Assert.Equal(customers.Select(customer => $"{customer["contact"]} <{customer["email"]}>"), mails.Mails.Select(mail => Assert.Single(mail.To).ToString()));
        Assert.All(mails.Mails.Zip(customers), pair =>
        {
            (Mail mail, Dictionary<string, string> customer) = pair;
            string opening = SampleFile.Number(customer["complaints"]) >= 2 ? "You told us that things went wrong"
                : SampleFile.Number(customer["seats_used"]) < 40 ? "Many of your seats stand unused"
                : "I would be glad to go on as before";
            Assert.Contains($"Dear {customer["contact"]},\n\nyour contract {customer["contract"]} with us renews on ", mail.Body);
            Assert.Contains(opening, mail.Body);
            Assert.Contains(customer["per_year"], mail.Body);
            Assert.EndsWith("Kind regards\nCustomer success", mail.Body);
        });
        Assert.Equal(3, mails.Mails.Select(mail => mail.Body.Split(" a year. ")[1].Split('.')[0]).Distinct().Count());
        Assert.DoesNotContain(run.Notes, note => note.Contains("no rule", StringComparison.Ordinal) || note.Contains("could not", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WeeklyDigest_TellsWhatWasAgreedAndWhoDoesWhat_OfWhatPeopleWrote()
    {
        ShippedRun run = await ShippedRun.PlayAsync(
            "weekly-digest",
            [
                Said(13, "ana", "The printer in Lyon broke again, the third time this month."),
                Said(16, "ben", "We decided to rent a second printer until January."),
                Said(17, "ana", "Ben will call the landlord by 27 November."),
                Said(18, "cleo", "Who books the room for the party?"),
            ]);
        var digest = (Value.Record)run["digest"];
        TableData actions = ((Value.Table)digest["action_items"]).Data;
        var report = (Value.Record)run["report"];

        Assert.Contains("We decided to rent a second printer until January", Text(digest["decisions"]));
        Assert.Contains("Who books the room for the party?", Text(digest["open_questions"]));
        Assert.Contains("call the landlord", Text(Assert.Single(actions.Rows)[actions.IndexOf("task")]));
        Assert.Equal("The week of the team, 19 Nov 2026", Text(report["title"]));
        Assert.StartsWith("4 messages were read.", Text(report["body"]));
    }

    [Fact]
    public async Task CampaignCheck_SaysWhatShouldHappenToTheMoneyOfEachAdvertisement()
    {
        ShippedRun run = await ShippedRun.PlayAsync("campaign-check", null, ("numbers", "marketing/samples/campaign-check.numbers.csv"));
        Dictionary<string, string> expected = SampleFile.Rows(ShippedRun.Sample("marketing/samples/campaign-check.numbers.csv"), ',').ToDictionary(ad => ad["Ad"], Next);

        Assert.Equal(expected, Answers(run.Table("report"), "ad", "next"));
        Assert.Equal(["keep", "raise", "stop", "watch"], expected.Values.Distinct().Order());
    }

    [Fact]
    public async Task LeaveRequests_AreAnsweredByTheRulesOfTheHouse()
    {
        ShippedRun run = await ShippedRun.PlayAsync("leave-requests", null, ("requests", "people/samples/leave-requests.requests.csv"));
        Dictionary<string, string> expected = SampleFile.Rows(ShippedRun.Sample("people/samples/leave-requests.requests.csv"), ',').ToDictionary(request => request["Request"], Leave);

        Assert.Equal(expected, Answers(run.Table("report"), "request", "answer"));
        Assert.Equal(["ask", "no", "yes"], expected.Values.Distinct().Order());
    }

    private static Dictionary<string, string> Answers(TableData table, string key, string answer) =>
        Enumerable.Range(0, table.Rows.Length).Select(table.RowAsRecord).ToDictionary(row => Text(row[key]), row => Text(row[answer]));

    private static string Next(Dictionary<string, string> ad)
    {
        (decimal spend, decimal leads, decimal orders, decimal days) = (SampleFile.Number(ad["Spend"]), SampleFile.Number(ad["Leads"]), SampleFile.Number(ad["Orders"]), SampleFile.Number(ad["Days running"]));
        decimal? costs = ad["Cost per lead"].Length == 0 ? null : SampleFile.Number(ad["Cost per lead"]);
        return days >= 7 && ((leads == 0 && spend >= 100) || (orders == 0 && costs > 90)) ? "stop"
            : days < 7 || (leads == 0 && spend < 100) ? "watch"
            : orders >= 4 && costs < 25 ? "raise"
            : "keep";
    }

    private static string Leave(Dictionary<string, string> request)
    {
        (decimal days, decimal left) = (SampleFile.Number(request["Days"]), SampleFile.Number(request["Days left"]));
        bool isYearly = request["Kind"] == "yearly";
        return isYearly && days > left ? "no"
            : request["Kind"] == "unpaid" || days > 15 || (isYearly && ((SampleFile.Number(request["Notice days"]) < 14 && days > 2) || SampleFile.Number(request["Others away"]) >= 3)) ? "ask"
            : "yes";
    }

    private static MessageRow Said(int day, string author, string text) => new()
    {
        Key = $"m{day}",
        Workspace = Ask.Workspace,
        Channel = Ask.Channel,
        Author = new PersonKey(author),
        Text = text,
        At = new DateTimeOffset(2026, 11, day, 9, 0, 0, TimeSpan.Zero),
    };

    private static string Verdict(Dictionary<string, string> claim, List<Dictionary<string, string>> all)
    {
        decimal amount = SampleFile.Number(claim["Amount"]);
        string purpose = claim["Purpose"];
        bool Has(string words) => purpose.Contains(words, StringComparison.OrdinalIgnoreCase);
        string[] same = ["Employee", "Date", "Purpose", "Amount"];
        bool isTwice = all.Count(other => same.All(column => other[column] == claim[column])) > 1;
        bool isOld = DateOnly.ParseExact(claim["Date"], "dd/MM/yyyy", System.Globalization.CultureInfo.InvariantCulture) < new DateOnly(2026, 10, 1);
        return Has("minibar") || Has("parking fine") || Has("speeding fine") || (claim["Category"] == "meals" && amount > 300) ? "refuse"
            : (claim["Receipt"].Length == 0 && amount > 10) || isTwice || isOld || amount > 300 || Has("gift") || Has("vouchers") || Has("flowers")
                || (claim["Category"] == "meals" && amount > 60) || (claim["Category"] == "hotel" && amount > 180) ? "query"
            : "approve";
    }

    private static string Expected(Value.Record row)
    {
        string difference = Text(row["difference"]);
        return difference is "not in the orders" or "more than once in the invoices" ? "hold"
            : difference == "not in the invoices" ? "accept"
            : row["amount_difference"] is Value.Money { Amount: > 250 } ? "hold"
            : Amount(row["after"]) > Amount(row["before"]) ? "ask" : "accept";
    }

    private static string LineKey(Dictionary<string, string> line) => $"{line["Order"].Trim().ToUpperInvariant()}/{line["Line"]}";

    private static decimal Amount(Value value) => value is Value.Money money ? money.Amount : ((Value.Number)value).Amount;

    private static string Text(Value value) => value is Value.Choice choice ? choice.Option : value is Value.Text text ? text.Content : "";
}
