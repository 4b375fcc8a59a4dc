using System.Collections.Immutable;

namespace AgentBot.Core.Cards;

/// <param name="MayRun">False where this person may not start it here.</param>
public sealed record TemplateLine(string Name, string Title, string Summary, bool MayRun = true);

/// <param name="Words">What it does or how it ended, as <see cref="ProgressCard.Line"/> says it; escaped.</param>
public sealed record RunLine(long Number, string TemplateTitle, string About, string Requester, string Words, DateTimeOffset At);

/// <param name="Label">"4211" or "4211b".</param>
/// <param name="Question">The card's question, escaped: the text of its question element.</param>
/// <param name="Link">Address of the card; empty for none.</param>
public sealed record ReviewLine(string Label, string Question, string Requester, DateTimeOffset? Until, string Link)
{
    /// <summary>When it was asked; null where that is not said.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Null where that is not said.</summary>
    public Reviews.Together.Risk? Risk { get; init; }

    /// <summary>Who is asked next when nobody decides; empty for nobody.</summary>
    public string Next { get; init; } = "";

    public DateTimeOffset? NextAt { get; init; }
}

public sealed record FactLine(long Number, string Text, string Author, DateTimeOffset At, string Source = "");

/// <param name="Name">"#finance in November".</param>
/// <param name="Words">"39.80 of 40.00 USD", "3.10 USD, no limit".</param>
public sealed record BudgetLine(string Name, string Words);

/// <summary>What a template is, for <c>show</c>.</summary>
public sealed record TemplateFacts
{
    public required string Name { get; init; }

    public required string Title { get; init; }

    public required string Summary { get; init; }

    /// <summary>Full name or group of who answers for it.</summary>
    public required string Owner { get; init; }

    /// <summary>One sentence for each step, in plain language and in order.</summary>
    public ImmutableArray<string> Steps { get; init; } = [];

    /// <summary>"Expense export, a CSV file", "Month (optional)".</summary>
    public ImmutableArray<string> Inputs { get; init; } = [];

    /// <summary>"One of @finance-leads, but not who asked"; empty where nothing is reviewed.</summary>
    public string Deciders { get; init; } = "";

    /// <summary>"posted to #finance".</summary>
    public string Publishes { get; init; } = "";

    public decimal CostLimit { get; init; }

    public string Currency { get; init; } = "USD";

    public bool MayRun { get; init; } = true;
}

/// <summary>Who decided what, from which facts, at what cost: for <c>why</c>.</summary>
public sealed record WhyFacts
{
    public required RunFacts Run { get; init; }

    public ImmutableArray<WhyDecision> Decisions { get; init; } = [];

    /// <summary>Who opened the whole of which version, each a sentence in plain text.</summary>
    public ImmutableArray<string> Openings { get; init; } = [];

    /// <summary>In which steps it was decided, and who stood in for whom: sentences in plain text; empty where one yes of one step says it all.</summary>
    public ImmutableArray<string> Steps { get; init; } = [];

    /// <summary>Calls of tools that wrote or wanted to.</summary>
    public ImmutableArray<WhyCall> Calls { get; init; } = [];

    /// <summary>The facts of the channel that the agents were given.</summary>
    public ImmutableArray<FactLine> FactsUsed { get; init; } = [];

    /// <summary>"check · offline · 12 calls · 0.00 USD".</summary>
    public ImmutableArray<string> Models { get; init; } = [];

    /// <summary>Causes of failures as the operator sees them; plain sentences.</summary>
    public ImmutableArray<string> Causes { get; init; } = [];
}

/// <param name="Title">Of the tool.</param>
/// <param name="Arguments">"deal: 4711, amount: 1250"; plain text.</param>
/// <param name="Became">"made", "refused".</param>
/// <param name="Allowed">Who decided it, or under which permission it was made; plain text.</param>
public sealed record WhyCall(string Title, string Arguments, string Became, string Allowed);

/// <param name="Verb">"approved", "sent back", "edited", "rejected".</param>
public sealed record WhyDecision(string Person, string Verb, DateTimeOffset At, string Words)
{
    /// <summary>For a table that was decided row by row: "212 approved (12,000.00 EUR), 80 refused"; empty otherwise.</summary>
    public string How { get; init; } = "";
}

/// <summary>What <c>help</c> names first: what works in this channel for this person.</summary>
public sealed record HelpFacts
{
    public required string Channel { get; init; }

    /// <summary>The templates that this person may start here, most used first.</summary>
    public ImmutableArray<TemplateLine> Runnable { get; init; } = [];

    /// <summary>True for <c>help all</c>.</summary>
    public bool All { get; init; }
}
