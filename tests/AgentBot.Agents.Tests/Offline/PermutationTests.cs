using System.Globalization;
using System.Text.RegularExpressions;
using AgentBot.Core.Agents;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;
using AgentBot.Testing;

namespace AgentBot.Agents.Tests.Offline;

/// <summary>The offline model knows no data: other names, other orders and other amounts give the verdicts that the rules say.</summary>
public sealed partial class PermutationTests
{
    [Fact]
    public async Task Names_orders_and_amounts_may_be_anything()
    {
        var random = new Random(Proof.Seed);
        for (int round = 0; round < Proof.Size(500); round++)
        {
            string[] names = [.. Enumerable.Range(0, 4).Select(_ => Word(random))];
            string[] options = [.. Enumerable.Range(0, 3).Select(_ => Word(random))];
            if (names.Concat(options).Distinct().Count() < 7)
            {
                continue;
            }

            decimal limit = random.Next(1, 100_000) / 100m;
            string[] words = [Word(random), Word(random)];
            string[] rules =
            [
                FormattableString.Invariant($"{options[2]} if {names[0]} is over {limit} EUR and {names[1]} is missing"),
                FormattableString.Invariant($"{options[1]} if {names[2]} contains {words[0]} or {words[1]}"),
                FormattableString.Invariant($"{options[1]} if {names[3]} is at least {limit}"),
            ];
            random.Shuffle(rules);
            List<(Value Row, string Verdict)> rows = [.. Enumerable.Range(0, 10).Select(_ => Row(random, names, options, limit, words))];
            AgentSpec agent = Ask.Agent(string.Join('\n', rules) + "\nelse: " + options[0], Ask.Choice("result", options), Ask.Text("why"));
            AgentOutcome.Answered outcome = await Ask.Offline().AnsweredAsync(Ask.Rows(agent, [.. rows.Select(row => row.Row)]));
            for (int i = 0; i < rows.Count; i++)
            {
                Assert.True(rows[i].Verdict == outcome.Said("result", i), $"seed {Proof.Seed}, round {round}: {string.Join(" / ", rules)} on {rows[i].Row}: {outcome.Said("result", i)}");
            }
        }
    }

    [Fact]
    public void Nothing_in_it_names_a_sample()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "AgentBot.sln")))
        {
            root = Path.GetDirectoryName(root)!;
        }

        // Words of the format itself and of language: a column may be called so without being a sample.
        string[] plain = ["date", "amount", "currency", "number", "text", "note", "title", "owner", "due", "who", "month", "task", "item", "line", "name", "from", "to", "by", "time"];
        IEnumerable<string> columns = Directory.EnumerateFiles(Path.Combine(root), "*.csv", SearchOption.AllDirectories)
            .Where(path => path.Contains("templates", StringComparison.Ordinal) && !path.Contains("artifacts", StringComparison.Ordinal))
            .SelectMany(path => File.ReadLines(path).First().Split(',', ';', '\t'))
            .Select(column => column.Trim('"', ' ', '\uFEFF').ToLowerInvariant());
        string[] samples = ["expense", "claim", "employee", "receipt", "hotel", "alcohol", "supplier", "refund", "parcel", "customer", "complaint", "theme", "invoice", "finance", "verdict"];
        HashSet<string> forbidden = [.. columns.Concat(samples).Except(plain)];
        foreach (string file in Directory.EnumerateFiles(Path.Combine(root, "src", "AgentBot.Agents", "Offline"), "*.cs", SearchOption.AllDirectories))
        {
            foreach (Match literal in Literal().Matches(File.ReadAllText(file)))
            {
                string text = literal.Groups[1].Value.ToLowerInvariant();
                Assert.False(forbidden.Contains(text), $"{Path.GetFileName(file)} names “{text}”");
            }
        }
    }

    private static (Value Row, string Verdict) Row(Random random, string[] names, string[] options, decimal limit, string[] words)
    {
        decimal amount = limit + random.Next(-2, 3);
        bool isMissing = random.Next(2) == 0;
        bool holds = random.Next(3) == 0;
        decimal number = limit + random.Next(-3, 2);
        (string, Value)[] cells =
        [
            (names[0], Ask.M(amount)),
            (names[1], isMissing ? Value.Missing.Instance : Ask.T(Word(random))),
            (names[2], Ask.T(holds ? $"0 {words[random.Next(2)].ToUpperInvariant()} 0" : "0")),
            (names[3], new Value.Number(number)),
        ];
        random.Shuffle(cells);
        string verdict = amount > limit && isMissing ? options[2] : holds || number >= limit ? options[1] : options[0];
        return (Ask.Row(cells), verdict);
    }

    // Letters only and longer than any word of the grammar, so that no name can be one.
    private static string Word(Random random) =>
        string.Create(CultureInfo.InvariantCulture, $"q{new string([.. Enumerable.Range(0, 11).Select(_ => (char)('a' + random.Next(26)))])}");

    [GeneratedRegex("\"([^\"\\n]+)\"")]
    private static partial Regex Literal();
}
