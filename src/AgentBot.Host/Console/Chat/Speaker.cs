using System.Collections.Immutable;
using System.Text.Json;
using AgentBot.Core;
using AgentBot.Core.Channels;
using AgentBot.Core.Commands;
using AgentBot.Core.Schedules.Triggers;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;

namespace AgentBot.Host.WebConsole;

/// <summary>
/// Hands what a person typed, filled in or clicked to the conversation and keeps the answer as a message of the channel. What the
/// person wrote is kept in the same commit as what it caused.
/// </summary>
public sealed class Speaker(IConversation conversation, IEventDoor events, ICommitter committer, ConsoleReads reads, TimeProvider time)
{
    private static readonly Refusal CannotSave = new(RefusalKind.Unavailable, "AgentBot cannot save anything now, so it did nothing.", "", "Repeat it later.");

    /// <summary>A line of the composer.</summary>
    /// <param name="once">Names this very sending, so that a double click says it once.</param>
    /// <returns>Null when all went well or was answered in the channel; else what to tell the person.</returns>
    public async ValueTask<Refusal?> SayAsync(Viewer viewer, ChannelKey channel, string text, ImmutableArray<Value.File> files, string once, CancellationToken ct)
    {
        MessageRow said = Message(viewer, channel, "say:" + once) with { Author = viewer.Key, Text = text, Files = Json(files) };
        if (CommandWords.IsTalk(text))
        {
            return await HearAsync(said, files, ct);
        }

        Caller caller = Caller(viewer, channel, "say", once);
        return await AnswerAsync(viewer, channel, once, said, () => conversation.SayAsync(new CommandRequest(caller, text, files, [new Change.PutMessage(said)]), ct), ct);
    }

    /// <summary>A command of a button: typed for the person, answered in the channel.</summary>
    public async ValueTask<Result<Reply>> TypeAsync(Viewer viewer, ChannelKey channel, string command, string once, CancellationToken ct)
    {
        Reply? reply = null;
        Refusal? refusal = await AnswerAsync(viewer, channel, once, null, async () => reply = await conversation.SayAsync(new CommandRequest(Caller(viewer, channel, "say", once), command, [], []), ct), ct);
        return refusal is not null ? refusal : reply is Reply.Refused refused ? refused.Refusal : reply!;
    }

    /// <summary>Approves alike reviews together; what became of them is answered in the channel.</summary>
    public async ValueTask<Result<Reply>> ApproveTogetherAsync(Viewer viewer, ChannelKey channel, string batch, string shown, string once, CancellationToken ct)
    {
        Reply? reply = null;
        Refusal? refusal = await AnswerAsync(viewer, channel, once, null, async () => reply = await conversation.ApproveTogetherAsync(new TogetherRequest(Caller(viewer, channel, "together", once), batch, shown, []), ct), ct);
        return refusal is not null ? refusal : reply is Reply.Refused refused ? refused.Refusal : reply!;
    }

    /// <summary>A start whose inputs are at hand, such as a sample; answered like something typed.</summary>
    public ValueTask<Refusal?> StartAsync(Viewer viewer, MessageRow said, FormSubmission submission, string once, CancellationToken ct) =>
        AnswerAsync(viewer, said.Channel, once, said, () => conversation.SubmitAsync(submission, ct), ct);

    /// <summary>A filled-in form. Its message becomes the next form or goes away.</summary>
    public async ValueTask<Refusal?> SubmitAsync(Viewer viewer, MessageRow shown, FormSubmission submission, CancellationToken ct)
    {
        try
        {
            Reply reply = await conversation.SubmitAsync(submission, ct);
            MessageRow next = reply is Reply.Form form
                ? shown with { Card = JsonSerializer.Serialize(StoredForm.Of(form.Request), ConsoleJson.Default.StoredForm), EditedAt = time.GetUtcNow() }
                : Answer(shown, reply) with { Purpose = "", EditedAt = time.GetUtcNow() };
            return await KeepAsync(shown.Channel, [new Change.PutMessage(next)], ct);
        }
        catch (StoreUnavailableException)
        {
            return CannotSave;
        }
    }

    public async ValueTask<Reply> DecideAsync(DecisionRequest request, CancellationToken ct)
    {
        try
        {
            return await conversation.DecideAsync(request, ct);
        }
        catch (StoreUnavailableException)
        {
            return new Reply.Refused(CannotSave);
        }
    }

