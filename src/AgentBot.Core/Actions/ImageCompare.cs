using AgentBot.Core.Artifacts;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Runs;
using AgentBot.Core.Values;

namespace AgentBot.Core.Actions;

/// <summary>A picture, and where there was one before, what differs. Sizes and places are computed from the bytes.</summary>
internal sealed class ImageCompare : IBuiltInAction
{
    public ActionDefinition Definition { get; } = new(
        "image.compare",
        "Takes a PNG or JPEG for people to review, and says where it differs from the one before.",
        [
            new("after", new FieldType.File([], [], null), true, "The picture as it would be."),
            new("before", new FieldType.File([], [], null), false, "The picture as it is. Places are compared where both are PNG."),
            new("alt", new FieldType.Text(), true, "What the picture shows, for those who cannot see it."),
        ],
        ArtifactType.Image,
        _ => new FieldType.Record([new("alt", new FieldType.Text()), new("after", new FieldType.File([], [], null)), new("size", new FieldType.Text())], Open: true));

    public async ValueTask<ActionOutcome> RunAsync(ActionCall call, CancellationToken ct)
    {
        var read = new ArgumentReader(call);
        string alt = read.Text("alt").Trim();
        Picture? after = await ReadAsync(call["after"], "after", call, read, ct);
        Picture? before = call["before"] is Value.Missing ? null : await ReadAsync(call["before"], "before", call, read, ct);
        if (read.Mistake is { } mistake)
        {
            return mistake;
        }

        var fields = new List<Field> { new("alt", new Value.Text(alt)) };
        if (before is not null)
        {
            fields.Add(new Field("before", before.File));
        }

        fields.Add(new Field("after", after!.File));
        fields.Add(new Field("size", new Value.Text(after.Head.Size)));
        if (before is not null)
        {
            fields.Add(new Field("size_before", new Value.Text(before.Head.Size)));
            fields.Add(new Field("changed", new Value.Text(Changed(before, after))));
        }

        var picture = new Value.Record([.. fields]);
        return ImageContent.Read(picture).Refusal is { } refusal ? new ActionOutcome.Failed(FailureKind.Permanent, refusal.ToString()) : new ActionOutcome.Done(picture);
    }

    private static string Changed(Picture before, Picture after)
    {
        if (before.File.Content == after.File.Content)
        {
            return "nothing: it is the same file";
        }

        return before.Head.MediaType != "image/png" || after.Head.MediaType != "image/png" ? "not compared: both would have to be PNG"
            : PngPicture.Read(before.Bytes.Span).Match(
                was => PngPicture.Read(after.Bytes.Span).Match(now => PictureDiff.Between(was, now), refusal => $"not compared. {refusal.Why}"),
                refusal => $"not compared. {refusal.Why}");
    }

    private static async ValueTask<Picture?> ReadAsync(Value value, string name, ActionCall call, ArgumentReader read, CancellationToken ct)
    {
        if (value is not Value.File file)
        {
            return read.Fail<Picture?>(null, $"“{name}” is no file. Give an input of type file.");
        }

        if (await call.Resources.ReadFileAsync(file, ct) is not { } bytes)
        {
            return read.Fail<Picture?>(null, $"{file.Name} is no longer kept. Start the run again with the file.");
        }

        return PictureHead.Read(bytes.Span) is { } head
            ? new Picture(file with { MediaType = head.MediaType, Length = bytes.Length }, head, bytes)
            : read.Fail<Picture?>(null, $"{file.Name} is neither a PNG nor a JPEG. Save it as one of them.");
    }

    private sealed record Picture(Value.File File, PictureHead Head, ReadOnlyMemory<byte> Bytes);
}
