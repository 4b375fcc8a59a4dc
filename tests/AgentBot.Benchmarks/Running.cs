using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime;
using AgentBot.Core.Storing;
using AgentBot.Testing;

namespace AgentBot.Benchmarks;

/// <summary>What a run of three steps costs: action, agent, action; without a review. One after the other, cards included.</summary>
internal static class Running
{
    private const int LongestWarmUp = 2_000;
    private const int Runs = 200;

    private const string Template = """
        apiVersion: agentbot/v1
        kind: Workflow
        name: measured
        title: Three steps
        summary: Reads a text, has it summarised and writes a document.
        owner: finance-leads
        inputs:
          text: { type: text, required: true, label: Text }
        steps:
          - id: notes
            title: Read
            action: text.read
            with: { text: "{{ inputs.text }}" }
          - id: think
            title: Summarise
            agent:
              purpose: Say in a few sentences what the text is about.
              model: small
              instructions: Write only what the text says.
              input: "{{ steps.notes }}"
              output:
                summary: { type: text, max: 1200, help: "What the text is about." }
          - id: report
            title: Write
            action: document.render
            with: { title: Summary, sections: "{{ steps.think }}" }
        """;

    private const string Text = "We met on Monday and decided to order the new shelves. Ana will ask two shops for a price. The old shelves stay until May.";

    public static async Task<int> RunAsync()
    {
        await using BenchHost host = await BenchHost.StartAsync(null, Template);
        await WarmUpAsync(host);
        await host.RestAsync();
        GC.Collect();
        host.Model.Take();
        using var process = Process.GetCurrentProcess();
        TimeSpan cpu = process.TotalProcessorTime;
        int commits = host.Commits;
        var wall = new List<double>(Runs);
        var added = new List<double>(Runs);
        for (int i = 0; i < Runs; i++)
        {
            double took = await OnceAsync(host);
            wall.Add(took);
            added.Add(took - host.Model.Take().TotalMilliseconds);
        }

        await host.RestAsync();
        process.Refresh();
        double cpuEach = (process.TotalProcessorTime - cpu).TotalMilliseconds / Runs;
        double commitsEach = (host.Commits - commits) / (double)Runs;
        double floor = await FloorAsync();
        Figures.Title($"{Runs} runs of three steps, one after the other");
        Figures.Row("command to end of run, p50", wall.At(0.5), "ms");
        Figures.Row("command to end of run, p95", wall.At(0.95), "ms");
        Figures.Row("added by us beside the model, p50", added.At(0.5), "ms", $"budget 2; {added.At(0.5) / floor:N1} durable commits of one row");
        Figures.Row("added by us beside the model, p99", added.At(0.99), "ms", "budget 5");
        Figures.Row("CPU of one run, model and cards included", cpuEach, "ms", "budget 10");
        Figures.Row("commits of one run, cards included", commitsEach, "");
        Figures.Row("floor: one durable commit of one row, p50", floor, "ms");
        return 0;
    }

    // Until the compiler has come to rest: a host that runs for weeks compiles in its first minutes only.
    private static async Task WarmUpAsync(BenchHost host)
    {
        const int Stretch = 100;
        const int AtRest = 5;
        long compiled = 0;
        for (int done = 0; done < LongestWarmUp && JitInfo.GetCompiledMethodCount() - compiled > AtRest; done += Stretch)
        {
            compiled = JitInfo.GetCompiledMethodCount();
            for (int run = 0; run < Stretch; run++)
            {
                await OnceAsync(host);
            }

            // The second compilation waits until no new method was met for a while.
            await Task.Delay(TimeSpan.FromMilliseconds(300));
        }
    }

    /// <returns>Milliseconds from the command to the commit that ended the run.</returns>
    private static async Task<double> OnceAsync(BenchHost host)
    {
        long began = 0;
        long ended = await host.WhenAsync(
            commit => commit.Changes.Any(change => change is Change.UpdateRun { Row.IsTerminal: true }),
            async () =>
            {
                began = Stopwatch.GetTimestamp();
                await host.SubmitAsync("measured", ImmutableSortedDictionary<string, string>.Empty.Add("text", Text));
            });
        return Stopwatch.GetElapsedTime(began, ended).TotalMilliseconds;
    }

    private static async Task<double> FloorAsync()
    {
        using var folder = new TempFolder();
        await using var floor = new BareGroupCommit(folder.File("floor.db"), rows: 1);
        var took = new List<double>();
        for (int i = 0; i < 500; i++)
        {
            long began = Stopwatch.GetTimestamp();
            await floor.CommitAsync();
            took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        return took.At(0.5);
    }
}
