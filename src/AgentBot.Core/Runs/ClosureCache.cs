using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;

namespace AgentBot.Core.Runs;

/// <summary>The pinned closures of runs by version, read from the store once. A version never changes, so neither does an entry.</summary>
public sealed class ClosureCache(IRunReader runs)
{
    private const int MostKept = 500;

    private static readonly ConditionalWeakTable<TemplateClosure, Pinned> PinnedClosures = [];

    private readonly ConcurrentDictionary<Digest, (TemplateClosure Closure, WorkflowGraph Graph)> _known = new();

    /// <exception cref="InvalidOperationException">The store has a run without its closure, or an altered one: a broken database.</exception>
    public async ValueTask<(TemplateClosure Closure, WorkflowGraph Graph)> OfAsync(Digest version, CancellationToken ct)
    {
        if (_known.TryGetValue(version, out var known))
        {
            return known;
        }

        string json = await runs.FindClosureAsync(version, ct) ?? throw new InvalidOperationException($"The template version {version.Short} of a run is missing.");
        if (Digest.OfText(json) != version)
        {
            throw new InvalidOperationException($"The template version {version.Short} of a run is no longer what was stored.");
        }

        TemplateClosure closure = JsonSerializer.Deserialize(json, StoreJson.Default.TemplateClosure)!;
        if (_known.Count >= MostKept)
        {
            _known.Clear();
        }

        return _known.GetOrAdd(version, _ => (closure, new WorkflowGraph(closure.Workflow)));
    }

    /// <summary>The closure of a child as a version of its own.</summary>
    public static (Digest Version, string Json) Pin(TemplateClosure closure)
    {
        // The catalog hands out the same closure to every start until its file changes.
        Pinned pinned = PinnedClosures.GetValue(closure, Pinned.Of);
        return (pinned.Version, pinned.Json);
    }

    private sealed record Pinned(Digest Version, string Json)
    {
        public static Pinned Of(TemplateClosure closure)
        {
            string json = JsonSerializer.Serialize(closure, StoreJson.Default.TemplateClosure);
            return new Pinned(Digest.OfText(json), json);
        }
    }
}
