using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using AgentBot.Core;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;
using AgentBot.Host.People;
using AgentBot.Host.Tests.WebConsole;
using AgentBot.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AgentBot.Host.Tests.Rows;

/// <summary>300 rows, decided one by one on the console’s page, and in a spreadsheet there and back.</summary>
public sealed partial class ConsoleRowsTests
{
    private static readonly ChannelKey Finance = ChannelKey.Of("console", ConfiguredDirectory.Workspace, "finance");

    [Fact]
    public async Task A_table_is_decided_row_by_row_in_pages_and_exactly_the_approved_rows_leave()
    {
        await using Console console = await Console.StartAsync(300);
        string rows = console.Rows;
        using Browser ben = await new Browser(console.Address).ActAsAsync("ben");
        var seen = new HashSet<int>();
        await ben.ReadAsync(rows);
        for (int page = 1; page <= 15; page++)
        {
            int[] numbers = [.. Row().Matches(ben.Page).Select(match => int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)).Distinct()];
            Assert.Equal(20, numbers.Length);
            Assert.All(numbers, number => Assert.True(seen.Add(number)));
            string next = await PressAsync(ben, rows, page == 15 ? "totals" : $"page:{page + 1}", [.. numbers.Select(number => ($"row.{number}", RowMarks.ChoiceOf(number)))]);
            await ben.ReadAsync(next);
        }

