namespace AgentBot.Host.Tests.Rows;

/// <summary>A table of amounts that somebody decides and that goes to a channel.</summary>
internal static class RowTemplates
{
    /// <summary>Ben decides; over 1,000 EUR Cleo too. What is sent back goes to whoever judged the row.</summary>
    public static string Judged(string reviewers = "person: ben") => $$$"""
        apiVersion: agentbot/v1
        kind: Workflow
        name: claims
        title: October claims
        summary: Judges each claim and posts those that somebody lets out.
        owner: ben
        inputs:
          rows:
            type: file
            accept: [csv]
            required: true
            label: Claims
            columns: { who: text, amount: money }
        limits: { rounds: 2 }
        steps:
          - id: read
            action: table.read
            with: { file: "{{ inputs.rows }}" }
          - id: check
            for_each: "{{ steps.read }}"
            key: "{{ item.who }}"
            batch: 20
            parallel: 4
            agent:
              purpose: Judge one claim.
              instructions: |
                refuse if amount is over 900
                else: approve
              input: "{{ item }}"
              output:
                verdict: { type: choice, of: [approve, query, refuse] }
                reason: { type: text, max: 300 }
          - id: report
            action: table.write
            with: { rows: "{{ steps.check }}", total: amount }
          - id: decide
            review:
              of: report
              reviewers: { {{{reviewers}}} }
              on_changes: check
              expires: 3d
          - id: post
            publish: { to: "#finance", content: "{{ steps.decide.artifact }}" }
        """;

    /// <summary>One person for each number, with an amount of that many EUR.</summary>
    public static string Csv(int rows) => "who,amount\n" + string.Concat(Enumerable.Range(1, rows).Select(row => FormattableString.Invariant($"person {row:000},{row} EUR\n")));
}
