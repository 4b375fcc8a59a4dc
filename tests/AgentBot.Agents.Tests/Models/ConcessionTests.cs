using System.Text.Json;
using AgentBot.Core.Agents;
using AgentBot.Core.Runs;
using AgentBot.Core.Templates.Spec;
using AgentBot.Testing.Providers;

namespace AgentBot.Agents.Tests.Models;

/// <summary>Servers that speak a wire format differ in which parts of it they take.</summary>
public sealed class ConcessionTests
{
    private const string Good = """{"results":[{"key":"i001","output":{"verdict":"approve"},"remark":""}],"remarks":[]}""";

    private static readonly AgentSpec Agent = Ask.Agent("Judge.", Ask.Choice("verdict", "approve", "query"));

    private static AgentTask Task() => Ask.Rows(Agent, Ask.T("x"));

    private static FakeModelAnswer Complains(string message) => FakeModelAnswer.Refuses(400, "invalid_request_error", message);

    [Fact]
    public async Task A_server_without_schemas_is_asked_for_any_json_and_the_answer_is_checked_all_the_same()
    {
        await using Providers providers = await Providers.StartAsync(
            Complains("response_format.type json_schema is not supported by this model"),
            FakeModelAnswer.Of("""{"results":[]}"""),
            FakeModelAnswer.Of(Good),
            FakeModelAnswer.Of(Good));
        IAgentRunner runner = providers.Runner("openai");
        await runner.AnsweredAsync(Task());
        await runner.AnsweredAsync(Task());

        Assert.Equal(["json_schema", "json_object", "json_object", "json_object"], providers.Server.Calls.Select(Form));
    }

    [Fact]
    public async Task A_server_that_knows_no_form_at_all_is_asked_in_words()
    {
        await using Providers providers = await Providers.StartAsync(
            Complains("unknown field response_format"),
            Complains("unknown field response_format"),
            FakeModelAnswer.Of("```json\n" + Good + "\n```"));
        await providers.Runner("openai").AnsweredAsync(Task());
        Assert.Equal(["json_schema", "json_object", ""], providers.Server.Calls.Select(Form));
    }

    [Fact]
    public async Task Anthropic_without_schemas_is_asked_in_words()
    {
        await using Providers providers = await Providers.StartAsync(
            Complains("output_config.format: structured outputs are not supported for this model"),
            FakeModelAnswer.Of(Good));
        await providers.Runner("anthropic").AnsweredAsync(Task());
        Assert.False(providers.Server.Calls[^1].Body.TryGetProperty("output_config", out JsonElement config) && config.TryGetProperty("format", out _));
    }

    [Fact]
    public async Task The_other_name_of_the_longest_length_is_tried_and_remembered()
    {
        await using Providers providers = await Providers.StartAsync(
            Complains("Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."),
            FakeModelAnswer.Of(Good),
            FakeModelAnswer.Of(Good));
        IAgentRunner runner = providers.Runner("openai");
        await runner.AnsweredAsync(Task());
        await runner.AnsweredAsync(Task());
        Assert.Equal(["max_tokens", "max_completion_tokens", "max_completion_tokens"], providers.Server.Calls.Select(LimitName));
    }

    [Fact]
    public async Task A_complaint_of_the_value_changes_no_name()
    {
        await using Providers providers = await Providers.StartAsync(Complains("max_tokens: 900000 > 64000, which is the maximum"));
        Assert.Equal(FailureKind.Permanent, (await providers.Runner("openai").FailedAsync(Task())).Kind);
        Assert.Single(providers.Server.Calls);
    }

    [Fact]
    public async Task Who_complains_of_everything_is_asked_a_bounded_number_of_times()
    {
        await using Providers providers = await Providers.StartAsync();
        providers.Server.Otherwise = _ => Complains("unknown fields: max_tokens, max_completion_tokens, response_format json_schema json_object");
        Assert.Equal(FailureKind.Permanent, (await providers.Runner("openai").FailedAsync(Task())).Kind);
        Assert.InRange(providers.Server.Calls.Count, 1, 4);
    }

    private static string Form(FakeModelCall call) =>
        call.Body.TryGetProperty("response_format", out JsonElement form) ? form.GetProperty("type").GetString()! : "";

    private static string LimitName(FakeModelCall call) =>
        string.Join('+', new[] { "max_tokens", "max_completion_tokens" }.Where(name => call.Body.TryGetProperty(name, out _)));
}