    public async ValueTask<Reply> SettleAsync(SettleRequest request, CancellationToken ct)
    {
        try
        {
            return await conversation.SettleAsync(request, ct);
        }
        catch (StoreUnavailableException)
        {
            return new Reply.Refused(CannotSave);
        }
    }

    public static Caller Caller(Viewer viewer, ChannelKey channel, string kind, string once) =>
        new(viewer.Key, channel, "", $"console|{channel.Workspace}|{kind}|{once}");

    private async ValueTask<Refusal?> AnswerAsync(Viewer viewer, ChannelKey channel, string once, MessageRow? said, Func<ValueTask<Reply>> ask, CancellationToken ct)
    {
        try
        {
            Reply reply = await ask();
            var changes = ImmutableArray.CreateBuilder<Change>();
            if (said is not null && await reads.Chat.FindAsync(said.Key, ct) is null)
            {
                // Refused and read-only commands may have kept nothing; what was typed is still part of the talk.
                changes.Add(new Change.PutMessage(said));
            }

            string key = "reply:" + once;
            if (reply is not (Reply.Started or Reply.Decided) && await reads.Chat.FindAsync(key, ct) is null)
            {
                changes.Add(new Change.PutMessage(Answer(Message(viewer, channel, key), reply)));
            }

            return changes.Count == 0 ? null : await KeepAsync(channel, changes.ToImmutable(), ct);
        }
        catch (StoreUnavailableException)
        {
            return CannotSave;
        }
    }

    /// <summary>Talk is kept together with what it starts.</summary>
    private async ValueTask<Refusal?> HearAsync(MessageRow said, ImmutableArray<Value.File> files, CancellationToken ct)
    {
        try
        {
            await events.SaidAsync(new ChannelMessage(said.Author!.Value, said.Channel, said.Key, said.At, said.Text, files, ConsolePaths.Message(said.Channel, said.Key), [new Change.PutMessage(said)]), ct);
            return null;
        }
        catch (StoreUnavailableException)
        {
            return CannotSave;
        }
    }

    private async ValueTask<Refusal?> KeepAsync(ChannelKey channel, ImmutableArray<Change> changes, CancellationToken ct)
    {
        try
        {
            await committer.CommitAsync(new Commit { Workspace = channel.Workspace, Changes = changes }, ct);
            return null;
        }
        catch (StoreUnavailableException)
        {
            return CannotSave;
        }
    }

    private MessageRow Message(Viewer viewer, ChannelKey channel, string key) =>
        new() { Key = key, Workspace = channel.Workspace, Channel = channel, At = time.GetUtcNow(), OnlyFor = key.StartsWith("reply:", StringComparison.Ordinal) ? viewer.Key : null };

    /// <summary>The message that shows a reply; it stays private unless the reply says otherwise.</summary>
    private static MessageRow Answer(MessageRow row, Reply reply) => reply switch
    {
        Reply.Said said => row with { Text = said.Text, Card = "", OnlyFor = said.Private ? row.OnlyFor : null },
        Reply.Shown shown => row with { Text = shown.Card.FallbackText, Card = JsonSerializer.Serialize(shown.Card, StoreJson.Default.Card), OnlyFor = shown.Private ? row.OnlyFor : null },
        Reply.Refused refused => row with { Text = RefusalText.Write(refused.Refusal), Card = "", Purpose = RefusalText.PurposeOf(refused.Refusal) },
        Reply.Form form => row with { Text = form.Request.Title, Card = JsonSerializer.Serialize(StoredForm.Of(form.Request), ConsoleJson.Default.StoredForm), Purpose = StoredForm.Purpose },
        Reply.Started started => row with { Text = $"Run {started.Number} has started.", Card = "" },
        Reply.Decided decided => row with { Text = decided.Sentence, Card = "" },
        _ => throw new InvalidOperationException($"{reply.GetType().Name} is no reply the console knows."),
    };

    private static string Json(ImmutableArray<Value.File> files) =>
        files.IsDefaultOrEmpty ? "" : JsonSerializer.Serialize([.. files.Select(StoredFile.Of)], ConsoleJson.Default.ImmutableArrayStoredFile);
}
