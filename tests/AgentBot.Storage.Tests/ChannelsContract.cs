using AgentBot.Core;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Channels;
using AgentBot.Core.Storing;
using AgentBot.Testing;

namespace AgentBot.Storage.Tests;

/// <summary>Facts, messages and artifacts: what a channel knows stays in the channel.</summary>
public abstract class ChannelsContract : StoreContract
{
    [Fact]
    public async Task Facts_are_numbered_per_channel_and_found_by_their_words_best_first()
    {
        await RememberAsync("f1", Any.Finance, "Hotels are refused over 180 EUR a night");
        await RememberAsync("f2", Any.Finance, "Taxis need a purpose");
        await RememberAsync("f3", Any.Finance, "Hotels in Zürich may cost 240 EUR, hotels elsewhere 180");
        await RememberAsync("f4", Any.Operations, "Hotels are booked by Eve");
        Assert.Equal([3L, 2L, 1L], await NumbersAsync(Any.Finance, null));
        Assert.Equal([1L], await NumbersAsync(Any.Operations, ""));
        Assert.Equal([1L, 3L], (await NumbersAsync(Any.Finance, "hotel")).Order());
        Assert.Equal([3L], await NumbersAsync(Any.Finance, "ZURICH"));
        Assert.Equal(3L, (await NumbersAsync(Any.Finance, "hotels Zürich")).First());
        Assert.Equal(3, await Engine.Facts.CountAsync(Any.Finance, Ct));

        FactRow taxi = (await Engine.Facts.FindByNumberAsync(Any.Finance, 2, Ct))!;
        await KeepAsync(new Change.UpdateFact(taxi with { Text = "Trains need no purpose" }));
        Assert.Empty(await NumbersAsync(Any.Finance, "taxis"));
        Assert.Equal([2L], await NumbersAsync(Any.Finance, "trains"));
        await KeepAsync(new Change.UpdateFact(taxi with { Status = FactStatus.Retired, RowVersion = 1 }));
        await LoseAsync(new Change.UpdateFact(taxi with { Status = FactStatus.Active, RowVersion = 1 }));
        Assert.Empty(await NumbersAsync(Any.Finance, "purpose"));
        Assert.Equal(2, await Engine.Facts.CountAsync(Any.Finance, Ct));
    }

    /// <summary>Fault row G15.</summary>
    [Fact]
    public async Task Words_of_a_search_are_only_words()
    {
        await RememberAsync("f1", Any.Finance, "Hotels are refused over 180 EUR");
        await RememberAsync("f2", Any.Operations, "secret of operations");
        string[] hostile =
        [
            "\"", "'", "\"\"", "NOT hotels", "hotels AND secret", "hotels OR secret", "text:secret", "rowid:2", "secret*", "^secret", "NEAR(secret operations)",
            "{text}:secret", "- secret", "(", ")", "secret\" OR \"hotels", "'; DROP TABLE facts; --", "*", "\0", "secret\0*", "%", "fact_words", "+", ":", "a:b:c",
        ];
        Random random = Proof.Random();
        const string Alphabet = "\"'()*:^+-{}~ \0ANDORNOTsecret";
        IEnumerable<string> made = Enumerable.Range(0, Proof.Size(2000)).Select(_ => new string([.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => Alphabet[random.Next(Alphabet.Length)])]));
        foreach (string words in hostile.Concat(made))
        {
            IReadOnlyList<FactRow> found = await Engine.Facts.ListAsync(Any.Finance, words, 0, 10, Ct);
            Assert.All(found, fact => Assert.Equal(Any.Finance, fact.Channel));
        }

