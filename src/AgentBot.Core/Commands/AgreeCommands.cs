using AgentBot.Core.Tools;

namespace AgentBot.Core.Commands;

/// <summary>An operator agrees to a tool of a server, as its card showed it.</summary>
public sealed class AgreeCommands(ToolAgreements agreements)
{
    public async ValueTask<Reply> DoAsync(Inbound inbound, Command.Agree command, CancellationToken ct)
    {
        Result<ToolPin> agreed = await agreements.AgreeAsync(inbound.Caller.Person, inbound.Caller.Channel, command.Tool, command.Seen, inbound, ct);
        return agreed.IsRefused
            ? new Reply.Refused(agreed.Refusal!)
            : new Reply.Said(ToolAgreements.Sentence(agreed.Value), Private: true);
    }
}
