namespace AgentBot.Core.Tools;

/// <summary>Why an agent that writes cannot work inside a for_each.</summary>
public static class NotForEach
{
    public static string Sentence(string purpose) =>
        $"The agent “{purpose.TrimEnd('.')}” has a tool that leaves something behind outside. Each such call needs a person's yes, which cannot be asked inside for_each: let a child workflow hold the agent, and start that with for_each.";
}
