using System.Collections.Immutable;
using System.Text.Json;

namespace AgentBot.Chat.Slack.Calling;

/// <summary>Channels and direct messages: which there are, who is in them, how to get in.</summary>
public sealed class SlackConversations(SlackApi api)
{
    private const int Page = 200;

    public async ValueTask<SlackResult<SlackChannel>> FindAsync(string channel, CancellationToken ct) =>
        SlackResult.Of<SlackChannel>(
            await api.CallAsync(SlackMethods.ConversationInfo, SlackForm.Of(("channel", channel), ("include_num_members", "true")), ct),
            body => SlackChannel.Of(body.Part("channel")));

    /// <summary>Channels AgentBot can see, archived ones left out.</summary>
    public ValueTask<SlackResult<ImmutableArray<SlackChannel>>> ListAsync(CancellationToken ct) =>
        SlackPages.ReadAsync(
            api,
            SlackMethods.ListConversations,
            new SlackForm().With("types", "public_channel,private_channel").With("exclude_archived", true).With("limit", Page),
            body => body.Part("channels").Items().Select(SlackChannel.Of),
            ct);

    /// <summary>Accounts in a channel.</summary>
    public ValueTask<SlackResult<ImmutableArray<string>>> MembersAsync(string channel, CancellationToken ct) =>
        SlackPages.ReadAsync(
            api,
            SlackMethods.Members,
            new SlackForm().With("channel", channel).With("limit", Page),
            body => body.Part("members").Items().Where(member => member.ValueKind == JsonValueKind.String).Select(member => member.GetString()!),
            ct);

    /// <summary>The direct message with one person.</summary>
    public async ValueTask<SlackResult<string>> OpenDirectAsync(string user, CancellationToken ct) =>
        SlackResult.Of<string>(
            await api.CallAsync(SlackMethods.OpenConversation, SlackForm.Of(("users", user)), ct),
            body => body.Part("channel").Text("id"));

    /// <summary>Enters a public channel.</summary>
    public ValueTask<SlackAnswer> JoinAsync(string channel, CancellationToken ct) =>
        api.CallAsync(SlackMethods.Join, SlackForm.Of(("channel", channel)), ct);
}

/// <param name="Name">Without the sign before it; empty for direct messages.</param>
public sealed record SlackChannel(string Id, string Name)
{
    public bool IsPrivate { get; init; }

    public bool IsArchived { get; init; }

    /// <summary>AgentBot is in it.</summary>
    public bool IsMember { get; init; }

    public bool IsDirect { get; init; }

    /// <summary>People of other organisations are in it, or may come in.</summary>
    public bool IsShared { get; init; }

    /// <summary>How many members it has, apps among them; null where Slack does not say.</summary>
    public int? Count { get; init; }

    internal static SlackChannel Of(JsonElement channel) => new(channel.Text("id"), channel.Text("name"))
    {
        IsPrivate = channel.Flag("is_private") || channel.Flag("is_group") || channel.Flag("is_im") || channel.Flag("is_mpim"),
        IsArchived = channel.Flag("is_archived"),
        IsMember = channel.Flag("is_member") || channel.Flag("is_im") || channel.Flag("is_mpim"),
        IsDirect = channel.Flag("is_im") || channel.Flag("is_mpim"),
        Count = channel.TryGetProperty("num_members", out JsonElement count) && count.TryGetInt32(out int people) ? people : null,
        IsShared = channel.Flag("is_ext_shared") || channel.Flag("is_pending_ext_shared"),
    };
}

/// <summary>Reads all pages of a list.</summary>
internal static class SlackPages
{
    /// <summary>More pages than any workspace needs; a cursor that never ends stops here.</summary>
    private const int Most = 500;

    public static async ValueTask<SlackResult<ImmutableArray<T>>> ReadAsync<T>(
        SlackApi api, SlackMethod method, SlackForm form, Func<JsonElement, IEnumerable<T>> read, CancellationToken ct)
    {
        var all = ImmutableArray.CreateBuilder<T>();
        string cursor = "";
        for (int page = 0; page < Most; page++)
        {
            IReadOnlyList<KeyValuePair<string, string>> arguments = cursor.Length == 0 ? form.Arguments : [.. form.Arguments, new("cursor", cursor)];
            SlackAnswer answer = await api.CallAsync(method, arguments, ct);
            if (answer is not SlackAnswer.Ok ok)
            {
                return new SlackResult<ImmutableArray<T>>(answer, []);
            }

            all.AddRange(read(ok.Body));
            cursor = ok.Body.NextCursor();
            if (cursor.Length == 0)
            {
                return new SlackResult<ImmutableArray<T>>(answer, all.ToImmutable());
            }
        }

        return new SlackResult<ImmutableArray<T>>(new SlackAnswer.Unreachable("Slack's list has no end."), []);
    }
}
