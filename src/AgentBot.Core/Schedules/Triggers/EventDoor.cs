using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core.Audit;
using AgentBot.Core.Delivery;
using AgentBot.Core.People;
using AgentBot.Core.Policy;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;

namespace AgentBot.Core.Schedules.Triggers;

/// <summary>
/// The door of every platform for what people write and hand over without asking AgentBot for anything. A platform comes here with
/// talk only: not with commands, mentions of AgentBot, edits, messages of bots, and never with AgentBot's own.
/// <para>
/// A platform whose files have to be fetched asks <see cref="WantsAsync"/> first, fetches and stages them as artifacts of the channel
/// where that says so, and then calls <see cref="SaidAsync"/>, before it answers the sender. After that it may forget the message: what it
/// starts stands in line durably. Calling twice with the same id starts nothing twice.
/// </para>
/// </summary>
public interface IEventDoor
{
    /// <summary>Whether anybody waits for words here, or for files where there are some. Asked of all talk, so it costs one or two reads by key.</summary>
    ValueTask<bool> ListensAsync(ChannelKey channel, bool hasFiles, CancellationToken ct);

    /// <summary>Whether anything would be started by words or files of these names here. Costs reads only.</summary>
    ValueTask<bool> WantsAsync(ChannelKey channel, PersonKey author, string text, IReadOnlyList<string> fileNames, CancellationToken ct);

    /// <summary>Keeps what the message starts, together with what the platform keeps along with it, in one commit.</summary>
    /// <returns>For how many schedules it stands in line; where that is none and nothing comes along, nothing was written.</returns>
    /// <exception cref="StoreUnavailableException">Nothing could be kept; the platform answers with an error so that the sender tries again.</exception>
    ValueTask<int> SaidAsync(ChannelMessage message, CancellationToken ct);

    /// <summary>Another program has called a hook and proved itself.</summary>
    /// <returns>For how many schedules it stands in line; for a repetition what was answered the first time.</returns>
    /// <exception cref="StoreUnavailableException">Nothing could be kept; the caller tries again.</exception>
    ValueTask<int> CalledAsync(HookCall call, CancellationToken ct);
}

/// <param name="Id">Names this very call; a repetition bears the same.</param>
/// <param name="Body">What was sent.</param>
public sealed record HookCall(string Hook, string Id, DateTimeOffset At, Value Body);

/// <param name="Id">The platform's own id of the message, unique in its channel; a redelivery bears the same.</param>
/// <param name="Files">Already staged as artifacts of the channel; those that could not be fetched are left out.</param>
/// <param name="Link">Where it can be read; empty where the platform has no address for it.</param>
/// <param name="Along">Further writes of the platform to be kept in the same commit.</param>
public sealed record ChannelMessage(
    PersonKey Author, ChannelKey Channel, string Id, DateTimeOffset At, string Text, ImmutableArray<Value.File> Files, string Link, ImmutableArray<Change> Along);

/// <inheritdoc/>
public sealed class EventDoor(EventFirings firings, IDirectory directory, ICommitter committer) : IEventDoor
{
    /// <summary>Keeps the receipts of calls for which nobody waits.</summary>
    private static readonly WorkspaceKey OfNobody = new("hooks");

    public async ValueTask<bool> ListensAsync(ChannelKey channel, bool hasFiles, CancellationToken ct) =>
        await firings.IsHeardAsync(EventAddress.Message(channel), ct) || (hasFiles && await firings.IsHeardAsync(EventAddress.File(channel), ct));

    public async ValueTask<bool> WantsAsync(ChannelKey channel, PersonKey author, string text, IReadOnlyList<string> fileNames, CancellationToken ct)
    {
        if (!MayCause(author, channel))
        {
            return false;
        }

        ImmutableArray<Value.File> named = [.. fileNames.Select(name => new Value.File(name, "", 0, Digest.None))];
        var message = new ChannelMessage(author, channel, "", DateTimeOffset.UnixEpoch, text, named, "", []);
        return !(await firings.OfAsync(HappeningsIn(message), ct)).IsEmpty;
    }

    public async ValueTask<int> SaidAsync(ChannelMessage message, CancellationToken ct)
    {
        ImmutableArray<Change> started = MayCause(message.Author, message.Channel) ? await firings.OfAsync(HappeningsIn(message), ct) : [];
        ImmutableArray<Change> along = message.Along.IsDefault ? [] : message.Along;
        if (started.IsEmpty && along.IsEmpty)
        {
            return 0;
        }

        AuditEntry[] audit = started.IsEmpty ? [] : [AuditEntry.Of("event.heard", message.Author.Value, $"{message.Channel}:{message.Id}")];
        await committer.CommitAsync(new Commit { Workspace = message.Channel.Workspace, Changes = [.. along, .. started], Audit = [.. audit] }, ct);
        return started.Length;
    }

    public async ValueTask<int> CalledAsync(HookCall call, CancellationToken ct)
    {
        string cause = $"hook|{call.Hook}:{call.Id}";
        ImmutableArray<Change> started = await firings.OfAsync([new Happening.Call(cause, call.At, call.Hook, call.Body)], ct);
        WorkspaceKey workspace = started.OfType<Change.PutEventFiring>().Select(put => put.Row.Workspace).FirstOrDefault(OfNobody);
        string answer = started.Length.ToString(CultureInfo.InvariantCulture);
        CommitResult result = await committer.CommitAsync(
            new Commit
            {
                Workspace = workspace,
                Receipt = new ReceiptRow(cause, workspace, answer, call.At),
                Changes = started,
                Audit = [AuditEntry.Of("event.called", AuditEntry.Host, call.Hook)],
            },
            ct);
        return result is CommitResult.Duplicate duplicate ? int.Parse(duplicate.Answer, CultureInfo.InvariantCulture) : started.Length;
    }

    /// <summary>Whoever may start nothing here, such as a guest of another organisation, also starts nothing by what they write.</summary>
    private bool MayCause(PersonKey author, ChannelKey channel) => Guard.Check(author, Act.Start, new GuardSubject(channel), directory.Latest) is null;

    private IEnumerable<Happening> HappeningsIn(ChannelMessage message)
    {
        string cause = $"{message.Channel}:{message.Id}";
        string name = directory.Latest.NameOf(message.Author);
        ImmutableArray<Value.File> files = message.Files.IsDefault ? [] : message.Files;
        for (int i = 0; i < files.Length; i++)
        {
            yield return new Happening.FileDrop($"file|{cause}|{i}", message.At, message.Channel, message.Author, name, message.Text, files[i], message.Link);
        }

        if (message.Text.Length > 0)
        {
            yield return new Happening.Message($"message|{cause}", message.At, message.Channel, message.Author, name, message.Text, files, message.Link);
        }
    }
}
