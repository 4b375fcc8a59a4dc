using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Templates.Yaml;
using AgentBot.Core.Values;

namespace AgentBot.Core.Templates.Files;

/// <summary>Reads an agent, declared in a step or in its own file.</summary>
internal sealed class AgentReader(Mistakes mistakes, FieldTypeReader types)
{
    private static readonly string[] Essential = ["purpose", "instructions", "output"];

    /// <param name="name">The file's own name, or "template/step".</param>
    /// <param name="declaresInput">True for a file, where <c>input</c> lists fields; in a step it is an expression.</param>
    public AgentSpec Read(Fields fields, string name, bool declaresInput)
    {
        ArtifactType artifact = fields.Text("artifact") switch
        {
            "document" => ArtifactType.Document,
            "message" => ArtifactType.Message,
            _ => ArtifactType.Record,
        };
        ImmutableArray<OutputField> output = [.. fields.Entries("output").Select(entry => Output(entry))];
        if (fields.Has("output"))
        {
            CheckArtifact(fields, artifact, output);
        }

        return new AgentSpec
        {
            Name = name,
            Purpose = fields.Text("purpose")?.Trim() ?? "",
            Model = fields.Text("model") ?? "default",
            Context = [.. fields.List("context").Distinct().Select(word => word == "lessons" ? AgentContext.Lessons : AgentContext.Facts)],
            Instructions = fields.Text("instructions")?.TrimEnd() ?? "",
            Inputs = declaresInput ? types.ReadColumns(fields.Entries("input")) : [],
            Output = output,
            Artifact = artifact,
            Tools = [.. fields.List("tools").Distinct()],
            MaxTokens = (int)(fields.Whole("max_tokens", 16, 64_000) ?? 2_000),
        };
    }

    /// <summary>In a step, what an agent of its own must have, since the format cannot demand it where <c>use</c> may stand instead.</summary>
    public void CheckInline(Fields fields)
    {
        foreach (string key in Essential.Where(key => !fields.Has(key)))
        {
            mistakes.Add(fields.Map.At, "missing-key", $"An agent needs the key `{key}`.", "Or name one from its own file with `use`.");
        }
    }

    public void CheckUse(Fields fields)
    {
        foreach (Node.Entry entry in fields.Map.Entries.Where(entry => entry.Key.Text is not "use" and not "input"))
        {
            mistakes.Add(entry.Key.At, "key-not-here", $"`{entry.Key.Text}` belongs into the file of the agent.", "Beside `use` only `input` may stand.");
        }
    }

    private OutputField Output(Node.Entry entry)
    {
        FieldType type = types.Read(entry.Value, entry.Key.Text);
        if (type is FieldType.File or FieldType.User or FieldType.Channel)
        {
            mistakes.Add(entry.Value.At, "type-not-here", $"An agent cannot answer with {Expressions.TypeWords.Of(type)}.", "Use text: names are data there and choose nothing.");
        }

        bool required = (entry.Value as Node.Map)?.Find("required") is not Node.Scalar { Text: "false" };
        string? help = ((entry.Value as Node.Map)?.Find("help") as Node.Scalar)?.Text;
        return new OutputField(entry.Key.Text, type, required, help);
    }

    private void CheckArtifact(Fields fields, ArtifactType artifact, ImmutableArray<OutputField> output)
    {
        string[] wanted = artifact switch
        {
            ArtifactType.Document => ["title", "body"],
            ArtifactType.Message => ["text"],
            _ => [],
        };
        foreach (string name in wanted.Where(name => !output.Any(field => field is { Type: FieldType.Text, Required: true } && field.Name == name)))
        {
            mistakes.Add(fields.At("artifact"), "missing-field", $"A {artifact.ToString().ToLowerInvariant()} needs the output field `{name}` of type text.", $"Add `{name}: text` to `output`.");
        }

        foreach (OutputField field in output.Where(field => wanted.Length > 0 && !wanted.Contains(field.Name)))
        {
            mistakes.Add(fields.At("output"), "unknown-field", $"A {artifact.ToString().ToLowerInvariant()} has no field `{field.Name}`.", $"It has {string.Join(" and ", wanted)}.");
        }
    }
}
