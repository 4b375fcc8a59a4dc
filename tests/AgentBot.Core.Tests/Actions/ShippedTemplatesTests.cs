using AgentBot.Core.Actions;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;
using AgentBot.Testing;

namespace AgentBot.Core.Tests.Actions;

public sealed class ShippedTemplatesTests
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "templates");

    private static readonly string[] People = ["ana", "ben", "cleo", "finance", "finance-leads", "operations-leads"];

    public static TheoryData<string> Tables() => [.. Directory.GetFiles(Folder, "*.csv", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Folder, path).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    [Fact]
    public async Task EveryShippedFile_LoadsWithoutADiagnostic()
    {
        CatalogSnapshot snapshot = await LoadAsync();

        Assert.Empty(snapshot.Broken.SelectMany(broken => broken.Diagnostics.Select(diagnostic => diagnostic.ToString())));
        string[] names = ["campaign-check", "customer-feedback", "expense-triage", "invoice-against-order", "leave-requests", "meeting-minutes", "renewal-mails", "weekly-digest"];
        Assert.Empty(names.Except(snapshot.Templates.Keys));
    }

    [Fact]
    public async Task EveryShippedTemplate_IsOwnedAndReviewedByPeopleOfTheDemo_AndLetsNothingOutUnreviewed()
    {
        foreach (WorkflowSpec workflow in (await LoadAsync()).Templates.Values.Select(template => template.Workflow))
        {
            Assert.Contains(workflow.Owner.Name, People);
            Assert.All(workflow.Steps.OfType<StepSpec.Review>(), review => Assert.All(review.Policy.Reviewers, reviewer => Assert.Contains(reviewer.Name, People)));
            Assert.All(workflow.Steps.OfType<StepSpec.Review>(), review => Assert.True(review.Policy.NotRequester));
            Assert.All(workflow.Steps.OfType<StepSpec.Publish>(), publish => Assert.NotNull(publish.ApprovedBy));
        }
    }

    [Fact]
    public async Task EveryFileInput_HasASampleOfAnAcceptedKind()
    {
        foreach (Template template in (await LoadAsync()).Templates.Values)
        {
            foreach (InputSpec input in template.Workflow.Inputs.Where(input => input.Type is FieldType.File))
            {
                string[] samples = Directory.GetFiles(Path.Combine(Folder, template.Team, "samples"), $"{template.Name}.{input.Name}.*");
                Assert.Contains(samples, sample => ((FieldType.File)input.Type).Accept.Contains(Path.GetExtension(sample)[1..]));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task SampleTable_IsReadAsItsInputDeclares_AndHasRowsEnoughToShowIt(string sample)
    {
        string[] parts = Path.GetFileName(sample).Split('.');
        Template template = Assert.IsType<Template>((await LoadAsync()).Find(parts[0]));
        var declared = (FieldType.File)template.Workflow.Inputs.Single(input => input.Name == parts[1]).Type;
        var bench = new ActionBench();
        Value.File file = bench.Upload(Path.GetFileName(sample), await File.ReadAllBytesAsync(Path.Combine(Folder, sample)), declared.Locale, [.. declared.Columns]);

        TableData table = await bench.TableAsync("table.read", ("file", file));

        // Where a person reads a mail for each row, a few show it.
        bool isMailed = template.Workflow.Steps.OfType<StepSpec.Action>().Any(step => step.Name == "email.merge");
        Assert.InRange(table.Rows.Length, isMailed ? 8 : 300, 2_000);
        Assert.All(declared.Columns, column => Assert.Equal(column.Type.GetType(), table.Columns[table.IndexOf(column.Name)].Type.GetType()));
        Assert.True(table.Rows.Select(row => string.Join('|', row.Select(ValueText.Canonical))).Distinct().Count() > table.Rows.Length - 10);
    }

    private static async Task<CatalogSnapshot> LoadAsync()
    {
        using var catalog = new TemplateCatalog([Folder], ActionCatalog.Definitions, new FakeClock());
        return await catalog.ReloadAsync(CancellationToken.None);
    }
}
