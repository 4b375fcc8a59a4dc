using AgentBot.Core.Actions;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Explaining;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Tools;
using AgentBot.Testing;

namespace AgentBot.Core.Tests.Templates;

/// <summary>Files with kind: Tool, and what the names of an agent's tools mean.</summary>
public sealed class ToolFileTests
{
    private const string Orders = """
        apiVersion: agentbot/v1
        kind: Tool
        name: order-lookup
        title: Look up an order
        description: Finds one purchase order by its number.
        url: https://erp.example.com/api/orders/{number}
        arguments:
          number: { type: text, max: 20, help: As it stands on the invoice. }
          since: { type: date, required: false }
        query: { since: "{since}", expand: lines }
        headers:
          Authorization: { secret: erp-key, before: "Bearer " }
          X-Client: agentbot
        result: data.items
        fields: { id: text, total: number }
        sift: [total]
        paging: { by: cursor, argument: after, next: page.next, most: 3 }
        timeout: 10s
        cache: 5m
        """;

    private const string Template = """
        apiVersion: agentbot/v1
        kind: Workflow
        name: asking
        title: Asking
        summary: Asks.
        owner: ana
        inputs: { question: text }
        steps:
          - id: look
            agent:
              purpose: Ask.
              instructions: Ask.
              tools: [order-lookup]
              input: "{{ inputs.question }}"
              output: { answer: text }
        """;

    [Fact]
    public void ATool_IsPartOfTheTemplateThatNamesIt_AndOfItsVersion()
    {
        using Library library = new Library().With("finance/order.yaml", Orders).With("finance/asking.yaml", Template);
        Template first = library.Good("asking");
        HttpToolSpec tool = Assert.Single(((StepSpec.Agent)first.Workflow.Steps[0]).Spec.Declared!.Value);
        Assert.Equal(("order-lookup", "GET", ToolKind.Read, "data.items"), (tool.Name, tool.Method, tool.Effect, tool.Result));
        Assert.Equal(new ToolPart("Authorization", "Bearer ", "erp-key"), tool.Headers[0]);
        Assert.Equal(new PagingSpec(PagingKind.Cursor, "after", "page.next", 3), tool.Paging);
        Assert.Equal((TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(5)), (tool.Timeout, tool.Cache!.Value));

        library.With("finance/order.yaml", Orders.Replace("erp.example.com", "other.example.com", StringComparison.Ordinal));
        Assert.NotEqual(first.Version, library.Good("asking").Version);
    }

    [Fact]
    public void ATemplate_SaysWhichToolsItMayCall_AndThatWritesNeedAYes()
    {
        using Library library = new Library()
            .With("finance/order.yaml", Orders)
            .With("finance/asking.yaml", Template.Replace("[order-lookup]", "[order-lookup, book]", StringComparison.Ordinal))
            .With("finance/book.yaml", """
                apiVersion: agentbot/v1
                kind: Tool
                name: book
                title: Book an entry
                description: Books.
                method: POST
                url: https://erp.example.com/api/entries
                arguments: { amount: number, note: { type: text, required: false } }
                body: { amount: "{amount}", note: "From AgentBot: {note}", kind: 3, tags: [a, "{note}"] }
                idempotency: Idempotency-Key
                """);
        Template template = library.Good("asking");
        HttpToolSpec book = ((StepSpec.Agent)template.Workflow.Steps[0]).Spec.Declared!.Value[1];
        Assert.Equal((ToolKind.Write, """{"amount":"{amount}","note":"From AgentBot: {note}","kind":3,"tags":["a","{note}"]}"""), (book.Effect, book.Body));
        string said = string.Join(' ', new TemplateExplainer(ActionCatalog.Definitions, person => person.ToString()).Explain(template).Sentences);
        Assert.Contains("It may call “Look up an order” and, each time with a person's yes, “Book an entry”.", said, StringComparison.Ordinal);
    }

