using System.Collections.Immutable;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Templates;

/// <summary>
/// Everything a run needs to know of its template: the workflow with its agents resolved and, by name, the closures of the
/// workflows it starts as children. Stored once per version, so that a run needs no file.
/// </summary>
public sealed record TemplateClosure(WorkflowSpec Workflow, ImmutableSortedDictionary<string, WorkflowSpec> Children)
{
    public WorkflowSpec Child(string name) => Children[name];
}

/// <summary>One immutable version of a template. <see cref="Version"/> is the SHA-256 of the closure's canonical JSON.</summary>
public sealed record Template(TemplateClosure Closure, Digest Version, string SourceFile, string Team)
{
    public WorkflowSpec Workflow => Closure.Workflow;

    public string Name => Closure.Workflow.Name;
}

/// <summary>A mistake in a file: where, what, what was expected and the nearest right word.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
public sealed record Diagnostic(string File, int Line, int Column, DiagnosticSeverity Severity, string Code, string Message, string? Suggestion)
{
    public override string ToString() =>
        $"{File}({Line},{Column}): {(Severity == DiagnosticSeverity.Error ? "error" : "warning")} {Code}: {Message}{(Suggestion is null ? "" : $" {Suggestion}")}";
}

public enum DiagnosticSeverity
{
    Warning,
    Error,
}

/// <summary>The templates in use now. Swaps whole: a reader sees one consistent set.</summary>
public interface ITemplateCatalog
{
    /// <summary>Raised after a swap, on the thread that made it.</summary>
    event Action<CatalogSnapshot>? Changed;

    CatalogSnapshot Current { get; }
}

/// <param name="Broken">Files that could not be read, with why; their last good version, if any, is still in <see cref="Templates"/>.</param>
public sealed record CatalogSnapshot(
    ImmutableSortedDictionary<string, Template> Templates,
    ImmutableArray<BrokenFile> Broken,
    DateTimeOffset LoadedAt)
{
    public static readonly CatalogSnapshot Empty = new(ImmutableSortedDictionary<string, Template>.Empty, [], DateTimeOffset.UnixEpoch);

    /// <summary>What is odd in files that are good enough to be used.</summary>
    public ImmutableArray<Diagnostic> Warnings { get; init; } = [];

    public Template? Find(string name) => Templates.GetValueOrDefault(name);
}

/// <param name="File">As mistakes name it, below the templates folder.</param>
/// <param name="TemplateName">As far as it can be read.</param>
/// <param name="Owner">Who is told, as far as it can be read.</param>
public sealed record BrokenFile(string File, string? TemplateName, Principal? Owner, ImmutableArray<Diagnostic> Diagnostics);
