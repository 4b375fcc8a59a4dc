namespace AgentBot.Testing;

/// <summary>How large the large proofs are: a seeded tenth by default, full size with AGENTBOT_TESTS=long. The seed is printed by the runner.</summary>
public static class Proof
{
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("AGENTBOT_TESTS") == "long";

    /// <summary>From AGENTBOT_SEED, so that a failure can be played again; fixed otherwise.</summary>
    public static int Seed { get; } = int.TryParse(Environment.GetEnvironmentVariable("AGENTBOT_SEED"), out int seed) ? seed : 20261121;

    public static int Size(int full) => IsLong ? full : Math.Max(1, full / 10);

    public static Random Random() => new(Seed);
}
