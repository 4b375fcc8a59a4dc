using AgentBot.Core.Audit;
using AgentBot.Core.Commands;
using AgentBot.Core.People;
using AgentBot.Core.Policy;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Tools;

/// <summary>
/// How an operator agrees to a tool of a server. Like an approval it binds what was seen: the short digest that stands beside the
/// tool's words goes with the yes, and a tool that changed in between is shown again instead.
/// </summary>
public sealed class ToolAgreements(IOfferedTools offered, ICommitter committer, IDirectory directory, ToolTelling telling, TimeProvider time)
{
    private const string Nothing = "Nothing was agreed to.";

    /// <param name="tool">"files.read_file".</param>
    /// <param name="seen">The short digest, with or without its space.</param>
    /// <param name="inbound">The delivery that said it, kept in the same commit; null where there is none.</param>
    public async ValueTask<Result<ToolPin>> AgreeAsync(PersonKey who, ChannelKey where, string tool, string seen, Inbound? inbound, CancellationToken ct)
    {
        DirectorySnapshot people = directory.Latest;
        if (Guard.Check(who, Act.AgreeToTool, new GuardSubject(where), people) is { } refusal)
        {
            return refusal;
        }

        string server = tool.Split('.')[0];
        if (await offered.LookAsync(server, ct) is not { } offer)
        {
            return new Refusal(RefusalKind.Unknown, Nothing, $"No server of tools is called “{server}” in the settings.", "Type agentbot tools to see what there is.");
        }

        if (offer.Trouble.Length > 0)
        {
            return new Refusal(RefusalKind.Unavailable, Nothing, offer.Trouble, "Try again when it works.");
        }

        if (offer.Find(tool) is not { } found)
        {
            return new Refusal(RefusalKind.Unknown, Nothing, $"The server {offer.Name} has no tool {tool}.", "Type agentbot tools to see what there is.");
        }

        string digest = seen.Replace(" ", "", StringComparison.Ordinal);
        if (digest.Length < 8 || !found.Tool.Pin.Value.StartsWith(digest, StringComparison.OrdinalIgnoreCase))
        {
            return new Refusal(
                RefusalKind.Changed, Nothing, $"{found.Tool.Name} is {found.Tool.Pin.Short} now, not {seen}.", $"Look at it with agentbot tools {found.Tool.Name} and agree to what is shown there.");
        }

        ToolPin pin = PinOf(found.Tool, offer.Source, people.Current(who));
        AuditEntry entry = AuditEntry.Of("tool.agreed", pin.AgreedBy.Value, pin.Tool).With("tool", pin.Pin);
        if (found.Agreed is { } before)
        {
            entry = entry.With("before", before.Pin);
        }

        await committer.CommitAsync(
            new Commit
            {
                Workspace = where.Workspace,
                Receipt = inbound?.Receipt(new ReceiptAnswer("said", Sentence(pin), true)),
                Changes = [new Change.PutToolPin(pin), .. await telling.AgreedAsync(pin, found.Tool, ct), .. inbound?.Along ?? []],
                Audit = [entry],
            },
            ct);
        inbound?.Kept();
        return pin;
    }

    /// <summary>What an agreement means, for whoever gave it.</summary>
    public static string Sentence(ToolPin pin) => $"Agents whose templates name {pin.Tool} may call it now{(pin.Kind == ToolKind.Write ? "; a person approves each call" : "")}.";

    private ToolPin PinOf(Tool tool, string source, PersonKey who) => new()
    {
        Tool = tool.Name,
        Pin = tool.Pin,
        Kind = tool.Kind,
        Title = tool.Title,
        Description = tool.Description,
        Arguments = tool.Arguments,
        Source = source,
        AgreedBy = who,
        AgreedAt = time.GetUtcNow(),
    };
}
