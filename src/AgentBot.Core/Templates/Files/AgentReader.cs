using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Reviews.Surfaces;
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
        ArtifactType artifact = fields.Text("artifact") is { } word ? ReviewSurfaces.ByWord(word)?.Type ?? ArtifactType.Record : ArtifactType.Record;
        ImmutableArray<OutputField> output = [.. fields.Entries("output").Select(entry => Output(entry, makesFiles: fields.Has("harness")))];
        if (fields.Has("output"))
        {
            CheckArtifact(fields, artifact, output);
        }

        CheckHarness(fields);
        return new AgentSpec
        {
            Name = name,
            Purpose = fields.Text("purpose")?.Trim() ?? "",
            Model = fields.Text("model") ?? "default",
            Harness = fields.Text("harness"),
            Context = [.. fields.List("context").Distinct().Select(word => word == "lessons" ? AgentContext.Lessons : AgentContext.Facts)],
            Instructions = fields.Text("instructions")?.TrimEnd() ?? "",
            Inputs = declaresInput ? types.ReadColumns(fields.Entries("input")) : [],
            Output = output,
            Artifact = artifact,
            Tools = [.. fields.List("tools").Distinct()],
            MaxTokens = (int)(fields.Whole("max_tokens", 16, 64_000) ?? 2_000),
            Approval = fields.Inner("approval") is { } approval ? ReviewReader.Policy(approval) : null,
            Turns = (int?)fields.Whole("turns", 1, AgentSpec.MostTurns),
        };
    }

    private void CheckHarness(Fields fields)
    {
        if (fields.Has("harness") && fields.Map.Entries.FirstOrDefault(entry => entry.Key.Text == "tools") is { } tools)
        {
            mistakes.Add(tools.Key.At, "key-not-here", "A harness brings tools of its own and cannot call these.", "Take out `tools`, or `harness`.");
        }
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

    private OutputField Output(Node.Entry entry, bool makesFiles)
    {
        FieldType type = types.Read(entry.Value, entry.Key.Text);
        if (type is FieldType.File && !makesFiles)
        {
            mistakes.Add(entry.Value.At, "type-not-here", "A model cannot answer with a file.", "Let a program work in the agent's place (`harness`), or answer with text or a table.");
        }
        else if (type is FieldType.User or FieldType.Channel)
        {
            mistakes.Add(entry.Value.At, "type-not-here", $"An agent cannot answer with {Expressions.TypeWords.Of(type)}.", "Use text: names are data there and choose nothing.");
        }

        bool required = (entry.Value as Node.Map)?.Find("required") is not Node.Scalar { Text: "false" };
        string? help = ((entry.Value as Node.Map)?.Find("help") as Node.Scalar)?.Text;
        return new OutputField(entry.Key.Text, type, required, help);
    }

    private void CheckArtifact(Fields fields, ArtifactType artifact, ImmutableArray<OutputField> output)
    {
        if (ReviewSurfaces.AnsweredAs(artifact) is not { Answer: { } shape })
        {
            return;
        }

        foreach (AnswerField wanted in shape.Fields.Where(wanted => wanted.Required && !output.Any(field => field.Name == wanted.Name && wanted.Takes(field.Type))))
        {
            string type = TypeWord(wanted.Types[0]);
            mistakes.Add(fields.At("artifact"), "missing-field", $"A {shape.Word} needs the output field `{wanted.Name}` of type {type}.", $"Add `{wanted.Name}: {type}` to `output`.");
        }

        foreach (OutputField field in output)
        {
            AnswerField? known = shape.Find(field.Name);
            if (known is null && !shape.IsOpen)
            {
                mistakes.Add(fields.At("output"), "unknown-field", $"A {shape.Word} has no field `{field.Name}`.", $"It has {string.Join(", ", shape.Fields.Select(one => one.Name))} and, for sources, {AnswerShape.Evidence.Name}.");
            }
            else if (known is not null && !known.Takes(field.Type) && !known.Required)
            {
                mistakes.Add(fields.At("output"), "wrong-type", $"`{field.Name}` of a {shape.Word} is of type {TypeWord(known.Types[0])}, not {TypeWord(field.Type)}.", known.Help);
            }
            else if (known is { Required: true } && !field.Required)
            {
                mistakes.Add(fields.At("output"), "missing-field", $"A {shape.Word} is none without `{field.Name}`.", "Delete `required: false`.");
            }
        }
    }

    // The type's own name is the word that templates use.
    private static string TypeWord(FieldType type) => type.GetType().Name.ToLowerInvariant();
}
