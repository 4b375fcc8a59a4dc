using System.Collections.Concurrent;
using System.Text.Json;
using AgentBot.Core;
using AgentBot.Core.Runs;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Host.WebConsole;

/// <summary>Workflows by the version that a run is bound to. A version never changes, so what was read once is kept.</summary>
public sealed class Closures(ConsoleReads reads)
{
    private const int Most = 200;

    private readonly ConcurrentDictionary<Digest, TemplateClosure> _known = new();

    /// <summary>Null when the version is neither stored nor in the catalog.</summary>
    public async ValueTask<WorkflowSpec?> FindAsync(RunRow run, CancellationToken ct)
    {
        if (reads.Catalog.Current.Find(run.Template) is { } template && template.Version == run.TemplateVersion)
        {
            return template.Workflow;
        }

        if (_known.TryGetValue(run.TemplateVersion, out TemplateClosure? known))
        {
            return known.Workflow;
        }

        if (await reads.Runs.FindClosureAsync(run.TemplateVersion, ct) is not { } json
            || JsonSerializer.Deserialize(json, StoreJson.Default.TemplateClosure) is not { } closure)
        {
            return null;
        }

        if (_known.Count >= Most)
        {
            _known.Clear();
        }

        _known[run.TemplateVersion] = closure;
        return closure.Workflow;
    }
}
