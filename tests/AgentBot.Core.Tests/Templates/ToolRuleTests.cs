namespace AgentBot.Core.Tests.Templates;

/// <summary>Where an agent with tools may stand, and who is asked about its calls.</summary>
public sealed class ToolRuleTests
{
    private const string Template = """
        apiVersion: agentbot/v1
        kind: Workflow
        name: deals
        title: Deals
        summary: Updates deals.
        owner: ben
        inputs:
          rows: { type: file, accept: [csv], required: true, label: Rows, columns: { deal: text } }
        steps:
          - id: rows
            action: table.read
            with: { file: "{{ inputs.rows }}" }
          - id: each
            for_each: "{{ steps.rows }}"
            agent:
              purpose: Update a deal.
              instructions: Update it.
              tools: [crm.find]
              output: { said: text }
          - id: report
            action: table.write
            with: { rows: "{{ steps.each }}", title: Done }
        """;

    [Theory]
    [InlineData("", "", "")]
    [InlineData("    for_each: \"{{ steps.rows }}\"\n", "    for_each: \"{{ steps.rows }}\"\n    batch: 5\n", "An agent with tools works on one item at a time.")]
    [InlineData("tools: [crm.find]", "tools: [crm.find]\n      approval: { reviewers: ana }", "An agent whose calls wait for people cannot work once for each item.")]
    [InlineData("tools: [crm.find]", "approval: { reviewers: ana }", "the agent has no tools")]
    [InlineData("tools: [crm.find]", "tools: [crm.find]\n      approval: { reviewers: ana, remind: 3d, expires: 1d }", "The reminder comes after the review has ended.")]
    public void An_agent_with_tools_stands_only_where_its_calls_can_be_asked_about(string old, string now, string mistake)
    {
        string text = old.Length == 0 ? Template : Template.Replace(old, now, StringComparison.Ordinal);
        using var library = new Library();
        string found = library.With("finance/deals.yaml", text).Mistakes();
        if (mistake.Length == 0)
        {
            Assert.Equal("", found);
        }
        else
        {
            Assert.Contains(mistake, found, StringComparison.Ordinal);
        }
    }
}
