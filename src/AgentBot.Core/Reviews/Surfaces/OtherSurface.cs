using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Values;

namespace AgentBot.Core.Reviews.Surfaces;

/// <summary>What does not fit its type: shown as fields, so that nothing that waits for a person is ever invisible.</summary>
public sealed class OtherSurface : ArtifactKind
{
    public override ArtifactType Type => ArtifactType.Value;

    public override string Noun => "result";

    public override Refusal? Check(Value content) => null;

    protected override ReviewSheet DrawOwn(SurfaceInput input) => RecordSurface.Sheet(AsRecord(input.Content), input with { Before = input.Before is null ? null : AsRecord(input.Before) }, Noun);

    protected override FullView FullOwn(SurfaceInput input) => RecordSurface.View(AsRecord(input.Content), input.Before is null ? null : AsRecord(input.Before), input.Clock);

    public override ImmutableArray<EditField> EditFields(Value content) => [];

    public override PlainFile Plain(Value content) =>
        content is Value.Record record ? RecordSurface.Listed(record) : new PlainFile(".txt", "The whole", ValueText.ForPeople(content) + "\n");

    private static Value.Record AsRecord(Value content) => content as Value.Record ?? new Value.Record([new Field("content", content)]);
}
