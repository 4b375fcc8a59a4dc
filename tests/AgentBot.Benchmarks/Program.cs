using System.Globalization;
using AgentBot.Benchmarks;

// One verb for each benchmark, one file for each verb. Figures are printed beside their budgets and, where a floor says more
// than a number, as ratios to one measured in the same run.
int? count = args.Length > 1 && int.TryParse(args[1], CultureInfo.InvariantCulture, out int asked) ? asked : null;
(string Verb, Func<Task<int>> RunAsync)[] all =
[
    ("commits", Commits.RunAsync),
    ("waiting", Waiting.RunAsync),
    ("run", () => Running.RunAsync(count)),
    ("rows", TableRows.RunAsync),
    ("click", () => Clicking.RunAsync(count)),
    ("queue", Queueing.RunAsync),
    ("start", Starting.RunAsync),
];

string wanted = args.FirstOrDefault() ?? "";
(string Verb, Func<Task<int>> RunAsync)[] chosen = [.. all.Where(one => wanted == "all" || one.Verb == wanted)];
if (chosen.Length == 0)
{
    Console.WriteLine($"usage: AgentBot.Benchmarks <{string.Join(" | ", all.Select(one => one.Verb))} | all> [count]");
    return 2;
}

int worst = 0;
foreach ((_, Func<Task<int>> runAsync) in chosen)
{
    worst = Math.Max(worst, await runAsync());
}

return worst;
