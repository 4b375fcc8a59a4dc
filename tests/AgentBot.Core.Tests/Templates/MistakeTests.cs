using AgentBot.Core.Templates;

namespace AgentBot.Core.Tests.Templates;

/// <summary>Invalid files and what is said about them. The samples are the first sample with one thing changed, or small files of their own.</summary>
public sealed class MistakeTests : IDisposable
{
    private const string Head = """
        apiVersion: agentbot/v1
        kind: Workflow
        name: sample
        title: Sample
        summary: A sample.
        owner: ben

        """;

    private readonly Library _library = new();

    public void Dispose() => _library.Dispose();

    [Theory]
    [InlineData("reviewers:", "reviewer:", "(48,7): error unknown-key: Review has no key `reviewer`. Did you mean `reviewers`?")]
    [InlineData("of: report", "of: reports", "(47,11): error unknown-step: `of` names the step `reports`, which does not exist. Did you mean `report`?")]
    [InlineData("steps.rows }}", "steps.row }}", "(27,25): error expression: There is no step `row`. Did you mean `rows`?")]
    [InlineData("inputs.claims }}", "inputs.claim }}", "(24,30): error expression: `inputs` has no field `claim`. Did you mean `claims`?")]
    [InlineData("action: table.read", "action: tabel.read", "(23,13): error unknown-action: There is no action `tabel.read`. Did you mean `table.read`?")]
    [InlineData("type: choice, of: [approve, query, refuse]", "type: choise, of: [approve, query, refuse]", "(38,26): error unknown-word: `type` cannot be `choise`. Did you mean `choice`?")]
    [InlineData("on_changes: check", "on_changes: post", "(52,19): error not-an-ancestor: `on_changes` names `post`, which has no part in what is reviewed.")]
    [InlineData("steps.decide.artifact", "steps.report", "(55,41): error not-reviewed: `post` lets something out that no review has approved.")]
    [InlineData("\"{{ steps.decide.artifact }}\"", "\"Approved: {{ steps.decide.artifact }}\"", "(55,41): error not-reviewed: What leaves must be exactly what was approved, without anything added.")]
    [InlineData("\"#finance\"", "\"{{ steps.decide.note }}\"", "(55,20): error data-chooses-target: A target never comes from `steps`")]
    [InlineData("model: small", "harnes: claude-code", "error unknown-key: Agent in a step has no key `harnes`. Did you mean `harness`?")]
    [InlineData("model: small", "harness: claude-code\n      tools: [crm.read]", "error key-not-here: A harness brings tools of its own and cannot call these.")]
    [InlineData("reason:  { type: text, max: 300 }", "reason: file", "error type-not-here: A model cannot answer with a file. Let a program work in the agent's place (`harness`), or answer with text or a table.")]
    [InlineData("verdict: { type: choice", "amount: { type: choice", "(38,9): error field-clash: The items already have a field `amount`")]
    [InlineData("on_changes: check", "on_changes: check\n      also_in: finance", "error bad-name: `finance` is no name of a channel. Write it as \"#finance\", or as \"teams:#finance\" where it is on another platform.")]
    [InlineData("on_changes: check", "on_changes: check\n      also_in: [\"#board\", \"team:#finance\"]", "error bad-name: `team:#finance` is no name of a channel.")]
    [InlineData("\"#finance\"", "\"team:#finance\"", "error bad-name: `team:#finance` is no name of a channel. Write it as #finance, or as teams:#finance where it is on another platform.")]
    [InlineData("{ group: finance-leads, quorum: 1, not: requester }", "{ sequence: [{ person: ben }, { person: ben }] }", "error same-person-twice: @ben alone decides two steps, but nobody counts twice.")]
    [InlineData("{ group: finance-leads, quorum: 1, not: requester }", "{ sequence: [{ person: ben }], group: finance-leads }", "error two-forms: `sequence` stands beside person, group, role or quorum.")]
    [InlineData("{ group: finance-leads, quorum: 1, not: requester }", "{ sequence: [{ quorum: 2 }] }", "error missing-key: Nobody is named who decides.")]
    [InlineData("{ group: finance-leads, quorum: 1, not: requester }", "{ person: [ben, cleo], quorum: every }", "error not-a-number: `quorum` is a whole number, not `every`.")]
    [InlineData("{ group: finance-leads, quorum: 1, not: requester }", "{ person: ben, also: [{ when: total is much, person: cleo }] }", "error bad-condition: `total is much` is no condition on a number.")]
    [InlineData("{ group: finance-leads, quorum: 1, not: requester }", "{ person: ben, also: [{ when: rows > 10 EUR, person: cleo }] }", "error wrong-type: `rows` is a number without a currency.")]
    [InlineData("remind: 4h", "remind: 4 office hours", "error not-a-duration: `remind` is a length of time, not `4 office hours`.")]
    [InlineData("escalate: { after: 1d, to: cfo }", "escalate: [{ after: 1d, to: cfo }, { after: 4h, to: ben }]", "error out-of-range: A rung of the ladder comes before the one above it.")]
    [InlineData("tokens: 400000", "tokens: 0400000", "error not-a-number: `tokens` is a whole number, not `0400000`. Write 400000 without the leading zero.")]
    [InlineData("tokens: 400000", "tokens: 400_000", "error not-a-number: `tokens` is a whole number, not `400_000`.")]
    [InlineData("required: true", "required: yes", "(13,15): error not-true-or-false: `required` is true or false, not `yes`. Did you mean `true`?")]
    [InlineData("cost: 2.00 USD", "cost: 2.00", "error not-an-amount: `cost` is an amount with its currency, not `2.00`.")]
    [InlineData("time: 10m", "time: 10:00", "error not-a-duration: `time` is a length of time, not `10:00`.")]
    [InlineData("rounds: 3", "items: 2001", "error out-of-range: `items` is 2001; it must be 1 to 2000.")]
    [InlineData("locale: en-GB", "locale: en-UK", "error unknown-locale: The locale `en-UK` is not known. Did you mean")]
    [InlineData("default: last-month", "default: sometimes", "error bad-default: “sometimes” is not a month.")]
    [InlineData("name: expense-triage", "name: ../expense", "(4,7): error bad-name: `../expense` is no good name for `name`.")]
    [InlineData("owner: finance-lead", "owner:", "error no-value: `owner` has no value.")]
    [InlineData("\"{{ item }}\"", "{{ item }}", "error key-not-text: A key is a word, not a list or a map.")]
    [InlineData("title: Expense triage", "title: &t Expense triage", "(5,8): error anchor: Anchors (&name) are not taken.")]
    [InlineData("title: Expense triage", "title: !!str Expense triage", "(5,8): error tag: Tags (!name) are not taken.")]
    [InlineData("title: Expense triage", "title: Expense triage\ntitle: Again", "(6,1): error duplicate-key: The key `title` stands here a second time; the first is in line 5.")]
    [InlineData("batch: 20", "bacth: 20", "error unknown-key: Step has no key `bacth`. Did you mean `batch`?")]
    [InlineData("remind: 4h", "remind: 4d", "error out-of-range: The reminder comes after the review has ended.")]
    [InlineData("of: report ", "of: check ", "error wrong-type: `check` gives a list of single results; people review one thing.")]
    [InlineData("total: amount }", "totals: amount }", "error unknown-argument: The action table.write takes no `totals`. Did you mean `total`?")]
    public void AMistake_IsLocatedAndAnswered(string right, string wrong, string expected)
    {
        string text = Library.Sample("expense-triage.yaml");
        Assert.Contains(right, text, StringComparison.Ordinal);
        Assert.Contains(expected, _library.With("expense-triage.yaml", text.Replace(right, wrong)).Mistakes(), StringComparison.Ordinal);
    }

