using System.Text;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.People;
using AgentBot.Core.Policy;
using AgentBot.Core.Publishing;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.RowByRow;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Testing;
using SQLitePCL;

namespace AgentBot.Host.Tests.Faults;

/// <summary>Fault row E2: between the yes and the sending one bit of anything that the yes stands for is another. The content's own file is in <see cref="ApprovalFaultTests"/>.</summary>
public sealed class BindingFlipTests
{
    private const string FirstDecision = "seq = (SELECT min(seq) FROM decisions WHERE review = $review)";

    /// <summary>Every cell that an approval stands for; what stands behind the named word in a cell is about something else.</summary>
    private static readonly (string Table, string Column, string Where, string Until)[] Places =
    [
        ("runs", "template_version", "id = $run", ""),
        ("runs", "channel", "id = $run", ""),
        ("runs", "resolved", "id = $run", "\"principals\""),
        ("reviews", "artifact", "id = $review", ""),
        ("reviews", "artifact_type", "id = $review", ""),
        ("reviews", "binding", "id = $review", ""),
        ("reviews", "policy", "id = $review", ""),
        ("reviews", "progress", "id = $review", "\"since\""),
        ("reviews", "state", "id = $review", ""),
        ("reviews", "step", "id = $review", ""),
        ("decisions", "person", FirstDecision, ""),
        ("decisions", "kind", FirstDecision, ""),
        ("decisions", "shown", FirstDecision, ""),
        ("effects", "target", "run = $run", ""),
        ("effects", "artifact", "run = $run", ""),
        ("effects", "artifact_type", "run = $run", ""),
        ("effects", "binding", "run = $run", ""),
        ("effects", "review", "run = $run", ""),
        ("effects", "step", "run = $run", ""),
        ("artifacts", "bytes", "channel = $channel AND content = $content", ""),
        ("closures", "json", "version = $version", ""),
    ];

