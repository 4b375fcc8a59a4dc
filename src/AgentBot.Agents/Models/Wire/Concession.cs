using Microsoft.Extensions.AI;

namespace AgentBot.Agents.Models.Wire;

/// <summary>
/// Something that a question asks of a provider and can do without: where the provider says that it does not know it, the question is
/// put again without. Nothing is lost by it, since every answer is checked against the declared fields.
/// </summary>
/// <param name="names">What providers call it in their complaints.</param>
public sealed class Concession(string name, string[] names, Func<ChatOptions, bool> isAsked, Action<ChatOptions> giveUp)
{
    /// <summary>In <see cref="ChatOptions.AdditionalProperties"/>: write the bound of an answer's length by the other of its two names.</summary>
    public const string OtherLimitName = "agentbot:other-limit-name";

    /// <summary>The answer's form by schema; given up, any JSON object is asked for.</summary>
    public static readonly Concession Schema = new(
        "a schema for its answers",
        ["json_schema", "response_format", "output_config", "output_format", "structured output", "schema"],
        options => options.ResponseFormat is ChatResponseFormatJson { Schema: not null },
        options => options.ResponseFormat = ChatResponseFormat.Json);

    /// <summary>JSON at all; given up, the form is asked for in words only.</summary>
    public static readonly Concession Json = new(
        "an answer in JSON by setting",
        ["json_object", "response_format", "output_config", "output_format"],
        options => options.ResponseFormat is ChatResponseFormatJson { Schema: null },
        options => options.ResponseFormat = null);

    /// <summary>max_tokens is the older name, max_completion_tokens the newer; some models know only the one, some servers only the other.</summary>
    public static readonly Concession LimitName = new(
        "one of the two names of an answer's longest length",
        ["max_completion_tokens", "max_tokens"],
        options => options.AdditionalProperties?.ContainsKey(OtherLimitName) != true,
        options => (options.AdditionalProperties ??= [])[OtherLimitName] = true);

    /// <summary>In the order in which they are given up.</summary>
    public static readonly IReadOnlyList<Concession> All = [LimitName, Schema, Json];

    /// <summary>Without one of these a complaint is about the value, not about the name: "max_tokens is too large".</summary>
    private static readonly string[] ComplaintsOfName = ["unsupported", "not supported", "not support", "unrecognized", "unknown", "unexpected", "extra input", "not permitted", "not allowed", "invalid schema", "not available"];

    /// <summary>Ends "It does not take …".</summary>
    public string Name => name;

    public bool IsNamedIn(string complaint) => Says(complaint, names) && Says(complaint, ComplaintsOfName);

    public bool IsAsked(ChatOptions options) => isAsked(options);

    public void GiveUp(ChatOptions options) => giveUp(options);

    private static bool Says(string words, string[] any) => any.Any(word => words.Contains(word, StringComparison.OrdinalIgnoreCase));
}