    [Fact]
    public void AFile_IsNoReviewOfItself()
    {
        string mistakes = _library.With("sample.yaml", Head + """
            limits: { cost: 1.00 USD, time: 2m, tokens: 1000 }
            steps:
              - id: make
                agent:
                  purpose: Make it.
                  harness: opencode
                  instructions: Make it.
                  input: "it"
                  output: { report: { type: file, columns: { team: text } } }
              - id: rows
                action: table.read
                with: { file: "{{ steps.make.report }}" }
              - id: first
                review: { of: rows, reviewers: "@ben" }
              - id: second
                review: { of: make, reviewers: "@ben" }
            """).Mistakes();

        Assert.Contains("error wrong-type: `make` gives the file `report`, and a card would show no more than its name. Read it with the action table.read", mistakes, StringComparison.Ordinal);
        Assert.Equal(mistakes.IndexOf("error", StringComparison.Ordinal), mistakes.LastIndexOf("error", StringComparison.Ordinal));
    }

    [Fact]
    public void AllMistakes_AreToldAtOnce()
    {
        string text = Head + """
            limits: { cost: two, speed: 3 }
            steps:
              - id: a
                action: table.read
                wiht: { file: "{{ inputs.x }}" }
              - id: b
                needs: [c]
                agent: { purpose: P, input: "{{ today | uper }}", output: { x: txt } }
              - id: d
                publish: { to: finance, content: "{{ steps.a }}" }
              - needs: [a]
            """;
        Assert.Equal(
            """
            s.yaml(7,17): error not-an-amount: `cost` is an amount with its currency, not `two`. Write it as 2.00 USD.
            s.yaml(7,22): error unknown-key: Limits has no key `speed`. Expected one of cost, time, tokens, rounds, items, open_reviews.
            s.yaml(10,13): error missing-argument: The action table.read needs `file`. A file input. Its columns and locale say how the cells are read.
            s.yaml(11,5): error unknown-key: Step has no key `wiht`. Did you mean `with`?
            s.yaml(13,12): error unknown-step: `needs` names the step `c`, which does not exist. Did you mean `a`?
            s.yaml(14,12): error missing-key: An agent needs the key `instructions`. Or name one from its own file with `use`.
            s.yaml(14,45): error expression: There is no filter `uper`. Did you mean `upper`?
            s.yaml(14,68): error unknown-word: `x` cannot be `txt`. Did you mean `text`?
            s.yaml(16,20): error unknown-target: `finance` is no target. Write "#channel" in quotation marks, @person, thread, requester, { webhook: … } or { file: … }.
            s.yaml(16,38): error not-reviewed: `d` lets something out that no review has approved. Add a review step and publish its artifact, or write `review: none`.
            s.yaml(17,5): error missing-key: Step needs the key `id`. Its name in expressions.
            s.yaml(17,5): error no-kind: This step does not say what it does. Give it one of agent, action, review, publish, workflow.
            """,
            _library.With("s.yaml", text).Mistakes());
    }

