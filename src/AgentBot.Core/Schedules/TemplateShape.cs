using System.Text;
using System.Text.Json;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Schedules;

/// <summary>
/// What a person confirms of a template when they schedule it: what it is given, where its results go and whether somebody
/// approves them. A new version with the same shape runs; another shape asks again.
/// </summary>
public static class TemplateShape
{
    public static Digest Of(TemplateClosure closure)
    {
        var shape = new StringBuilder();
        foreach (InputSpec input in closure.Workflow.Inputs)
        {
            shape.Append(JsonSerializer.Serialize(input with { Label = "", Help = null }, StoreJson.Default.InputSpec)).Append('\n');
        }

        foreach (WorkflowSpec workflow in closure.Children.Values.Prepend(closure.Workflow))
        {
            foreach (StepSpec.Publish publish in workflow.Steps.OfType<StepSpec.Publish>())
            {
                shape.Append(JsonSerializer.Serialize(publish.To, StoreJson.Default.TargetSpec)).Append(publish.ApprovedBy is null ? " unreviewed" : " reviewed").Append('\n');
            }
        }

        return Digest.OfText(shape.ToString());
    }
}
