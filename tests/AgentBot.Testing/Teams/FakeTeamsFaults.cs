namespace AgentBot.Testing.Teams;

/// <summary>
/// What goes wrong at the fake server, on demand. Each rule serves a number of calls and is then used up. Calls are named "send",
/// "update", "delete", "create", "begin", "members", "teams", "token", "metadata" and "keys".
/// </summary>
public sealed class FakeTeamsFaults(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly List<Rule> _rules = [];
    private readonly Dictionary<string, DateTimeOffset> _silentUntil = [];

    /// <summary>Everything answers 503 until it is switched off.</summary>
    public bool IsDown { get; set; }

    /// <summary>Calls that came while Teams had asked for silence.</summary>
    public int EarlyCalls { get; private set; }

    /// <summary>Answers with that status and code; nothing is done.</summary>
    public FakeTeamsFaults Refuse(string call, int status, string code = "", int times = 1) => Add(new Rule(call, FaultKind.Refuse, times) { Status = status, Code = code });

    /// <summary>Answers 429 with Retry-After; a call of that name before the time is up counts as early and gets 429 again.</summary>
    public FakeTeamsFaults Limit(string call, TimeSpan after, int times = 1) => Add(new Rule(call, FaultKind.Limit, times) { Status = 429, After = after });

    /// <summary>Does it, then answers with that status: 502 and 504 say nothing about what was done.</summary>
    public FakeTeamsFaults FailAfter(string call, int status, int times = 1) => Add(new Rule(call, FaultKind.FailAfter, times) { Status = status });

    /// <summary>Breaks the connection without having done anything.</summary>
    public FakeTeamsFaults CutBefore(string call, int times = 1) => Add(new Rule(call, FaultKind.CutBefore, times));

    /// <summary>Does it, then breaks the connection: the answer is lost.</summary>
    public FakeTeamsFaults CutAfter(string call, int times = 1) => Add(new Rule(call, FaultKind.CutAfter, times));

    /// <summary>Does it, then answers something that is no JSON.</summary>
    public FakeTeamsFaults Garble(string call, int times = 1) => Add(new Rule(call, FaultKind.Garble, times));

    internal Rule? Take(string call)
    {
        lock (_lock)
        {
            DateTimeOffset now = time.GetUtcNow();
            if (_silentUntil.TryGetValue(call, out DateTimeOffset until) && now < until)
            {
                EarlyCalls++;
                return new Rule(call, FaultKind.Limit, 1) { Status = 429, After = until - now };
            }

            Rule? rule = _rules.Find(rule => rule.Call == call && rule.Left > 0);
            if (rule is null)
            {
                return null;
            }

            rule.Left--;
            if (rule.Kind == FaultKind.Limit)
            {
                _silentUntil[call] = now + rule.After;
            }

            return rule;
        }
    }

    private FakeTeamsFaults Add(Rule rule)
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
        FailAfter,
        CutBefore,
        CutAfter,
        Garble,
    }

    internal sealed class Rule(string call, FaultKind kind, int times)
    {
        public string Call => call;

        public FaultKind Kind => kind;

        public int Left { get; set; } = times;

        public int Status { get; init; }

        public string Code { get; init; } = "";

        public TimeSpan After { get; init; }
    }
}
