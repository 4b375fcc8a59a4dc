using AgentBot.Chat.Teams.Calling;
using AgentBot.Chat.Teams.Receiving;
using AgentBot.Core;

namespace AgentBot.Chat.Teams.Posting;

/// <summary>A conversation that AgentBot may write into because Teams told it of it, in an activity that was verified.</summary>
/// <param name="Place">Without a thread.</param>
/// <param name="Kind">Only channels have threads.</param>
public sealed record TeamsReference(TeamsPlace Place, TeamsRoomKind Kind);

/// <summary>Conversations and accounts as verified activities told them, kept across restarts.</summary>
public interface ITeamsReferences
{
    /// <summary>Null where AgentBot is not installed, or no longer.</summary>
    ValueTask<TeamsReference?> FindAsync(ChannelKey channel, CancellationToken ct);

    /// <summary>The chat with one person; null where none is known yet.</summary>
    /// <param name="account">The id in Entra.</param>
    ValueTask<TeamsReference?> FindDirectAsync(WorkspaceKey tenant, string account, CancellationToken ct);

    /// <summary>Remembers a chat that AgentBot began itself.</summary>
    ValueTask KeepDirectAsync(WorkspaceKey tenant, string account, TeamsReference reference, CancellationToken ct);

    /// <summary>The newest service URL of the tenant; null before its first activity.</summary>
    ValueTask<Uri?> FindServiceUrlAsync(WorkspaceKey tenant, CancellationToken ct);

    /// <summary>"29:…" of an account, which lists of viewers and messages for one person need; null where AgentBot has not met it.</summary>
    string? MemberIdOf(WorkspaceKey tenant, string account);
}
