using System.Runtime;

namespace AgentBot.Benchmarks;

/// <summary>A host that runs for weeks compiles in its first minutes only, so what is measured begins when the compiler has come to rest.</summary>
internal static class Compiler
{
    private const int Most = 2_000;
    private const int Stretch = 100;
    private const int AtRest = 5;

    /// <summary>Does it again and again until hardly a method is compiled meanwhile.</summary>
    public static async Task RestAsync(Func<Task> doAsync)
    {
        long compiled = 0;
        for (int done = 0; done < Most && JitInfo.GetCompiledMethodCount() - compiled > AtRest; done += Stretch)
        {
            compiled = JitInfo.GetCompiledMethodCount();
            for (int i = 0; i < Stretch; i++)
            {
                await doAsync();
            }

            // The second compilation waits until no new method was met for a while.
            await Task.Delay(TimeSpan.FromMilliseconds(300));
        }
    }
}