        Assert.Empty(await NumbersAsync(Any.Finance, "\" *"));
        Assert.Empty(await NumbersAsync(Any.Finance, "NOT refusal"));
        Assert.Equal([1L], await NumbersAsync(Any.Finance, "NOT hotels"));
    }

    [Fact]
    public async Task Messages_come_oldest_first_in_pages_and_private_ones_to_their_reader_only()
    {
        for (int i = 0; i < 10; i++)
        {
            await SayAsync("m" + i, author: i % 2 == 0 ? Any.Ana : null, onlyFor: i == 5 ? Any.Ana : i == 6 ? Any.Ben : null, minute: i);
        }

        Assert.Equal(["m7", "m8", "m9"], await ReadAsync(Any.Ana, null, 3));
        Assert.Equal(["m4", "m5"], await ReadAsync(Any.Ana, "m7", 2));
        Assert.Equal(["m4", "m6"], await ReadAsync(Any.Ben, "m7", 2));
        Assert.Equal(["m4", "m8"], (await Engine.Chat.SaidAsync(Any.Finance, Any.Start.AddMinutes(3), 10, Ct)).Select(message => message.Key));
        Assert.Equal(["m8"], (await Engine.Chat.SaidAsync(Any.Finance, Any.Start, 1, Ct)).Select(message => message.Key));
        Assert.Empty(await Engine.Chat.ReadAsync(Any.Operations, Any.Ana, null, 10, Ct));
    }

    [Fact]
    public async Task A_message_put_again_is_the_same_message_with_a_new_face()
    {
        await SayAsync("m1", Any.Ana, null, 0);
        await SayAsync("m2", Any.Ana, null, 1);
        MessageRow first = (await Engine.Chat.FindAsync("m1", Ct))!;
        await KeepAsync(new Change.PutMessage(first with { Text = "edited", EditedAt = Any.Start.AddHours(1) }));
        MessageRow now = (await Engine.Chat.FindAsync("m1", Ct))!;
        Assert.Equal(("edited", 1L), (now.Text, now.RowVersion));
        Assert.Equal(["m1", "m2"], await ReadAsync(Any.Ana, null, 10));
        await KeepAsync(new Change.PutMessage(now with { Deleted = true }));
        Assert.Equal(["m2"], await ReadAsync(Any.Ana, null, 10));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(64 * 1024)]
    [InlineData((64 * 1024) + 1)]
    [InlineData(3_000_000)]
    public async Task An_artifact_is_readable_in_its_channel_only(int size)
    {
        Artifact artifact = Bytes(size);
        await Engine.Staging.StageAsync(Any.Finance, artifact, Ct);
        await Engine.Staging.StageAsync(Any.Finance, artifact, Ct);
        Assert.Null(await Engine.Artifacts.FindAsync(Any.Finance, artifact.Ref.Content, Ct));
        await KeepAsync(new Change.PutArtifact(Any.Finance, artifact, new RunId("r"), Any.Start));
        await KeepAsync(new Change.PutArtifact(Any.Finance, artifact, new RunId("r2"), Any.Start));
        await Engine.ReopenAsync();
        Artifact read = (await Engine.Artifacts.FindAsync(Any.Finance, artifact.Ref.Content, Ct))!;
        Assert.True(read.Bytes.Span.SequenceEqual(artifact.Bytes.Span));
        Assert.Equal((artifact.Ref, artifact.Author, artifact.Parent), (read.Ref, read.Author, read.Parent));
        Assert.Null(await Engine.Artifacts.FindAsync(Any.Operations, artifact.Ref.Content, Ct));
        Assert.Equal(size > 64 * 1024, Engine.FileOf(Any.Finance, artifact.Ref.Content) is not null);
    }

    /// <summary>Fault row E2, at the store: no changed byte is ever handed on.</summary>
    [Fact]
    public async Task A_flipped_byte_of_a_file_is_found_at_every_place()
    {
        Artifact artifact = Bytes(70_000);
        await KeepAsync(new Change.PutArtifact(Any.Finance, artifact, null, Any.Start));
        string path = Engine.FileOf(Any.Finance, artifact.Ref.Content)!;
        Random random = Proof.Random();
        for (int round = 0; round < Proof.Size(1000); round++)
        {
            byte[] bytes = artifact.Bytes.ToArray();
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(path, bytes, Ct);
            await Assert.ThrowsAsync<DamagedArtifactException>(async () => await Engine.Artifacts.FindAsync(Any.Finance, artifact.Ref.Content, Ct));
        }

        await File.WriteAllBytesAsync(path, artifact.Bytes.ToArray(), Ct);
        Assert.NotNull(await Engine.Artifacts.FindAsync(Any.Finance, artifact.Ref.Content, Ct));
        File.Delete(path);
        await Assert.ThrowsAsync<DamagedArtifactException>(async () => await Engine.Artifacts.FindAsync(Any.Finance, artifact.Ref.Content, Ct));
    }

    private static Artifact Bytes(int size)
    {
        byte[] bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return Artifact.Of(ArtifactType.File, bytes, Any.Ben, Digest.OfText("parent"));
    }

    private Task RememberAsync(string id, ChannelKey channel, string text) => KeepAsync(new Change.InsertFact(
        new FactRow { Id = new FactId(id), Workspace = Any.Workspace, Channel = channel, Text = text, Author = Any.Ana, CreatedAt = Any.Start }));

    private async Task<IEnumerable<long>> NumbersAsync(ChannelKey channel, string? words) =>
        (await Engine.Facts.ListAsync(channel, words, 0, 100, Ct)).Select(fact => fact.Number).ToList();

    private Task SayAsync(string key, PersonKey? author, PersonKey? onlyFor, int minute) => KeepAsync(new Change.PutMessage(
        new MessageRow { Key = key, Workspace = Any.Workspace, Channel = Any.Finance, Author = author, OnlyFor = onlyFor, Text = key, At = Any.Start.AddMinutes(minute) }));

    private async Task<string[]> ReadAsync(PersonKey reader, string? before, int take) =>
        [.. (await Engine.Chat.ReadAsync(Any.Finance, reader, before, take, Ct)).Select(message => message.Key)];
}
