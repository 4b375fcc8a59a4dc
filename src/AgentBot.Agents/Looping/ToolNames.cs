using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using AgentBot.Core;
using AgentBot.Core.Tools;
using Microsoft.Extensions.AI;

namespace AgentBot.Agents.Looping;

/// <summary>The tools of an agent as a model is told of them. Providers take letters, digits, _ and - only, at most 64 of them.</summary>
internal sealed class ToolNames
{
    private const int Longest = 64;

    private readonly Dictionary<string, Tool> _byWireName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _wireNames = new(StringComparer.Ordinal);

    public ToolNames(ImmutableArray<Tool> tools)
    {
        foreach (Tool tool in tools)
        {
            string name = Wired(tool.Name);
            if (_byWireName.ContainsKey(name) || name.Length > Longest)
            {
                string end = "_" + Digest.OfText(tool.Name).Value[..8];
                name = name[..Math.Min(name.Length, Longest - end.Length)] + end;
            }

            _byWireName[name] = tool;
            _wireNames[tool.Name] = name;
        }

        Declared = [.. _byWireName.Select(AITool (pair) => new Declaration(pair.Key, pair.Value))];
    }

    public ImmutableArray<AITool> Declared { get; }

    public IEnumerable<string> All => _byWireName.Keys;

    public Tool? Find(string wireName) => _byWireName.GetValueOrDefault(wireName);

    /// <summary>A call that was kept may be of a tool that the agent has no longer; it is still told under a name that providers take.</summary>
    public string Of(string tool) => _wireNames.GetValueOrDefault(tool) ?? (Wired(tool) is { Length: > 0 and <= Longest } wired ? wired : "unknown");

    private static string Wired(string name)
    {
        var wired = new StringBuilder(name.Length);
        foreach (char letter in name)
        {
            wired.Append(char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' ? letter : '_');
        }

        return wired.ToString();
    }

    private sealed class Declaration(string name, Tool tool) : AIFunctionDeclaration
    {
        public override string Name => name;

        public override string Description => tool.Description;

        public override JsonElement JsonSchema { get; } = ArgumentText.Read(tool.Arguments);
    }
}
