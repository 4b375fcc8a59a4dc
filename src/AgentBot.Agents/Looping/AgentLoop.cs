using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Agents.Prompting;
using AgentBot.Agents.Running;
using AgentBot.Core;
using AgentBot.Core.Agents;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Tools;
using Microsoft.Extensions.AI;

namespace AgentBot.Agents.Looping;

/// <summary>
/// Lets an agent with tools think and act until it has answered. Each answer of the model and each result of a call is kept before
/// the next is asked for, the answer together with what it cost: whoever runs it again, after a crash or after days, goes on where the
/// conversation ends. Bounded by turns, and by money, tokens and time as every agent is.
/// </summary>
public sealed class AgentLoop(IToolBox box, IAgentLog events, ICommitter committer, ICrashPoints crashPoints, TimeProvider time)
{
    /// <summary>From so many characters on the model may only answer: what it has read fills what it can read.</summary>
    private const int FullConversation = 300_000;

    /// <summary>Why a turn calls no tool any more.</summary>
    private const string LastTurn = "No more tools can be called. Answer now with the JSON object, from what is known; where something could not be done, say so in the remark.";

    public async ValueTask<AgentOutcome> RunAsync(AgentTask task, ProviderLine providers, AnswerCollection work, IProgress<AgentProgress>? partial, CancellationToken ct)
    {
        Result<ImmutableArray<Tool>> tools = await box.OfAsync(task.Agent, task.Workspace, ct);
        if (tools.Refusal is { } refusal)
        {
            bool mayPass = refusal.Kind is RefusalKind.Unavailable or RefusalKind.Busy;
            return work.Failed(mayPass ? FailureKind.Transient : FailureKind.Permanent, refusal.ToString(), null);
        }

        if (task.Items.Length > 1)
        {
            return work.Failed(FailureKind.Permanent, "An agent with tools works on one item at a time.", null);
        }

        if (task.Items[0].Key.Length > 0 && tools.Value.Any(tool => tool.Kind == ToolKind.Write))
        {
            return work.Failed(FailureKind.Permanent, NotForEach.Sentence(task.Agent.Purpose), null);
        }

        Result<Prompt> question = PromptWriter.Write(task, task.Items, [], FieldLimits.OutputTokens(task.Agent, 1), hasTools: true);
        if (question.Refusal is { } tooLong)
        {
            return work.Failed(FailureKind.Permanent, tooLong.ToString(), null);
        }

        using var log = new LoopLog(committer, task.Workspace, LoopLog.KeyOf(task.Step), time);
        await log.ReadAsync(events, ct);
        var calling = new ToolCalling(box, task, tools.Value, log, crashPoints);
        return await new Turns(task, providers, work, question.Value, log, calling, crashPoints).RunAsync(partial, ct);
    }

    /// <summary>The turns of one conversation.</summary>
    private sealed class Turns(AgentTask task, ProviderLine providers, AnswerCollection work, Prompt question, LoopLog log, ToolCalling calling, ICrashPoints crashPoints)
    {
        public async ValueTask<AgentOutcome> RunAsync(IProgress<AgentProgress>? partial, CancellationToken ct)
        {
            int most = task.Agent.Turns ?? AgentSpec.UsualTurns;
            while (true)
            {
                ct.ThrowIfCancellationRequested();
                if (await calling.FinishAsync(ct) is { } asked)
                {
                    return new AgentOutcome.Asks(asked);
                }

                LoopLog.Turn[] own = [.. log.Turns.Where(turn => turn.Answer.Attempt == task.Step.Attempt)];
                if (log.Turns is [.., { Answer: { Calls.Count: 0, Mistakes.Count: 0 } final }])
                {
                    work.Take(AnswerReader.Read(final.Text, task.Agent.Output, question), question);
                    return work.Answered();
                }

                int repairs = own.Reverse().TakeWhile(turn => turn.Answer.Calls.Count == 0).Count();
                if (repairs > AgentRunner.MaxRepairs)
                {
                    return work.Failed(FailureKind.BrokenOutput, "The model's answer did not have the declared fields, even after it was asked twice to mend it.", null);
                }

                if (own.Length >= most)
                {
                    return work.Failed(
                        FailureKind.OverLimit,
                        string.Create(CultureInfo.InvariantCulture, $"The agent was asked {most} times, its whole limit, and had not answered yet. Its template can allow more with turns."),
                        null);
                }

                if (await AskAsync(own.Length == most - 1, repairs, partial, ct) is { } failed)
                {
                    return work.Failed(failed.Kind, failed.Sentence, failed.RetryAfter, failed.Short);
                }
            }
        }

