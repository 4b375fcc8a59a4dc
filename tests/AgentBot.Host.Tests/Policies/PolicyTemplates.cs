using AgentBot.Host.Tests.Faults;

namespace AgentBot.Host.Tests.Policies;

/// <summary>The small memo and a small table, under policies that are not.</summary>
internal static class PolicyTemplates
{
    private const string OfMemo = "reviewers: \"@finance-leads\", expires: 3d";

    /// <summary>Ben by his role, then Cleo.</summary>
    public static string InOrder { get; } = Memo("in-order", "reviewers: { sequence: [{ role: finance-lead }, { person: cleo }] }, expires: 3d");

    public static string Ben { get; } = Memo("for-ben", "reviewers: \"@ben\", expires: 3d");

    public static string BenHimself { get; } = Memo("ben-himself", "reviewers: { person: ben, delegate: false }, expires: 3d");

    public static string FourEyes { get; } = Memo("four-eyes", "reviewers: { group: finance-leads, not: [requester, editor] }, expires: 3d");

    public static string Ladder { get; } = Memo(
        "ladder", "reviewers: \"@ben\", remind: 1h, expires: 5d, escalate: [{ after: 4 working hours, to: cleo }, { after: 3d, to: operations-leads }]");

    public const string Table = """
        apiVersion: agentbot/v1
        kind: Workflow
        name: spending
        title: Spending
        summary: Posts a table of amounts once somebody agrees.
        owner: ben
        inputs:
          rows:
            type: file
            accept: [csv]
            required: true
            label: Amounts
            columns: { who: text, amount: money }
        steps:
          - id: read
            action: table.read
            with: { file: "{{ inputs.rows }}" }
          - id: report
            action: table.write
            with: { rows: "{{ steps.read }}", total: amount }
          - id: decide
            review:
              of: report
              reviewers: { person: ben, also: [{ when: total > 1000 EUR, person: cleo }] }
              expires: 3d
          - id: post
            publish: { to: "#finance", content: "{{ steps.decide.artifact }}" }
        """;

    private static string Memo(string name, string policy) => SmallTemplates.Memo
        .Replace("name: memo", $"name: {name}", StringComparison.Ordinal)
        .Replace(OfMemo, policy, StringComparison.Ordinal);
}
