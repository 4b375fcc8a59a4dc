using AgentBot.Core;
using AgentBot.Core.Audit;
using AgentBot.Core.Storing;
using AgentBot.Testing;

namespace AgentBot.Storage.Tests;

/// <summary>The audit tells of every touch, and where. Fault rows J1 and J2.</summary>
public abstract class AuditContract : StoreContract
{
    [Fact]
    public async Task Lines_stand_with_their_change_and_texts_stay_outside_the_chain()
    {
        AuditEntry entry = AuditEntry.Of("review.rejected", "ben", "v1", new RunId("r1")).With("artifact", Digest.OfText("x")).Saying("note", "Too dear, see Anna.");
        await Engine.Committer.CommitAsync(Any.Of(new Change.PutMark("m", "v")).Audited(entry), Ct);
        AuditRow line = Assert.Single(await Engine.Audit.OfRunAsync(new RunId("r1"), Ct));
        Assert.Equal(("review.rejected", "ben", "v1", ""), (line.Verb, line.Actor, line.Subject, line.Hash));
        Assert.DoesNotContain("Anna", line.Digests + line.Commitments, StringComparison.Ordinal);
        (string name, string salt, string text) = Assert.Single(await Engine.Audit.TextsAsync(line.Sequence, Ct));
        Assert.Equal(("note", "Too dear, see Anna."), (name, text));
        Assert.Contains(AuditChain.Commit(salt, text), line.Commitments, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_commit_leaves_no_line_and_no_gap()
    {
        await WriteAsync(3);
        await Engine.Committer.CommitAsync(Any.Of(new Change.PutMark("m", "v"), new Change.InsertStep(Any.Step("r", "a")), new Change.UpdateRun(Any.Run("nobody"))).Audited(AuditEntry.Of("lost", "ana", "x")), Ct);
        await WriteAsync(2);
        (List<AuditRow> lines, _) = await AllAsync();
        Assert.Equal([1L, 2L, 3L, 4L, 5L], lines.Select(line => line.Sequence));
        Assert.DoesNotContain(lines, line => line.Verb == "lost");
    }

    [Fact]
    public async Task Sealing_goes_on_where_it_stopped_also_after_a_restart()
    {
        await WriteAsync(7);
        Assert.Equal(4, (await Engine.Audit.SealAsync(4, Ct))!.Value.Sequence);
        await Engine.ReopenAsync();
        Assert.Equal(7, (await Engine.Audit.SealAsync(4, Ct))!.Value.Sequence);
        Assert.Null(await Engine.Audit.SealAsync(4, Ct));
        await WriteAsync(1);
        AuditVerdict verdict = await AuditVerifier.VerifyAsync(Engine.Audit, [], Ct);
        Assert.True(verdict.Holds, string.Join(' ', verdict.Faults));
        Assert.Equal((8L, 7L), (verdict.Lines, verdict.Head.Sequence));
        Assert.Equal(verdict.Head, await Engine.Audit.HeadAsync(Ct));
    }

    /// <summary>Fault row J1.</summary>
    [Fact]
    public async Task Every_edit_removal_insertion_and_swap_is_found_at_its_place()
    {
        await WriteAsync(60);
        await Engine.Audit.SealAsync(1000, Ct);
        (List<AuditRow> lines, Dictionary<long, IReadOnlyList<(string, string, string)>> texts) = await AllAsync();
        Assert.True(Verify(lines, texts).Holds);
        Random random = Proof.Random();
        for (int round = 0; round < Proof.Size(1000); round++)
        {
            List<AuditRow> touched = [.. lines];
            int at = random.Next(lines.Count - 1);
            long place = Touch(touched, at, random);
            AuditVerdict verdict = Verify(touched, texts);
            Assert.False(verdict.Holds, $"Round {round} at {at} was not found (seed {Proof.Seed}).");
            Assert.Equal(place, verdict.Faults[0].Sequence);
            Assert.Contains(place.ToString(System.Globalization.CultureInfo.InvariantCulture), verdict.Faults[0].Sentence, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_changed_text_is_found_and_an_erased_one_is_no_fault()
    {
        await WriteAsync(5);
        await Engine.Audit.SealAsync(1000, Ct);
        (List<AuditRow> lines, Dictionary<long, IReadOnlyList<(string, string, string)>> texts) = await AllAsync();
        (string name, string salt, string text) = texts[3][0];
        texts[3] = [(name, salt, text + "!")];
        Assert.Equal(3, Assert.Single(Verify(lines, texts).Faults).Sequence);
        texts[3] = [("invented", salt, text)];
        Assert.Equal(3, Assert.Single(Verify(lines, texts).Faults).Sequence);
        texts.Clear();
        Assert.True(Verify(lines, texts).Holds);
    }

    /// <summary>Fault row J2.</summary>
    [Fact]
    public async Task A_cut_or_rewritten_end_contradicts_the_anchor()
    {
        await WriteAsync(20);
        (long sequence, string hash) = (await Engine.Audit.SealAsync(1000, Ct))!.Value;
        using var folder = new TempFolder();
        string path = folder.File("anchors.txt");
        await AuditAnchor.AppendAsync(path, new AuditAnchor(Any.Start, 0, AuditChain.Genesis), Ct);
        await AuditAnchor.AppendAsync(path, new AuditAnchor(Any.Start, sequence, hash), Ct);
        await File.AppendAllTextAsync(path, "\n2026-11-19T1", Ct);
        await AuditAnchor.AppendAsync(path, new AuditAnchor(Any.Start.AddHours(1), sequence, hash), Ct);
        IReadOnlyList<AuditAnchor> anchors = await AuditAnchor.ReadAsync(path, Ct);
        Assert.Equal(3, anchors.Count);
        Assert.Empty(await AuditAnchor.ReadAsync(folder.File("none"), Ct));

        (List<AuditRow> lines, Dictionary<long, IReadOnlyList<(string, string, string)>> texts) = await AllAsync();
        Assert.True(Verify(lines, texts, anchors).Holds);
        for (int kept = 0; kept < lines.Count; kept++)
        {
            AuditVerdict cut = Verify(lines[..kept], texts, anchors);
            Assert.False(cut.Holds);
            Assert.Equal(kept + 1, cut.Faults[^1].Sequence);
        }

        List<AuditRow> rewritten = [];
        string previous = AuditChain.Genesis;
        foreach (AuditRow line in lines)
        {
            AuditRow forged = line with { Actor = "nobody" };
            previous = AuditChain.Next(previous, forged);
            rewritten.Add(forged with { Hash = previous });
        }

        Assert.True(Verify(rewritten, texts).Holds);
        Assert.Equal(sequence, Assert.Single(Verify(rewritten, texts, anchors).Faults).Sequence);
    }

    private static long Touch(List<AuditRow> lines, int at, Random random)
    {
        AuditRow line = lines[at];
        switch (random.Next(8))
        {
            case 0:
                lines[at] = line with { Actor = line.Actor + "x" };
                return line.Sequence;
            case 1:
                lines[at] = line with { At = line.At.AddMicroseconds(1) };
                return line.Sequence;
            case 2:
                lines[at] = line with { Verb = line.Subject, Subject = line.Verb };
                return line.Sequence;
            case 3:
                lines.RemoveAt(at);
                return line.Sequence;
            case 4:
                // Removed, and the ones behind moved up.
                lines.RemoveAt(at);
                Renumber(lines, at);
                return line.Sequence;
            case 5:
                lines.Insert(at, line with { Actor = "intruder" });
                Renumber(lines, at);
                return line.Sequence;
            case 6:
                lines[at] = line with { Hash = "" };
                return line.Sequence;
            default:
                (lines[at], lines[at + 1]) = (lines[at + 1] with { Sequence = line.Sequence }, line with { Sequence = line.Sequence + 1 });
                return line.Sequence;
        }
    }

    private static void Renumber(List<AuditRow> lines, int from)
    {
        for (int i = from; i < lines.Count; i++)
        {
            lines[i] = lines[i] with { Sequence = i + 1 };
        }
    }

    private static AuditVerdict Verify(IEnumerable<AuditRow> lines, Dictionary<long, IReadOnlyList<(string, string, string)>> texts, IEnumerable<AuditAnchor>? anchors = null)
    {
        var verifier = new AuditVerifier(anchors ?? []);
        foreach (AuditRow line in lines)
        {
            verifier.Read(line, texts.GetValueOrDefault(line.Sequence) ?? []);
        }

        return verifier.End();
    }

    private async Task WriteAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            AuditEntry entry = AuditEntry.Of("run.started", "ana", "subject" + i, new RunId("r" + i)).With("template", Digest.OfText("t" + i)).Saying("note", "words " + i);
            await Engine.Committer.CommitAsync(Any.Of().Audited(entry), Ct);
        }
    }

    private async Task<(List<AuditRow> Lines, Dictionary<long, IReadOnlyList<(string, string, string)>> Texts)> AllAsync()
    {
        var lines = new List<AuditRow>();
        var texts = new Dictionary<long, IReadOnlyList<(string, string, string)>>();
        await foreach (AuditRow line in Engine.Audit.ReadAsync(0, Ct))
        {
            lines.Add(line);
            texts[line.Sequence] = await Engine.Audit.TextsAsync(line.Sequence, Ct);
        }

        return (lines, texts);
    }
}
