using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;
using AgentBot.Testing;

namespace AgentBot.Benchmarks;

/// <summary>The shipped expense triage on its sample of 300 claims, from the command until the card of its review is drawn.</summary>
internal static class TableRows
{
    private const int WarmUp = 2;
    private const int Runs = 5;

    private static readonly string Templates = Path.Combine(RepositoryRoot.Path, "templates");

    public static async Task<int> RunAsync()
    {
        await using BenchHost host = await BenchHost.StartAsync(Templates);
        Artifact sample = Artifact.Of(ArtifactType.File, await File.ReadAllBytesAsync(Path.Combine(Templates, "finance", "samples", "expense-triage.claims.csv")));
        int claims = sample.Bytes.Span.Count((byte)'\n') - 1;
        for (int i = 0; i < WarmUp; i++)
        {
            await OnceAsync(host, sample);
        }

        GC.Collect();
        host.Model.Take();
        using var process = Process.GetCurrentProcess();
        TimeSpan cpu = process.TotalProcessorTime;
        (int commits, long written, long stored) = (host.Commits, Written(), host.StoredBytes);
        var wall = new List<double>(Runs);
        for (int i = 0; i < Runs; i++)
        {
            wall.Add(await OnceAsync(host, sample));
        }

        process.Refresh();
        double cpuEach = (process.TotalProcessorTime - cpu).TotalMilliseconds / Runs;
        Figures.Title($"expense triage of {claims} claims until its review is drawn, {Runs} runs");
        Figures.Row("command to card, p50", wall.At(0.5), "ms");
        Figures.Row("command to card, slowest", wall.Max(), "ms");
        Figures.Row("spent in the offline model by all callers", host.Model.Take().TotalMilliseconds / Runs, "ms");
        Figures.Row("CPU of one run, model and cards included", cpuEach, "ms");
        Figures.Row("CPU of one claim", cpuEach / claims, "ms");
        Figures.Row("commits", (host.Commits - commits) / (double)Runs, "");
        Figures.Row("written to files", (Written() - written) / 1024.0 / Runs, "KiB");
        Figures.Row("database and log grew by", (host.StoredBytes - stored) / 1024.0 / Runs, "KiB");
        return 0;
    }

    private static async Task<double> OnceAsync(BenchHost host, Artifact sample)
    {
        long began = 0;
        bool asked = false;
        var file = new Value.File("claims.csv", "text/csv", sample.Ref.Length, sample.Ref.Content);
        long drawn = await host.WhenAsync(
            commit =>
            {
                asked |= commit.Changes.Any(change => change is Change.InsertReview);
                return asked && host.CardsAreDrawn;
            },
            async () =>
            {
                began = Stopwatch.GetTimestamp();
                await host.Get<ICommitter>().CommitAsync(
                    new Commit
                    {
                        Workspace = BenchHost.Finance.Workspace,
                        Changes = [new Change.PutArtifact(BenchHost.Finance, sample, null, TimeProvider.System.GetUtcNow())],
                    },
                    CancellationToken.None);
                await host.SubmitAsync(
                    "expense-triage",
                    ImmutableSortedDictionary<string, string>.Empty.Add("month", "2026-10"),
                    ImmutableSortedDictionary<string, Value.File>.Empty.Add("claims", file));
            });
        return Stopwatch.GetElapsedTime(began, drawn).TotalMilliseconds;
    }

    /// <summary>Bytes this process has handed to files and connections since it began; here there are hardly any connections.</summary>
    private static long Written() => File.ReadLines("/proc/self/io")
        .Where(line => line.StartsWith("wchar:", StringComparison.Ordinal))
        .Select(line => long.Parse(line.AsSpan("wchar:".Length), CultureInfo.InvariantCulture))
        .Single();
}
