using System.Collections.Immutable;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Tools;

namespace AgentBot.Core.Templates.Explaining;

/// <summary>Which tools an agent may call, in words: what is free and what needs a person's yes each time.</summary>
internal static class ToolSentences
{
    /// <summary>Empty for an agent without tools.</summary>
    public static string Of(AgentSpec agent)
    {
        ImmutableArray<HttpToolSpec> declared = agent.Declared ?? [];
        string reads = Titles(declared, ToolKind.Read), writes = Titles(declared, ToolKind.Write);
        string own = (reads.Length, writes.Length) switch
        {
            (0, 0) => "",
            (_, 0) => $" It may call {reads}.",
            (0, _) => $" It may call {writes}, each time with a person's yes.",
            _ => $" It may call {reads} and, each time with a person's yes, {writes}.",
        };
        ImmutableArray<string> served = [.. agent.Tools.Where(name => declared.All(tool => tool.Name != name))];
        return served.IsEmpty ? own : $"{own} It may call {Sentences.List(served, "and")} of a server; what writes there needs a person's yes each time.";
    }

    /// <summary>For the facts beside a template: what people call them, and which ask.</summary>
    public static IEnumerable<string> Names(AgentSpec agent) => agent.Tools.Select(name =>
        agent.Declared?.FirstOrDefault(tool => tool.Name == name) is { } declared
            ? declared.Effect == ToolKind.Write ? $"{declared.Title} (asks)" : declared.Title
            : name);

    private static string Titles(ImmutableArray<HttpToolSpec> tools, ToolKind kind) =>
        Sentences.List([.. tools.Where(tool => tool.Effect == kind).Select(tool => $"“{tool.Title}”")], "and");
}
