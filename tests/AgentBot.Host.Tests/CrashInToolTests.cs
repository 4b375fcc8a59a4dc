using System.Text.Json;
using AgentBot.Core.Runs;
using AgentBot.Testing;
using AgentBot.Testing.Providers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AgentBot.Host.Tests;

/// <summary>
/// The real program with an agent that calls a tool over real HTTP, killed once its answer is kept and once the tool's result is.
/// Each answer is paid for once, the tool is called once, and the story ends with one publication. Neither log nor data nor prompt
/// holds a secret of the settings: fault rows F8 and F11.
/// </summary>
public sealed class CrashInToolTests
{
    private const string Template = """
        apiVersion: agentbot/v1
        kind: Workflow
        name: order-news
        title: Order news
        summary: Looks an order up and tells about it.
        owner: ben
        inputs:
          note: { type: file, accept: [txt], required: true, label: Note }
        steps:
          - id: notes
            action: text.read
            with: { file: "{{ inputs.note }}" }
          - id: find
            title: Look the order up
            agent:
              purpose: Look the order up and say how it stands.
              instructions: Look it up first.
              tools: [order-lookup]
              input: "{{ steps.notes }}"
              output:
                said: { type: text, max: 200 }
          - id: text
            action: message.render
            with: { text: "{{ steps.find.said }}" }
          - id: decide
            review: { of: text, reviewers: { group: finance-leads, quorum: 1 }, expires: 2d, on_changes: find }
          - id: post
            publish: { to: "#finance", content: "{{ steps.decide.artifact }}" }
        """;

    private const string Key = "CANARY-key-of-the-model-9b1e";
    private const string Secret = "CANARY-secret-of-the-erp-03fd";

    [Theory]
    [InlineData(CrashPoint.AgentAnswerKept)]
    [InlineData(CrashPoint.ToolResultKept)]
    public async Task Killed_between_an_answer_and_its_calls_nothing_is_bought_or_called_twice(CrashPoint point)
    {
        using var folder = new TempFolder();
        int looked = 0;
        await using FakeModelServer model = await FakeModelServer.StartAsync(TimeProvider.System);
        model.Otherwise = body => body.GetProperty("messages").EnumerateArray().Any(message => message.GetProperty("role").GetString() == "tool")
            ? FakeModelAnswer.Of(JsonSerializer.Serialize(new { results = new[] { new { key = "i001", output = new { said = "Order 7 has left." }, remark = "" } }, remarks = Array.Empty<string>() }))
            : new FakeModelAnswer { Calls = [("x1", "order-lookup", """{"number":"7"}""")] };
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using WebApplication orders = builder.Build();
        orders.MapGet("/orders/{number}", (HttpContext context) =>
        {
            Interlocked.Increment(ref looked);
            return context.Response.WriteAsJsonAsync(new Dictionary<string, string> { ["status"] = "has left" });
        });
        await orders.StartAsync();
        string address = new Uri(orders.Urls.First()).Authority;

        string team = Directory.CreateDirectory(folder.File("templates/finance")).FullName;
        await File.WriteAllTextAsync(Path.Combine(team, "order-news.yaml"), Template);
        await File.WriteAllTextAsync(Path.Combine(team, "order-lookup.yaml"), $$"""
            apiVersion: agentbot/v1
            kind: Tool
            name: order-lookup
            title: Look up an order
            description: Says how an order stands.
            url: http://{{address}}/orders/{number}
            arguments: { number: text }
            """);
        string note = folder.File("note.txt");
        await File.WriteAllTextAsync(note, "How does order 7 stand?");
        var story = new CrashStory(folder, new CrashCase(folder.File("templates"), "order-news", note, new Dictionary<string, string>
        {
            ["Models__Providers__main__Kind"] = "openai",
            ["Models__Providers__main__Model"] = "some-model",
            ["Models__Providers__main__BaseUrl"] = model.Url.TrimEnd('/') + "/v1",
            ["Models__Providers__main__InputPricePerMillion"] = "3",
            ["Models__Providers__main__OutputPricePerMillion"] = "15",
            ["Models__Aliases__default__0"] = "main",
            ["Models__Aliases__small__0"] = "main",
            ["Tools__AllowedPrivateHosts__0"] = address,
            ["Models__Providers__main__ApiKey"] = Key,
            ["Secrets__erp"] = Secret,
            ["Logging__LogLevel__Default"] = "Trace",
        }));
        Assert.True(await story.PlayUntilItDiesAsync(point), $"{point} was never reached.");
        Assert.Equal(point == CrashPoint.AgentAnswerKept ? 0 : 1, looked);
        Assert.False(await story.PlayUntilItDiesAsync(null), "It died without being asked to.");

        Assert.Equal("done", story.Last!.Status);
        Assert.Equal("sent", Assert.Single(story.Last.Effects).State);
        Assert.Single(await story.PublicationsAsync());
        Assert.True(story.Audit!.IsSound, story.Audit.Sentence);
        Assert.Equal(1, looked);
        Assert.Equal(2, model.Calls.Count);
        NoSecretIn(story.Logged, "the log at its most talkative");
        Assert.NotEqual("", story.Logged);
        Assert.All(model.Calls, call => NoSecretIn(call.Body.GetRawText(), "a prompt"));
        Assert.All(model.Calls, call => Assert.Contains(Key, call.Headers["authorization"], StringComparison.Ordinal));
        foreach (string path in Directory.EnumerateFiles(folder.File("data"), "*", SearchOption.AllDirectories).Where(path => !path.EndsWith(".sock", StringComparison.Ordinal)))
        {
            NoSecretIn(System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(path)), path);
        }
    }

    private static void NoSecretIn(string text, string where) =>
        Assert.False(text.Contains(Key, StringComparison.Ordinal) || text.Contains(Secret, StringComparison.Ordinal), $"A secret is in {where}.");
}
