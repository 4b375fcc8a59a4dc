using System.Text.Json;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Tests.Templates;

public sealed class TemplateCatalogTests : IDisposable
{
    private const string File = "finance/expense-triage.yaml";

    private readonly Library _library = new();

    public void Dispose() => _library.Dispose();

    [Fact]
    public void ExpenseTriage_IsCompiledWithEdgesTypesAndDefaults()
    {
        Template template = _library.With(File, Library.Sample("expense-triage.yaml")).Good("expense-triage");

        Assert.Equal("finance", template.Team);
        WorkflowSpec workflow = template.Workflow;
        Assert.Equal("rows", string.Join(' ', workflow.Step("check").Edges));
        Assert.Equal("report", string.Join(' ', workflow.Step("decide").Edges));
        Assert.Equal("decide", string.Join(' ', workflow.Step("post").ValueEdges));
        Assert.Equal("Check", workflow.Step("check").Title);
        var check = Assert.IsType<FieldType.Record>(Assert.IsType<FieldType.List>(workflow.Step("check").Output).Of);
        Assert.Equal(["employee", "date", "amount", "purpose", "verdict", "reason"], check.Fields.Select(field => field.Name));
        var post = Assert.IsType<StepSpec.Publish>(workflow.Step("post"));
        Assert.Equal("decide", post.ApprovedBy);
        Assert.Equal(OnFailure.Ask, post.OnFailure);
        var decide = Assert.IsType<StepSpec.Review>(workflow.Step("decide"));
        Assert.Equal("check", decide.OnChanges);
        Assert.Equal(new Principal(PrincipalKind.Group, "finance-leads"), Assert.Single(decide.Policy.Reviewers));
        Assert.Equal(new LimitsSpec { Cost = 2.00m, Time = TimeSpan.FromMinutes(10), Tokens = 400_000, Rounds = 3 }, workflow.Limits);
    }

    [Fact]
    public void SameContent_WrittenDifferently_HasTheSameVersion()
    {
        string text = Library.Sample("expense-triage.yaml");
        Digest first = _library.With(File, text).Good("expense-triage").Version;
        string rewritten = "# a comment\n" + text.Replace("accept: [csv]", "accept:\n      - \"csv\"").Replace("title: Expense triage", "title: 'Expense triage'").Replace("\n\n", "\n");
        Assert.Equal(first, _library.With(File, rewritten).Good("expense-triage").Version);
        Assert.NotEqual(first, _library.With(File, text.Replace("max: 300", "max: 301")).Good("expense-triage").Version);
    }

    [Fact]
    public void ABadFile_KeepsTheLastGoodVersion_AndNamesItsOwner()
    {
        string text = Library.Sample("expense-triage.yaml");
        Template good = _library.With(File, text).Good("expense-triage");

        CatalogSnapshot broken = _library.With(File, text.Replace("reviewers:", "reviewer:")).Load();

        Assert.Equal(good, broken.Find("expense-triage"));
        BrokenFile file = Assert.Single(broken.Broken);
        Assert.Equal(new Principal(PrincipalKind.Either, "finance-lead"), file.Owner);
        Assert.Contains(file.Diagnostics, mistake => mistake is { Code: "unknown-key", Line: 48, Column: 7, Suggestion: "Did you mean `reviewers`?" });
    }

    [Fact]
    public void Closure_RoundTripsThroughTheStore()
    {
        Template template = _library.With(File, Library.Sample("expense-triage.yaml")).Good("expense-triage");
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(template.Closure, StoreJson.Default.TemplateClosure);
        TemplateClosure back = JsonSerializer.Deserialize(json, StoreJson.Default.TemplateClosure)!;
        Assert.Equal(json, JsonSerializer.SerializeToUtf8Bytes(back, StoreJson.Default.TemplateClosure));
        Assert.Equal(template.Version, Digest.OfBytes(json));
    }
}
