using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Values;

namespace AgentBot.Core.Actions;

/// <summary>A message from a text with expressions.</summary>
internal sealed class MessageRender : IBuiltInAction
{
    public ActionDefinition Definition { get; } = new(
        "message.render",
        "Makes a message from a text.",
        [new("text", new FieldType.Text(), true, "The text; expressions in it are filled in.")],
        ArtifactType.Message,
        _ => new FieldType.Record([new Column("text", new FieldType.Text())], Open: false));

    public ValueTask<ActionOutcome> RunAsync(ActionCall call, CancellationToken ct)
    {
        var read = new ArgumentReader(call);
        string text = read.Text("text").Trim();
        if (text.Length == 0)
        {
            read.Fail(0, "The message has no text. Give one.");
        }

        return ValueTask.FromResult<ActionOutcome>(read.Mistake is { } mistake
            ? mistake
            : new ActionOutcome.Done(new Value.Record(ImmutableArray.Create(new Field("text", new Value.Text(text))))));
    }
}
