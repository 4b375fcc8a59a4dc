using System.Diagnostics;
using AgentBot.Core;
using AgentBot.Core.Commands;
using AgentBot.Core.Publishing;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Host.People;
using AgentBot.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AgentBot.Host.Tests.Faults;

/// <summary>The stop of a tree of runs with the workers of the host at work, by the clock on the wall.</summary>
public sealed class StopWithWorkersTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task ATreeThatIsStopped_HasStoppedWithinFiveSeconds()
    {
        using var folder = new TempFolder();
        string team = Directory.CreateDirectory(folder.File(Path.Combine("templates", "finance"))).FullName;
        foreach (string template in SmallTemplates.Tree)
        {
            await File.WriteAllTextAsync(Path.Combine(team, Digest.OfText(template).Value[..8] + ".yaml"), template);
        }

        var sender = new ScriptedSender();
        await using WebApplication app = await TestHost.StartAsync(folder, services: services =>
        {
            services.RemoveAll<IEffectSender>();
            services.AddSingleton<IEffectSender>(sender);
        });
        IRunReader runs = app.Services.GetRequiredService<IRunReader>();
        IConversation conversation = app.Services.GetRequiredService<IConversation>();
        ICommitSignal signal = app.Services.GetRequiredService<ICommitSignal>();
        var everything = new RunQuery(ConfiguredDirectory.Workspace, null, null, null, null, RootsOnly: false, null, 100);
        Reply reply = await conversation.SayAsync(Request("run top text=Hello", "1"), CancellationToken.None);
        RunRow top = (await runs.FindAsync(Assert.IsType<Reply.Started>(reply).Run, CancellationToken.None))!;
        await UntilAsync(signal, async () => (await runs.ListAsync(everything, CancellationToken.None)).Count(run => run is { Template: "memo", Status: RunStatus.AwaitingReview }) == 4);

        long began = Stopwatch.GetTimestamp();
        Assert.IsType<Reply.Said>(await conversation.SayAsync(Request($"cancel {top.Number}", "2"), CancellationToken.None));
        await UntilAsync(signal, async () => (await runs.ListAsync(everything, CancellationToken.None)).All(run => run.IsTerminal));

        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(5), $"It took {Stopwatch.GetElapsedTime(began)}.");
        Assert.All(await runs.ListAsync(everything, CancellationToken.None), run => Assert.Equal(RunStatus.Cancelled, run.Status));
        Assert.Empty(sender.Sendings);
        await app.StopAsync();
    }

    private static CommandRequest Request(string text, string key) =>
        new(new Caller(new PersonKey(FaultHost.Ana), FaultHost.Finance, "", $"test|local|message|{key}"), text, [], []);

    /// <summary>Looks again after every commit.</summary>
    private static async Task UntilAsync(ICommitSignal signal, Func<Task<bool>> isSo)
    {
        using var committed = new SemaphoreSlim(0);
        void Wake(Commit commit) => committed.Release();
        signal.Committed += Wake;
        try
        {
            while (!await isSo())
            {
                Assert.True(await committed.WaitAsync(Patience), "It never came to be so.");
            }
        }
        finally
        {
            signal.Committed -= Wake;
        }
    }
}
