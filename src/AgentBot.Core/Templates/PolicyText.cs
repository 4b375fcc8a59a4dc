using System.Collections.Immutable;
using System.Text;
using AgentBot.Core.Templates.Compiling;
using AgentBot.Core.Templates.Files;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Templates;

/// <summary>Reads a policy that stands alone, in the words of a template's review step: "reviewers: { group: finance-leads, quorum: 2 }".</summary>
public static class PolicyText
{
    /// <summary>Keys that say what follows in a template.</summary>
    private static readonly string[] OfSteps = ["on_changes", "on_reject", "also_in"];

    private const string Indent = "      ";

    private const string Head = """
        apiVersion: agentbot/v1
        kind: Workflow
        name: policy
        title: Policy
        summary: A policy that stands alone.
        owner: nobody
        steps:
          - id: content
            action: text.read
          - id: decide
            review:
              of: content

        """;

    /// <returns>The policy, or every mistake as a sentence.</returns>
    public static (ReviewPolicySpec? Policy, ImmutableArray<string> Mistakes) Read(string text)
    {
        string lines = string.Concat(text.ReplaceLineEndings("\n").Split('\n').Select(line => $"{Indent}{line}\n"));
        ParsedFile file = FileReader.Read("policy", "", Encoding.UTF8.GetBytes(Head + lines));
        if (file.Workflow?.Steps.FirstOrDefault(step => step.Step is StepSpec.Review) is not { Step: StepSpec.Review review } parsed)
        {
            return (null, [.. Sentences(file.Mistakes), .. file.Mistakes.Any ? [] : new[] { "It says nothing that can be read." }]);
        }

        foreach (string key in OfSteps.Where(key => parsed.At(key, "review") != parsed.At("", "review")))
        {
            file.Mistakes.Add(parsed.At(key, "review"), "unknown-key", $"`{key}` has no meaning in a policy that stands alone.", "Take it out.");
        }

        new PolicyRules(file.Mistakes, parsed, review.Policy, new FieldType.Any()).Check();
        return file.Mistakes.Any ? (null, Sentences(file.Mistakes)) : (review.Policy, []);
    }

    private static ImmutableArray<string> Sentences(Mistakes mistakes) =>
    [
        .. mistakes.Found.Where(found => found.Severity == DiagnosticSeverity.Error).Select(found => found.Suggestion is null ? found.Message : $"{found.Message} {found.Suggestion}"),
    ];
}
