using System.Text.Json;
using AgentBot.Core.Actions;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Explaining;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Tests.Templates;

/// <summary>One set of files that uses the format widely: a shared agent, a child, fan-out, every target, two reviews, a stand-in.</summary>
public sealed class RichTemplateTests : IDisposable
{
    private readonly Library _library = new Library()
        .With("agents/risk-reader.yaml", Library.Sample("rich-agent.yaml"))
        .With("operations/contract-check.yaml", Library.Sample("rich-child.yaml"))
        .With("operations/contract-round.yaml", Library.Sample("rich-parent.yaml"));

    public void Dispose() => _library.Dispose();

    [Fact]
    public void AllOfIt_IsGood_AndKeptInTheClosure()
    {
        Template template = _library.Good("contract-round");
        Assert.Equal("", _library.Mistakes());

        TemplateClosure closure = template.Closure;
        Assert.Equal(["contract-check"], closure.Children.Keys);
        var judge = Assert.IsType<StepSpec.Agent>(closure.Child("contract-check").Step("judge"));
        Assert.Equal("risk-reader", judge.Spec.Name);
        Assert.Equal("{{ \"lease\" | as(\"choice\") }}", judge.Input.Fields!.Value.Single(field => field.Name == "kind").Value.Source);
        Assert.Equal("decide", Assert.IsType<StepSpec.Publish>(template.Workflow.Step("to-crm")).ApprovedBy);
        Assert.IsType<TargetSpec.Channel>(Assert.IsType<StepSpec.Publish>(template.Workflow.Step("to-channel")).To);
        Assert.IsType<TargetSpec.Direct>(Assert.IsType<StepSpec.Publish>(template.Workflow.Step("to-person")).To);
        Assert.Equal("plain", template.Workflow.Step("letter").StandIn);
        var checkedSteps = Assert.IsType<FieldType.Record>(Assert.IsType<FieldType.List>(template.Workflow.Step("checked").Output).Of);
        Assert.Equal(["contract", "worth", "signed", "Value date", "open", "term", "tier", "risk", "score"], checkedSteps.Fields.Select(field => field.Name));

        byte[] json = JsonSerializer.SerializeToUtf8Bytes(closure, StoreJson.Default.TemplateClosure);
        Assert.Equal(json, JsonSerializer.SerializeToUtf8Bytes(JsonSerializer.Deserialize(json, StoreJson.Default.TemplateClosure)!, StoreJson.Default.TemplateClosure));
    }

    [Fact]
    public void AChangedAgentFile_MakesNewVersionsOfAllWhoUseIt()
    {
        Template child = _library.Good("contract-check");
        Template parent = _library.Good("contract-round");
        _library.With("agents/risk-reader.yaml", Library.Sample("rich-agent.yaml").Replace("how risky it is.", "how risky it really is."));
        Assert.NotEqual(child.Version, _library.Good("contract-check").Version);
        Assert.NotEqual(parent.Version, _library.Good("contract-round").Version);
    }

    [Fact]
    public void ABrokenAgentFile_LeavesItsLastGoodVersionInUse()
    {
        Template parent = _library.Good("contract-round");
        CatalogSnapshot broken = _library.With("agents/risk-reader.yaml", "kind: Agent\nname: risk-reader\n").Load();
        Assert.Equal(parent.Version, broken.Find("contract-round")?.Version);
        Assert.Equal("agents/risk-reader.yaml", Assert.Single(broken.Broken).File);
    }

    [Fact]
    public void Explanation_SaysWhoDecidesAndWhatLeaves()
    {
        Explanation explanation = new TemplateExplainer(ActionCatalog.Definitions, person => person.ToString()).Explain(_library.Good("contract-round"));
        Assert.Contains(explanation.Sentences, sentence => sentence.StartsWith("2 of @ana, @ben or @ops-leads decide about “Letter”.", StringComparison.Ordinal));
        Assert.Contains("Only after the approval in “Decide”, exactly what was approved goes to the address kept as “crm”.", explanation.Sentences);
        Assert.Contains(explanation.Asks, asked => asked is { Name: "contracts", Kind: "file (CSV or TXT) with contract, worth, signed, Value date, open, term and tier", IfLeftOut: "it asks you" });
    }
}
