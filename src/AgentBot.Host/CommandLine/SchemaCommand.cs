using System.CommandLine;
using AgentBot.Core.Requests;
using AgentBot.Core.Templates.Format;

namespace AgentBot.Host.CommandLine;

/// <summary>Writes a published JSON Schema. Needs no data and no running host.</summary>
internal static class SchemaCommand
{
    private const string Template = "template";

    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = $"{RequestFormat.RequestSchema}, {RequestFormat.DecisionSchema} or {Template}." };
        var command = new Command("schema", "Write the JSON Schema of what other programs post and are told, or of templates.") { name };
        command.SetAction(parsed =>
        {
            string wanted = parsed.GetValue(name)!;
            if ((wanted == Template ? SchemaWriter.Write() : RequestFormat.SchemaOf(wanted)) is { } schema)
            {
                parsed.InvocationConfiguration.Output.Write(schema);
                return 0;
            }

            parsed.InvocationConfiguration.Error.WriteLine($"There is no schema '{wanted}'. There are {RequestFormat.RequestSchema}, {RequestFormat.DecisionSchema} and {Template}.");
            return 1;
        });
        return command;
    }
}
