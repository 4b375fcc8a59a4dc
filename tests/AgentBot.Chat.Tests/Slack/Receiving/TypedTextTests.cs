using AgentBot.Chat.Slack.Receiving;
using AgentBot.Core;
using AgentBot.Core.People;
using AgentBot.Testing;

namespace AgentBot.Chat.Tests.Slack.Receiving;

/// <summary>Slack's tokens and escapes become what the command parser knows, once.</summary>
public sealed class TypedTextTests
{
    private static readonly WorkspaceKey Workspace = new("T0AAA1");
    private static readonly DirectorySnapshot People = new SlackPeopleOfTests(new FakeClock()).Latest;

    [Theory]
    [InlineData("<@U0BOT> run memo to=<@U0ANA>", "run memo to=@ana")]
    [InlineData("<@U0BOT|agentbot> run memo to=<@U0ANA|ana.duarte>", "run memo to=@ana")]
    [InlineData("run memo to=<@U0ELSE>", "run memo to=@slack:U0ELSE")]
    [InlineData("run memo in=<#C0FIN|finance>", "run memo in=slack/T0AAA1/C0FIN")]
    [InlineData("remember <@U0ANA> approves &lt;60 EUR&gt; in <#C0FIN>", "remember @Ana Duarte approves <60 EUR> in #finance")]
    [InlineData("changes 4211 ask <@U0BEN> &amp; <#C0FIN|finance>", "changes 4211 ask @Ben Okafor & #finance")]
    [InlineData("remember <https://example.com/a?b=c&amp;d=e>", "remember https://example.com/a?b=c&d=e")]
    [InlineData("remember <http://example.com|example.com> is slow", "remember example.com is slow")]
    [InlineData("remember <https://evil.example|our bank>", "remember our bank (https://evil.example)")]
    [InlineData("remember <mailto:a@b.c|a@b.c>", "remember a@b.c")]
    [InlineData("remember <!here> <!channel> <!subteam^S0LEADS|@finance-leads>", "remember @here @channel @finance-leads")]
    [InlineData("remember <!date^1700000000^{date}^https://x.y|14 Nov 2023>", "remember 14 Nov 2023")]
    [InlineData("&amp;lt;", "&lt;")]
    [InlineData("1 &lt; 2 and a<b", "1 < 2 and a<b")]
    [InlineData("<@U0BOT>", "")]
    public void Tokens_are_decoded_once(string typed, string wanted) => Assert.Equal(wanted, TypedText.Read(typed, "U0BOT", Workspace, People));

    [Fact]
    public void Any_text_is_read_without_an_exception()
    {
        Random random = Proof.Random();
        string[] parts = ["<", ">", "|", "@", "#", "!", "&", "&amp;", "&lt;", "here", "U0ANA", "C0FIN", " ", "=", "run", "\n", "🙂", "\u202e", "x"];
        for (int at = 0; at < Proof.Size(20_000); at++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => parts[random.Next(parts.Length)]));
            Assert.NotNull(TypedText.Read(text, "U0BOT", Workspace, People));
        }
    }

    [Fact]
    public void At_most_ten_people_of_a_text_are_looked_up() =>
        Assert.Equal(10, TypedText.AccountsIn(string.Concat(Enumerable.Range(0, 300).Select(at => $"<@U{at}>"))).Length);
}
