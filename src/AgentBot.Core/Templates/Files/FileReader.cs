using AgentBot.Core.Templates.Format;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Templates.Yaml;

namespace AgentBot.Core.Templates.Files;

/// <summary>From the bytes of a file to a workflow, an agent or a tool with all mistakes that the file alone shows.</summary>
internal static class FileReader
{
    /// <param name="file">How mistakes name it.</param>
    public static ParsedFile Read(string file, string team, ReadOnlySpan<byte> bytes)
    {
        var mistakes = new Mistakes(file);
        if (FileText.Read(bytes, mistakes) is not { } text || YamlGate.Read(text, mistakes) is not { } root)
        {
            return new ParsedFile(file, team, mistakes, null, null, Mark.Start, null, null);
        }

        var source = new SourceMap(text);
        var fields = new Fields(root, source);
        string? name = fields.Text("name") is { } written && NameRule.Template.Allows(written) ? written : null;
        Principal? owner = fields.Principal("owner");
        var types = new FieldTypeReader(mistakes, source);
        var agents = new AgentReader(mistakes, types);
        var checker = new ShapeChecker(mistakes);
        ParsedWorkflow? workflow = null;
        AgentSpec? agent = null;
        HttpToolSpec? tool = null;
        switch (fields.Text("kind"))
        {
            case "Workflow":
                checker.Check(root, TemplateFormat.Workflow, "A workflow");
                workflow = new WorkflowReader(mistakes, source, types, agents).Read(root);
                break;
            case "Agent":
                checker.Check(root, TemplateFormat.Agent, "An agent");
                agent = agents.Read(fields, name ?? "", declaresInput: true);
                break;
            case "Tool":
                checker.Check(root, ToolFormat.Tool, "A tool");
                tool = new ToolReader(mistakes, types).Read(fields, name ?? "");
                break;
            case null:
                mistakes.Add(root.At, "missing-key", "The file does not say what it declares.", "Add `kind: Workflow`, `kind: Agent` or `kind: Tool`.");
                break;
            case { } other:
                mistakes.AddUnknown(fields.At("kind"), "unknown-word", $"`kind` cannot be `{other}`.", other, ["Workflow", "Agent", "Tool"]);
                break;
        }

        return new ParsedFile(file, team, mistakes, name, owner, fields.At("name"), workflow, agent, tool, root);
    }
}
