using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using AgentBot.Core.Commands;
using AgentBot.Core.Reviews;
using AgentBot.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AgentBot.Host.Tests.Requests;

/// <summary>How a program learns what was decided: by its webhook, and by the client of the documentation.</summary>
public sealed class RequestTellingTests
{
    [Fact]
    public async Task A_webhook_is_told_each_decision_signed_and_again_until_it_takes_it_and_follows_nobody_elsewhere()
    {
        var told = new ConcurrentQueue<(string Path, Dictionary<string, string> Headers, byte[] Body)>();
        int calls = 0;
        await using WebApplication receiver = await ReceiverAsync(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            told.Enqueue((context.Request.Path, context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), body.ToArray()));
            switch (Interlocked.Increment(ref calls))
            {
                case 1:
                    context.Response.Redirect("/elsewhere", permanent: false, preserveMethod: true);
                    break;
                case 2:
                    context.Response.StatusCode = 500;
                    break;
            }
        });
        Uri address = new(receiver.Urls.Single());
        await using RequestHost host = await RequestHost.StartAsync($"--Systems:payroll:CallbackHosts:0={address.Authority}");
        JsonObject request = RequestHost.Memo("told");
        request["callback"] = new Uri(address, "/hook").ToString();
        Assert.Equal(HttpStatusCode.Created, (await host.PostAsync(request)).Status);
        Assert.IsType<Reply.Decided>(await host.DecideAsync(await host.AskedAsync("told"), "ben", DecisionKind.RequestChanges, "Shorter."));
        await UntilAsync(() => told.Count >= 3);

        Assert.All(told, one => Assert.Equal("/hook", one.Path));
        Assert.All(told, one => Assert.True(RequestHost.IsSigned(name => one.Headers[name], one.Body)));
        Assert.Single(told.Select(one => Convert.ToHexString(one.Body)).Distinct());
        Assert.Equal(["told.1", "told.1", "told.1"], told.Take(3).Select(one => one.Headers["AgentBot-Delivery"]));

        JsonObject next = RequestHost.Memo("told", "Right.");
        next["revision"] = 2;
        next.Remove("title");
        Assert.Equal(HttpStatusCode.Created, (await host.PostAsync(next)).Status);
        Assert.IsType<Reply.Decided>(await host.DecideAsync(await host.AskedAsync("told", round: 2), "cleo", DecisionKind.Approve));
        await UntilAsync(() => told.Any(one => one.Headers["AgentBot-Delivery"] == "told.2"));
        Assert.Equal((await host.DecisionAsync("told")).ToJsonString(), JsonNode.Parse(told.Last().Body)!.ToJsonString());
    }

    /// <summary>requests/client.mjs as it stands in the documentation, against the real host.</summary>
    [Fact]
    public async Task The_client_of_the_documentation_asks_mends_and_prints_what_was_approved()
    {
        string client = Path.Combine(RepositoryRoot.Path, "requests", "client.mjs");
        Assert.InRange(File.ReadAllLines(client).Length, 1, 50);
        await using RequestHost host = await RequestHost.StartAsync();
        string draft = Path.Combine(host.Folder, "memo.md");
        string mend = Path.Combine(host.Folder, "mend.sh");
        await File.WriteAllTextAsync(draft, "All totals are rite.\n");
        await File.WriteAllTextAsync(mend, "#!/bin/sh\nsed -i s/rite/right/ \"$1\"\n");
        File.SetUnixFileMode(mend, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using Process asking = Start(client, host, "memo-9", "October", draft, mend);

        await UntilAsync(async () => await host.Get<Core.Storing.IRequestReader>().FindAsync(new Core.PersonKey("system:payroll"), "memo-9", CancellationToken.None) is not null);
        Assert.IsType<Reply.Decided>(await host.DecideAsync(await host.AskedAsync("memo-9"), "ben", DecisionKind.RequestChanges, "Spelling."));
        Assert.IsType<Reply.Decided>(await host.DecideAsync(await host.AskedAsync("memo-9", round: 2), "ben", DecisionKind.Approve));
        string printed = await asking.StandardOutput.ReadToEndAsync();
        string complained = await asking.StandardError.ReadToEndAsync();
        await asking.WaitForExitAsync();
        Assert.Equal(("All totals are right.", "", 0), (printed.Trim(), complained, asking.ExitCode));

        // What is signed with another secret is not acted on.
        await File.WriteAllTextAsync(draft, "All totals are rite.\n");
        using Process deceived = Start(client, host, "memo-9", "October", draft, mend, secret: "another secret that is long enough");
        await deceived.StandardOutput.ReadToEndAsync();
        Assert.Contains("The signature is wrong.", await deceived.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
        await deceived.WaitForExitAsync();
        Assert.NotEqual(0, deceived.ExitCode);
    }

    private static Process Start(string client, RequestHost host, string id, string title, string draft, string mend, string secret = RequestHost.Secret)
    {
        var start = new ProcessStartInfo("node", [client, id, title, draft, mend]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["AGENTBOT_URL"] = host.Client.BaseAddress!.ToString().TrimEnd('/');
        start.Environment["AGENTBOT_TOKEN"] = RequestHost.Token;
        start.Environment["AGENTBOT_SECRET"] = secret;
        return Process.Start(start)!;
    }

    private static async Task<WebApplication> ReceiverAsync(RequestDelegate receive)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication receiver = builder.Build();
        receiver.Run(receive);
        await receiver.StartAsync();
        return receiver;
    }

    private static Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()));

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await holds())
        {
            await tick.WaitForNextTickAsync(patience.Token);
        }
    }
}
