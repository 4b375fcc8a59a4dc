using AgentBot.Core;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Storing;

namespace AgentBot.Storage.Tests;

/// <summary>Large artifacts are files before a commit names them. What no commit ever named goes; nothing else does.</summary>
public abstract class OrphanContract : StoreContract
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public async Task What_no_commit_named_goes_after_a_day_and_what_one_named_stays()
    {
        Artifact orphan = Large('o'), named = Large('n');
        await Engine.Staging.StageAsync(Any.Finance, orphan, Ct);
        await KeepAsync(new Change.PutArtifact(Any.Finance, named, null, Any.Start));
        await Engine.Staging.StageAsync(Any.Operations, named, Ct);

        Assert.Equal(0, await SweepAsync());
        Engine.Advance(Day + TimeSpan.FromMinutes(1));
        await Engine.Staging.StageAsync(Any.Finance, Large('y'), Ct);

        Assert.Equal(2, await SweepAsync());
        Assert.Null(Engine.FileOf(Any.Finance, orphan.Ref.Content));
        Assert.Null(Engine.FileOf(Any.Operations, named.Ref.Content));
        Assert.NotNull(Engine.FileOf(Any.Finance, Large('y').Ref.Content));
        Assert.True((await Engine.Artifacts.FindAsync(Any.Finance, named.Ref.Content, Ct))!.Bytes.Span.SequenceEqual(named.Bytes.Span));
    }

    [Fact]
    public async Task A_file_that_is_staged_again_is_as_young_as_a_new_one()
    {
        Artifact artifact = Large('a');
        await Engine.Staging.StageAsync(Any.Finance, artifact, Ct);
        Engine.Advance(Day + TimeSpan.FromMinutes(1));
        await Engine.Staging.StageAsync(Any.Finance, artifact, Ct);

        Assert.Equal(0, await SweepAsync());
        await KeepAsync(new Change.PutArtifact(Any.Finance, artifact, null, Any.Start));
        Engine.Advance(Day + Day);
        Assert.Equal(0, await SweepAsync());
        Assert.NotNull(await Engine.Artifacts.FindAsync(Any.Finance, artifact.Ref.Content, Ct));
    }

    private static Artifact Large(char letter)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(new string(letter, 100_000));
        return new Artifact(new ArtifactRef(ArtifactType.Document, Digest.OfBytes(bytes), bytes.LongLength), bytes, null, Digest.None);
    }

    private ValueTask<int> SweepAsync() => Engine.Upkeep.SweepFilesAsync(Engine.Clock.GetUtcNow() - Day, Ct);
}
