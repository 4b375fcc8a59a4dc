using AgentBot.Agents.Prompting;
using AgentBot.Agents.Running;
using AgentBot.Agents.Sandbox;
using AgentBot.Core.Templates.Spec;
using Microsoft.Extensions.AI;

namespace AgentBot.Agents.Harness;

/// <summary>The question to a program: the same named parts, between the same marks, as any model gets.</summary>
public static class HarnessPrompt
{
    public static string Of(Prompt prompt, HarnessSpec harness, AgentSpec agent)
    {
        string parts = string.Join("\n\n", prompt.Messages.SelectMany(message => message.Contents).OfType<TextContent>().Select(content => content.Text));
        string answer = ResultReader.FileOf(harness.Result) is { } file
            ? $"Write the JSON object, and nothing else, to the file {file}."
            : "Your last message must be the JSON object and nothing else.";
        string files = MadeFiles.AreAskedOf(agent) ? $" Write each file that the answer asks for below the folder {MadeFiles.Folder} and give its path in its field." : "";
        return $"{parts}\n\nYou work in the folder {SandboxJob.Folder}. The input is also in files/input.json, and the files that it names are beside it. There is no network.{files} {answer}\n";
    }
}
