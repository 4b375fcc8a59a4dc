using AgentBot.Testing;

namespace AgentBot.Host.Tests;

/// <summary>A file that a program makes in its sandbox becomes a table with typed columns, which people review and which leaves as approved.</summary>
public sealed class ProgramFileTests
{
    private const string Template = """
        apiVersion: agentbot/v1
        kind: Workflow
        name: team-totals
        title: Team totals
        summary: Lets a program add up what the teams spent.
        owner: finance-lead
        limits: { cost: 1.00 USD, time: 2m, tokens: 100000, rounds: 2 }
        steps:
          - id: add
            agent:
              purpose: Add up what the teams spent.
              harness: totals
              instructions: Write one line for each team.
              input: "all teams"
              output:
                report:
                  type: file
                  columns: { team: text, spent: money }
          - id: rows
            action: table.read
            with: { file: "{{ steps.add.report }}", currency: EUR }
          - id: decide
            review: { of: rows, reviewers: "@ben" }
          - id: keep
            publish:
              to: { file: totals.csv }
              content: "{{ steps.decide.artifact }}"
        """;

    private const string Program = """
        mkdir out; printf 'team,spent\nSales,1200.50\nLegal,80\n' > out/totals.csv
        echo '{"results":[{"key":"i001","output":{"report":"out/totals.csv"},"remark":""}],"remarks":[]}'
        """;

    [Fact]
    public async Task The_file_of_a_program_is_read_reviewed_and_published()
    {
        using var folder = new TempFolder();
        System.IO.Directory.CreateDirectory(folder.File("templates"));
        await File.WriteAllTextAsync(folder.File("templates/team-totals.yaml"), Template);
        using HostProcess run = HostProcess.Start(folder.Path, ["run", "team-totals", "--as", "ana", "--approve", "ben"], new Dictionary<string, string>
        {
            ["Models__Providers__claude__Kind"] = "anthropic",
            ["Models__Providers__claude__Model"] = "some-model",
            ["Models__Providers__claude__ApiKey"] = "env:PLANTED_KEY",
            ["PLANTED_KEY"] = "sk-planted",
            ["Models__Aliases__default__0"] = "claude",
            ["Models__Aliases__small__0"] = "claude",
            ["Harnesses__totals__Command"] = "/bin/bash",
            ["Harnesses__totals__Args__0"] = "-c",
            ["Harnesses__totals__Args__1"] = Program,
            ["Harnesses__totals__Wire"] = "anthropic",
        });

        Assert.True(await run.EndAsync() == 0, run.Output + run.Error);
        string published = await File.ReadAllTextAsync(folder.File("data/out/totals.csv"));
        Assert.Contains("\"Sales\",\"EUR 1200.50\"", published, StringComparison.Ordinal);
        Assert.Contains("\"Legal\",\"EUR 80.00\"", published, StringComparison.Ordinal);
    }
}
