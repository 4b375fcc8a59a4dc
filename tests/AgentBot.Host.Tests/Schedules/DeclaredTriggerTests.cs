using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Host.Tests.Faults;

namespace AgentBot.Host.Tests.Schedules;

/// <summary>What a template says may start it is offered, and starts nothing before a person has confirmed it.</summary>
public sealed class DeclaredTriggerTests
{
    private const string Intake = """
        apiVersion: agentbot/v1
        kind: Workflow
        name: intake
        title: Intake
        summary: Keeps what people write.
        owner: ben
        inputs:
          note: { type: text, required: true, label: Note }
          kind: { type: text, default: plain, label: Kind }
        triggers:
          - message: { channel: "#finance", contains: invoice, input: note }
            inputs: { kind: "from a message" }
          - message: { channel: "#operations", input: note }
          - run: { workflow: memo, outcome: failed }
            inputs: { note: A memo failed }
        steps:
          - id: text
            action: message.render
            with: { text: "{{ inputs.note }} ({{ inputs.kind }})" }
          - id: decide
            review: { of: text, reviewers: "@finance-leads", on_changes: text }
        """;

    [Fact]
    public async Task Those_of_this_channel_are_offered_and_the_button_proposes_the_schedule()
    {
        await using FaultHost host = await FaultHost.WithAsync(Intake, SmallTemplates.Memo);
        Card offer = await host.ShownAsync("schedule intake");
        string[] commands = [.. offer.Actions.OfType<CardAction.Execute>().Select(button => button.Ref.Id)];
        Assert.Equal(
            ["schedule intake when a message here contains “invoice” kind=\"from a message\" note={{ event.text }}", "schedule intake when a run of memo fails here note=\"A memo failed\""],
            commands);
        Assert.All(commands, command => Assert.False(ButtonWords.OfCommand(CardVerb.Command, command, "").IsRefused));

        Card proposal = await host.ShownAsync(commands[0]);
        Assert.Contains("Note: event.text", CardJson.Write(proposal, indented: false), StringComparison.Ordinal);
        Assert.Empty(await host.AllRunsAsync());
    }

    [Fact]
    public async Task A_template_that_names_nothing_is_asked_about_its_time()
    {
        await using FaultHost host = await FaultHost.WithAsync(SmallTemplates.Memo);
        Reply.Refused refused = Assert.IsType<Reply.Refused>(await host.SayAsync("schedule memo"));
        Assert.Equal("It is not said when memo should run.", refused.Refusal.Why);
        Assert.Contains("schedule memo every monday at 9:00", refused.Refusal.Next, StringComparison.Ordinal);
    }
}
