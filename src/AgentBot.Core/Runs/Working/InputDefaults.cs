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
            if (Writing(input, value) is { } written)
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

    // What still has to be read: the default of an input that was left out, or a name that a parent wrote as text.
    private static string? Writing(InputSpec input, Value value) => value switch
    {
        Value.Missing => input.Default,
        Value.Text text when input.Type is FieldType.User or FieldType.Channel => text.Content,
        _ => null,
    };
}
