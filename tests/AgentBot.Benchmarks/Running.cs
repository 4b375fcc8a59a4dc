using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using AgentBot.Core.Storing;
using AgentBot.Testing;

namespace AgentBot.Benchmarks;

/// <summary>What a run of three steps costs: action, agent, action; without a review. One after the other, cards included.</summary>
internal static class Running
{
    private const int UsualRuns = 200;

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

    /// <param name="runs">More than usual let a profiler see more of them than of the warming up.</param>
    public static async Task<int> RunAsync(int? runs)
    {
        int count = runs ?? UsualRuns;
        await using BenchHost host = await BenchHost.StartAsync(null, Template);
        await Compiler.RestAsync(() => OnceAsync(host));
        await host.RestAsync();
        GC.Collect();
        host.Model.Take();
        using var process = Process.GetCurrentProcess();
        TimeSpan cpu = process.TotalProcessorTime;
        int commits = host.Commits;
        long allocated = GC.GetTotalAllocatedBytes();
        TimeSpan paused = GC.GetTotalPauseDuration();
        long written = Written();
        var wall = new List<double>(count);
        var added = new List<double>(count);
        for (int i = 0; i < count; i++)
        {
            double took = await OnceAsync(host);
            wall.Add(took);
            added.Add(took - host.Model.Take().TotalMilliseconds);
        }

        await host.RestAsync();
        process.Refresh();
        double cpuEach = (process.TotalProcessorTime - cpu).TotalMilliseconds / count;
        double commitsEach = (host.Commits - commits) / (double)count;
        double allocatedEach = (GC.GetTotalAllocatedBytes() - allocated) / 1024.0 / count;
        double pausedEach = (GC.GetTotalPauseDuration() - paused).TotalMilliseconds / count;
        double writtenEach = (Written() - written) / 1024.0 / count;
        double floor = await FloorAsync();
        Figures.Title($"{count} runs of three steps, one after the other");
        Figures.Row("command to end of run, p50", wall.At(0.5), "ms");
        Figures.Row("command to end of run, p95", wall.At(0.95), "ms");
        Figures.Row("added by us beside the model, p50", added.At(0.5), "ms", $"budget 2; {added.At(0.5) / floor:N1} durable commits of one row");
        Figures.Row("added by us beside the model, p99", added.At(0.99), "ms", "budget 5");
        Figures.Row("CPU of one run, model and cards included", cpuEach, "ms", "budget 10");
        Figures.Row("commits of one run, cards included", commitsEach, "");
        Figures.Row("written by one run, cards included", writtenEach, "KiB");
        Figures.Row("allocated by one run, cards included", allocatedEach, "KiB");
        Figures.Row("paused for the memory of one run", pausedEach, "ms");
        Figures.Row("floor: one durable commit of one row, p50", floor, "ms");
        return 0;
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

    // What the process gave to the system to write, to whatever file.
    private static long Written() => File.Exists("/proc/self/io")
        ? long.Parse(File.ReadLines("/proc/self/io").Single(line => line.StartsWith("wchar:", StringComparison.Ordinal))["wchar:".Length..], CultureInfo.InvariantCulture)
        : 0;

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
