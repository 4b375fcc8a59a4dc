using AgentBot.Agents.Prompting;
using AgentBot.Core.Agents;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Budgets;
using AgentBot.Core.Runs;
using AgentBot.Core.Values;

namespace AgentBot.Agents.Running;

/// <summary>What one task has brought so far: good answers are kept, whatever happens to the others.</summary>
public sealed class AnswerCollection(AgentTask task)
{
    private readonly Dictionary<string, AgentAnswer> _good = new(StringComparer.Ordinal);
    private readonly List<ModelCallRow> _calls = [];
    private readonly List<string> _notes = [];
    private readonly List<Artifact> _files = [];
    private bool _unreadNote;

    /// <summary>Items that have no good answer yet.</summary>
    public IReadOnlyList<AgentItem> Open { get; private set; } = task.Items;

    /// <summary>What was wrong with them, for the model.</summary>
    public IReadOnlyList<string> Mistakes { get; private set; } = [];

    public void Add(ModelCallRow? row)
    {
        if (row is not null)
        {
            _calls.Add(row);
        }
    }

    /// <summary>A sentence for people, beside the answers.</summary>
    public void Say(string sentence)
    {
        if (!_notes.Contains(sentence))
        {
            _notes.Add(sentence);
        }
    }

    public void Take(CallResult.Answered call, Prompt prompt)
    {
        ReadAnswer read = AnswerReader.Read(call.Text, task.Agent.Output, prompt);
        Take(read, prompt);
        _calls.Add(read.Mistakes.IsEmpty ? call.Row : call.Row with { Outcome = "broken" });
    }

    /// <summary>The bytes of files that a taken answer names.</summary>
    public void Add(IEnumerable<Artifact> files) => _files.AddRange(files);

    /// <summary>An answer whose call is kept already.</summary>
    public void Take(ReadAnswer read, Prompt prompt)
    {
        foreach ((string key, AgentAnswer answer) in read.Good)
        {
            _good[key] = answer;
        }

        foreach (string sentence in prompt.LeftOut.Concat(read.Remarks))
        {
            Say(sentence);
        }

        _unreadNote |= read.NoteApplied == false;
        Open = [.. task.Items.Where(item => !_good.ContainsKey(item.Key))];
        Mistakes = read.ForModel;
    }

    public AgentOutcome.Answered Answered() => Answered("");

    /// <summary>Failed as a whole only where there is nothing to keep, or where people are asked before it goes on.</summary>
    public AgentOutcome Failed(FailureKind kind, string sentence, TimeSpan? retryAfter, Shortage? shortage = null) =>
        _good.Count == 0 || shortage is not null
            ? new AgentOutcome.Failed(kind, sentence, retryAfter, Usage()) { Short = shortage }
            : Answered(sentence);

    private AgentOutcome.Answered Answered(string failure) => new(
        [.. task.Items.Select(item => _good.TryGetValue(item.Key, out AgentAnswer? answer) ? Unchanged(item, answer) : new AgentAnswer(item.Key, null, failure, ""))],
        [.. _notes],
        _unreadNote,
        Usage())
    {
        Files = [.. _files.DistinctBy(file => file.Ref.Content)],
    };

    // A remark that nobody could follow must not change anything, whatever the model wrote beside its "no".
    private AgentAnswer Unchanged(AgentItem item, AgentAnswer answer) =>
        _unreadNote && item.Previous is Value.Record previous ? answer with { Output = previous } : answer;

    private AgentUsage Usage() => new(
        _calls.Sum(call => call.InputTokens),
        _calls.Sum(call => call.OutputTokens),
        _calls.Sum(call => call.CostMicros),
        [.. _calls]);
}
