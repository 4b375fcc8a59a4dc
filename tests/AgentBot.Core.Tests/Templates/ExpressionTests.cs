using System.Collections.Immutable;
using System.Diagnostics;
using AgentBot.Core.Templates.Expressions;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;
using AgentBot.Testing;
using Language = AgentBot.Core.Templates.Expressions.Expressions;

namespace AgentBot.Core.Tests.Templates;

public sealed class ExpressionTests
{
    private static readonly ImmutableArray<Column> Columns =
    [
        new("employee", new FieldType.Text()), new("amount", new FieldType.Money()), new("Value date", new FieldType.Date()),
        new("verdict", new FieldType.Choice(["approve", "refuse"])),
    ];

    private static readonly Value.Table Rows = new(new TableData(Columns,
    [
        [new Value.Text("Ana"), new Value.Money(100, "EUR"), new Value.Date(new DateOnly(2026, 3, 1)), new Value.Choice("approve")],
        [new Value.Text("Ben"), new Value.Money(300.5m, "EUR"), new Value.Date(new DateOnly(2026, 4, 1)), new Value.Choice("refuse")],
        [new Value.Text("Cleo"), Value.Missing.Instance, new Value.Date(new DateOnly(2026, 2, 1)), new Value.Choice("approve")],
    ]));

    private static readonly ExpressionScope Scope = new(
        new Value.Record([new("name", new Value.Text("{{ inputs.secret }} & Co")), new("urgent", new Value.Boolean(true)), new("month", new Value.Month(2026, 10)), new("none", Value.Missing.Instance), new("limit", new Value.Number(250))]),
        new Dictionary<string, Value> { ["rows"] = Rows, ["note"] = new Value.Record([new("text", new Value.Text("Hello"))]) },
        Rows.Data.RowAsRecord(1),
        new DateOnly(2026, 11, 21));

    private static readonly ExpressionTypes Types = new(
        new FieldType.Record([new("name", new FieldType.Text()), new("urgent", new FieldType.Boolean()), new("month", new FieldType.Month()), new("none", new FieldType.Text()), new("limit", new FieldType.Number())], Open: false),
        new Dictionary<string, StepType>
        {
            ["rows"] = new(new FieldType.Table(Columns, Open: false), Core.Artifacts.ArtifactType.Table, false),
            ["note"] = new(new FieldType.Record([new("text", new FieldType.Text())], Open: false), Core.Artifacts.ArtifactType.Message, false),
        },
        new FieldType.Record(Columns, Open: false));

    [Theory]
    [InlineData("{{ inputs.limit }}", "250")]
    [InlineData("{{ inputs.none | default('nothing') }}", "nothing")]
    [InlineData("{{ steps.absent | default(3) }}", "3")]
    [InlineData("{{ steps.rows | count }}", "3")]
    [InlineData("{{ steps.rows | sum('amount') }}", "400.50\u00a0EUR")]
    [InlineData("{{ steps.rows | average('amount') | round(1) }}", "200.30\u00a0EUR")]
    [InlineData("{{ steps.rows | max('amount') }}", "300.50\u00a0EUR")]
    [InlineData("{{ steps.rows | min('Value date') }}", "1 Feb 2026")]
    [InlineData("{{ steps.rows | where('verdict', 'approve') | field('employee') | join }}", "Ana, Cleo")]
    [InlineData("{{ steps.rows | where('amount', '>', 200) | count }}", "1")]
    [InlineData("{{ steps.rows | sort('amount', 'down') | first | field('x') }}", null)]
    [InlineData("{{ steps.rows | sort('employee', 'down') | field('employee') | join(' ') }}", "Cleo Ben Ana")]
    [InlineData("{{ steps.rows | take(2) | count }}", "2")]
    [InlineData("{{ steps.rows | field('verdict') | distinct | join('/') }}", "approve/refuse")]
    [InlineData("{{ item.employee | upper }}: {{ item.amount }} on {{ item[\"Value date\"] | date('iso') }}", "BEN: 300.50\u00a0EUR on 2026-04-01")]
    [InlineData("{{ item.amount > inputs.limit and not (item.verdict == 'approve') }}", "yes")]
    [InlineData("{{ item['Value date'] < '2026-05-01' or false }}", "yes")]
    [InlineData("{{ today | plus('14d') | date('weekday') }}", "Sat 5 Dec 2026")]
    [InlineData("Claims of {{ inputs.month }}", "Claims of October 2026")]
    [InlineData("{{ '14d' | as('duration') }}", "14\u00a0d")]
    [InlineData("no braces", "no braces")]
    [InlineData("  {{ steps.note.text }}\n", "Hello")]
    [InlineData("{{ 1234.5 | number(2) }}", "1,234.50")]
    [InlineData("{{ 5 | money('EUR') }}", "5.00\u00a0EUR")]
    public void AnExpression_IsComputed(string source, string? expected)
    {
        Result<Value> result = Language.Evaluate(new Expr(source), Scope);
        Assert.Equal(expected, result.IsRefused ? null : ValueWords.Of(result.Value));
    }

