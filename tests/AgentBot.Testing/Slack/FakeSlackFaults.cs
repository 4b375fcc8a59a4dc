namespace AgentBot.Testing.Slack;

/// <summary>What goes wrong at the fake server, on demand. Each rule serves a number of calls and is then used up.</summary>
public sealed class FakeSlackFaults(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly List<Rule> _rules = [];
    private readonly Dictionary<(string Method, string Channel), DateTimeOffset> _silentUntil = [];

    /// <summary>Everything answers 503 until it is switched off.</summary>
    public bool IsDown { get; set; }

    /// <summary>Calls that came while Slack had asked for silence.</summary>
    public int EarlyCalls { get; private set; }

    /// <summary>Answers ok:false; nothing is done.</summary>
    public FakeSlackFaults Refuse(string method, string error, int times = 1, params string[] messages) => Add(new Rule(method, "", FaultKind.Refuse, times) { Error = error, Messages = messages });

    /// <summary>Answers 429 with Retry-After; a call of this method (in this channel) before that time is up counts as early and gets 429 again.</summary>
    public FakeSlackFaults Limit(string method, TimeSpan after, string channel = "", int times = 1) => Add(new Rule(method, channel, FaultKind.Limit, times) { After = after });

    /// <summary>Answers 500 without having done anything.</summary>
    public FakeSlackFaults FailBefore(string method, int times = 1) => Add(new Rule(method, "", FaultKind.FailBefore, times));

    /// <summary>Does it, then answers 500.</summary>
    public FakeSlackFaults FailAfter(string method, int times = 1) => Add(new Rule(method, "", FaultKind.FailAfter, times));

    /// <summary>Breaks the connection without having done anything.</summary>
    public FakeSlackFaults CutBefore(string method, int times = 1) => Add(new Rule(method, "", FaultKind.CutBefore, times));

    /// <summary>Does it, then breaks the connection: the answer is lost.</summary>
    public FakeSlackFaults CutAfter(string method, int times = 1) => Add(new Rule(method, "", FaultKind.CutAfter, times));

    /// <summary>Does it, then answers something that is no JSON.</summary>
    public FakeSlackFaults Garble(string method, int times = 1) => Add(new Rule(method, "", FaultKind.Garble, times));

    /// <summary>Does it, but keeps the answer back until <paramref name="gate"/> is done.</summary>
    public FakeSlackFaults Hold(string method, Task gate, int times = 1) => Add(new Rule(method, "", FaultKind.Hold, times) { Gate = gate });

    internal Rule? Take(string method, string channel)
    {
        lock (_lock)
        {
            DateTimeOffset now = time.GetUtcNow();
            foreach (string where in (string[])[channel, ""])
            {
                if (_silentUntil.TryGetValue((method, where), out DateTimeOffset until) && now < until)
                {
                    EarlyCalls++;
                    return new Rule(method, where, FaultKind.Limit, 1) { After = until - now };
                }
            }

            Rule? rule = _rules.Find(rule => rule.Method == method && rule.Left > 0 && (rule.Channel.Length == 0 || rule.Channel == channel));
            if (rule is null)
            {
                return null;
            }

            rule.Left--;
            if (rule.Kind == FaultKind.Limit)
            {
                _silentUntil[(method, rule.Channel)] = now + rule.After;
            }

            return rule;
        }
    }

    private FakeSlackFaults Add(Rule rule)
    {
        lock (_lock)
        {
            _rules.Add(rule);
        }

        return this;
    }

    internal enum FaultKind
    {
        Refuse,
        Limit,
        FailBefore,
        FailAfter,
        CutBefore,
        CutAfter,
        Garble,
        Hold,
    }

    internal sealed record Rule(string Method, string Channel, FaultKind Kind, int Times)
    {
        public int Left { get; set; } = Times;

        public string Error { get; init; } = "";

        public string[] Messages { get; init; } = [];

        public TimeSpan After { get; init; }

        public Task Gate { get; init; } = Task.CompletedTask;
    }
}
