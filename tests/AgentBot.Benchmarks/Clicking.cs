using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using AgentBot.Core;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery;
using AgentBot.Core.Publishing;
using AgentBot.Core.Reviews;
using AgentBot.Core.Storing;
using AgentBot.Host.Publishing;

namespace AgentBot.Benchmarks;

/// <summary>From a click on Approve to the durable decision, and to the call that publishes.</summary>
internal static class Clicking
{
    private const int UsualClicks = 200;

    private const string Template = """
        apiVersion: agentbot/v1
        kind: Workflow
        name: measured
        title: One review
        summary: Writes a document, asks about it and posts it.
        owner: finance-leads
        inputs:
          text: { type: text, required: true, label: Text }
        steps:
          - id: report
            title: Write
            action: document.render
            with: { title: Notes, body: "{{ inputs.text }}" }
          - id: decide
            title: Decide
            review:
              of: report
              reviewers: { group: finance-leads, quorum: 1, not: requester }
              expires: 2d
              on_changes: report
          - id: post
            title: Post
            publish: { to: "#finance", content: "{{ steps.decide.artifact }}" }
        """;

    /// <param name="clicks">More than usual let a profiler see more of them than of the warming up.</param>
    public static async Task<int> RunAsync(int? clicks)
    {
        int count = clicks ?? UsualClicks;
        var sender = new Stamping();
        await using BenchHost host = await BenchHost.StartAsync(null, Template, services => BenchHost.Exchange<IEffectSender, ChatSender>(services, sender));
        await Compiler.RestAsync(() => OnceAsync(host, sender));
        var decided = new List<double>(count);
        var published = new List<double>(count);
        for (int i = 0; i < count; i++)
        {
            (double decision, double publication) = await OnceAsync(host, sender);
            decided.Add(decision);
            published.Add(publication);
        }

        Figures.Title($"{count} clicks on Approve, one after the other");
        Figures.Row("click to durable decision, p50", decided.At(0.5), "ms");
        Figures.Row("click to durable decision, p99", decided.At(0.99), "ms");
        Figures.Row("click to publishing call, p50", published.At(0.5), "ms", "budget 5");
        Figures.Row("click to publishing call, p99", published.At(0.99), "ms");
        return 0;
    }

    private static async Task<(double Decision, double Publication)> OnceAsync(BenchHost host, Stamping sender)
    {
        ReviewRow? review = null;
        RunId run = default;
        await host.WhenAsync(
            commit =>
            {
                review ??= commit.Changes.OfType<Change.InsertReview>().FirstOrDefault()?.Row;
                return review is not null;
            },
            async () => run = await host.SubmitAsync("measured", ImmutableSortedDictionary<string, string>.Empty.Add("text", "Two shelves were ordered.")));
        // Nobody clicks on a card before it stands there.
        await host.RestAsync();
        var caller = new Caller(BenchHost.Ben, BenchHost.Finance, "", "bench|local|click|" + host.Get<IdSource>().Next());
        var request = new DecisionRequest(caller, review!.Id, review.Revision, review.Artifact.Content.Value[..16], DecisionKind.Approve, "", [], null, ThenApprove: false, []);

        (long clicked, long answered) = (0L, 0L);
        await host.WhenAsync(
            commit => commit.Changes.Any(change => change is Change.UpdateRun { Row.IsTerminal: true }),
            async () =>
            {
                clicked = Stopwatch.GetTimestamp();
                Reply reply = await host.Get<IConversation>().DecideAsync(request, CancellationToken.None);
                answered = Stopwatch.GetTimestamp();
                if (reply is Reply.Refused refused)
                {
                    throw new InvalidOperationException(refused.Refusal.ToString());
                }
            });
        return (Stopwatch.GetElapsedTime(clicked, answered).TotalMilliseconds, Stopwatch.GetElapsedTime(clicked, sender.Called(run)).TotalMilliseconds);
    }

    /// <summary>Stands where the publication would leave and notes when it was asked to.</summary>
    private sealed class Stamping : IEffectSender
    {
        private readonly ConcurrentDictionary<RunId, long> _called = new();

        public long Called(RunId run) => _called[run];

        public bool Handles(EffectTarget target) => target is EffectTarget.Channel;

        public bool MayRepeat(EffectTarget target) => true;

        public ValueTask<SendOutcome> SendAsync(EffectRow effect, EffectTarget target, Artifact artifact, CancellationToken ct)
        {
            _called[effect.Run] = Stopwatch.GetTimestamp();
            return new(new SendOutcome.Sent(""));
        }
    }
}