    [Fact]
    public void AWholeValue_KeepsItsType_TextAroundItMakesText()
    {
        Assert.Same(Rows, Language.Evaluate(new Expr(" {{ steps.rows }} "), Scope).Value);
        Assert.IsType<Value.Text>(Language.Evaluate(new Expr("{{ inputs.limit }}!"), Scope).Value);
        Assert.Equal(new Value.Number(250), Language.Evaluate(new Expr("{{ inputs.limit }}"), Scope).Value);
    }

    [Fact]
    public void TextOfData_IsNeverEvaluated() =>
        Assert.Equal(new Value.Text("Dear {{ inputs.secret }} & Co"), Language.Evaluate(new Expr("Dear {{ inputs.name }}"), Scope).Value);

    [Theory]
    [InlineData("{{ inputs.nam }}", 10, "`inputs` has no field `nam`.", "Did you mean `name`?")]
    [InlineData("{{ steps.rows.amount }}", 14, "`steps.rows` is a table; it has no field `amount` of its own.", null)]
    [InlineData("{{ steps.rows | summ('amount') }}", 16, "There is no filter `summ`.", "Did you mean `sum`?")]
    [InlineData("{{ steps.rows | sum('employee') }}", 16, "`sum` takes numbers or money, but this is text.", null)]
    [InlineData("{{ item.verdict == 'aprove' }}", 19, "“aprove” is not one of approve, refuse.", "Did you mean \"approve\"?")]
    [InlineData("{{ item.amount > 'x' }}", 15, "Money cannot be compared with text.", null)]
    [InlineData("{{ inputs.urgent > true }}", 17, "Yes or no is neither more nor less than something else.", "Use == or !=.")]
    [InlineData("{{ inputs.limit and true }}", 3, "Here a condition is expected, but this is a number.", null)]
    [InlineData("{{ input.name }}", 3, "`input` is not known here.", "Did you mean `inputs`?")]
    [InlineData("{{ inputs.name | default(3) }}", 25, "The default is a number, but the value is text.", null)]
    [InlineData("{{ inputs.name = 'x' }}", 15, "A comparison has two signs of equality.", "Write ==.")]
    [InlineData("{{ inputs.name", 0, "An expression begins here with {{ and does not end.", "End it with }}.")]
    [InlineData("{{ 010 }}", 3, "“010” is not a number here.", null)]
    [InlineData("{{ 'x }}", 0, "An expression begins here with {{ and does not end.", null)]
    [InlineData("{{ }}", 5, null, null)]
    [InlineData("{{ steps.rows | where('amont', 3) }}", 22, "There is no field `amont` here.", "Did you mean `amount`?")]
    [InlineData("{{ steps.rows[0] }}", 14, "A quoted name was expected in the square brackets.", null)]
    [InlineData("{{ system('ls') }}", 3, "`system` is not known here.", null)]
    public void AnExpression_ThatCannotWork_IsFoundAtLoad(string source, int at, string? message, string? suggestion)
    {
        TypedExpression typed = Language.TypeOf(new Expr(source), Types);
        ExpressionMistake mistake = typed.Mistakes.First().Mistake;
        if (message is not null)
        {
            Assert.Equal((at, message), (mistake.At, mistake.Message));
        }

        if (suggestion is not null)
        {
            Assert.Equal(suggestion, mistake.Suggestion);
        }
    }

