using System.Collections.Immutable;
using AgentBot.Core.Templates.Expressions;
using AgentBot.Core.Templates.Files;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Templates.Yaml;
using AgentBot.Core.Values;

namespace AgentBot.Core.Templates.Compiling;

/// <summary>A trigger must be able to start the run: its inputs exist, have a fitting type, and no required one is left open.</summary>
internal static class TriggerRules
{
    private const string InputPrefix = "inputs.";

    public static void Check(ParsedWorkflow workflow, Mistakes mistakes)
    {
        Mark at = workflow.Root.Find("triggers")?.At ?? workflow.Root.At;
        foreach (TriggerSpec trigger in workflow.Spec.Triggers)
        {
            var given = new HashSet<string>(StringComparer.Ordinal);
            foreach ((string key, string value) in trigger.With)
            {
                string? input = key == "input" ? value : key.StartsWith(InputPrefix, StringComparison.Ordinal) ? key[InputPrefix.Length..] : null;
                if (input is not null)
                {
                    given.Add(input);
                    CheckInput(workflow, trigger, input, key == "input" ? null : value, at, mistakes);
                }
            }

            foreach (InputSpec input in workflow.Spec.Inputs.Where(input => input.Required && input.Default is null && !given.Contains(input.Name)))
            {
                mistakes.Add(at, "missing-input", $"The trigger {trigger.Kind} leaves the required input `{input.Name}` open; nobody is there to ask.", "Give it under `inputs`, or give it a default.");
            }

            if (trigger.Kind == "run" && trigger.With.GetValueOrDefault("workflow") == workflow.Spec.Name)
            {
                mistakes.Add(at, "cycle", "A workflow cannot be started by its own runs.", "Name another workflow.");
            }
        }
    }

    private static void CheckInput(ParsedWorkflow workflow, TriggerSpec trigger, string name, string? literal, Mark at, Mistakes mistakes)
    {
        ImmutableArray<InputSpec> inputs = workflow.Spec.Inputs;
        if (inputs.FirstOrDefault(input => input.Name == name) is not { } input)
        {
            mistakes.AddUnknown(at, "unknown-input", $"The trigger {trigger.Kind} names the input `{name}`, which does not exist.", name, inputs.Select(known => known.Name));
        }
        else if (literal is null && trigger.Kind == "file" != input.Type is FieldType.File)
        {
            mistakes.Add(at, "wrong-type", $"The trigger {trigger.Kind} gives {(trigger.Kind == "file" ? "a file" : "text")}, but `{name}` is {TypeWords.Of(input.Type)}.");
        }
        else if (literal is null && trigger.Kind != "file" && input.Type is not FieldType.Text)
        {
            mistakes.Add(at, "wrong-type", $"The trigger {trigger.Kind} gives text, but `{name}` is {TypeWords.Of(input.Type)}.");
        }
    }
}
