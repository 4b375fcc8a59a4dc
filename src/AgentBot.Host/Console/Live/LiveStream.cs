using System.Collections.Immutable;
using System.Text.Json;
using System.Threading.Channels;
using AgentBot.Core.Storing;

namespace AgentBot.Host.WebConsole;

/// <summary>
/// The one stream of an open page: after each commit that people can see, the parts that changed, at most four times a second;
/// a heartbeat every two seconds. Open streams are bounded, and one that ends leaves nothing behind.
/// </summary>
public sealed class LiveStream(LiveUpdates updates, ViewerSource viewers, ICommitSignal signal, IHostApplicationLifetime lifetime, TimeProvider time)
{
    public const int MostStreams = 200;

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private int _open;

    public int Open => Volatile.Read(ref _open);

    public async Task ServeAsync(HttpContext context)
    {
        if (Interlocked.Increment(ref _open) > MostStreams)
        {
            Interlocked.Decrement(ref _open);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "30";
            return;
        }

        var wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
        void OnCommit(Commit commit)
        {
            if (commit.Changes.Any(IsVisible))
            {
                wake.Writer.TryWrite(true);
            }
        }

        signal.Committed += OnCommit;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers["X-Accel-Buffering"] = "no";
            await RunAsync(context, wake.Reader, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The page was left, or the host stops: both end a stream as they should.
        }
        finally
        {
            signal.Committed -= OnCommit;
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task RunAsync(HttpContext context, ChannelReader<bool> wake, CancellationToken ct)
    {
        string address = context.Request.Query["for"].ToString();
        Dictionary<string, string> seen = LiveUpdates.Seen(context.Request.Query["seen"])
            .Select(pair => pair.Split('~', 2)).Where(pair => pair.Length == 2)
            .GroupBy(pair => pair[0], StringComparer.Ordinal).ToDictionary(pair => pair.Key, pair => pair.Last()[1], StringComparer.Ordinal);
        ConsoleSession session = ConsoleVisit.Of(context).Session;
        while (!ct.IsCancellationRequested)
        {
            if (viewers.Find(session) is not { } viewer)
            {
                return;
            }

            ImmutableArray<PartUpdate> changed = await updates.ChangedAsync(viewer, address, seen.Select(pair => $"{pair.Key}~{pair.Value}").ToHashSet(), ct);
            foreach (PartUpdate update in changed)
            {
                seen[update.Name] = update.Hash;
                await WriteAsync(context.Response, "part", JsonSerializer.Serialize(update, ConsoleJson.Default.PartUpdate), ct);
            }

            await WriteAsync(context.Response, "beat", "", ct);
            await Task.Delay(Pause, time, ct);
            await WaitAsync(context.Response, wake, ct);
        }
    }

    private async Task WaitAsync(HttpResponse response, ChannelReader<bool> wake, CancellationToken ct)
    {
        while (true)
        {
            using var beat = CancellationTokenSource.CreateLinkedTokenSource(ct);
            using ITimer timer = time.CreateTimer(static source => ((CancellationTokenSource)source!).Cancel(), beat, Beat, Timeout.InfiniteTimeSpan);
            try
            {
                await wake.ReadAsync(beat.Token);
                return;
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                await WriteAsync(response, "beat", "", ct);
            }
        }
    }

    private static async Task WriteAsync(HttpResponse response, string name, string data, CancellationToken ct)
    {
        await response.WriteAsync($"event: {name}\ndata: {data}\n\n", ct);
        await response.Body.FlushAsync(ct);
    }

    /// <summary>Bookkeeping of workers shows on no page.</summary>
    private static bool IsVisible(Change change) =>
        change is not (Change.InsertWork or Change.FinishWork or Change.PostponeWork or Change.ReleaseParked or Change.AppendAgentEvent or Change.WantView or Change.PutMark or Change.Reserve);
}
