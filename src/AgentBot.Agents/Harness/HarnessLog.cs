using AgentBot.Agents.Sandbox;
using Microsoft.Extensions.Logging;

namespace AgentBot.Agents.Harness;

/// <summary>Event ids 3060 to 3079. Never what a program was told or said.</summary>
internal static partial class HarnessLog
{
    [LoggerMessage(3060, LogLevel.Information, "Run {Run}: the program {Harness} ended ({End}, exit code {Code}) after {Seconds:0.0} seconds and {Calls} questions to the model.")]
    public static partial void Ended(ILogger logger, string run, string harness, SandboxEnd end, int code, double seconds, int calls);
}
