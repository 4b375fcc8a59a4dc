using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AgentBot.Core;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.Publishing;
using AgentBot.Core.Requests;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs.Working;
using AgentBot.Core.Storing;
using AgentBot.Storage;
using AgentBot.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AgentBot.Host.Tests.Requests;

/// <summary>Nothing is told as approved that is not exactly what was: each step is done by hand, so that something can happen between two.</summary>
public sealed class RequestReleaseTests : IAsyncDisposable
{
    private static readonly PersonKey Payroll = new("system:payroll");

    private readonly TempFolder _folder = new();
    private readonly FakeClock _clock = new();
    private readonly WebApplication _app;
    private bool _damaged;

    public RequestReleaseTests() => _app = TestHost.Build(_folder, RequestHost.Settings(_folder), services =>
    {
        services.AddSingleton<TimeProvider>(_clock);
        services.Configure<SqliteStoreOptions>(options => options.InlineArtifactBytes = 64);
        services.AddSingleton<IRequestReader>(provider => new Reader(provider.GetRequiredService<SqliteStore>().Requests, () => _damaged));
    });

    [Fact]
    public async Task An_approval_is_told_only_once_it_was_released_and_a_flipped_byte_between_asks_anew()
    {
        ReviewRow review = await AskAsync("flip");
        Assert.IsType<Reply.Decided>(await DecideAsync(review, "ben", DecisionKind.Approve));
        Assert.Equal((RequestState.Open, null), await StandsAsync("flip"));
        await WorkAsync(sends: false);
        Assert.Equal((RequestState.Open, null), await StandsAsync("flip"));

        string path = Directory.EnumerateFiles(_folder.Path, review.Artifact.Content.Value, SearchOption.AllDirectories).Single();
        byte[] bytes = await File.ReadAllBytesAsync(path);
        byte[] good = [.. bytes];
        bytes[^10] ^= 4;
        await File.WriteAllBytesAsync(path, bytes);
        await WorkAsync();
        Assert.Equal((RequestState.Open, null), await StandsAsync("flip"));
        Assert.Equal(ReviewState.Voided, (await Get<IReviewReader>().FindAsync(review.Id, review.Revision, CancellationToken.None))!.State);

        // The bytes come back: people are asked about them anew, and only that approval counts.
        await File.WriteAllBytesAsync(path, good);
        await WorkAsync();
        ReviewRow next = (await Get<IReviewReader>().FindAsync(review.Id, CancellationToken.None))!;
        Assert.Equal((review.Revision + 1, review.Round, true), (next.Revision, next.Round, next.IsOpen));
        Assert.IsType<Reply.Decided>(await DecideAsync(next, "cleo", DecisionKind.Approve));
        await WorkAsync();
        (RequestState state, string? told) = await StandsAsync("flip");
        Assert.Equal(RequestState.Approved, state);
        Assert.Equal("cleo", (string?)JsonNode.Parse(told!)!["decided_by"]!.AsArray().Single()!["person"]);
    }

    [Fact]
    public async Task A_stop_between_the_approval_and_the_release_is_told_as_one()
    {
        ReviewRow review = await AskAsync("stopped");
        Assert.IsType<Reply.Decided>(await DecideAsync(review, "ben", DecisionKind.Approve));
        await WorkAsync(sends: false);
        var run = (await Get<Core.Storing.IRunReader>().FindAsync(review.Run, CancellationToken.None))!;
        var caller = new Caller(new PersonKey("ben"), run.Channel, run.Thread, "test|local|stop|1");
        Reply stopped = await Get<IConversation>().SayAsync(new CommandRequest(caller, $"cancel {run.Number}", [], []), CancellationToken.None);
        Assert.False(stopped is Reply.Refused, stopped.ToString());
        await WorkAsync();

        (RequestState state, string? told) = await StandsAsync("stopped");
        Assert.Equal(RequestState.Cancelled, state);
        Assert.Equal("cancelled", (string?)JsonNode.Parse(told!)!["outcome"]);
        string place = Conversations.InThread(ChannelKey.Of("asker", run.Workspace, "payroll"), "stopped");
        Assert.NotNull(await Get<IDeliveryReader>().FindViewAsync(place, Purposes.Decision(review.Id, review.Round), CancellationToken.None));
    }

    [Fact]
    public async Task Each_change_of_what_was_bound_stops_the_release()
    {
        ReviewRow review = await AskAsync("bound");
        Assert.IsType<Reply.Decided>(await DecideAsync(review, "ben", DecisionKind.Approve));
        await WorkAsync(sends: false);
        var run = (await Get<IRunReader>().FindAsync(review.Run, CancellationToken.None))!;
        EffectRow effect = (await Get<IDeliveryReader>().EffectsAsync(run.Id, CancellationToken.None)).Single();
        EffectChecks checks = Get<EffectChecks>();
        Assert.IsType<EffectCheck.Good>(await checks.CheckAsync(run, effect, CancellationToken.None));
        (string What, Core.Runs.RunRow Run, EffectRow Effect)[] changed =
        [
            ("another system", run, effect with { Target = effect.Target.Replace("payroll", "crm", StringComparison.Ordinal) }),
            ("another request", run, effect with { Target = effect.Target.Replace("bound", "other", StringComparison.Ordinal) }),
            ("another requester", run with { Requester = new PersonKey("system:crm") }, effect),
            ("another request in the run", run with { Inputs = run.Inputs.Replace("\"bound\"", "\"other\"", StringComparison.Ordinal) }, effect),
            ("another binding", run, effect with { Binding = Digest.OfText("x") }),
            ("another revision", run, effect with { ReviewRevision = 7 }),
            ("another artifact", run, effect with { Artifact = effect.Artifact with { Content = Digest.OfText("x") } }),
        ];
        foreach (var one in changed)
        {
            Assert.True(await checks.CheckAsync(one.Run, one.Effect, CancellationToken.None) is EffectCheck.Void, one.What);
        }

        _clock.Advance(TimeSpan.FromHours(25));
        Assert.IsType<EffectCheck.Void>(await checks.CheckAsync(run, effect, CancellationToken.None));
    }

