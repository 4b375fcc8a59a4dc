using AgentBot.Core.Templates.Files;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Templates.Compiling;

/// <summary>
/// Where an agent with tools may stand. Which of its tools write is known to the settings alone; an agent that does stands in no
/// for_each either, and is refused when the step begins.
/// </summary>
internal static class ToolRules
{
    public static void Check(ParsedStep parsed, StepSpec step, Mistakes mistakes)
    {
        if (step is StepSpec.Agent { ForEach.Batch: > 1, Spec.Tools.IsEmpty: false })
        {
            mistakes.Add(parsed.At("batch"), "key-not-here", "An agent with tools works on one item at a time.", "Delete `batch`.");
        }
    }
}
