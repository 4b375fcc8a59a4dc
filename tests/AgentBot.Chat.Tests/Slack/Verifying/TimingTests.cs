using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using AgentBot.Chat.Slack;
using AgentBot.Chat.Slack.Verifying;
using AgentBot.Testing;
using Microsoft.Extensions.Options;

namespace AgentBot.Chat.Tests.Slack.Verifying;

/// <summary>
/// The time that a check takes tells nothing about how much of a guess was right: fault row A4. Two classes of guesses, one wrong
/// from its first byte and one right up to its last, are checked in random turns; Welch's t-test tells whether their times differ.
/// Source of the rule: Reparaz, Balasch, Verbauwhede, "Dude, is my code constant time?", where |t| above 4.5 counts as a leak.
/// </summary>
public sealed class TimingTests
{
    private const double Leak = 4.5;
    private const string Secret = "test-signing-secret-0001";
    private const string Timestamp = "1700000000";

    /// <summary>Of a check: enough that the clock's own step does not matter.</summary>
    private const int ChecksASample = 8;

    /// <summary>Chance alone passes the limit once in a hundred thousand measurements, a busy machine more often; a leak passes it every time.</summary>
    private const int Tries = 6;

    private static readonly byte[] Body = Encoding.UTF8.GetBytes("command=%2Fagent&text=help");

    [Fact]
    public void A_guess_that_is_nearly_right_takes_no_longer_than_one_that_is_wrong_at_once()
    {
        SlackSignature signature = Signature();
        byte[] right = Mac();
        string early = Written(right, wrongAt: 0);
        string late = Written(right, wrongAt: right.Length - 1);
        Assert.Equal(SignatureVerdict.Wrong, signature.Check(Body, Timestamp, early).Verdict);
        Assert.Equal(SignatureVerdict.Wrong, signature.Check(Body, Timestamp, late).Verdict);
        double smallest = Enumerable.Range(0, Tries)
            .Select(_ => Math.Abs(Measure(Proof.Size(200_000), isLate => signature.Check(Body, Timestamp, isLate ? late : early).Verdict == SignatureVerdict.Wrong)))
            .TakeUntil(t => t < Leak)
            .Min();
        Assert.True(smallest < Leak, $"|t| is {smallest:0.0} at best: the time of a check depends on how much of the guess is right.");
    }

    [Fact]
    public void The_measure_finds_a_comparison_that_stops_at_the_first_difference()
    {
        byte[] right = Mac();
        byte[] early = Changed(right, 0);
        byte[] late = Changed(right, right.Length - 1);
        double largest = Enumerable.Range(0, Tries)
            .Select(_ => Math.Abs(Measure(Proof.Size(50_000), isLate => !StopsEarly(right, isLate ? late : early))))
            .TakeUntil(t => t > Leak)
            .Max();
        Assert.True(largest > Leak, $"|t| is only {largest:0.0}.");
    }

    /// <returns>Welch's t of the two classes, of those samples that nothing interrupted.</returns>
    private static double Measure(int samples, Func<bool, bool> check)
    {
        Random random = Proof.Random();
        var took = new (bool IsLate, long Ticks)[samples];
        for (int i = -samples / 10; i < samples; i++)
        {
            bool isLate = random.Next(2) == 1;
            bool expected = true;
            long start = Stopwatch.GetTimestamp();
            for (int time = 0; time < ChecksASample; time++)
            {
                expected &= check(isLate);
            }

            long ticks = Stopwatch.GetTimestamp() - start;
            Assert.True(expected);
            if (i >= 0)
            {
                took[i] = (isLate, ticks);
            }
        }

        // What the machine spent on others is longer than any check; the cut is the same for both classes.
        long longest = took.Select(sample => sample.Ticks).Order().ElementAt(samples * 3 / 4);
        return Welch(Of(took, true, longest), Of(took, false, longest));
    }

    private static double[] Of((bool IsLate, long Ticks)[] took, bool isLate, long longest) =>
        [.. took.Where(sample => sample.IsLate == isLate && sample.Ticks <= longest).Select(sample => (double)sample.Ticks)];

    private static double Welch(double[] one, double[] other) =>
        (one.Average() - other.Average()) / Math.Sqrt((Variance(one) / one.Length) + (Variance(other) / other.Length) + double.Epsilon);

    private static double Variance(double[] values)
    {
        double mean = values.Average();
        return values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1);
    }

    private static bool StopsEarly(byte[] wanted, byte[] given)
    {
        for (int i = 0; i < wanted.Length; i++)
        {
            if (wanted[i] != given[i])
            {
                return false;
            }
        }

        return true;
    }

    private static byte[] Mac() =>
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), (byte[])[.. Encoding.UTF8.GetBytes($"v0:{Timestamp}:"), .. Body]);

    private static byte[] Changed(byte[] mac, int at)
    {
        byte[] changed = [.. mac];
        changed[at] ^= 0x55;
        return changed;
    }

    private static string Written(byte[] mac, int wrongAt) => "v0=" + Convert.ToHexStringLower(Changed(mac, wrongAt));

    private static SlackSignature Signature()
    {
        var clock = new FakeClock(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));
        var options = Options.Create(new SlackOptions { SigningSecret = "secret", BotToken = "token" });
        return new SlackSignature(new SlackSecrets(options, new OneText(), clock), clock);
    }

    private sealed class OneText : ISecretText
    {
        public string? Read(string written) => written == "secret" ? Secret : null;
    }
}

file static class Sequences
{
    /// <summary>Up to and with the first that holds.</summary>
    public static IEnumerable<T> TakeUntil<T>(this IEnumerable<T> all, Func<T, bool> holds)
    {
        foreach (T one in all)
        {
            yield return one;
            if (holds(one))
            {
                yield break;
            }
        }
    }
}