        private async ValueTask<CallResult.Failed?> AskAsync(bool isLast, int repairs, IProgress<AgentProgress>? partial, CancellationToken ct)
        {
            AnswerEvent? kept = null;
            CallResult result = await providers.AskAsync(task, Ask(isLast), repairs, partial, Keep, ct);
            if (result is CallResult.Failed failed)
            {
                return failed;
            }

            log.Took(kept!);
            crashPoints.Reach(CrashPoint.AgentAnswerKept);
            return null;

            ImmutableArray<Change> Keep(CallResult came)
            {
                if (came is not CallResult.Answered answered)
                {
                    return came is CallResult.Failed { Row: { } row } ? [new Change.InsertModelCall(row)] : [];
                }

                ImmutableArray<CallEntry> calls = calling.Entries(log.NextPlace, answered.Calls);
                IReadOnlyList<string> mistakes = calls.IsEmpty ? AnswerReader.Read(answered.Text, task.Agent.Output, question).ForModel : [];
                kept = new AnswerEvent(task.Step.Attempt, answered.Text, calls, mistakes);
                return [log.Row(kept), new Change.InsertModelCall(mistakes.Count == 0 ? answered.Row : answered.Row with { Outcome = "broken" })];
            }
        }

        private Prompt Ask(bool isLast)
        {
            List<ChatMessage> messages = [.. question.Messages];
            foreach (LoopLog.Turn turn in log.Turns)
            {
                Add(messages, turn);
            }

            long characters = question.Characters;
            long atMost = question.TokensAtMost;
            foreach (AITool tool in calling.Names.Declared)
            {
                string declared = tool.Name + tool.Description + ((AIFunctionDeclaration)tool).JsonSchema.GetRawText();
                characters += declared.Length;
                atMost += TokenCount.AtMost(declared) + 32;
            }

            foreach (string text in messages.Skip(question.Messages.Length).SelectMany(Texts))
            {
                characters += text.Length;
                atMost += TokenCount.AtMost(text) + 16;
            }

            bool isFull = characters > FullConversation;
            ChatOptions options = question.Options.Clone();
            options.Tools = [.. calling.Names.Declared];
            options.ToolMode = isLast || isFull ? ChatToolMode.None : ChatToolMode.Auto;
            if (isLast || isFull)
            {
                messages.Add(new ChatMessage(ChatRole.User, LastTurn));
                atMost += TokenCount.AtMost(LastTurn) + 16;
            }

            return question with { Messages = [.. messages], Options = options, Characters = characters, TokensAtMost = atMost };
        }

        private void Add(List<ChatMessage> messages, LoopLog.Turn turn)
        {
            List<AIContent> said = turn.Answer.Text.Length > 0 ? [new TextContent(turn.Answer.Text)] : [];
            said.AddRange(turn.Answer.Calls.Select(call => Models.Wire.CallArguments.Content(IdOf(call), calling.Names.Of(call.Tool), ArgumentText.Canonical(call.Arguments) ?? "{}")));
            if (said.Count > 0)
            {
                messages.Add(new ChatMessage(ChatRole.Assistant, said));
            }

            if (turn.Answer.Calls.Count > 0)
            {
                messages.Add(new ChatMessage(ChatRole.Tool, [.. turn.Answer.Calls.Select(AIContent (call) => new FunctionResultContent(IdOf(call), ToldResults.Of(call, turn.Results[call.Key].Report)))]));
            }
            else if (turn.Answer.Mistakes.Count > 0)
            {
                messages.Add(new ChatMessage(ChatRole.User, "The answer could not be used:\n" + string.Join('\n', turn.Answer.Mistakes.Take(60).Select(mistake => "- " + mistake)) + "\nAnswer again with the whole JSON object."));
            }
        }

        private static string IdOf(CallEntry call) => "call_" + call.Key.Replace('.', '_');

        private static IEnumerable<string> Texts(ChatMessage message) => message.Contents.Select(content => content switch
        {
            TextContent text => text.Text,
            FunctionResultContent result => (string)result.Result!,
            FunctionCallContent call => call.Name + Models.Wire.CallArguments.Text(call),
            _ => "",
        });
    }
}
