using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.People;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Expressions;
using AgentBot.Core.Values;

namespace AgentBot.Core.Runs;

/// <summary>Gathers what the expressions of a step can see: inputs, and the outputs of the steps it names, read under the run's channel.</summary>
public sealed class RunScopes(IArtifactReader artifacts, IDirectory directory, TimeProvider time)
{
    public const string ItemsField = "items";
    public const string FailedField = "failed";
    public const string KeysField = "keys";

    /// <param name="names">Ids of the steps whose outputs are needed.</param>
    public async ValueTask<ExpressionScope> OfAsync(RunState state, WorkflowGraph graph, IEnumerable<string> names, CancellationToken ct)
    {
        var outputs = new Dictionary<string, Value>(StringComparer.Ordinal);
        var references = new Dictionary<string, Value>(StringComparer.Ordinal);
        var failures = new Dictionary<string, Value>(StringComparer.Ordinal);
        var keys = new Dictionary<string, ImmutableArray<string>>(StringComparer.Ordinal);
        foreach (string name in names.Distinct(StringComparer.Ordinal))
        {
            if (state.Step(name) is not { Status: StepStatus.Succeeded } row || row.Artifact.IsNone)
            {
                continue;
            }

            Artifact artifact = await ReadAsync(state.Run, row.Artifact, ct);
            Value output = ValueJson.Read(artifact.Bytes.Span);
            references[name] = Reference(new ArtifactRef(row.ArtifactType, row.Artifact, row.ArtifactLength), name);
            if (graph.Step(name).ForEach is not null && output is Value.Record gathered)
            {
                outputs[name] = gathered[ItemsField];
                failures[name] = gathered[FailedField];
                keys[name] = [.. ((Value.List)gathered[KeysField]).Items.Select(key => ((Value.Text)key).Content)];
            }
            else
            {
                outputs[name] = output;
            }
        }

        return new ExpressionScope(Inputs(state.Run), outputs, null, Today(state.Run)) { Artifacts = references, Failed = failures, ItemKeys = keys };
    }

    public static Value.Record Inputs(RunRow run) => (Value.Record)ValueJson.Read(run.Inputs);

    /// <summary>The day where the person who asked lives.</summary>
    public DateOnly Today(RunRow run) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), ZoneOf(run.Requester)).DateTime);

    public TimeZoneInfo ZoneOf(PersonKey person) =>
        directory.Latest.Find(person) is { } known && TimeZoneInfo.TryFindSystemTimeZoneById(known.TimeZone, out TimeZoneInfo? zone) ? zone : TimeZoneInfo.Utc;

    /// <exception cref="InvalidOperationException">The bytes of an ended step are gone or damaged.</exception>
    public async ValueTask<Artifact> ReadAsync(RunRow run, Digest content, CancellationToken ct) =>
        await artifacts.FindAsync(run.Channel, content, ct) ?? throw new InvalidOperationException($"The content {content.Short} of run {run.Number} is missing.");

    public static Value Reference(ArtifactRef artifact, string name) =>
        new Value.File(name, $"agentbot/{artifact.Type.ToString().ToLowerInvariant()}", artifact.Length, artifact.Content);

    /// <summary>Reads a reference made by <see cref="Reference"/>; null for any other value.</summary>
    public static ArtifactRef? Referenced(Value value) =>
        value is Value.File file
        && file.MediaType.StartsWith("agentbot/", StringComparison.Ordinal)
        && Enum.TryParse(file.MediaType["agentbot/".Length..], ignoreCase: true, out ArtifactType type)
            ? new ArtifactRef(type, file.Content, file.Length)
            : null;
}
