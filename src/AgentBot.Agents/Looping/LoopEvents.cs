using System.Text.Json.Serialization;
using AgentBot.Core.Tools;

namespace AgentBot.Agents.Looping;

/// <summary>What a model answered, as it is kept. Its calls are named by AgentBot, since providers name theirs anew each time.</summary>
/// <param name="Attempt">Of the step in which it was asked.</param>
/// <param name="Mistakes">What is wrong with an answer that calls nothing; none where it is the final one.</param>
internal sealed record AnswerEvent(int Attempt, string Text, IReadOnlyList<CallEntry> Calls, IReadOnlyList<string> Mistakes)
{
    public const string Kind = "answer";
}

/// <param name="Key">The place of the answer in the log, and that of the call in it: "3.1".</param>
/// <param name="Tool">As the box names it; where there is none of that name, what the model wrote.</param>
/// <param name="Arguments">Canonical; what the model wrote where they are no JSON object.</param>
/// <param name="Wrong">Why it cannot be made; empty for a good one.</param>
internal sealed record CallEntry(string Key, string Tool, string Arguments, string Wrong);

internal sealed record ResultEvent(string Call, CallReport Report)
{
    public const string Kind = "result";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(AnswerEvent))]
[JsonSerializable(typeof(ResultEvent))]
internal sealed partial class LoopJson : JsonSerializerContext;
