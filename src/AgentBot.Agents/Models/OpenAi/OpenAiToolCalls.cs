using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI.Chat;

namespace AgentBot.Agents.Models.OpenAi;

/// <summary>Calls of tools arrive in pieces, told apart by their place: the first names the tool, the others bring its arguments.</summary>
internal sealed class OpenAiToolCalls
{
    private readonly SortedDictionary<int, (string Id, string Name, StringBuilder Arguments)> _calls = [];

    public void Take(IEnumerable<StreamingChatToolCallUpdate> pieces)
    {
        foreach (StreamingChatToolCallUpdate piece in pieces)
        {
            (string id, string name, StringBuilder arguments) = _calls.GetValueOrDefault(piece.Index, ("", "", new StringBuilder()));
            _calls[piece.Index] = (piece.ToolCallId is { Length: > 0 } ? piece.ToolCallId : id, piece.FunctionName is { Length: > 0 } ? piece.FunctionName : name, arguments);
            arguments.Append(piece.FunctionArgumentsUpdate?.ToString());
        }
    }

    public IEnumerable<AIContent> Contents() => _calls.Values.Select(call => Content(call.Id, call.Name, call.Arguments.ToString()));

    /// <summary>Arguments that are no JSON object become a call that says so, which the loop answers; they never become other arguments.</summary>
    public static FunctionCallContent Content(string id, string name, string arguments) => FunctionCallContent.CreateFromParsedArguments(
        arguments,
        id,
        name,
        static text => string.IsNullOrWhiteSpace(text) ? new Dictionary<string, object?>() : Read(text));

    private static Dictionary<string, object?> Read(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 32, AllowDuplicateProperties = false });
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? document.RootElement.EnumerateObject().ToDictionary(field => field.Name, field => (object?)field.Value.Clone(), StringComparer.Ordinal)
            : throw new JsonException("The arguments are no object.");
    }
}
