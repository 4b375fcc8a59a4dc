using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Agents.Offline.Rules;
using AgentBot.Agents.Prompting;
using Microsoft.Extensions.AI;

namespace AgentBot.Agents.Offline;

/// <summary>
/// The model that is always there: no language model, but a reader of written rules, a finder of typed values and a picker of
/// sentences. The same question always gets the same answer, and what it could not do it says. Grammar: templates/README.md.
/// </summary>
public sealed class OfflineChatClient : IChatClient
{
    public const string Model = "offline";

    private const string Label = "Offline model: answered by written rules and by picking from the text; no language model was asked.";

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        List<ChatMessage> asked = [.. messages];
        string text = OfflineRequest.Read(asked) is { } request
            ? Answer(request, options?.MaxOutputTokens ?? 4_000, cancellationToken)
            : "The offline model answers agents of templates only; it cannot hold a conversation.";
        long output = TokenCount.Likely(text.Length);
        bool isTooLong = output > (options?.MaxOutputTokens ?? int.MaxValue);
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, isTooLong ? text[..(options!.MaxOutputTokens!.Value * 4)] : text))
        {
            ModelId = Model,
            FinishReason = isTooLong ? ChatFinishReason.Length : ChatFinishReason.Stop,
            Usage = new UsageDetails
            {
                InputTokenCount = TokenCount.Likely(asked.Sum(message => (long)message.Text.Length)),
                OutputTokenCount = isTooLong ? options!.MaxOutputTokens : output,
            },
        });
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (ChatResponseUpdate update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this
        : serviceKey is null && serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata(Model, null, Model)
        : null;

    public void Dispose()
    {
    }

    private static string Answer(OfflineRequest request, int maxTokens, CancellationToken ct)
    {
        var words = new Vocabulary(request.Output, [.. request.Items.SelectMany(item => item.Fields.Fields).Select(field => field.Name).Distinct(StringComparer.OrdinalIgnoreCase)]);
        ParsedRules note = Readable(RuleParser.Parse(request.Note, RuleSource.Note, words), request);
        bool hasNote = request.Note.Length > 0;
        bool isRead = hasNote && !note.Rules.IsEmpty;
        ParsedRules[] others =
        [
            RuleParser.Parse(request.Lessons, RuleSource.Lessons, words),
            RuleParser.Parse(request.Facts, RuleSource.Facts, words),
            RuleParser.Parse(request.Instructions, RuleSource.Instructions, words),
        ];
        var book = new RuleBook([.. note.Rules, .. others.SelectMany(parsed => parsed.Rules)], request.Today);
        var answerer = new ItemAnswerer(request.Output, book, request.Today, isRead);

        // Four fifths of the room for content; the rest is the JSON around it.
        int room = (int)Math.Min(int.MaxValue, (long)maxTokens * 4 * 4 / 5) / Math.Max(1, request.Items.Length);
        var answers = new List<(string Key, ItemAnswer Answer)>(request.Items.Length);
        foreach (OfflineItem item in request.Items)
        {
            ct.ThrowIfCancellationRequested();
            answers.Add((item.Key, answerer.Answer(item, room)));
        }

        bool isOnlyEdits = isRead && note.Rules.All(rule => rule.Effect is RuleEffect.AssignCell or RuleEffect.Remove or RuleEffect.Add);
        bool isApplied = isRead && !(isOnlyEdits && answers.Sum(answer => answer.Answer.Edited) == 0);
        return Write(answers, Remarks(request, note, others, answers, isApplied), hasNote, isApplied);
    }

    // "approve" alone is a remark about marked rows; about all rows of a table it is more likely a slip.
    private static ParsedRules Readable(ParsedRules note, OfflineRequest request)
    {
        if (request.HasMarks || request.Items.All(item => item.Row == 0))
        {
            return note;
        }

        ImmutableArray<Rule> bare = [.. note.Rules.Where(rule => rule.Effect is RuleEffect.Verdict && rule.Rows.IsEmpty && rule.Conditions.IsEmpty && !rule.IsElse)];
        return note with { Rules = note.Rules.RemoveRange(bare), Unread = note.Unread.AddRange(bare.Select(rule => rule.Text)) };
    }

    private static List<string> Remarks(OfflineRequest request, ParsedRules note, ParsedRules[] others, List<(string Key, ItemAnswer Answer)> answers, bool isApplied)
    {
        var remarks = new List<string> { Label };
        if (request.Note.Length > 0 && !isApplied)
        {
            remarks.Add($"The agent could not apply this remark: “{Short(request.Note)}”. The offline model reads remarks such as “row 3: …” followed by an option, or “… = …”.");
        }
        else if (note.Unread.Length + note.Others > 0 && request.Note.Length > 0)
        {
            remarks.Add(note.Unread.Length > 0 ? $"The agent could not apply this part of the remark: “{Short(note.Unread[0])}”." : "Part of the remark is no rule and was not applied.");
        }

        foreach (string unread in others.SelectMany(parsed => parsed.Unread).Distinct().Take(3))
        {
            remarks.Add($"This rule could not be read and was not used: “{Short(unread)}”.");
        }

        int unmatched = answers.Count(answer => answer.Answer.Remark.StartsWith("no rule", StringComparison.Ordinal));
        if (unmatched > 0)
        {
            remarks.Add(string.Create(CultureInfo.InvariantCulture, $"{unmatched} of {answers.Count} matched no rule."));
        }

        return remarks;
    }

    private static string Write(List<(string Key, ItemAnswer Answer)> answers, List<string> remarks, bool hasNote, bool isApplied) => PlainJson.Of(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray(AnswerSchema.Results);
        foreach ((string key, ItemAnswer answer) in answers)
        {
            writer.WriteStartObject();
            writer.WriteString(AnswerSchema.Key, key);
            writer.WritePropertyName(AnswerSchema.Output);
            PlainJson.Write(writer, answer.Output);
            writer.WriteString(AnswerSchema.Remark, answer.Remark);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray(AnswerSchema.Remarks);
        foreach (string remark in remarks)
        {
            writer.WriteStringValue(remark);
        }

        writer.WriteEndArray();
        if (hasNote)
        {
            writer.WriteBoolean(AnswerSchema.NoteApplied, isApplied);
        }

        writer.WriteEndObject();
    });

    private static string Short(string text)
    {
        // It stands quoted in a sentence that has a full stop of its own.
        string line = text.ReplaceLineEndings(" ").Trim().TrimEnd('.');
        return line.Length <= 120 ? line : line[..119] + "…";
    }
}
