using AgentBot.Core.Actions;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Explaining;
using AgentBot.Core.Templates.Format;
using AgentBot.Testing;

namespace AgentBot.Core.Tests.Templates;

/// <summary>What is kept in the templates folder: files made from the format are current, and every shipped template is good.</summary>
public sealed class ReferenceTests
{
    private static readonly string Folder = Find();

    [Fact]
    public void Schema_IsTheOneTheFormatMakes() => Current(Path.Combine(Folder, "schema.json"), _ => SchemaWriter.Write());

    [Fact]
    public void Reference_IsTheOneTheFormatMakes() => Current(Path.Combine(Folder, "README.md"), text =>
    {
        int begin = text.IndexOf(KeyTables.Begin, StringComparison.Ordinal);
        int end = text.IndexOf(KeyTables.End, StringComparison.Ordinal);
        Assert.True(begin >= 0 && end > begin, "templates/README.md has lost the marks around its tables.");
        return text[..begin] + KeyTables.Write() + text[(end + KeyTables.End.Length)..];
    });

    [Fact]
    public async Task ShippedTemplates_HaveNoMistakesAndExplainThemselves()
    {
        using var catalog = new TemplateCatalog([Folder], ActionCatalog.Definitions, new FakeClock());
        CatalogSnapshot snapshot = await catalog.ReloadAsync(CancellationToken.None);
        Assert.Equal("", string.Join('\n', snapshot.Broken.SelectMany(file => file.Diagnostics).Concat(snapshot.Warnings)));
        var explainer = new TemplateExplainer(ActionCatalog.Definitions, person => person.ToString());
        Assert.All(snapshot.Templates.Values, template =>
        {
            Explanation explanation = explainer.Explain(template);
            Assert.True(explanation.Sentences.Length >= template.Workflow.Steps.Length);
            Assert.All(explanation.Sentences, sentence => Assert.EndsWith(".", sentence, StringComparison.Ordinal));
            TemplateGraph graph = TemplateGraph.Of(template.Workflow, person => person.ToString());
            Assert.Equal(template.Workflow.Steps.Length, graph.Nodes.DistinctBy(node => (node.Column, node.Row)).Count());
        });
    }

    // With AGENTBOT_TESTS=write the file is made anew instead of compared.
    private static void Current(string path, Func<string, string> make)
    {
        string kept = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        string made = make(kept);
        if (Environment.GetEnvironmentVariable("AGENTBOT_TESTS") == "write")
        {
            File.WriteAllText(path, made);
            return;
        }

        Assert.True(kept == made, $"{Path.GetFileName(path)} is not what the format makes; run the tests once with AGENTBOT_TESTS=write.");
    }

    private static string Find()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "AgentBot.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder!.FullName, "templates");
    }
}
