using System.Collections.Immutable;
using System.Text;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Tools;
using AgentBot.Core.Values;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Reviews.Surfaces;

/// <summary>A call that an agent wants to make: which tool, and with which arguments, read from the very text that would be sent to it.</summary>
public sealed class ToolCallSurface : ArtifactKind
{
    private static readonly RecordSurface Arguments = new();

    public override ArtifactType Type => ArtifactType.Call;

    public override string Noun => "call";

    public override bool IsPosted => false;

    public override Refusal? Check(Value content) => CallContent.Read(content).Refusal;

    public override ImmutableArray<EditField> EditFields(Value content) => Arguments.EditFields(CallContent.Read(content).Value.Fields());

    public override Result<Value> Edit(Value before, IReadOnlyDictionary<string, string> given)
    {
        CallContent call = CallContent.Read(before).Value;
        Result<Value> fields = Arguments.Edit(call.Fields(), given);
        if (fields.IsRefused)
        {
            return fields;
        }

        Result<CallContent> edited = call.With((Value.Record)fields.Value);
        return edited.IsRefused ? edited.Refusal! : edited.Value.ToValue();
    }

    public override PlainFile Plain(Value content)
    {
        CallContent call = CallContent.Read(content).Value;
        var text = new StringBuilder($"{call.Title} ({call.Tool})\n\n");
        foreach (Field field in call.Shown().Fields)
        {
            text.Append($"{field.Name}: {(field.Value is Value.Missing ? "empty" : ValueText.ForPeople(field.Value))}\n");
        }

        return new PlainFile(".txt", "The whole call", text.ToString());
    }

    protected override ReviewSheet DrawOwn(SurfaceInput input)
    {
        CallContent call = CallContent.Read(input.Content).Value;
        Value.Record arguments = call.Shown();
        Value? before = input.Before is not null && CallContent.Read(input.Before) is { IsRefused: false, Value: var old } ? old.Shown() : null;
        ReviewSheet sheet = RecordSurface.Sheet(arguments, input with { Content = arguments, Before = before }, Noun);
        string title = CardText.Quote(call.Title, 60);
        string count = arguments.Fields.IsEmpty ? "no arguments" : Wording.Count(arguments.Fields.Length, "argument", "arguments");
        ImmutableArray<CardFact> facts = [new CardFact("Tool", CardText.Line(call.Tool, 70)), new CardFact("Arguments", arguments.Fields.IsEmpty ? "none" : $"{arguments.Fields.Length}")];
        return sheet with
        {
            Headline = new Headline($"Let the agent call {title}?", $"The call of {title} with {count}", $"Called: {title} with {count}") { Undecided = title },
            Facts = [new FactSet(facts) { Spacing = Spacing.Small }],
            FactsLine = TextFacts.Line(facts),
            Draft = arguments.Fields.IsEmpty ? [CardParts.Small("The tool is called without arguments.")] : sheet.Draft,
            DraftTitle = "Arguments",
            DraftOrigin = "chosen by the agent",
            Whole = "The call",
            EditNote = "The tool is called with your values. You are named as their author.",
            Answers = new SheetAnswers { Yes = "Approve the call", No = "Refuse", Rejected = "Refused", NoReader = "The agent", Edit = "Change…" },
        };
    }

    protected override FullView FullOwn(SurfaceInput input) => RecordSurface.View(
        CallContent.Read(input.Content).Value.Shown(),
        input.Before is not null && CallContent.Read(input.Before) is { IsRefused: false, Value: var before } ? before.Shown() : null,
        input.Clock);
}
