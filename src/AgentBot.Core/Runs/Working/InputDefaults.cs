using System.Collections.Immutable;
using AgentBot.Core.People;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Runs.Working;

/// <summary>Completes the inputs of a run: what was given, else the default, else missing where the input may be.</summary>
public static class InputDefaults
{
    public static Result<Value.Record> Fill(WorkflowSpec workflow, Value.Record given, DateOnly today, DirectorySnapshot directory)
    {
        var fields = ImmutableArray.CreateBuilder<Field>();
        foreach (InputSpec input in workflow.Inputs)
        {
            Value value = given[input.Name];
            if (value is Value.Missing && input.Default is { } written)
            {
                Result<Value> read = InputReader.Read(input, written, today, directory);
                if (read.IsRefused)
                {
                    return read.Refusal!;
                }

                value = read.Value;
            }

            if (value is Value.Missing && input.Required)
            {
                return new Refusal(RefusalKind.BadInput, $"“{input.Label}” is missing.");
            }

            fields.Add(new Field(input.Name, value));
        }

        return new Value.Record(fields.ToImmutable());
    }
}
