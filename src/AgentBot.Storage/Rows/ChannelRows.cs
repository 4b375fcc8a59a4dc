using AgentBot.Core;
using AgentBot.Core.Channels;

namespace AgentBot.Storage.Rows;

internal static class ChannelRows
{
    public static readonly Table Facts = new(
        "facts",
        "id, workspace, channel, number, author, source, created_at",
        "text, status, retired_at, retired_by, row_version");

    public static readonly Table Messages = new(
        "messages",
        "key, workspace, channel, thread, author, only_for, purpose",
        "text, card, files, at, edited_at, deleted, row_version");

    public static void WriteFixed(IParameters to, FactRow row, long number)
    {
        to.Key(row.Id);
        to.Key(row.Workspace);
        to.Key(row.Channel);
        to.Number(number);
        to.Key(row.Author);
        to.Text(row.Source);
        to.Time(row.CreatedAt);
    }

    public static void WriteChanging(IParameters to, FactRow row, long version)
    {
        to.Text(row.Text);
        to.Word(row.Status);
        to.Time(row.RetiredAt);
        to.Key(row.RetiredBy);
        to.Number(version);
    }

    public static FactRow ReadFact(IFields from) => new()
    {
        Id = from.Key<FactId>(),
        Workspace = from.Key<WorkspaceKey>(),
        Channel = from.Key<ChannelKey>(),
        Number = from.Number(),
        Author = from.Key<PersonKey>(),
        Source = from.Text(),
        CreatedAt = from.Time(),
        Text = from.Text(),
        Status = from.Word<FactStatus>(),
        RetiredAt = from.TimeOrNull(),
        RetiredBy = from.KeyOrNull<PersonKey>(),
        RowVersion = from.Number(),
    };

    public static void Write(IParameters to, MessageRow row)
    {
        to.Text(row.Key);
        to.Key(row.Workspace);
        to.Key(row.Channel);
        to.Text(row.Thread);
        to.Key(row.Author);
        to.Key(row.OnlyFor);
        to.Text(row.Purpose);
        to.Text(row.Text);
        to.Text(row.Card);
        to.Text(row.Files);
        to.Time(row.At);
        to.Time(row.EditedAt);
        to.Flag(row.Deleted);
        to.Number(row.RowVersion);
    }

    public static MessageRow ReadMessage(IFields from) => new()
    {
        Key = from.Text(),
        Workspace = from.Key<WorkspaceKey>(),
        Channel = from.Key<ChannelKey>(),
        Thread = from.Text(),
        Author = from.KeyOrNull<PersonKey>(),
        OnlyFor = from.KeyOrNull<PersonKey>(),
        Purpose = from.Text(),
        Text = from.Text(),
        Card = from.Text(),
        Files = from.Text(),
        At = from.Time(),
        EditedAt = from.TimeOrNull(),
        Deleted = from.Flag(),
        RowVersion = from.Number(),
    };
}
