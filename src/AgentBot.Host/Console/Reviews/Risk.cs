using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Host.WebConsole;

/// <summary>How much harm a wrong yes can do, by where the approved bytes go.</summary>
public enum RiskLevel
{
    /// <summary>It stays in the channel of the run.</summary>
    Low,

    /// <summary>Other people of the house get it, or it becomes a file that others take up.</summary>
    Medium,

    /// <summary>It leaves the house.</summary>
    High,
}

public static class Risk
{
    public static RiskLevel Of(ReviewRow review, RunRow run, WorkflowSpec? workflow) => workflow is null
        ? RiskLevel.Medium
        : workflow.Steps.OfType<StepSpec.Publish>().Where(publish => publish.ApprovedBy == review.Step).Select(publish => Of(publish.To, run)).DefaultIfEmpty(RiskLevel.Low).Max();

    public static (string Shape, string Word) Words(RiskLevel level) => level switch
    {
        RiskLevel.Low => ("low", "Low"),
        RiskLevel.Medium => ("mid", "Medium"),
        RiskLevel.High => ("high", "High"),
    };

    private static RiskLevel Of(TargetSpec target, RunRow run) => target switch
    {
        TargetSpec.Thread => RiskLevel.Low,
        TargetSpec.Channel channel => channel.Name.Source.TrimStart('#') == run.Channel.Channel ? RiskLevel.Low : RiskLevel.Medium,
        TargetSpec.Direct or TargetSpec.File => RiskLevel.Medium,
        _ => RiskLevel.High,
    };
}
