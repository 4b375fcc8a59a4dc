using AgentBot.Core.Reviews.Together;

namespace AgentBot.Host.WebConsole;

/// <summary>How the pages show a risk.</summary>
public static class RiskWords
{
    public static (string Shape, string Word) Of(RiskLevel level) => level switch
    {
        RiskLevel.Low => ("low", "Low"),
        RiskLevel.Medium => ("mid", "Medium"),
        RiskLevel.High => ("high", "High"),
    };
}
