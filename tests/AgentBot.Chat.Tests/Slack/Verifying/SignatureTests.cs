using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using AgentBot.Chat.Slack;
using AgentBot.Chat.Slack.Verifying;
using AgentBot.Chat.Verifying;
using AgentBot.Testing;
using Microsoft.Extensions.Options;

namespace AgentBot.Chat.Tests.Slack.Verifying;

/// <summary>Nothing gets in that Slack has not signed just now.</summary>
public sealed partial class SignatureTests
{
    private const string Secret = "test-signing-secret-0001";
    private const string Body = "command=%2Fops&text=status+api&user_id=U0AAA1&team_id=T0AAA1";
    private const string Signed = "v0=8a3695dd41d8fe19dfb3dd99d2dd08a2dcaafec17e4f2bab5710f842afaa89e5";
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    private readonly FakeClock _clock = new(At);
    private readonly Dictionary<string, string> _texts = new() { ["secret"] = Secret };

    [Fact]
    public void The_test_vector_of_the_wire_is_good() =>
        Assert.Equal(SignatureVerdict.Good, Check(Body, "1700000000", Signed));

    [Theory]
    [InlineData(-299, SignatureVerdict.Good)]
    [InlineData(299, SignatureVerdict.Good)]
    [InlineData(-301, SignatureVerdict.OutOfTime)]
    [InlineData(301, SignatureVerdict.OutOfTime)]
    [InlineData(86_400, SignatureVerdict.OutOfTime)]
    public void A_request_of_another_time_is_refused_in_the_past_and_in_the_future(int ahead, SignatureVerdict wanted)
    {
        string timestamp = (1_700_000_000 + ahead).ToString(CultureInfo.InvariantCulture);
        Assert.Equal(wanted, Check(Body, timestamp, Sign(Secret, timestamp, Body)));
    }

    [Theory]
    [InlineData(null, Signed)]
    [InlineData("", Signed)]
    [InlineData("1700000000", null)]
    [InlineData("1700000000", "")]
    public void What_is_not_signed_is_missing_its_proof(string? timestamp, string? signature) =>
        Assert.Equal(SignatureVerdict.Missing, Check(Body, timestamp, signature));

    [Theory]
    [InlineData("1700000001", Signed)]
    [InlineData("1700000000", "v1=8a3695dd41d8fe19dfb3dd99d2dd08a2dcaafec17e4f2bab5710f842afaa89e5")]
    [InlineData("1700000000", "v0=8A3695DD41D8FE19DFB3DD99D2DD08A2DCAAFEC17E4F2BAB5710F842AFAA89E5")]
    [InlineData("1700000000", "v0=8a3695dd")]
    [InlineData("1700000000", "v0=")]
    [InlineData("1700000000", "v0=zz3695dd41d8fe19dfb3dd99d2dd08a2dcaafec17e4f2bab5710f842afaa89e5")]
    [InlineData("1700000000 ", Signed)]
    [InlineData("+1700000000", Signed)]
    [InlineData("99999999999999999999", Signed)]
    public void A_signature_of_another_form_or_time_is_wrong(string timestamp, string signature) =>
        Assert.Equal(SignatureVerdict.Wrong, Check(Body, timestamp, signature));

    [Fact]
    public void Every_flipped_bit_of_the_body_and_of_the_signature_is_found()
    {
        byte[] body = Encoding.UTF8.GetBytes(Body);
        SlackSignature signature = Signature();
        for (int bit = 0; bit < body.Length * 8; bit++)
        {
            byte[] changed = [.. body];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(SignatureVerdict.Wrong, signature.Check(changed, "1700000000", Signed).Verdict);
        }

        byte[] mac = Convert.FromHexString(Signed[3..]);
        for (int bit = 0; bit < mac.Length * 8; bit++)
        {
            byte[] changed = [.. mac];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(SignatureVerdict.Wrong, signature.Check(body, "1700000000", "v0=" + Convert.ToHexStringLower(changed)).Verdict);
        }
    }

    [Fact]
    public void Without_a_secret_nothing_is_good_not_even_what_an_empty_one_signed()
    {
        _texts.Clear();
        Assert.Equal(SignatureVerdict.Wrong, Check(Body, "1700000000", Sign("", "1700000000", Body)));
    }