    [Fact]
    public void ACycle_IsNamed()
    {
        string text = Head + """
            steps:
              - { id: a, agent: { purpose: P, instructions: I, input: "{{ steps.c }}", output: { x: text } } }
              - { id: b, needs: [a], agent: { purpose: P, instructions: I, input: "{{ today }}", output: { x: text } } }
              - { id: c, agent: { purpose: P, instructions: I, input: "{{ steps.b }}", output: { x: text } } }
              - { id: d, needs: [c], agent: { purpose: P, instructions: I, input: "{{ today }}", output: { x: text } } }
            """;
        string mistakes = _library.With("s.yaml", text).Mistakes();
        Assert.Contains("error cycle: These steps wait for each other and could never run: ", mistakes, StringComparison.Ordinal);
        Assert.Contains("error unreachable-step: The step `d` can never run", mistakes, StringComparison.Ordinal);
    }

    [Fact]
    public void WorkflowsThatStartEachOther_AreMistakesInBoth()
    {
        string Start(string name, string child) => Head.Replace("name: sample", $"name: {name}", StringComparison.Ordinal) + $"steps:\n  - {{ id: go, workflow: {child} }}\n";
        string mistakes = _library.With("one.yaml", Start("one", "two")).With("two.yaml", Start("two", "one")).Mistakes();
        Assert.Contains("These workflows start each other without end", mistakes, StringComparison.Ordinal);
        Assert.Equal(2, _library.Load().Broken.Length);
    }

    [Fact]
    public void ChildrenFourLevelsDeep_AreRefused_ThreeAreNot()
    {
        string Start(string name, string step) => Head.Replace("name: sample", $"name: {name}", StringComparison.Ordinal) + $"steps:\n  - {{ id: go, {step} }}\n";
        _library.With("leaf.yaml", Start("leaf", "action: message.render, with: { text: Hello }"));
        _library.With("c.yaml", Start("level-c", "workflow: leaf")).With("b.yaml", Start("level-b", "workflow: level-c")).With("a.yaml", Start("level-a", "workflow: level-b"));
        Assert.Equal("", _library.Mistakes());
        Assert.Equal(["leaf", "level-b", "level-c"], _library.Good("level-a").Closure.Children.Keys);
        Assert.Contains("error too-deep", _library.With("top.yaml", Start("level-top", "workflow: level-a")).Mistakes(), StringComparison.Ordinal);
    }

    [Fact]
    public void TwoFilesWithOneName_AreBothMistakes()
    {
        string text = Library.Sample("expense-triage.yaml");
        CatalogSnapshot snapshot = _library.With("a.yaml", text).With("b.yaml", text).Load();
        Assert.Equal(["a.yaml", "b.yaml"], snapshot.Broken.Select(file => file.File));
        Assert.All(snapshot.Broken, file => Assert.Contains(file.Diagnostics, mistake => mistake.Code == "duplicate-name"));
        Assert.Empty(snapshot.Templates);
    }

    [Fact]
    public void ARemark_ThatWouldRepeatAnEffect_IsAMistake()
    {
        string text = Head + """
            steps:
              - { id: draft, agent: { purpose: P, instructions: I, input: "{{ today }}", output: { text: text }, artifact: message } }
              - { id: first, review: { of: draft, reviewers: "@ben" } }
              - { id: tell, publish: { to: thread, content: "{{ steps.first.artifact }}" } }
              - { id: second, review: { of: draft, reviewers: "@cleo" } }
            """;
        Assert.Contains("error effect-not-behind-review: A remark at `second` runs `draft` again and with it `tell`", _library.With("s.yaml", text).Mistakes(), StringComparison.Ordinal);
    }

    [Fact]
    public void Printed_AMistakeShowsItsLineAndACaret()
    {
        const string Text = "kind: Workflow\nname: x\n";
        string printed = DiagnosticPrinter.Print([new Diagnostic("t.yaml", 2, 7, DiagnosticSeverity.Error, "bad-name", "Too short.", null)], _ => Text);
        Assert.Equal("t.yaml(2,7): error bad-name: Too short.\n  2 | name: x\n    |       ^\n1 mistake, no warnings.\n", printed);
    }
}
