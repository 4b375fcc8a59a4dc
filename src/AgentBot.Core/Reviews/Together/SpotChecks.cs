using System.Collections.Immutable;
using System.Security.Cryptography;

namespace AgentBot.Core.Reviews.Together;

/// <summary>Which of a group have to be read and decided singly before the others may be approved together.</summary>
public static class SpotChecks
{
    /// <summary>One in <paramref name="oneIn"/>, rounded up, and at least one.</summary>
    public static int Count(int members, int oneIn) => members <= 0 ? 0 : Math.Clamp((members + oneIn - 1) / oneIn, 1, members);

    /// <summary>Each subset of that size is as likely as any other.</summary>
    public static ImmutableSortedSet<int> Draw(int members, int count, ILots lots)
    {
        int[] places = [.. Enumerable.Range(0, members)];
        for (int i = 0; i < Math.Min(count, members); i++)
        {
            int other = lots.Below(members - i) + i;
            (places[i], places[other]) = (places[other], places[i]);
        }

        return [.. places.Take(count)];
    }
}

/// <summary>Draws what nobody can foresee.</summary>
public interface ILots
{
    /// <summary>From 0 to one below <paramref name="most"/>, each as likely as any other.</summary>
    int Below(int most);
}

/// <summary>From the system's source of secrets.</summary>
public sealed class SecretLots : ILots
{
    public int Below(int most) => RandomNumberGenerator.GetInt32(most);
}
