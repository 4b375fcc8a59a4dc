using AgentBot.Core.Templates.Files;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Templates.Yaml;
using AgentBot.Core.Tools;
using AgentBot.Core.Values;

namespace AgentBot.Core.Templates.Compiling;

/// <summary>
/// Where an agent with tools may stand, and who is asked about it. What tools of servers do is known to the settings alone: an agent
/// that says who approves its calls stands in no for_each, and one that says nothing but writes is refused when the step begins.
/// </summary>
internal static class ToolRules
{
    public static void Check(ParsedStep parsed, StepSpec step, Mistakes mistakes)
    {
        if (step is not StepSpec.Agent agent)
        {
            return;
        }

        Mark at = parsed.At("agent");
        if (agent.Spec.Approval is { } approval)
        {
            new PolicyRules(mistakes, parsed, approval, new FieldType.Any(), at).Check();
            if (agent.Spec.Tools.IsEmpty)
            {
                mistakes.Add(at, "key-not-here", "`approval` says who is asked before a tool writes, and the agent has no tools.", "Name its tools with `tools`, or delete `approval`.");
            }
        }

        bool writes = agent.Spec.Declared?.Any(tool => tool.Effect == ToolKind.Write) == true;
        if (agent.ForEach is not null && (agent.Spec.Approval is not null || writes))
        {
            mistakes.Add(parsed.At("for_each"), "fan-out-here", "An agent whose calls wait for people cannot work once for each item.", "Let a child workflow hold it, and start that with for_each.");
        }

        if (agent is { ForEach.Batch: > 1, Spec.Tools.IsEmpty: false })
        {
            mistakes.Add(parsed.At("batch"), "key-not-here", "An agent with tools works on one item at a time.", "Delete `batch`.");
        }
    }
}
