using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Channels;
using AgentBot.Core.Values;

namespace AgentBot.Core.Actions;

/// <summary>What people wrote in the run's channel lately, oldest first. Private answers, cards and AgentBot's own messages are left out.</summary>
internal sealed class ChannelMessages : IBuiltInAction
{
    private static readonly ImmutableArray<Column> Columns =
        [new("author", new FieldType.User()), new("date", new FieldType.Date()), new("text", new FieldType.Text())];

    public ActionDefinition Definition { get; } = new(
        ActionCatalog.MessagesOfChannel,
        "Takes what people wrote in the run's own channel during the last days.",
        [
            new("since", new FieldType.Duration(), false, "How far back, for example 14d, counted from the beginning of today; 7d unless said."),
            new("most", new FieldType.Number(1, 1000), false, "At most so many, the latest; 200 unless said."),
        ],
        ArtifactType.Table,
        _ => new FieldType.Table(Columns, Open: false));

    public async ValueTask<ActionOutcome> RunAsync(ActionCall call, CancellationToken ct)
    {
        var read = new ArgumentReader(call);
        TimeSpan since = Since(call["since"], read);
        int most = read.Count("most", 200, 1, 1000);
        if (read.Mistake is { } mistake)
        {
            return mistake;
        }

        var from = new DateTimeOffset(call.Today.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        from = since > from - DateTimeOffset.MinValue ? DateTimeOffset.MinValue : from - since;
        IReadOnlyList<MessageRow> messages = await call.Resources.MessagesAsync(from, most, ct);
        MessageRow[] kept =
        [
            .. messages
                .Where(message => message.Author is not null && message.OnlyFor is null && !message.Deleted && message.At >= from && !string.IsNullOrWhiteSpace(message.Text))
                .OrderBy(message => message.At)
                .ThenBy(message => message.Key, StringComparer.Ordinal)
                .TakeLast(most),
        ];
        return new ActionOutcome.Done(new Value.Table(new TableData(
            Columns,
            [
                .. kept.Select(message => (ImmutableArray<Value>)
                    [new Value.User(message.Author!.Value), new Value.Date(DateOnly.FromDateTime(message.At.UtcDateTime)), new Value.Text(message.Text)]),
            ])));
    }

    private static TimeSpan Since(Value given, ArgumentReader read)
    {
        if (given is Value.Text text)
        {
            Result<Value> typed = ValueReader.Read(text.Content, new FieldType.Duration(), LocaleFormats.Unstated);
            given = typed.IsRefused ? read.Fail(Value.Missing.Instance, $"“since” is no length of time: {typed.Refusal}") : typed.Value;
        }

        return given is Value.Duration duration ? duration.Length.Duration() : TimeSpan.FromDays(7);
    }
}
