using System.Text;
using AgentBot.Chat.Slack.Calling;
using AgentBot.Core;
using AgentBot.Testing.Slack;

namespace AgentBot.Chat.Tests.Slack.Calling;

public sealed class SlackFilesTests
{
    private static readonly byte[] Rows = Encoding.UTF8.GetBytes("name;amount\nÄrger;12,00\n");

    [Fact]
    public async Task A_shared_file_is_fetched_with_the_token()
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        FakeSlackStoredFile shared = rig.Server.Share("october.csv", "text/csv", Rows);
        SlackResult<SlackFile> file = await rig.Files.FindAsync(shared.Id, CancellationToken.None);
        Assert.Equal(("october.csv", "text/csv", (long)Rows.Length), (file.Value!.Name, file.Value.MediaType, file.Value.Length));
        Assert.Equal(Rows, (await rig.Files.DownloadAsync(file.Value, CancellationToken.None)).Value);
    }

    [Theory]
    [InlineData("https://evil.example/files-pri/T0-F0/october.csv")]
    [InlineData("https://slack.com.evil.example/october.csv")]
    [InlineData("https://evilslack.com/october.csv")]
    [InlineData("https://files.slack.com:8443/october.csv")]
    [InlineData("https://files.slack.com@evil.example/october.csv")]
    [InlineData("http://files.slack.com/october.csv")]
    [InlineData("file:///etc/passwd")]
    [InlineData("october.csv")]
    public async Task The_token_goes_to_no_other_host(string address)
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        Result<byte[]> fetched = await rig.Files.DownloadAsync(new SlackFile("F1", "october.csv", "text/csv", 10, address), CancellationToken.None);
        Assert.Equal("“october.csv” was not read. It does not lie in Slack itself. Share the file here by uploading it.", fetched.Refusal?.ToString());
    }

    [Theory]
    [InlineData("https://files.slack.com/files-pri/T0-F0/download/october.csv")]
    [InlineData("https://acme.slack.com/files/october.csv")]
    [InlineData("https://slack-files.com/T0-F0-abc")]
    public async Task Slacks_own_hosts_are_known(string address)
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        Assert.True(rig.Access.IsSlack(new Uri(address)));
        Assert.True(rig.Access.IsSlack(new Uri(rig.Server.Address, "/files-pri/x")));
        Assert.False(rig.Access.IsSlack(new Uri("http://127.0.0.1:1/files-pri/x")));
    }

    [Fact]
    public async Task A_sign_in_page_instead_of_the_file_means_a_missing_permission()
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        SlackFile file = FileOf(rig, rig.Server.Share("october.csv", "text/csv", Rows));
        rig.Server.Scopes.Remove("files:read");
        Result<byte[]> fetched = await rig.Files.DownloadAsync(file, CancellationToken.None);
        Assert.Equal(RefusalKind.NotAllowed, fetched.Refusal?.Kind);
        Assert.Contains("“files:read”", fetched.Refusal!.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_than_the_most_is_refused_whatever_size_was_told()
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        FakeSlackStoredFile shared = rig.Server.Share("big.csv", "text/csv", new byte[SlackFiles.MostBytes + 1]);
        foreach (long told in (long[])[0, SlackFiles.MostBytes + 1])
        {
            Result<byte[]> fetched = await rig.Files.DownloadAsync(FileOf(rig, shared) with { Length = told }, CancellationToken.None);
            Assert.Equal("It holds more than 25 MB.", fetched.Refusal?.Why);
        }
    }

    [Fact]
    public async Task A_file_that_is_gone_is_said_to_be_gone()
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        FakeSlackStoredFile shared = rig.Server.Share("october.csv", "text/csv", Rows);
        SlackFile file = FileOf(rig, shared);
        rig.Server.Workspace.Files.Remove(shared.Id);
        Assert.Equal("It is no longer in Slack.", (await rig.Files.DownloadAsync(file, CancellationToken.None)).Refusal?.Why);
    }

    [Fact]
    public async Task A_file_is_put_into_a_thread_in_three_steps_and_its_bytes_travel_without_the_token()
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        SlackResult<PostedMessage> root = await rig.Messages.PostAsync("C0FIN", "", new SlackContent("Root", null, "view:1"), CancellationToken.None);
        Assert.IsType<SlackAnswer.Ok>(await rig.Files.UploadAsync("C0FIN", root.Value!.Ts, new SlackUpload("all.csv", "All 240 rows", Rows), CancellationToken.None));

        FakeSlackMessage message = Assert.Single(rig.Server.Workspace.In("C0FIN", root.Value.Ts));
        FakeSlackStoredFile file = rig.Server.Workspace.Files[Assert.Single(message.Files)];
        Assert.Equal(("All 240 rows", "all.csv"), (file.Title, file.Name));
        Assert.Equal(Rows, file.Bytes);
    }

    [Fact]
    public async Task A_file_that_cannot_be_placed_is_refused_with_Slacks_word()
    {
        await using SlackRig rig = await SlackRig.StartAsync();
        rig.Server.Scopes.Remove("files:write");
        Assert.True((await rig.Files.UploadAsync("C0FIN", "", new SlackUpload("all.csv", "All", Rows), CancellationToken.None)).IsRefused("missing_scope"));
        rig.Server.Scopes.Add("files:write");
        Assert.True((await rig.Files.UploadAsync("C0GONE", "", new SlackUpload("all.csv", "All", Rows), CancellationToken.None)).IsRefused("channel_not_found"));
    }

    private static SlackFile FileOf(SlackRig rig, FakeSlackStoredFile shared) =>
        new(shared.Id, shared.Name, shared.MediaType, shared.Bytes.Length, rig.Server.PrivateUrl(shared));
}
