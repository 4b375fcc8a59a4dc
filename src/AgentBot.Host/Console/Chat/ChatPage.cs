using System.Collections.Immutable;
using AgentBot.Core;
using AgentBot.Core.Budgets;
using AgentBot.Core.Channels;
using AgentBot.Core.People;
using AgentBot.Core.Reviews;
using AgentBot.Core.Storing;

namespace AgentBot.Host.WebConsole;

/// <summary>The chat of a channel: what people asked, what AgentBot does about it, what waits here.</summary>
public sealed class ChatPage(ConsoleReads reads, MessageReader messages, SampleFinder samples, ReviewLister reviews, ConsoleSettings settings, MonthPots months) : IConsolePage
{
    private const int Shown = 50;

    public string Pattern => "console/chat/{channel}";

    public async ValueTask<PageContent?> BuildAsync(Viewer viewer, PageAddress address, CancellationToken ct) =>
        ConsolePaths.Channel(viewer, address.Value("channel")) is { } key && viewer.Directory.Channel(key) is { } channel
            ? await BuildAsync(viewer, channel, address, ct)
            : null;

    public async ValueTask<PageContent> BuildAsync(Viewer viewer, ChannelInfo channel, PageAddress address, CancellationToken ct)
    {
        string before = address.Asked("before");
        IReadOnlyList<MessageRow> rows = await reads.Chat.ReadAsync(channel.Key, viewer.Key, before.Length == 0 ? null : before, Shown + 1, ct);
        bool more = rows.Count > Shown;
        ImmutableArray<MessageModel> shown = await messages.ReadAsync([.. rows.TakeLast(Shown)], viewer, ct);
        bool isNew = rows.Count == 0 && (await reads.Runs.ListAsync(new RunQuery(settings.Workspace, channel.Key, null, null, null, true, null, 1), ct)).Count == 0;

        var parts = ImmutableArray.CreateBuilder<LivePart>();
        foreach (MessageModel message in shown)
        {
            string anchor = ConsolePaths.Anchor(message.Row.Key);
            parts.Add(new LivePart(anchor, typeof(MessageView), message) { List = "log", Id = anchor, CssClass = "entry" });
        }

        parts.Add(new LivePart("rail", typeof(Rail), await RailAsync(viewer, channel.Key, isNew, ct)));
        var model = new ChatModel(
            channel,
            Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(12)),
            more ? shown[0].Row.Key : "",
            isNew ? samples.All() : [],
            [.. CommandWords.All, .. reads.Catalog.Current.Templates.Values.Select(template => new Hint("run " + template.Name, template.Workflow.Summary))],
            settings.ModelIsOffline,
            address.Asked("draft"));
        return new PageContent("#" + channel.Name.TrimStart('#'), NavPlace.Chat, typeof(Chat), model, parts.ToImmutable());
    }

    private async ValueTask<RailModel> RailAsync(Viewer viewer, ChannelKey channel, bool isNew, CancellationToken ct)
    {
        IReadOnlyList<ReviewRow> open = await reads.Reviews.OpenAsync(settings.Workspace, null, channel, 0, 8, ct);
        return new RailModel(
            await reviews.ReadAsync(open, viewer, ct),
            await reads.Facts.CountAsync(channel, ct),
            await reads.Budgets.FindAsync(months.OfChannel(channel), ct),
            isNew);
    }
}

/// <summary>The start page: the first channel that the person may read.</summary>
public sealed class HomePage(ChatPage chat) : IConsolePage
{
    public string Pattern => "";

    public async ValueTask<PageContent?> BuildAsync(Viewer viewer, PageAddress address, CancellationToken ct) =>
        viewer.Channels is [{ } first, ..] ? await chat.BuildAsync(viewer, first, address, ct) : new PageContent("Chat", NavPlace.Chat, typeof(NoChannel), new object(), []);
}
