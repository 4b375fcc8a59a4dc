using System.Collections.Immutable;
using AgentBot.Core.Actions;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Requests;
using AgentBot.Core.Requests.Forms;
using AgentBot.Core.Reviews.Evidence;
using AgentBot.Core.Values;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Reviews.Surfaces;

/// <param name="Alt">What it shows, for those who cannot see it.</param>
/// <param name="Before">Null for a new picture.</param>
/// <param name="Size">Of the new one, computed from its bytes.</param>
/// <param name="SizeBefore">Empty for a new picture.</param>
/// <param name="Changed">Where the two differ, computed from their bytes; empty for a new picture.</param>
public sealed record ImageContent(string Alt, Value.File? Before, Value.File After, string Size, string SizeBefore, string Changed)
{
    public const int LongestAlt = 1_000;

    public static Result<ImageContent> Read(Value value)
    {
        var reading = new FieldReading(value, "picture", "alt", "before", "after", "size", "size_before", "changed");
        var content = new ImageContent(
            reading.Text("alt", LongestAlt),
            null,
            new Value.File("", "", 0, Digest.None),
            reading.Text("size", 60),
            reading.Text("size_before", 60, required: false),
            reading.Text("changed", 200, required: false));
        if (reading.Wrong is { } wrong)
        {
            return wrong;
        }

        var record = (Value.Record)value;
        return record["after"] is Value.File { MediaType: "image/png" or "image/jpeg" } after && record["before"] is Value.Missing or Value.File { MediaType: "image/png" or "image/jpeg" }
            ? content with { After = (Value.File)record["after"], Before = record["before"] as Value.File }
            : ArtifactShape.Misfit("This is no picture", "It has a file that is a PNG or a JPEG.");
    }
}

/// <summary>
/// A picture before and after. Chats get the finding in words: what it shows, its size, and where it differs. The files
/// themselves are handed out as downloads and are never drawn from bytes that a stranger made.
/// </summary>
public sealed class ImageSurface : ArtifactKind
{
    public override ArtifactType Type => ArtifactType.Image;

    public override string Noun => "picture";

    public override PostedShape Posted { get; } = new("image", "A picture, and the one that it replaces.", new Form.Fields("A PNG or JPEG.",
    [
        new("alt", new Form.Text(1, ImageContent.LongestAlt), "What it shows, for those who cannot see it.", Required: true),
        new("after", Form.File, "The picture as it would be.", Required: true),
        new("before", Form.File, "The picture as it is. Places are compared where both are PNG."),
        PostedShape.Evidence,
    ]));

    /// <summary>Sizes and changed places are computed here as everywhere; who posts cannot say them.</summary>
    public override async ValueTask<Result<Value>> TakeInAsync(Value posted, IActionResources files, CancellationToken ct)
    {
        var picture = (Value.Record)posted;
        var call = new ActionCall(picture.Fields.ToDictionary(field => field.Name, field => field.Value), default, default, files);
        return await ActionCatalog.Find("image.compare")!.RunAsync(call, ct) switch
        {
            ActionOutcome.Done { Output: Value.Record made } => picture.Find(EvidenceList.FieldName) is { } evidence ? made.With(EvidenceList.FieldName, evidence) : made,
            ActionOutcome.Failed failed => ArtifactShape.Misfit("The picture cannot be taken", failed.Sentence),
            _ => throw new InvalidOperationException("No rule for this outcome of comparing."),
        };
    }

    public override Refusal? Check(Value content) => ImageContent.Read(content).Refusal;

    public override ImmutableArray<EditField> EditFields(Value content) => [FieldsDrawn.Line("alt", "What it shows", (Value.Record)content, new FieldType.Text(ImageContent.LongestAlt), multiline: true)];

    public override ImmutableArray<Value.File> Pictures(Value content) =>
        ImageContent.Read(content) is { IsRefused: false, Value: var picture } ? [picture.After, .. picture.Before is { } before ? [before] : Array.Empty<Value.File>()] : [];

    public override PlainFile Plain(Value content)
    {
        ImageContent picture = ImageContent.Read(content).Value;
        string before = picture.Before is { } file ? $"Before: {file.Name}, {picture.SizeBefore}\nChanged: {picture.Changed}\n" : "";
        return new PlainFile(".txt", "All that is said of the picture", $"{picture.Alt}\n\nPicture: {picture.After.Name}, {picture.Size}\n{before}");
    }

    protected override ReviewSheet DrawOwn(SurfaceInput input)
    {
        ImageContent picture = ImageContent.Read(input.Content).Value;
        ImmutableArray<CardFact> facts =
        [
            new CardFact("Picture", $"{CardText.Line(picture.After.Name, 50)} · {CardText.Line(picture.Size, 30)} · {SizeOf(picture.After)}"),
            .. picture.Before is { } before
                ? new[] { new CardFact("Before", $"{CardText.Line(before.Name, 50)} · {CardText.Line(picture.SizeBefore, 30)} · {SizeOf(before)}"), new CardFact("Changed", CardText.Line(picture.Changed, 120)) }
                : [],
        ];
        Drawn alt = MarkdownDraft.Draw(picture.Alt, input.Room.DraftCharacters, input.Room.Paragraphs);
        ImmutableArray<FieldChange> changes = input.Before is Value.Record old ? ArtifactDiff.Record(EvidenceList.Without(old), EvidenceList.Without((Value.Record)input.Content)) : [];
        return new ReviewSheet
        {
            Headline = Headline.Of(input.Effects, $"the picture {CardText.Quote(picture.After.Name, 60)}"),
            Facts = [new FactSet(facts) { Spacing = Spacing.Small }],
            FactsLine = TextFacts.Line(facts),
            Changes = FieldsDrawn.Changed(changes, input),
            ChangeCount = changes.Length,
            Draft = input.IsPublished ? [.. alt.Elements, CardParts.Small("The picture itself is on the page of its review in the console, as a file to download.")] : alt.Elements,
            DraftTitle = "What it shows",
            DraftOrigin = "as described",
            // Words are not the picture: an approval counts once the picture itself was handed out.
            Cut = input.IsPublished ? null : new CutNotice("**The picture is not on this card.**", "Open it once; Approve works after that.", "Open the picture"),
            Noun = Noun,
            Whole = "What is said of the picture, with the name of its file,",
        };
    }

    protected override FullView FullOwn(SurfaceInput input)
    {
        ImageContent picture = ImageContent.Read(input.Content).Value;
        return new FullView.Fields(
        [
            new FullField("alt", "What it shows", CardText.Visible(picture.Alt), null, null),
            new FullField("after", "Picture", $"{CardText.PlainLine(picture.After.Name)}, {picture.Size}, {SizeOf(picture.After)}", null, null) { File = picture.After },
            .. picture.Before is { } before
                ? new[] { new FullField("before", "Before", $"{CardText.PlainLine(before.Name)}, {picture.SizeBefore}, {SizeOf(before)}", null, null) { File = before }, new FullField("changed", "Changed", picture.Changed, null, null) }
                : [],
        ]);
    }

    private static string SizeOf(Value.File file) => file.Length < 1_024 * 1_024 ? $"{Wording.Number(Math.Max(1, file.Length / 1_024))} KB" : $"{Wording.Number(Math.Round(file.Length / 1_048_576m, 1))} MB";
}