    [Fact]
    public async Task Nothing_leaves_whichever_bit_it_is()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Two);
        (RunRow run, ReviewRow review, EffectRow effect) = await ApprovedAsync(host);
        Random random = Proof.Random();
        foreach ((string table, string column, string where, string until) in Places)
        {
            using var damage = new Damage(host, table, column, where, until, run, review);
            for (int i = 0; i < Proof.Size(10_000) / Places.Length; i++)
            {
                string what = damage.Flip(random);
                Assert.True(await IsStoppedAsync(host, run, effect), $"{table}.{column} {what}, seed {Proof.Seed}");
                damage.Mend();
            }

            Assert.IsType<EffectCheck.Good>(await CheckAsync(host, run, effect));
        }
    }

    [Fact]
    public async Task It_is_told_in_the_audit_whichever_place_it_is()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Two);
        Random random = Proof.Random();
        int told = 0;

        // Of a template, a running process has the bytes that it compared when it read them.
        foreach ((string table, string column, string where, string until) in Places.Where(place => place.Table != "closures"))
        {
            (RunRow run, ReviewRow review, EffectRow effect) = await ApprovedAsync(host);
            using var damage = new Damage(host, table, column, where, until, run, review);
            string what = damage.Flip(random);
            bool isRead = true;
            try
            {
                await host.SendAsync();
            }
            catch (Exception unreadable) when (unreadable is ArgumentException or InvalidOperationException or StoreUnavailableException or System.Text.Json.JsonException or FormatException)
            {
                isRead = false;
            }

            Assert.True(host.Sender.Sendings.IsEmpty, $"{table}.{column} {what} was sent, seed {Proof.Seed}");
            IReadOnlyList<string> audit = await host.AuditAsync(run);
            if (isRead)
            {
                Assert.True(audit.Any(verb => verb is "approval.voided" or "effect.dead"), $"{table}.{column} {what} is not in the audit: {string.Join(", ", audit)}, seed {Proof.Seed}");
                told++;
            }
            else
            {
                // What cannot be read at all has no entry of its own; mended, it would still be what was approved.
                damage.Mend();
            }

            // It is asked about no more, so that the next place stands alone.
            await host.CommitAsync(new Change.DropWork(run.Id, "decide", 1), new Change.DropWork(run.Id, "post", 1), new Change.UpdateEffect((await host.Get<IDeliveryReader>().FindEffectAsync(effect.Id, CancellationToken.None))! with { State = EffectState.Withdrawn }));
        }

        Assert.True(told >= 15, $"only {told} of {Places.Length - 1} places were told, seed {Proof.Seed}");
    }

    [Fact]
    public async Task One_yes_of_two_stays_one_whatever_the_row_says_that_is_needed()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Two);
        RunRow run = await host.StartAsync("run two text=Hello");
        ReviewRow review = await host.ReviewAsync(run);
        await host.CommitAsync(new Change.UpdateReview(review with { Policy = ReviewPolicies.Write(ReviewPolicies.Read(review.Policy) with { Quorum = 1 }) }));
        Assert.IsType<Reply.Decided>(await host.DecideAsync(review, FaultHost.Ben, DecisionKind.Approve));
        await host.WorkAsync();
        Assert.Empty(host.Sender.Sendings);
    }

    private static async Task<(RunRow Run, ReviewRow Review, EffectRow Effect)> ApprovedAsync(FaultHost host)
    {
        RunRow run = await host.StartAsync("run two text=Hello");
        ReviewRow review = await host.ReviewAsync(run);
        Assert.IsType<Reply.Decided>(await host.DecideAsync(review, FaultHost.Ben, DecisionKind.Approve));
        Assert.IsType<Reply.Decided>(await host.DecideAsync(review, FaultHost.Cleo, DecisionKind.Approve));
        await host.WorkAsync(sends: false);
        return (await host.RunAsync(run.Id), await host.ReviewAsync(run), await host.EffectAsync(run));
    }

    // As a process does that begins anew: nothing is remembered from before.
    private static async Task<EffectCheck> CheckAsync(FaultHost host, RunRow run, EffectRow effect)
    {
        var checks = new EffectChecks(host.Get<IArtifactReader>(), host.Reviews, host.Get<RowChecks>(), new ClosureCache(host.Runs), host.Get<IRetiredVersions>(), host.Get<IDirectory>(), host.Get<ToolChecks>(), host.Clock);
        RunRow now = (await host.Runs.FindAsync(run.Id, CancellationToken.None))!;
        EffectRow sent = (await host.Get<IDeliveryReader>().FindEffectAsync(effect.Id, CancellationToken.None))!;
        return await checks.CheckAsync(now, sent, CancellationToken.None);
    }

    // What can no longer be read at all does not leave either; the store says so where it is read.
    private static async Task<bool> IsStoppedAsync(FaultHost host, RunRow run, EffectRow effect)
    {
        try
        {
            return await CheckAsync(host, run, effect) is EffectCheck.Void;
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or InvalidOperationException or StoreUnavailableException)
        {
            return true;
        }
    }

    /// <summary>One cell of the database file, changed behind the back of the store and put back.</summary>
    private sealed class Damage : IDisposable
    {
        private readonly sqlite3 _database;
        private readonly (string Table, string Column, string Where) _place;
        private readonly byte[] _good;
        private readonly bool _isText;
        private readonly int _length;

        public Damage(FaultHost host, string table, string column, string where, string until, RunRow run, ReviewRow review)
        {
            Assert.Equal(raw.SQLITE_OK, raw.sqlite3_open_v2(Path.Combine(host.Folder, "data", "agentbot.db"), out _database, raw.SQLITE_OPEN_READWRITE, null));
            raw.sqlite3_busy_timeout(_database, 5_000);
            Run("PRAGMA synchronous = OFF");
            Run("PRAGMA wal_autocheckpoint = 0");
            (string Name, string Value)[] ids = [("$run", run.Id.Value), ("$review", review.Id.Value), ("$channel", run.Channel.Value), ("$content", review.Artifact.Content.Value), ("$version", run.TemplateVersion.Value)];
            _place = (table, column, ids.Aggregate(where, (sql, id) => sql.Replace(id.Name, $"'{id.Value}'", StringComparison.Ordinal)));
            using sqlite3_stmt read = Prepare($"SELECT CAST({column} AS BLOB), typeof({column}) FROM {table} WHERE {_place.Where}");
            Assert.Equal(raw.SQLITE_ROW, raw.sqlite3_step(read));
            (_good, _isText) = (raw.sqlite3_column_blob(read, 0).ToArray(), raw.sqlite3_column_text(read, 1).utf8_to_string() == "text");
            int end = until.Length == 0 ? -1 : Encoding.UTF8.GetString(_good).IndexOf(until, StringComparison.Ordinal);
            _length = end > 0 ? end : _good.Length;
            Assert.True(_length > 0, $"{table}.{column} is empty");
        }

        public string Flip(Random random)
        {
            byte[] bad = [.. _good];
            int at = random.Next(_length), bit = random.Next(_isText ? 7 : 8);
            bad[at] ^= (byte)(1 << bit);
            bad[at] = bad[at] == 0 ? (byte)'?' : bad[at];
            Write(bad);
            return $"byte {at} bit {bit}: {Encoding.UTF8.GetString(bad)}";
        }

        public void Mend() => Write(_good);

        public void Dispose() => _database.Dispose();

        private void Write(byte[] bytes)
        {
            using sqlite3_stmt write = Prepare($"UPDATE {_place.Table} SET {_place.Column} = {(_isText ? "CAST(?1 AS TEXT)" : "?1")} WHERE {_place.Where}");
            raw.sqlite3_bind_blob(write, 1, bytes);
            Assert.Equal(raw.SQLITE_DONE, raw.sqlite3_step(write));
            Assert.True(raw.sqlite3_changes(_database) > 0);
        }

        private void Run(string sql)
        {
            using sqlite3_stmt statement = Prepare(sql);
            raw.sqlite3_step(statement);
        }

        private sqlite3_stmt Prepare(string sql)
        {
            Assert.Equal(raw.SQLITE_OK, raw.sqlite3_prepare_v2(_database, sql, out sqlite3_stmt statement));
            return statement;
        }
    }
}
