namespace AgentBot.Host.Tests.Faults;

/// <summary>Templates just large enough for a fault to happen in them.</summary>
internal static class SmallTemplates
{
    public const string Memo = """
        apiVersion: agentbot/v1
        kind: Workflow
        name: memo
        title: Memo
        summary: Writes a memo and posts it once somebody agrees.
        owner: ben
        inputs:
          text: { type: text, required: true, label: What it says }
        steps:
          - id: draft
            action: message.render
            with: { text: "{{ inputs.text }}" }
          - id: decide
            review: { of: draft, reviewers: "@finance-leads", expires: 3d, on_changes: draft }
          - id: post
            publish: { to: "#finance", content: "{{ steps.decide.artifact }}" }
        """;

    /// <summary>Two people must agree.</summary>
    public static string Two { get; } = Memo
        .Replace("name: memo", "name: two", StringComparison.Ordinal)
        .Replace("reviewers: \"@finance-leads\"", "reviewers: { group: finance-leads, quorum: 2 }", StringComparison.Ordinal);

    /// <summary>Only Ben decides.</summary>
    public static string BenAlone { get; } = Memo
        .Replace("name: memo", "name: ben-alone", StringComparison.Ordinal)
        .Replace("@finance-leads", "@ben", StringComparison.Ordinal);

    /// <summary>Leaves in two places; when the second does not work, the run has failed.</summary>
    public const string TwoPlaces = """
        apiVersion: agentbot/v1
        kind: Workflow
        name: two-places
        title: Two places
        summary: Posts one memo in two channels.
        owner: ben
        inputs:
          text: { type: text, required: true, label: What it says }
        steps:
          - id: draft
            action: message.render
            with: { text: "{{ inputs.text }}" }
          - id: decide
            review: { of: draft, reviewers: "@finance-leads", on_changes: draft }
          - id: here
            publish: { to: "#finance", content: "{{ steps.decide.artifact }}" }
          - id: there
            needs: [here]
            on_failure: fail
            publish: { to: "#operations", content: "{{ steps.decide.artifact }}" }
        """;

    /// <summary>One greeting for each word of a file.</summary>
    public static string Words(string each) => $$$"""
        apiVersion: agentbot/v1
        kind: Workflow
        name: words
        title: Words
        summary: Greets every word of a file.
        owner: ben
        inputs:
          words: { type: file, accept: [csv], required: true, label: Words, columns: { number: text, word: text } }
        limits: { items: 120 }
        steps:
          - id: rows
            action: table.read
            with: { file: "{{ inputs.words }}" }
          - id: each
            title: Greet the words
            for_each: "{{ steps.rows }}"
            key: "{{ item.number }}"
        {{{each}}}
          - id: report
            action: table.write
            with: { rows: "{{ steps.each }}", columns: [number, word], title: Greeted }
        """;

    /// <summary>Greets one word; fails where there is none.</summary>
    public const string Greet = """
        apiVersion: agentbot/v1
        kind: Workflow
        name: greet
        title: Greeting
        summary: Greets one word.
        owner: ben
        inputs:
          word: { type: text, label: Word }
        steps:
          - id: greet
            action: message.render
            with: { text: "{{ inputs.word }}" }
        outputs:
          greeting: "{{ steps.greet.text }}"
        """;

    /// <summary>A run over a run over a run, the lowest of which asks people and would post.</summary>
    public static string[] Tree { get; } =
    [
        Above("top", "middle"),
        Above("middle", "memo"),
        Memo.TrimEnd() + "\noutputs:\n  link: \"{{ steps.post.link }}\"\n",
    ];

    private static string Above(string name, string child) => $$$"""
        apiVersion: agentbot/v1
        kind: Workflow
        name: {{{name}}}
        title: {{{name}}}
        summary: Has another do the work.
        owner: ben
        inputs:
          text: { type: text, required: true, label: What it says }
        steps:
          - id: left
            workflow: {{{child}}}
            with: { text: "{{ inputs.text }} left" }
          - id: right
            workflow: {{{child}}}
            with: { text: "{{ inputs.text }} right" }
        outputs:
          link: "{{ steps.left.link }}"
        """;
}