    [Fact]
    public void An_exchanged_secret_counts_within_five_seconds()
    {
        SlackSignature signature = Signature();
        Assert.Equal(SignatureVerdict.Good, signature.Check(Encoding.UTF8.GetBytes(Body), "1700000000", Signed).Verdict);

        _texts["secret"] = "another-secret-of-the-app-0002";
        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(SignatureVerdict.Wrong, signature.Check(Encoding.UTF8.GetBytes(Body), "1700000000", Signed).Verdict);
        Assert.Equal(SignatureVerdict.Good, signature.Check(Encoding.UTF8.GetBytes(Body), "1700000000", Sign("another-secret-of-the-app-0002", "1700000000", Body)).Verdict);
    }

    [Fact]
    public void The_secret_before_counts_until_its_moment_and_not_longer()
    {
        _texts["before"] = "the-secret-before-it-0000";
        SlackSignature signature = Signature(previous: "before", until: At.AddSeconds(60).ToString("O"));
        string old = Sign("the-secret-before-it-0000", "1700000000", Body);
        Assert.Equal(SignatureVerdict.Good, signature.Check(Encoding.UTF8.GetBytes(Body), "1700000000", old).Verdict);

        _clock.Advance(TimeSpan.FromSeconds(61));

        Assert.Equal(SignatureVerdict.Wrong, signature.Check(Encoding.UTF8.GetBytes(Body), "1700000000", old).Verdict);
        Assert.Equal(SignatureVerdict.Good, signature.Check(Encoding.UTF8.GetBytes(Body), "1700000000", Signed).Verdict);
    }

    [Fact]
    public void A_clock_that_is_off_is_told_apart_from_a_single_replay()
    {
        var watch = new ClockWatch(_clock);
        Assert.False(watch.Saw(new SignatureCheck(SignatureVerdict.OutOfTime, TimeSpan.FromSeconds(400))));
        Assert.False(watch.Saw(new SignatureCheck(SignatureVerdict.Good, TimeSpan.FromSeconds(2))));
        Assert.False(watch.Saw(new SignatureCheck(SignatureVerdict.OutOfTime, TimeSpan.FromSeconds(400))));
        Assert.False(watch.Saw(new SignatureCheck(SignatureVerdict.Wrong, TimeSpan.Zero)));
        Assert.True(watch.Saw(new SignatureCheck(SignatureVerdict.OutOfTime, TimeSpan.FromSeconds(401))));
        Assert.Equal(TimeSpan.FromSeconds(401), watch.Offset);
    }

    [Fact]
    public void One_line_a_minute_and_source_gets_into_the_log()
    {
        var meter = new SourceMeter(_clock);
        Assert.Equal(2, Enumerable.Range(0, 2_000).Count(knock => meter.MayTell(knock % 2 == 0 ? "203.0.113.7" : "203.0.113.8")));
        _clock.Advance(TimeSpan.FromSeconds(61));
        Assert.True(meter.MayTell("203.0.113.7"));
        Assert.InRange(Enumerable.Range(0, 50_000).Count(knock => meter.MayTell($"source {knock}")), 1, 1_001);
    }

    /// <summary>No secret, token or signature is compared by anything that stops at the first difference.</summary>
    [Fact]
    public void Secrets_are_compared_in_constant_time_only()
    {
        string folder = Path.Combine(RepositoryRoot.Path, "src", "AgentBot.Chat", "Slack");
        string[] found = [.. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => File.ReadLines(file).Select((line, at) => (Line: line, Place: $"{Path.GetFileName(file)}:{at + 1}")))
            .Where(entry => Compared().IsMatch(entry.Line))
            .Select(entry => entry.Place)];
        Assert.Empty(found);
        Assert.Contains("FixedTimeEquals", File.ReadAllText(Path.Combine(folder, "Verifying", "SlackSignature.cs")), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\b(secret|signature|token|given|wanted)\s*(==|!=)|(==|!=)\s*(secret|signature|token|given|wanted)\b|SequenceEqual\((secret|signature|token|given|wanted)", RegexOptions.NonBacktracking)]
    private static partial Regex Compared();

    private SignatureVerdict Check(string body, string? timestamp, string? signature) => Signature().Check(Encoding.UTF8.GetBytes(body), timestamp, signature).Verdict;

    private SlackSignature Signature(string previous = "", string until = "")
    {
        var options = Options.Create(new SlackOptions { SigningSecret = "secret", PreviousSigningSecret = previous, PreviousSigningSecretUntil = until, BotToken = "token" });
        return new SlackSignature(new SlackSecrets(options, new Texts(_texts), _clock), _clock);
    }

    private static string Sign(string secret, string timestamp, string body) =>
        "v0=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"v0:{timestamp}:{body}")));

    private sealed class Texts(Dictionary<string, string> texts) : ISecretText
    {
        public string? Read(string written) => texts.GetValueOrDefault(written);
    }
}