    [Fact]
    public void NamedSteps_KnowWhetherTheirValueIsNeeded()
    {
        ImmutableArray<NamedStep> named = Language.NamesSteps(new Expr("{{ steps.a.x | default(steps.b.y) }} {{ steps.c }} {{ steps.c | default(1) }}"));
        Assert.Equal([new NamedStep("a", false), new NamedStep("b", true), new NamedStep("c", true)], named.AsEnumerable());
    }

    [Fact]
    public void TooMuchWork_IsRefusedQuickly()
    {
        var many = new Value.List([.. Enumerable.Range(0, 20_000).Select(i => (Value)new Value.Number(i))]);
        ExpressionScope scope = Scope with { Steps = new Dictionary<string, Value> { ["rows"] = many } };
        var watch = Stopwatch.StartNew();
        Refusal refusal = Assert.IsType<Refusal>(Language.Evaluate(new Expr("{{ steps.rows | sum }}"), scope).Refusal);
        Assert.Contains("10,000 steps", refusal.Why, StringComparison.Ordinal);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1), watch.Elapsed.ToString());
    }

    [Fact]
    public void DifferentCurrencies_AreNotAdded()
    {
        var mixed = new Value.List([new Value.Money(1, "EUR"), new Value.Money(1, "USD")]);
        ExpressionScope scope = Scope with { Steps = new Dictionary<string, Value> { ["rows"] = mixed } };
        Assert.Equal("EUR and USD cannot be added.", Language.Evaluate(new Expr("{{ steps.rows | sum }}"), scope).Refusal?.Why);
    }

    [Fact]
    public void FieldsAndItems_AreComputedOneByOne()
    {
        var expression = new Expr("")
        {
            Fields = [new Argument("claim", new Expr("{{ item.employee }}")), new Argument("list", new Expr("") { Items = [new Expr("a"), new Expr("{{ 2 }}")] })],
        };
        var record = Assert.IsType<Value.Record>(Language.Evaluate(expression, Scope).Value);
        Assert.Equal(new Value.Text("Ben"), record["claim"]);
        Assert.Equal(2, Assert.IsType<Value.List>(record["list"]).Items.Length);
    }

    [Fact]
    public void Garbage_IsAMistakeOrAValue_NeverAnException()
    {
        Random random = Proof.Random();
        string[] pieces = ["{{", "}}", "steps", ".rows", "inputs", ".name", "|", "sum", "(", ")", "'", "\"", "amount", "==", "and", "not", " ", "3", "[", "]", ",", "item", "today", "where", "-", "default", "x"];
        for (int i = 0; i < Proof.Size(50_000); i++)
        {
            string source = "{{" + string.Concat(Enumerable.Range(0, random.Next(1, 14)).Select(_ => pieces[random.Next(pieces.Length)])) + (random.Next(4) > 0 ? "}}" : "");
            TypedExpression typed = Language.TypeOf(new Expr(source), Types);
            Result<Value> value = Language.Evaluate(new Expr(source), Scope);
            Assert.False(typed.Type is null || (value.IsRefused && value.Refusal!.What.Length == 0));
        }
    }

    [Fact]
    public void DeepBrackets_AreAMistake()
    {
        string source = "{{ " + new string('(', 900) + "1" + new string(')', 900) + " }}";
        Assert.Contains("nested too deeply", Language.TypeOf(new Expr(source), Types).Mistakes[0].Mistake.Message, StringComparison.Ordinal);
    }
}