        Assert.Contains("Approve 200 rows", ben.Page, StringComparison.Ordinal);
        await PressAsync(ben, rows, "submit");
        await console.UntilDoneAsync();
        Assert.Equal(RowMarks.Approved(300), await RowMarks.LeftAsync(console.Services, console.Run));
        using Browser ana = await new Browser(console.Address).ActAsAsync("ana");
        Assert.Contains("decided row by row", await ana.ReadAsync($"/console/runs/{console.Run.Number}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_spreadsheet_is_a_draft_mistakes_are_named_and_cells_that_change_are_edits()
    {
        await using Console console = await Console.StartAsync(9);
        using Browser ben = await new Browser(console.Address).ActAsAsync("ben");
        await ben.ReadAsync(console.Rows);
        using HttpResponseMessage download = await ben.GetAsync(console.Rows + "/decide.csv");
        string[] lines = (await download.Content.ReadAsStringAsync()).TrimEnd().Split("\r\n");
        await ben.ReadAsync(console.Rows);
        string wrong = string.Join("\r\n", lines.Select((line, i) => i == 0 ? line : Decided(line, i == 4 ? "perhaps" : "approve")));
        using (HttpResponseMessage answer = await UploadAsync(ben, console.Rows, wrong))
        {
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
            Assert.Contains("Line 5, your decision: “perhaps” is none of", WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        }

        await ben.ReadAsync(console.Rows);
        string good = string.Join("\r\n", lines.Select((line, i) => i == 0 ? line : i == 2 ? Decided(line, "edit").Replace("EUR 2", "EUR 20", StringComparison.Ordinal) : Decided(line, RowMarks.ChoiceOf(i))));
        using (HttpResponseMessage answer = await UploadAsync(ben, console.Rows, good))
        {
            Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        }

        // One cell more, changed on the page itself.
        await ben.ReadAsync(console.Rows);
        await PressAsync(ben, console.Rows, "totals", ("c.0.0", "person 001"), ("c.0.1", "EUR 10"), ("row.1", "approve"));
        Assert.Contains("Approved, 2 changed", await ben.ReadAsync(console.Rows + "?step=totals"), StringComparison.Ordinal);
        await PressAsync(ben, console.Rows, "submit");
        await console.UntilDoneAsync();
        int[] left = await RowMarks.LeftAsync(console.Services, console.Run);
        Assert.Equal([1, 2, 4, 5, 7, 8], left);
    }

    [Fact]
    public async Task Whoever_does_not_decide_sees_no_rows_to_mark_and_marks_none()
    {
        await using Console console = await Console.StartAsync(3);
        using Browser ana = await new Browser(console.Address).ActAsAsync("ana");
        string page = await ana.ReadAsync(console.Rows);
        Assert.Contains("somebody else decides", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"row.1\"", page, StringComparison.Ordinal);
        using HttpResponseMessage answer = await ana.PostAsync(console.Rows, ("do", "rest"), ("row.1", "approve"), ("shown", new string('0', 16)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        using HttpResponseMessage file = await ana.GetAsync(console.Rows + "/decide.csv");
        Assert.Equal(HttpStatusCode.NotFound, file.StatusCode);
        Assert.Empty(await console.Services.GetRequiredService<IReviewReader>().DraftsAsync(console.Review.Id, CancellationToken.None));
    }

    private static string Decided(string line, string decision)
    {
        int at = line.IndexOf(",\"\",", StringComparison.Ordinal);
        return $"{line[..at]},{decision},{line[(at + 4)..]}";
    }

    private static async Task<string> PressAsync(Browser browser, string rows, string act, params (string Name, string Value)[] fields)
    {
        using HttpResponseMessage answer = await browser.PostAsync(rows, [("do", act), .. Hidden(browser.Page), .. fields]);
        Assert.True(answer.StatusCode == HttpStatusCode.SeeOther, WebUtility.HtmlDecode(Alert().Match(await answer.Content.ReadAsStringAsync()).Value));
        return answer.Headers.Location!.ToString();
    }

    private static Task<HttpResponseMessage> UploadAsync(Browser browser, string rows, string csv) =>
        browser.UploadAsync(rows, [("do", "file"), .. Hidden(browser.Page)], ("csv", "rows.csv", Encoding.UTF8.GetBytes(csv)));

    private static (string, string)[] Hidden(string page) => [.. new[] { "shown", "draft", "view", "page" }.Select(name => (name, Regex.Match(page, $"name=\"{name}\" value=\"([^\"]*)\"", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value))];

    [GeneratedRegex("name=\"row\\.([0-9]+)\"", RegexOptions.NonBacktracking)]
    private static partial Regex Row();

    [GeneratedRegex("role=\"alert\".*", RegexOptions.NonBacktracking)]
    private static partial Regex Alert();

    /// <summary>The whole host as it starts without a platform, with one table that waits.</summary>
    private sealed class Console : IAsyncDisposable
    {
        private readonly TempFolder _folder = new();
        private WebApplication _app = null!;

        public RunRow Run { get; private set; } = null!;

        public ReviewRow Review { get; private set; } = null!;

        public IServiceProvider Services => _app.Services;

        public Uri Address => new(_app.Urls.First());

        public string Rows => FormattableString.Invariant($"/console/reviews/{Review.Id}/{Review.Revision}/rows");

        public static async Task<Console> StartAsync(int rows)
        {
            var console = new Console();
            string team = Directory.CreateDirectory(console._folder.File(Path.Combine("templates", "finance"))).FullName;
            await File.WriteAllTextAsync(Path.Combine(team, "claims.yaml"), RowTemplates.Judged());
            console._app = await TestHost.StartAsync(console._folder, []);
            await UntilAsync(() => Task.FromResult(console.Services.GetRequiredService<TemplateCatalog>().Current.Templates.Count == 1));
            console.Run = await RowMarks.StartAsync(console.Services, Finance, "ana", rows);
            await UntilAsync(async () => (await console.Services.GetRequiredService<IReviewReader>().OfRunAsync(console.Run.Id, CancellationToken.None)).Count == 1);
            console.Review = (await console.Services.GetRequiredService<IReviewReader>().OfRunAsync(console.Run.Id, CancellationToken.None))[0];
            return console;
        }

        public Task UntilDoneAsync() => UntilAsync(() => RowMarks.IsDoneAsync(Services, Run));

        public async ValueTask DisposeAsync()
        {
            await _app.EndAsync();
            _folder.Dispose();
        }

        private static async Task UntilAsync(Func<Task<bool>> holds)
        {
            var watch = System.Diagnostics.Stopwatch.StartNew();
            while (!await holds())
            {
                Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), "it never came to be");
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        }
    }
}