    [Fact]
    public void TheNameOfATool_IsAMistakeWithTheNearestWord_WhereNothingHasIt()
    {
        using Library library = new Library().With("finance/order.yaml", Orders).With("finance/asking.yaml", Template.Replace("[order-lookup]", "[order-lokup]", StringComparison.Ordinal));
        Assert.Equal("finance/asking.yaml(13,14): error unknown-tool: There is no tool `order-lokup`. Did you mean `order-lookup`?", library.Mistakes());
    }

    [Fact]
    public void AServer_HasToBeInTheSettings_WhereTheseAreKnown()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("asking.yaml"), Template.Replace("[order-lookup]", "[fils.read_file, Files.list]", StringComparison.Ordinal));
        using var knows = new TemplateCatalog([folder.Path], ActionCatalog.Definitions, new FakeClock(), ["files"]);
        Assert.Equal("unknown-tool", Assert.Single(Load(knows).Broken[0].Diagnostics).Code);
        using var doesNot = new TemplateCatalog([folder.Path], ActionCatalog.Definitions, new FakeClock());
        Assert.Empty(Load(doesNot).Broken);

        static CatalogSnapshot Load(TemplateCatalog catalog) => catalog.ReloadAsync(CancellationToken.None).GetAwaiter().GetResult();
    }

    [Theory]
    [InlineData("url: https://erp.example.com/api/orders/{number}", "url: https://{number}.example.com/api", "open-host")]
    [InlineData("url: https://erp.example.com/api/orders/{number}", "url: https://erp.example.com:{number}/api", "bad-url")]
    [InlineData("url: https://erp.example.com/api/orders/{number}", "url: https://a:b@erp.example.com/{number}", "bad-url")]
    [InlineData("url: https://erp.example.com/api/orders/{number}", "url: file:///etc/{number}", "bad-url")]
    [InlineData("url: https://erp.example.com/api/orders/{number}", "url: https://erp.example.com/{since}", "optional-in-path")]
    [InlineData("url: https://erp.example.com/api/orders/{number}", "url: https://erp.example.com/{nummer}", "unknown-argument")]
    [InlineData("url: https://erp.example.com/api/orders/{number}", "url: https://erp.example.com/", "unused-argument")]
    [InlineData("url: https://erp.example.com/api/orders/{number}", "url: http://erp.example.com/{number}", "open-secret")]
    [InlineData("X-Client: agentbot", "X-Client: \"{number}\"", "argument-not-here")]
    [InlineData("X-Client: agentbot", "Host: elsewhere.example", "key-not-here")]
    [InlineData("sift: [total]", "sift: [totl]", "unknown-field")]
    [InlineData("since: { type: date, required: false }", "since: { type: file }", "unknown-word")]
    [InlineData("timeout: 10s", "timeout: 10m", "out-of-range")]
    [InlineData("timeout: 10s", "effect: read\nmethod: DELETE", "wrong-effect")]
    [InlineData("timeout: 10s", "body: { a: b }", "key-not-here")]
    [InlineData("paging: { by: cursor, argument: after, next: page.next, most: 3 }", "paging: { by: cursor }", "missing-key")]
    public void AMistake_IsFoundBeforeAnythingIsCalled(string good, string bad, string code)
    {
        using Library library = new Library().With("finance/order.yaml", Orders.Replace(good, bad, StringComparison.Ordinal));
        Assert.Contains($"error {code}:", library.Mistakes(), StringComparison.Ordinal);
    }

    [Fact]
    public void ABrokenTool_KeepsItsLastGoodDeclarationInUse()
    {
        using Library library = new Library().With("finance/order.yaml", Orders).With("finance/asking.yaml", Template);
        Template first = library.Good("asking");
        library.With("finance/order.yaml", Orders.Replace("title:", "titel:", StringComparison.Ordinal));
        Assert.Equal(first.Version, library.Good("asking").Version);
    }
}
