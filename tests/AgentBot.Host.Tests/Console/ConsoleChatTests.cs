using System.Net;
using System.Text;
using AgentBot.Core;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Channels;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;
using AgentBot.Host.WebConsole;

namespace AgentBot.Host.Tests.WebConsole;

/// <summary>What a person types, hands over and fills in becomes one command and stays in the channel.</summary>
public sealed class ConsoleChatTests
{
    private static readonly PersonKey Ana = new("ana");

    [Fact]
    public async Task ACommand_ReachesTheConversation_AndItsAnswerStandsInTheChannelForTheAskerOnly()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        using Browser ana = host.Browser();
        await ana.ReadAsync("/");
        using (HttpResponseMessage answer = await ana.PostAsync("/console/chat/finance", ("text", "templates"), ("_once", "once-1")))
        {
            Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        }

        CommandRequest asked = Assert.IsType<CommandRequest>(Assert.Single(host.Conversation.Asked));
        Assert.Equal("templates", asked.Text);
        Assert.Equal(Ana, asked.Caller.Person);
        Assert.Equal(ConsoleHost.Finance, asked.Caller.Channel);
        string page = await ana.ReadAsync("/console/chat/finance");
        Assert.Contains("<b>templates</b>", page, StringComparison.Ordinal);
        Assert.Contains("Noted.", page, StringComparison.Ordinal);
        Assert.Contains("only you see this", page, StringComparison.Ordinal);

        using Browser ben = host.Browser();
        await ben.ActAsAsync("ben");
        page = await ben.ReadAsync("/console/chat/finance");
        Assert.Contains("<b>templates</b>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Noted.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheSameSendingTwice_IsOneCommandWithOneReceipt_AndOneMessage()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        using Browser ana = host.Browser();
        await ana.ReadAsync("/");
        for (int i = 0; i < 2; i++)
        {
            using HttpResponseMessage answer = await ana.PostAsync("/console/chat/finance", ("text", "status"), ("_once", "same"));
        }

        Assert.Single(host.Conversation.Asked.Cast<CommandRequest>().Select(asked => asked.Caller.Receipt).Distinct());
        IReadOnlyList<MessageRow> log = await host.Get<IChatLog>().ReadAsync(ConsoleHost.Finance, Ana, null, 10, CancellationToken.None);
        Assert.Equal(2, log.Count);
    }

    [Theory]
    [InlineData("The Lisbon rate includes the conference surcharge", false)]
    [InlineData("rnu expense-triage month=2026-10 now", true)]
    [InlineData("helpp", true)]
    [InlineData("approve this one for me", true)]
    public void Talk_IsToldFromCommands(string text, bool isCommand) => Assert.Equal(!isCommand, CommandWords.IsTalk(text));

