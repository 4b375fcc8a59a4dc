using System.Collections.Immutable;
using AgentBot.Agents.Models.Wire;
using AgentBot.Core.Agents;
using AgentBot.Core.Runs;
using AgentBot.Core.Tools;
using Microsoft.Extensions.AI;

namespace AgentBot.Agents.Looping;

/// <summary>What becomes of the calls of one answer: which are made, which are asked of a person, and which are not made again.</summary>
internal sealed class ToolCalling(IToolBox box, AgentTask task, ImmutableArray<Tool> tools, LoopLog log, ICrashPoints crashPoints)
{
    /// <summary>How many reads are under way at once.</summary>
    private const int SideBySide = 4;

    /// <summary>How often the very same call is made that does not work.</summary>
    private const int MostTries = 3;

    public ToolNames Names { get; } = new(tools);

    /// <summary>The calls of an answer as they are kept, each with what is wrong with it.</summary>
    /// <param name="place">Of the answer in the log.</param>
    public ImmutableArray<CallEntry> Entries(int place, ImmutableArray<FunctionCallContent> calls) => [.. calls.Select((call, index) => Entry($"{place}.{index + 1}", call))];

    /// <summary>Makes every open call that nobody has to be asked about; gives the first that somebody must say yes to, null where none is left.</summary>
    public async ValueTask<AskedCall?> FinishAsync(CancellationToken ct)
    {
        while (log.Open is { Count: > 0 } open)
        {
            var reads = new List<(CallEntry Entry, Tool Tool)>();
            AskedCall? asked = null;
            foreach (CallEntry entry in open)
            {
                Tool? tool = tools.FirstOrDefault(one => one.Name == entry.Tool);
                if (Told(entry, tool) is { } told)
                {
                    await KeepAsync(entry, told, ct);
                }
                else if (tool!.Kind == ToolKind.Write)
                {
                    asked ??= new AskedCall(entry.Key, tool, entry.Arguments);
                }
                else if (!reads.Any(read => read.Entry.Tool == entry.Tool && read.Entry.Arguments == entry.Arguments))
                {
                    reads.Add((entry, tool));
                }
            }

            await Parallel.ForEachAsync(reads, new ParallelOptions { MaxDegreeOfParallelism = SideBySide, CancellationToken = ct }, async (read, token) => await ReadAsync(read.Entry, read.Tool, token));
            if (reads.Count == 0 && asked is not null)
            {
                return asked;
            }
        }

        return null;
    }

    private CallEntry Entry(string key, FunctionCallContent call)
    {
        string written = CallArguments.Text(call);
        if (Names.Find(call.Name) is not { } tool)
        {
            string known = string.Join(", ", Names.All);
            return new CallEntry(key, call.Name, written, $"The call was not made: there is no tool of that name. The tools are {known}.");
        }

        if (call.Exception is not null || ArgumentText.Canonical(written) is not { } canonical)
        {
            return new CallEntry(key, tool.Name, written, "The call was not made: its arguments are not one complete JSON object.");
        }

        IReadOnlyList<string> mistakes = ArgumentSchema.Mistakes(tool.Arguments, ArgumentText.Read(canonical));
        string wrong = mistakes.Count == 0 ? "" : "The call was not made: its arguments do not fit the tool.\n" + string.Join('\n', mistakes.Select(mistake => "- " + mistake));
        return new CallEntry(key, tool.Name, canonical, wrong);
    }

    // What is known of a call without making it; null where it has to be made or asked about.
    private CallReport? Told(CallEntry entry, Tool? tool)
    {
        if (entry.Wrong.Length > 0)
        {
            return new CallReport(CallEnd.Mistaken, entry.Wrong);
        }

        if (tool is null)
        {
            return new CallReport(CallEnd.NotMade, "The call was not made: the agent has this tool no longer.");
        }

        if (task.Decided.TryGetValue(entry.Key, out CallReport? decided))
        {
            return decided;
        }

        if (Repeated(entry, tool) is { } repeated)
        {
            return new CallReport(CallEnd.Repeated, repeated);
        }

        return tool.Kind == ToolKind.Write && task.IsRehearsal
            ? new CallReport(CallEnd.Rehearsal, "The call was not made and nobody was asked: this is a dry run, in which nothing is written. Go on as far as possible without it.")
            : null;
    }

    // A person is not asked the same twice, and what was done is not done twice.
    private string? Repeated(CallEntry entry, Tool tool)
    {
        CallEnd[] before = [.. log.Same(entry).Select(result => result.Report.End).Where(end => end is not (CallEnd.Repeated or CallEnd.Mistaken))];
        if (before.Length == 0)
        {
            return null;
        }

        if (tool.Kind == ToolKind.Read)
        {
            return before.Contains(CallEnd.Done) ? "This very call was made before; what it gave stands above and is not asked for again."
                : before.Length >= MostTries ? $"This very call has failed {before.Length} times and is not made again."
                : null;
        }

        return before[^1] switch
        {
            CallEnd.Done or CallEnd.Failed => "This very call was made before; it is not made twice. What became of it stands above.",
            CallEnd.Refused => "A person has refused this very call; nobody is asked again. Their reason stands above.",
            CallEnd.Expired => "This very call was asked before and nobody decided in time; nobody is asked again.",
            CallEnd.Unclear => "Whether this very call has already happened is not known; it is not made again.",
            CallEnd.Rehearsal => "This is a dry run: the call is not made.",
            _ => before.Length >= MostTries ? $"This very call could not be made {before.Length} times and is not asked again." : null,
        };
    }

    private async ValueTask ReadAsync(CallEntry entry, Tool tool, CancellationToken ct)
    {
        ToolOutcome outcome = await box.CallAsync(tool, new ToolCall(entry.Arguments, ""), ct);
        CallReport report = outcome switch
        {
            ToolOutcome.Answered answered => new CallReport(answered.IsError ? CallEnd.Failed : CallEnd.Done, "", answered.Text) { Reference = answered.Reference },
            ToolOutcome.NotSent not => new CallReport(CallEnd.NotMade, "The call could not be made.", not.Sentence),
            ToolOutcome.Unclear unclear => new CallReport(CallEnd.Failed, "The call was made, but no answer came back.", unclear.Sentence),
            _ => throw new InvalidOperationException("No rule for this outcome of a tool."),
        };
        await KeepAsync(entry, report, ct);
    }

    private async ValueTask KeepAsync(CallEntry entry, CallReport report, CancellationToken ct)
    {
        await log.KeepAsync(new ResultEvent(entry.Key, ToldResults.Cut(report)), ct);
        crashPoints.Reach(CrashPoint.ToolResultKept);
    }
}
