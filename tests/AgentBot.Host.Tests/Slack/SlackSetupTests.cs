using AgentBot.Chat;
using AgentBot.Chat.Slack;
using AgentBot.Testing;
using Microsoft.Extensions.Options;

namespace AgentBot.Host.Tests.Slack;

/// <summary>Settings under which Slack would be deaf, mute or open stop the start with a sentence.</summary>
public sealed class SlackSetupTests
{
    private static readonly FakeClock Clock = new();

    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "SigningSecret=env:NOWHERE_AT_ALL;BotToken=xoxb-1", "Slack:SigningSecret", "nothing is there" },
        { "SigningSecret=short;BotToken=xoxb-1", "Slack:SigningSecret", "shorter than" },
        { "SigningSecret=0123456789abcdef0123", "Slack:BotToken", "could hear Slack but not answer" },
        { "AppToken=xapp-1", "Slack:BotToken", "could hear Slack but not answer" },
        { "BotToken=xoxb-1", "Slack:BotToken", "neither Slack:SigningSecret nor Slack:AppToken" },
        { "SigningSecret=0123456789abcdef0123;BotToken=xoxp-1", "Slack:BotToken", "no token of that kind" },
        { "AppToken=xoxb-1;BotToken=xoxb-1", "Slack:AppToken", "no token of that kind" },
        { "SigningSecret=0123456789abcdef0123;BotToken=xoxb-1;ApiUrl=http://example.com/api/", "Slack:ApiUrl", "no address that tokens may be sent to" },
        { "SigningSecret=0123456789abcdef0123;BotToken=xoxb-1;Connections=11", "Slack:Connections", "1 to 10" },
        { "SigningSecret=0123456789abcdef0123;BotToken=xoxb-1;AppId=agentbot", "Slack:AppId", "no id of an app" },
        { "SigningSecret=0123456789abcdef0123;BotToken=xoxb-1;PreviousSigningSecret=0123456789abcdef9999", "Slack:PreviousSigningSecret", "belong together" },
        { "SigningSecret=0123456789abcdef0123;BotToken=xoxb-1;PreviousSigningSecret=0123456789abcdef9999;PreviousSigningSecretUntil=2030-01-01T00:00:00Z", "Slack:PreviousSigningSecretUntil", "more than 24 hours" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_told_with_the_setting_and_what_to_do(string settings, string setting, string words)
    {
        ValidateOptionsResult result = Validate(settings);
        Assert.True(result.Failed);
        Assert.Contains(result.Failures, failure => failure.StartsWith(setting, StringComparison.Ordinal) && failure.Contains(words, StringComparison.Ordinal));
        Assert.DoesNotContain(result.Failures, failure => failure.Contains("0123456789abcdef", StringComparison.Ordinal) || failure.Contains("xoxp-1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("SigningSecret=0123456789abcdef0123;BotToken=xoxb-1")]
    [InlineData("AppToken=xapp-1;BotToken=xoxb-1")]
    [InlineData("SigningSecret=0123456789abcdef0123;AppToken=xapp-1;BotToken=xoxe.xoxb-1;ApiUrl=http://127.0.0.1:4003/api/;AppId=A0AAA1")]
    public void Good_settings_start(string settings) => Assert.False(Validate(settings).Failed);

    [Fact]
    public async Task An_unknown_setting_of_Slack_stops_the_start()
    {
        using var folder = new TempFolder();
        Assert.Throws<OptionsValidationException>(() => TestHost.Build(folder, ["--Slack:SigningSecert=0123456789abcdef0123"]));
        await Task.CompletedTask;
    }

    private static ValidateOptionsResult Validate(string settings)
    {
        var options = new SlackOptions();
        foreach (string[] pair in settings.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(setting => setting.Split('=', 2)))
        {
            var property = typeof(SlackOptions).GetProperty(pair[0])!;
            property.SetValue(options, property.PropertyType == typeof(int) ? int.Parse(pair[1], System.Globalization.CultureInfo.InvariantCulture) : pair[1]);
        }

        return new SlackOptionsValidator(new Texts(), Clock).Validate(null, options);
    }

    private sealed class Texts : ISecretText
    {
        public string? Read(string written) => written.StartsWith("env:", StringComparison.Ordinal) || written.Length == 0 ? null : written;
    }
}