    [Fact]
    public async Task Talk_StaysTalk()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        using Browser ana = host.Browser();
        await ana.ReadAsync("/");
        using HttpResponseMessage answer = await ana.PostAsync("/console/chat/finance", ("text", "The rate <b>includes</b> the surcharge"), ("_once", "talk"));
        Assert.Empty(host.Conversation.Asked);
        Assert.Contains("The rate &lt;b&gt;includes&lt;/b&gt; the surcharge", await ana.ReadAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFile_IsKeptUnderItsChannel_AndComesBackByteForByteAsADownload()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        using Browser ana = host.Browser();
        await ana.ReadAsync("/");
        byte[] bytes = Encoding.UTF8.GetBytes("employee,amount\n" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"Ida Holm,{i}.00\n")));
        using (HttpResponseMessage answer = await ana.UploadAsync("/console/chat/finance", [("text", "run expense-triage"), ("_once", "file")], ("files", "../../etc/claims é.csv", bytes)))
        {
            Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        }

        Value.File file = Assert.Single(Assert.IsType<CommandRequest>(Assert.Single(host.Conversation.Asked)).Files);
        Assert.Equal("claims é.csv", file.Name);
        Assert.Equal(Digest.OfBytes(bytes), file.Content);
        Artifact? kept = await host.Get<IArtifactReader>().FindAsync(ConsoleHost.Finance, file.Content, CancellationToken.None);
        Assert.Equal(bytes, kept!.Bytes.ToArray());

        using HttpResponseMessage download = await ana.GetAsync(ConsolePaths.File(ConsoleHost.Finance, file.Content, file.Name));
        Assert.Equal("attachment", download.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("application/octet-stream", download.Content.Headers.ContentType?.MediaType);
        Assert.Equal(bytes, await download.Content.ReadAsByteArrayAsync());
        using HttpResponseMessage elsewhere = await ana.GetAsync($"/console/files/operations/{file.Content}");
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
    }

    [Fact]
    public async Task AFileBeyondTheLimit_IsRefusedInAPlainSentence_AndNothingIsKept()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        using Browser ana = host.Browser();
        await ana.ReadAsync("/");
        foreach (int length in (int[])[(int)FileIntake.Largest + 1, (int)ConsoleGate.LargestRequest + 1])
        {
            using HttpResponseMessage answer = await ana.UploadAsync("/console/chat/finance", [("text", "run expense-triage"), ("_once", $"large {length}")], ("files", "large.csv", new byte[length]));
            string said = answer.StatusCode == HttpStatusCode.SeeOther ? await ana.ReadAsync("/") : await answer.Content.ReadAsStringAsync();
            Assert.Contains("25 MB", said, StringComparison.Ordinal);
        }

        Assert.Empty(host.Conversation.Asked);
        Assert.Empty(await host.Get<IChatLog>().ReadAsync(ConsoleHost.Finance, Ana, null, 10, CancellationToken.None));
    }

    [Fact]
    public async Task AForm_KeepsAnswersAndFile_ShowsTheMistakeAtItsField_AndIsAnsweredOnce()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        await ConsoleStory.TellAsync(host);
        WorkflowSpec workflow = ConsoleStory.Workflow;
        host.Conversation.Answer = asked => asked switch
        {
            CommandRequest => new Reply.Form(new FormRequest(workflow.Name, "Expense triage needs a file before it can start", false, [.. workflow.Inputs.Select(input => new FormField(input, "", null, "", []))], "Usually less than 0.01 USD.")),
            FormSubmission { Values: var values } given when values.GetValueOrDefault("month") == "32/13" => new Reply.Form(new FormRequest(workflow.Name, "Expense triage", false, [.. workflow.Inputs.Select(input => new FormField(input, values.GetValueOrDefault(input.Name, ""), given.Files.GetValueOrDefault(input.Name), input.Name == "month" ? "“32/13” is not a month." : "", []))], "")),
            _ => new Reply.Started(new RunId("run2"), 2),
        };
        using Browser ana = host.Browser();
        await ana.ReadAsync("/");
        using (HttpResponseMessage answer = await ana.PostAsync("/console/chat/finance", ("text", "run expense-triage"), ("_once", "form")))
        {
            Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        }

        MessageRow form = (await host.Get<IChatLog>().ReadAsync(ConsoleHost.Finance, Ana, null, 10, CancellationToken.None)).Single(row => row.Purpose == StoredForm.Purpose);
        Assert.Contains("Expense triage needs a file", await ana.ReadAsync("/"), StringComparison.Ordinal);
        using (HttpResponseMessage wrong = await ana.UploadAsync("/console/form", [("message", form.Key), ("f.month", "32/13"), ("do", "start")], ("f.claims", "october.csv", [1, 2, 3])))
        {
            Assert.Equal(HttpStatusCode.SeeOther, wrong.StatusCode);
        }

        string page = await ana.ReadAsync("/");
        Assert.Contains("is not a month.", page, StringComparison.Ordinal);
        Assert.Contains("aria-invalid=\"true\"", page, StringComparison.Ordinal);
        Assert.Contains("october.csv", page, StringComparison.Ordinal);
        using (HttpResponseMessage right = await ana.UploadAsync("/console/form", [("message", form.Key), ("f.month", "2026-10"), ("do", "start")]))
        {
            Assert.Equal(HttpStatusCode.SeeOther, right.StatusCode);
        }

        FormSubmission last = Assert.IsType<FormSubmission>(host.Conversation.Asked[^1]);
        Assert.Equal("october.csv", last.Files["claims"].Name);
        Assert.Equal("2026-10", last.Values["month"]);
        using HttpResponseMessage again = await ana.UploadAsync("/console/form", [("message", form.Key), ("f.month", "2026-10"), ("do", "start")]);
        Assert.Same(last, host.Conversation.Asked[^1]);
    }

    [Fact]
    public async Task APrivateChannel_IsUnknownToOthers()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        using Browser ana = host.Browser();
        Assert.DoesNotContain(">board<", await ana.ReadAsync("/"), StringComparison.Ordinal);
        using (HttpResponseMessage closed = await ana.GetAsync("/console/chat/board"))
        {
            Assert.Equal(HttpStatusCode.NotFound, closed.StatusCode);
        }

        using (HttpResponseMessage said = await ana.PostAsync("/console/chat/board", ("text", "facts"), ("_once", "1")))
        {
            Assert.Empty(host.Conversation.Asked);
        }

        await ana.ActAsAsync("cleo");
        using HttpResponseMessage open = await ana.GetAsync("/console/chat/board");
        Assert.Equal(HttpStatusCode.OK, open.StatusCode);
    }

    [Fact]
    public async Task AWelcome_StartsATemplateOnItsSampleFile()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        Directory.CreateDirectory(Path.Combine(host.DataFolder, "templates", "finance", "samples"));
        await File.WriteAllTextAsync(Path.Combine(host.DataFolder, "templates", "finance", "samples", "expense-triage.claims.csv"), "employee,amount\nIda Holm,12.00\n");
        await ConsoleStory.TellAsync(host);
        using Browser ana = host.Browser();
        string page = await ana.ReadAsync("/console/chat/operations");
        Assert.Contains("run expense-triage", page, StringComparison.Ordinal);
        using HttpResponseMessage answer = await ana.PostAsync("/console/chat/operations/try", ("template", "expense-triage"), ("_once", "try"));
        FormSubmission asked = Assert.IsType<FormSubmission>(Assert.Single(host.Conversation.Asked));
        Assert.Equal("expense-triage.claims.csv", asked.Files["claims"].Name);
    }

    [Fact]
    public async Task TheGateway_PostsOnceUnderItsKey_AndRedrawsInPlace()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        IChatGateway gateway = host.Get<IChatGateway>();
        var post = new ChatPost(ConsoleHost.Finance, "", "view:1", "Working", null, null, "run:x");
        Assert.IsType<PostSearch.Absent>(await gateway.FindPostedAsync(post, CancellationToken.None));
        await KeepAsync(host, await gateway.PostAsync(post, CancellationToken.None));
        await KeepAsync(host, await gateway.PostAsync(post, CancellationToken.None));
        Assert.Equal(new PostSearch.Found("view:1"), await gateway.FindPostedAsync(post, CancellationToken.None));
        await KeepAsync(host, await gateway.UpdateAsync("view:1", post with { Text = "Done" }, CancellationToken.None));
        MessageRow row = Assert.Single(await host.Get<IChatLog>().ReadAsync(ConsoleHost.Finance, Ana, null, 10, CancellationToken.None));
        Assert.Equal("Done", row.Text);
        Assert.NotNull(row.EditedAt);
    }

    // As the senders do: the message and the record of its posting are one commit.
    private static async Task KeepAsync(ConsoleHost host, PostOutcome outcome) =>
        await host.Get<ICommitter>().CommitAsync(
            new Commit { Workspace = ConsoleHost.Finance.Workspace, Changes = Assert.IsType<PostOutcome.Posted>(outcome).Along }, CancellationToken.None);

    [Fact]
    public async Task WhenNothingCanBeSaved_ThePersonIsTold()
    {
        await using ConsoleHost host = await ConsoleHost.StartAsync();
        host.Conversation.Answer = _ => throw new StoreUnavailableException("disk full");
        using Browser ana = host.Browser();
        await ana.ReadAsync("/");
        using HttpResponseMessage answer = await ana.PostAsync("/console/chat/finance", ("text", "status"), ("_once", "full"));
        string page = await ana.ReadAsync(answer.Headers.Location!.ToString());
        Assert.Contains("cannot save anything now", page, StringComparison.Ordinal);
        Assert.DoesNotContain("disk full", page, StringComparison.Ordinal);
    }
}
