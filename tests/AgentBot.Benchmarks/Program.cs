using AgentBot.Benchmarks;

// One verb for each benchmark, one file for each verb. Figures are printed as ratios beside a floor measured in the same run.
return args.FirstOrDefault() switch
{
    "commits" => await Commits.RunAsync(),
    "waiting" => await Waiting.RunAsync(),
    _ => Usage(),
};

static int Usage()
{
    Console.WriteLine("usage: AgentBot.Benchmarks <commits | waiting>");
    return 2;
}
