using System.Security.Cryptography;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace AgentBot.Chat.Teams.Calling;

/// <summary>
/// Calls connectors. Every expected outcome is a value. What Teams put off is tried again a little later; what may be repeated
/// also when no answer came; a post is never repeated after silence, because it may have arrived. After several calls without
/// an answer Teams is left alone for a moment.
/// </summary>
public sealed class TeamsApi
{
    private const int MostRepeats = 2;
    private const int FailuresBeforeRest = 6;

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    private readonly TeamsWire _wire;
    private readonly TeamsPacing _pacing;
    private readonly ResiliencePipeline<TeamsAnswer> _once;
    private readonly ResiliencePipeline<TeamsAnswer> _repeated;

    public TeamsApi(TeamsWire wire, TeamsPacing pacing, TimeProvider time)
    {
        _wire = wire;
        _pacing = pacing;
        // Both share one breaker: whether Teams is there does not depend on what it is asked.
        ResiliencePipeline<TeamsAnswer> breaker = new ResiliencePipelineBuilder<TeamsAnswer> { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<TeamsAnswer>
            {
                ShouldHandle = static outcome => new ValueTask<bool>(IsSilence(outcome.Outcome.Result)),
                FailureRatio = 0.9,
                MinimumThroughput = FailuresBeforeRest,
                SamplingDuration = TimeSpan.FromSeconds(60),
                BreakDuration = Rest,
            })
            .Build();
        _once = Repeating(IsShortWait, breaker, time);
        _repeated = Repeating(static answer => IsShortWait(answer) || IsSilence(answer), breaker, time);
    }

    public async ValueTask<TeamsAnswer> CallAsync(TeamsRequest request, CancellationToken ct)
    {
        try
        {
            return await (request.MayRepeat ? _repeated : _once).ExecuteAsync(static (call, token) => call.Api.OnceAsync(call.Request, token), (Api: this, Request: request), ct);
        }
        catch (BrokenCircuitException)
        {
            return new TeamsAnswer.Unreachable("Teams does not answer at the moment.");
        }
    }

    private async ValueTask<TeamsAnswer> OnceAsync(TeamsRequest request, CancellationToken ct)
    {
        TimeSpan wait = await _pacing.TakeTurnAsync(request, ct);
        if (wait > TimeSpan.Zero)
        {
            return new TeamsAnswer.Limited(wait) { IsOwn = true };
        }

        TeamsAnswer answer = await _wire.SendAsync(request, ct);
        if (answer is TeamsAnswer.Limited limited)
        {
            return new TeamsAnswer.Limited(_pacing.Pause(request, limited.After));
        }

        _pacing.Went(request);
        return answer;
    }

    private static ResiliencePipeline<TeamsAnswer> Repeating(Func<TeamsAnswer?, bool> isWorthIt, ResiliencePipeline<TeamsAnswer> inner, TimeProvider time) =>
        new ResiliencePipelineBuilder<TeamsAnswer> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<TeamsAnswer>
            {
                ShouldHandle = outcome => new ValueTask<bool>(isWorthIt(outcome.Outcome.Result)),
                MaxRetryAttempts = MostRepeats,
                // A pause of the pacing is waited for there, once. Never less than lies between two edits of a message; jittered upwards only.
                DelayGenerator = static outcome => new ValueTask<TimeSpan?>(outcome.Outcome.Result is TeamsAnswer.Limited { After: { } after }
                    ? after
                    : TeamsPacing.BetweenEdits * Math.Pow(2, outcome.AttemptNumber) * (1 + (RandomNumberGenerator.GetInt32(400) / 1000.0))),
            })
            .AddPipeline(inner)
            .Build();

    private static bool IsShortWait(TeamsAnswer? answer) => answer is TeamsAnswer.Limited { IsOwn: false, After: { } after } && after <= TeamsPacing.Patience;

    private static bool IsSilence(TeamsAnswer? answer) => answer is TeamsAnswer.Unreachable or TeamsAnswer.Unclear;
}
