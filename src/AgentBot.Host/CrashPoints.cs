using System.Diagnostics;
using AgentBot.Core.Runs;
using AgentBot.Host.Options;
using Microsoft.Extensions.Options;

namespace AgentBot.Host;

/// <summary>Kills this very process, as hard as the system can, at the crash point that a test has asked for.</summary>
internal sealed class CrashPoints : ICrashPoints
{
    private readonly (CrashPoint Point, int Time)? _wanted;
    private int _passed;

    public CrashPoints(IOptions<TestingOptions> options) => _wanted = TestingOptions.Parse(options.Value.CrashAt);

    public void Reach(CrashPoint point)
    {
        if (_wanted is not { } wanted || wanted.Point != point || Interlocked.Increment(ref _passed) != wanted.Time)
        {
            return;
        }

        using Process self = Process.GetCurrentProcess();
        self.Kill();
        new ManualResetEventSlim().Wait();
    }
}
