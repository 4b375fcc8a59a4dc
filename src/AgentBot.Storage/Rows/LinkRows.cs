using AgentBot.Core;
using AgentBot.Core.People;

namespace AgentBot.Storage.Rows;

/// <summary>Two accounts on their way to be one person.</summary>
internal static class LinkRows
{
    public static readonly Table Links = new(
        "links",
        "handle, workspace, first_platform, first_workspace, first_account, code, salt, created_at",
        "second_platform, second_workspace, second_account, state, expires_at, changed_at, linked_at, row_version");

    public static void WriteFixed(IParameters to, LinkRow row)
    {
        to.Text(row.Handle);
        to.Key(row.Workspace);
        to.Text(row.First.Platform);
        to.Key(row.First.Workspace);
        to.Text(row.First.Account);
        to.Key(row.Code);
        to.Text(row.Salt);
        to.Time(row.CreatedAt);
    }

    public static void WriteChanging(IParameters to, LinkRow row, long version)
    {
        to.Text(row.Second?.Platform);
        to.Text(row.Second?.Workspace.Value);
        to.Text(row.Second?.Account);
        to.Word(row.State);
        to.Time(row.ExpiresAt);
        to.Time(row.ChangedAt);
        to.Time(row.LinkedAt);
        to.Number(version);
    }

    public static LinkRow Read(IFields from) => new()
    {
        Handle = from.Text(),
        Workspace = from.Key<WorkspaceKey>(),
        First = new LinkEnd(from.Text(), from.Key<WorkspaceKey>(), from.Text()),
        Code = from.Key<Digest>(),
        Salt = from.Text(),
        CreatedAt = from.Time(),
        Second = ReadSecond(from.TextOrNull(), from.TextOrNull(), from.TextOrNull()),
        State = from.Word<LinkState>(),
        ExpiresAt = from.Time(),
        ChangedAt = from.Time(),
        LinkedAt = from.TimeOrNull(),
        RowVersion = from.Number(),
    };

    private static LinkEnd? ReadSecond(string? platform, string? workspace, string? account) =>
        platform is null ? null : new LinkEnd(platform, new WorkspaceKey(workspace ?? ""), account ?? "");
}
