using AgentBot.Agents.Harness;
using Microsoft.Extensions.Options;

namespace AgentBot.Agents.Tests.Harness;

/// <summary>From the word in a template to a program, by settings alone.</summary>
public sealed class HarnessBookTests
{
    [Fact]
    public void One_line_of_settings_puts_another_program_or_none_behind_a_word()
    {
        var options = new HarnessOptions { ByName = { ["claude-code"] = new HarnessSettings { Use = "opencode" }, ["opencode"] = new HarnessSettings { Command = "/opt/opencode" } } };

        HarnessSpec spec = Book(options).Find("claude-code").Value;

        Assert.Equal(("opencode", "/opt/opencode", "openai"), (spec.Name, spec.Command, spec.Wire));
        Assert.Contains("--pure", spec.Arguments);
        options.ByName["claude-code"].Use = "none";
        Assert.True(HarnessBook.IsNone(Book(options).Find("claude-code").Value));
    }

    [Theory]
    [InlineData("Command", "tool", "", "Harnesses:mine:Wire is “”")]
    [InlineData("Wire", "anthropic", "", "Harnesses:mine:Command is missing")]
    [InlineData("Use", "opencod", "", "Did you mean opencode?")]
    [InlineData("Use", "mine", "", "in a circle")]
    [InlineData("Prompt", "shout", "tool", "Write stdin, argument or file:name")]
    [InlineData("Prompt", "file:../x", "tool", "Write stdin, argument or file:name")]
    [InlineData("Result", "xml", "tool", "Write text, json:field, lines:type:field or file:name")]
    [InlineData("Args", "--key={token}", "tool", "everybody on this computer could read it")]
    [InlineData("ReadOnly", "here", "tool", "Write full paths")]
    public void What_could_not_be_run_is_refused_at_the_start_with_the_setting_that_is_wrong(string setting, string value, string command, string sentence)
    {
        var settings = new HarnessSettings { Command = command, Wire = command.Length > 0 ? "openai" : "" };
        if (typeof(HarnessSettings).GetProperty(setting) is { } property)
        {
            property.SetValue(settings, property.PropertyType == typeof(string[]) ? new[] { value } : value);
        }

        ValidateOptionsResult result = new HarnessOptionsValidator().Validate(null, new HarnessOptions { ByName = { ["mine"] = settings } });

        Assert.Contains(sentence, result.FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Five_lines_describe_a_program_and_what_is_built_in_has_no_mistake()
    {
        var five = new HarnessSettings { Command = "codex", Args = ["exec", "-"], Wire = "openai", Result = "file:answer.json", Env = { ["OPENAI_BASE_URL"] = "{door}/v1", ["OPENAI_API_KEY"] = "{token}" } };

        Assert.True(new HarnessOptionsValidator().Validate(null, new HarnessOptions { ByName = { ["codex"] = five } }).Succeeded);
        Assert.All(BuiltInHarnesses.All.Values, spec => Assert.Null(spec.Mistake("x")));
    }

    private static HarnessBook Book(HarnessOptions options) => new(new OptionsWrapper<HarnessOptions>(options));
}
