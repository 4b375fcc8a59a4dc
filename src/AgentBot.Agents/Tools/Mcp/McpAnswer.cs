using System.Text;
using AgentBot.Core.Tools;
using ModelContextProtocol.Protocol;
using Tool = AgentBot.Core.Tools.Tool;

namespace AgentBot.Agents.Tools.Mcp;

/// <summary>From what a server answered to what an agent reads. What is no text is named and left out.</summary>
internal static class McpAnswer
{
    /// <summary>In bytes of UTF-8.</summary>
    public const int Largest = 1024 * 1024;

    public static ToolOutcome Read(Tool tool, CallToolResult result)
    {
        var parts = new List<string>();
        string reference = "";
        foreach (ContentBlock block in result.Content)
        {
            switch (block)
            {
                case TextContentBlock text:
                    parts.Add(text.Text);
                    break;
                case ResourceLinkBlock link:
                    parts.Add($"[link: {link.Uri}]");
                    reference = reference.Length == 0 ? link.Uri : reference;
                    break;
                case EmbeddedResourceBlock { Resource: TextResourceContents text }:
                    parts.Add(text.Text);
                    break;
                default:
                    parts.Add($"[{block.Type}, not shown]");
                    break;
            }
        }

        if (parts.Count == 0 && result.StructuredContent is { } data)
        {
            parts.Add(data.GetRawText());
        }

        return Bounded(tool, string.Join("\n\n", parts), result.IsError == true, reference);
    }

    /// <summary>The answer, or of one that is too large what can be said: a read may be asked for less, a write has happened all the same.</summary>
    public static ToolOutcome Bounded(Tool tool, string text, bool isError, string reference)
    {
        if (Encoding.UTF8.GetByteCount(text) <= Largest)
        {
            return new ToolOutcome.Answered(text, isError) { Reference = reference };
        }

        return tool.Kind == ToolKind.Read
            ? new ToolOutcome.Answered("The answer is larger than 1 MB and was left out. Ask for less at once.", IsError: true)
            : new ToolOutcome.Answered("[The answer is larger than 1 MB and was left out.]", isError) { Reference = reference };
    }
}
