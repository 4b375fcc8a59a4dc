using System.Collections.Immutable;
using AgentBot.Core.Cards;
using AgentBot.Core.People;
using AgentBot.Core.Policy;
using AgentBot.Core.Storing;
using AgentBot.Core.Tools.Grants;

namespace AgentBot.Core.Commands;

/// <summary>Which calls of tools run without asking in a channel: list them, end one.</summary>
public sealed class GrantCommands(IGrantReader grants, CallGrants desk, IDirectory directory)
{
    public ValueTask<Reply> DoAsync(Inbound inbound, Command command, CancellationToken ct) => command switch
    {
        Command.Revoke revoke => RevokeAsync(inbound, revoke.Number, ct),
        _ => ListAsync(inbound, ct),
    };

    private async ValueTask<Reply> RevokeAsync(Inbound inbound, long number, CancellationToken ct)
    {
        Caller caller = inbound.Caller;
        if (Guard.Check(caller.Person, Act.See, new GuardSubject(caller.Channel), directory.Latest) is { } unseen)
        {
            return new Reply.Refused(unseen);
        }

        string sentence = $"Ended: permission {number}. The next such call is asked about.";
        Result<CallGrant> ended = await desk.EndAsync(caller.Person, caller.Channel, number, inbound.Receipt(new ReceiptAnswer("said", sentence, false)), inbound.Along, ct);
        if (ended.IsRefused)
        {
            return new Reply.Refused(ended.Refusal!);
        }

        inbound.Kept();
        return new Reply.Said(sentence, Private: false);
    }

    private async ValueTask<Reply> ListAsync(Inbound inbound, CancellationToken ct)
    {
        Caller caller = inbound.Caller;
        DirectorySnapshot people = directory.Latest;
        if (Guard.Check(caller.Person, Act.See, new GuardSubject(caller.Channel), people) is { } refusal)
        {
            return new Reply.Refused(refusal);
        }

        IReadOnlyList<CallGrant> standing = await grants.StandingAsync(caller.Channel, inbound.Now, ct);
        var clock = new CardClock(people.Find(caller.Person)?.TimeZone ?? "Etc/UTC", inbound.Now);
        ImmutableArray<GrantLine> lines = [.. standing.Select(grant => new GrantLine(grant, people.NameOf(grant.By)))];
        return new Reply.Shown(GrantCards.List(lines, $"#{people.Channel(caller.Channel)?.Name ?? caller.Channel.Channel}", clock), Private: true);
    }
}
