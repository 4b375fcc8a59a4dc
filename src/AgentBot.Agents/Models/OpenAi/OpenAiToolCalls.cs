using System.Text;
using AgentBot.Agents.Models.Wire;
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

    public IEnumerable<AIContent> Contents() => _calls.Values.Select(call => CallArguments.Content(call.Id, call.Name, call.Arguments.ToString()));
}