    [Fact]
    public async Task Words_that_were_damaged_after_they_were_kept_are_handed_out_by_nobody()
    {
        ReviewRow review = await AskAsync("words");
        Assert.IsType<Reply.Decided>(await DecideAsync(review, "ben", DecisionKind.Reject, "No."));
        Assert.Equal(RequestState.Rejected, (await StandsAsync("words")).State);
        _damaged = true;
        await Assert.ThrowsAsync<DamagedArtifactException>(() => StandsAsync("words"));
    }

    [Fact]
    public async Task Who_hands_in_nothing_for_two_weeks_after_changes_were_asked_is_waited_for_no_longer()
    {
        ReviewRow review = await AskAsync("slow");
        Assert.IsType<Reply.Decided>(await DecideAsync(review, "ben", DecisionKind.RequestChanges, "Shorter."));
        await WorkAsync();
        Assert.Equal(RequestState.ChangesRequested, (await StandsAsync("slow")).State);
        _clock.Advance(TimeSpan.FromDays(13));
        await WorkAsync();
        Assert.Equal(RequestState.ChangesRequested, (await StandsAsync("slow")).State);
        _clock.Advance(TimeSpan.FromDays(1.1));
        await WorkAsync();
        Assert.Equal(RequestState.Failed, (await StandsAsync("slow")).State);
        Assert.Contains("Payroll handed in no next round", (await Get<IRunReader>().FindAsync(review.Run, CancellationToken.None))!.Outcome, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_answering_is_told_as_expired_and_never_as_a_yes()
    {
        ReviewRow review = await AskAsync("quiet");
        _clock.Advance(review.ExpiresAt!.Value - _clock.GetUtcNow() + TimeSpan.FromMinutes(1));
        await WorkAsync();
        (RequestState state, string? told) = await StandsAsync("quiet");
        Assert.Equal(RequestState.Expired, state);
        Assert.Equal(("expired", 0), ((string?)JsonNode.Parse(told!)!["outcome"], JsonNode.Parse(told!)!["decided_by"]!.AsArray().Count));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    private T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    private async Task<ReviewRow> AskAsync(string id)
    {
        string text = RequestHost.Memo(id, new string('m', 600)).ToJsonString();
        using JsonDocument document = JsonDocument.Parse(text);
        (ReviewRequest? request, _) = await RequestReader.ReadAsync(document.RootElement, Digest.OfBytes(Encoding.UTF8.GetBytes(text)), CancellationToken.None);
        var taken = Assert.IsType<RequestAnswer.Taken>(await Get<RequestHandler>().AskAsync(Get<IAskers>().Find(Payroll)!, request!, CancellationToken.None));
        await WorkAsync();
        return (await Get<IReviewReader>().OfRunAsync(taken.Status.Run.Id, CancellationToken.None)).Single();
    }

    private ValueTask<Reply> DecideAsync(ReviewRow review, string person, DecisionKind kind, string note = "") => Get<IConversation>().DecideAsync(
        new DecisionRequest(new Caller(new PersonKey(person), RequestHost.Finance, "", $"test|local|decision|{Guid.NewGuid():n}"), review.Id, review.Revision, review.Artifact.Content.Value[..16], kind, note, [], null, false, []),
        CancellationToken.None);

    private async Task<(RequestState State, string? Told)> StandsAsync(string id)
    {
        RequestRow row = (await Get<IRequestReader>().FindAsync(Payroll, id, CancellationToken.None))!;
        RequestStatus status = await Get<RequestStatuses>().OfAsync(row, CancellationToken.None);
        return (status.State, status.Decision?.Document);
    }

    private async Task WorkAsync(bool sends = true)
    {
        for (int count = 1; count > 0;)
        {
            IReadOnlyList<Core.Runs.WorkRow> work = await Get<IWorkStore>().ClaimAsync(16, TimeSpan.FromSeconds(15), _clock.GetUtcNow(), CancellationToken.None);
            foreach (Core.Runs.WorkRow claimed in work)
            {
                await Get<WorkHandler>().HandleAsync(new HeldWork(claimed, Seen: null), lease: null, CancellationToken.None);
            }

            IReadOnlyList<EffectRow> effects = sends ? await Get<IDeliveryReader>().DueEffectsAsync(_clock.GetUtcNow(), 16, CancellationToken.None) : [];
            foreach (EffectRow effect in effects)
            {
                await Get<EffectHandler>().HandleAsync(effect, CancellationToken.None);
            }

            count = work.Count + effects.Count;
        }
    }

    private sealed class Reader(IRequestReader inner, Func<bool> isDamaged) : IRequestReader
    {
        public ValueTask<RequestRow?> FindAsync(PersonKey system, string id, CancellationToken ct) => inner.FindAsync(system, id, ct);

        public ValueTask<int> CountOpenAsync(PersonKey system, CancellationToken ct) => inner.CountOpenAsync(system, ct);

        public async ValueTask<IssuedDecision?> FindIssuedAsync(ReviewId review, int round, CancellationToken ct) =>
            await inner.FindIssuedAsync(review, round, ct) is { } row ? isDamaged() ? row with { Document = row.Document.Replace("rejected", "approved", StringComparison.Ordinal) } : row : null;
    }
}
