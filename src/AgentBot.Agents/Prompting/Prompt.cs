using System.Collections.Immutable;
using AgentBot.Core.Agents;
using Microsoft.Extensions.AI;

namespace AgentBot.Agents.Prompting;

/// <summary>One question to a model: the parts as messages, the form of the answer, and how its keys lead back to the items.</summary>
/// <param name="Characters">Of all texts and the schema together.</param>
/// <param name="TokensAtMost">Of the same; what is reserved for the input.</param>
/// <param name="Items">By the short key that stands for the item in the prompt.</param>
/// <param name="LeftOut">Sentences for people about facts or lessons that did not fit.</param>
public sealed record Prompt(
    ImmutableArray<ChatMessage> Messages,
    ChatOptions Options,
    long Characters,
    long TokensAtMost,
    ImmutableDictionary<string, AgentItem> Items,
    bool HasNote,
    ImmutableArray<string> LeftOut);
