using System.Collections.Immutable;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace AgentBot.Chat.Slack.Calling;

/// <summary>
/// Calls Slack's Web API. Every expected outcome is a value. What may be repeated is repeated when no answer came; what may not
/// (posting) is called once and answered honestly. After several calls without an answer Slack is left alone for a moment.
/// </summary>
public sealed class SlackApi
{
    private const int MostRepeats = 2;
    private const int FailuresBeforeRest = 6;

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    private readonly SlackWire _wire;
    private readonly SlackPacing _pacing;
    private readonly SlackHealth _health;
    private readonly SlackAccess _access;
    private readonly ResiliencePipeline<SlackAnswer> _once;
    private readonly ResiliencePipeline<SlackAnswer> _repeated;
    private volatile string _refusedToken = "";

    public SlackApi(SlackWire wire, SlackAccess access, SlackPacing pacing, SlackHealth health, TimeProvider time)
    {
        _access = access;
        _wire = wire;
        _pacing = pacing;
        _health = health;
        // Both share one breaker: whether Slack is there does not depend on what it is asked.
        var breaker = new CircuitBreakerStrategyOptions<SlackAnswer>
        {
            ShouldHandle = static outcome => new ValueTask<bool>(IsSilence(outcome.Outcome.Result)),
            FailureRatio = 0.9,
            MinimumThroughput = FailuresBeforeRest,
            SamplingDuration = TimeSpan.FromSeconds(60),
            BreakDuration = Rest,
        };
        _once = new ResiliencePipelineBuilder<SlackAnswer> { TimeProvider = time }.AddCircuitBreaker(breaker).Build();
        _repeated = new ResiliencePipelineBuilder<SlackAnswer> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<SlackAnswer>
            {
                ShouldHandle = static outcome => new ValueTask<bool>(IsSilence(outcome.Outcome.Result)),
                MaxRetryAttempts = MostRepeats,
                Delay = TimeSpan.FromMilliseconds(300),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            })
            .AddPipeline(_once)
            .Build();
    }

    /// <param name="form">Arguments; nested objects as JSON text.</param>
    public async ValueTask<SlackAnswer> CallAsync(SlackMethod method, IReadOnlyList<KeyValuePair<string, string>> form, CancellationToken ct)
    {
        if (!method.ByApp && !method.TellsToken && _health.Trouble is { } trouble && !await IsGoodAgainAsync(ct))
        {
            return new SlackAnswer.Refused(trouble.Error, []);
        }

        ResiliencePipeline<SlackAnswer> pipeline = method.MayRepeat ? _repeated : _once;
        try
        {
            return await pipeline.ExecuteAsync(
                static (call, token) => call.Api.OnceAsync(call.Method, call.Form, token),
                (Api: this, Method: method, Form: form),
                ct);
        }
        catch (BrokenCircuitException)
        {
            return new SlackAnswer.Unreachable("Slack does not answer at the moment.");
        }
    }

    private async ValueTask<SlackAnswer> OnceAsync(SlackMethod method, IReadOnlyList<KeyValuePair<string, string>> form, CancellationToken ct)
    {
        string place = method.PacedBy.Length == 0 ? "" : form.FirstOrDefault(argument => argument.Key == method.PacedBy).Value ?? "";
        using SlackTurn turn = await _pacing.TakeTurnAsync(method, place, ct);
        if (turn.Wait > TimeSpan.Zero)
        {
            return new SlackAnswer.Limited(turn.Wait);
        }

        string token = _access.BotToken;
        SlackAnswer answer = await _wire.SendAsync(method, form, ct);
        switch (answer)
        {
            case SlackAnswer.Limited limited:
                _pacing.Pause(method, place, limited.After);
                break;
            case SlackAnswer.Refused refused when !method.ByApp && SlackHealth.IsTokenError(refused.Error):
                _refusedToken = token;
                _health.TokenRefused(refused.Error);
                break;
            case SlackAnswer.Ok when !method.ByApp:
                _health.TokenAccepted();
                break;
        }

        return answer;
    }

    private async ValueTask<bool> IsGoodAgainAsync(CancellationToken ct) =>
        (_access.BotToken != _refusedToken || _health.TakeLook()) && await CallAsync(SlackMethods.TestToken, [], ct) is SlackAnswer.Ok;

    private static bool IsSilence(SlackAnswer? answer) => answer is SlackAnswer.Unreachable or SlackAnswer.Unclear;
}

/// <summary>Builds the arguments of a call; what is empty is left out.</summary>
public sealed class SlackForm
{
    private readonly List<KeyValuePair<string, string>> _arguments = [];

    public IReadOnlyList<KeyValuePair<string, string>> Arguments => _arguments;

    public SlackForm With(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            _arguments.Add(new(name, value));
        }

        return this;
    }

    public SlackForm With(string name, bool value) => With(name, value ? "true" : "false");

    public SlackForm With(string name, int value) => With(name, value.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public SlackForm With(string name, System.Text.Json.Nodes.JsonNode? value) => value is null ? this : With(name, value.ToJsonString());

    public static IReadOnlyList<KeyValuePair<string, string>> Of(params ImmutableArray<(string Name, string Value)> arguments) =>
        [.. arguments.Where(argument => argument.Value.Length > 0).Select(argument => KeyValuePair.Create(argument.Name, argument.Value))];
}
