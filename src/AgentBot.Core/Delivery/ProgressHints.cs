using System.Collections.Concurrent;
using AgentBot.Core.Agents;
using AgentBot.Core.Runs;

namespace AgentBot.Core.Delivery;

/// <summary>
/// How far the answers have come that models are giving now. In memory only: nothing is committed for it, a crash loses nothing, and
/// the run's message is redrawn for it no more often than people read.
/// </summary>
public sealed class ProgressHints(TimeProvider time)
{
    /// <summary>Between two drawings of one message because of hints.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<Call, AgentProgress> _calls = new();
    private readonly ConcurrentDictionary<(string Conversation, string Purpose), Drawing> _drawings = new();
    private long _numbers;

    /// <summary>Somebody has something new to show.</summary>
    public event Action? Changed;

    /// <summary>Follows one call of an agent until it is disposed. Runs that another run started show nothing of their own.</summary>
    public Following? Follow(RunRow run, string step) => run.Id == run.Root ? new Following(this, run, step) : null;

    /// <summary>What all calls of a step have brought that is in no row yet.</summary>
    public AgentProgress Of(RunId run, string step)
    {
        AgentProgress sum = default;
        foreach ((Call call, AgentProgress progress) in _calls)
        {
            sum = call.Run == run && call.Step == step ? new AgentProgress(sum.Answered + progress.Answered, sum.Characters + progress.Characters) : sum;
        }

        return sum;
    }

    /// <summary>The messages that have something new to show and were not drawn for it a moment ago; each is handed out once.</summary>
    public IReadOnlyList<(string Conversation, string Purpose)> Take()
    {
        DateTimeOffset now = time.GetUtcNow();
        var taken = new List<(string, string)>();
        foreach (var (message, drawing) in _drawings)
        {
            if (drawing.IsDue && drawing.At + Every <= now && _drawings.TryUpdate(message, new Drawing(now, IsDue: false), drawing))
            {
                taken.Add(message);
            }
        }

        return taken;
    }

    /// <summary>When <see cref="Take"/> has something; null where nothing is new.</summary>
    public DateTimeOffset? Next => _drawings.Values.Where(drawing => drawing.IsDue).Select(drawing => (DateTimeOffset?)(drawing.At + Every)).Min();

    private void Say(RunRow run, Call call, AgentProgress progress)
    {
        _calls[call] = progress;
        var message = (Conversations.RootOf(run), Purposes.Run(run.Root));

        // The first drawing waits as well: an answer that comes at once needs none. Whoever sleeps is woken once for each drawing.
        bool isNews = _drawings.TryGetValue(message, out Drawing known)
            ? !known.IsDue && _drawings.TryUpdate(message, known with { IsDue = true }, known)
            : _drawings.TryAdd(message, new Drawing(time.GetUtcNow(), IsDue: true));
        if (isNews)
        {
            Changed?.Invoke();
        }
    }

    private void End(RunRow run, Call call)
    {
        _calls.TryRemove(call, out _);
        if (!_calls.Keys.Any(other => other.Run == run.Id))
        {
            _drawings.TryRemove((Conversations.RootOf(run), Purposes.Run(run.Root)), out _);
        }
    }

    private readonly record struct Drawing(DateTimeOffset At, bool IsDue);

    /// <param name="Number">Tells calls of one step apart that run side by side.</param>
    private readonly record struct Call(RunId Run, string Step, long Number);

    /// <summary>One call that is being followed.</summary>
    public sealed class Following : IProgress<AgentProgress>, IDisposable
    {
        private readonly ProgressHints _hints;
        private readonly RunRow _run;
        private readonly Call _call;

        internal Following(ProgressHints hints, RunRow run, string step)
        {
            (_hints, _run) = (hints, run);
            _call = new Call(run.Id, step, Interlocked.Increment(ref hints._numbers));
        }

        public void Report(AgentProgress value) => _hints.Say(_run, _call, value);

        public void Dispose() => _hints.End(_run, _call);
    }
}
