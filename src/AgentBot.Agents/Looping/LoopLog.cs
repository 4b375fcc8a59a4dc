using System.Text.Json;
using AgentBot.Core;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;

namespace AgentBot.Agents.Looping;

/// <summary>
/// The conversation of one agent as it was appended: what was answered and what became of each call. Nothing in it is ever
/// rewritten; who finds a place taken has lost the work to somebody else and stops.
/// </summary>
/// <param name="key">Of the step in its round. Attempts share it: what a tool gave stays known.</param>
internal sealed class LoopLog(ICommitter committer, WorkspaceKey workspace, StepKey key, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _oneByOne = new(1, 1);
    private readonly List<Turn> _turns = [];
    private int _last;

    /// <summary>One answer of the model, and what became of its calls, by their keys.</summary>
    public sealed record Turn(AnswerEvent Answer, Dictionary<string, ResultEvent> Results);

    public IReadOnlyList<Turn> Turns => _turns;

    /// <summary>Calls of the last answer of which nothing is known yet, in their order.</summary>
    public IReadOnlyList<CallEntry> Open => _turns.Count == 0 ? [] : [.. _turns[^1].Answer.Calls.Where(call => !_turns[^1].Results.ContainsKey(call.Key))];

    public int NextPlace => _last + 1;

    public static StepKey KeyOf(StepKey step) => step with { Attempt = 1 };

    public async ValueTask ReadAsync(IAgentLog log, CancellationToken ct)
    {
        foreach (AgentEventRow row in await log.ReadAsync(key, ct))
        {
            _last = row.Sequence;
            switch (row.Kind)
            {
                case AnswerEvent.Kind:
                    Take(JsonSerializer.Deserialize(row.Json, LoopJson.Default.AnswerEvent)!);
                    break;
                case ResultEvent.Kind:
                    Take(JsonSerializer.Deserialize(row.Json, LoopJson.Default.ResultEvent)!);
                    break;
            }
        }
    }

    /// <summary>What became of earlier calls of the same tool with the same arguments.</summary>
    public IEnumerable<ResultEvent> Same(CallEntry call) => _turns.SelectMany(turn => turn.Answer.Calls
        .Where(other => other.Key != call.Key && other.Tool == call.Tool && other.Arguments == call.Arguments)
        .Select(other => turn.Results.GetValueOrDefault(other.Key))
        .OfType<ResultEvent>());

    /// <summary>The row of an answer, for the commit that settles what it cost; <see cref="Took"/> once that is kept.</summary>
    public Change Row(AnswerEvent answer) =>
        new Change.AppendAgentEvent(key, NextPlace, AnswerEvent.Kind, JsonSerializer.Serialize(answer, LoopJson.Default.AnswerEvent), time.GetUtcNow());

    public void Took(AnswerEvent answer)
    {
        _last++;
        Take(answer);
    }

    /// <summary>Keeps what became of a call. Calls that are made side by side end one by one here.</summary>
    /// <exception cref="OperationCanceledException">Somebody else goes on with this conversation.</exception>
    public async ValueTask KeepAsync(ResultEvent result, CancellationToken ct)
    {
        await _oneByOne.WaitAsync(ct);
        try
        {
            var append = new Change.AppendAgentEvent(key, NextPlace, ResultEvent.Kind, JsonSerializer.Serialize(result, LoopJson.Default.ResultEvent), time.GetUtcNow());

            // Whether it was kept must be known, so it is not cancelled half-way.
            if (await committer.CommitAsync(new Commit { Workspace = workspace, Changes = [append], Durability = Durability.PowerLossSoon }, CancellationToken.None) is not CommitResult.Done)
            {
                throw new OperationCanceledException("Somebody else goes on with this conversation.");
            }

            _last++;
            Take(result);
        }
        finally
        {
            _oneByOne.Release();
        }
    }

    public void Dispose() => _oneByOne.Dispose();

    private void Take(AnswerEvent answer) => _turns.Add(new Turn(answer, new Dictionary<string, ResultEvent>(StringComparer.Ordinal)));

    private void Take(ResultEvent result) => _turns[^1].Results[result.Call] = result;
}
