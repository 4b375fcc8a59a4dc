using System.Collections.Immutable;
using AgentBot.Core.Tools;
using AgentBot.Core.Values;

namespace AgentBot.Core.Templates.Spec;

/// <summary>
/// A tool declared in a file of its own: one call of a web address, wrapped so that an agent sees a typed contract and nothing of how
/// the other side behaves. Part of the version of every template whose agents name it.
/// </summary>
public sealed record HttpToolSpec
{
    /// <summary>Names that sifting adds to the arguments.</summary>
    public static readonly ImmutableArray<string> SiftArguments = ["where", "sort_by", "descending", "limit", "skip"];

    public required string Name { get; init; }

    public required string Title { get; init; }

    public required string Description { get; init; }

    public required ToolKind Effect { get; init; }

    public required string Method { get; init; }

    /// <summary>Scheme, host and port are literal; <c>{name}</c> stands in segments of the path only.</summary>
    public required string Url { get; init; }

    public ImmutableArray<ToolArgument> Arguments { get; init; } = [];

    public ImmutableArray<ToolPart> Query { get; init; } = [];

    public ImmutableArray<ToolPart> Headers { get; init; } = [];

    /// <summary>A JSON value whose texts may hold <c>{name}</c>; null for none.</summary>
    public string? Body { get; init; }

    /// <summary>Where in the answer the result is: "data.items". Empty for the whole.</summary>
    public string Result { get; init; } = "";

    /// <summary>What each item of the result has. Empty: whatever it has.</summary>
    public ImmutableArray<Column> Fields { get; init; } = [];

    public PagingSpec? Paging { get; init; }

    /// <summary>The agent may filter, sort and page by these; AgentBot does it over the whole result, since the other side cannot.</summary>
    public ImmutableArray<string>? Sift { get; init; }

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the same read is answered from what was answered before; null for never.</summary>
    public TimeSpan? Cache { get; init; }

    /// <summary>The argument that is an amount of money, so that people can bound it; null for none.</summary>
    public string? Money { get; init; }

    /// <summary>The header by which the other side recognises a repeated call; empty for none.</summary>
    public string KeyHeader { get; init; } = "";
}

public sealed record ToolArgument(string Name, FieldType Type, bool Required, string? Help = null);

/// <summary>A part of the query or a header.</summary>
/// <param name="Text">May hold <c>{name}</c> in a query; in a header what stands before the secret.</param>
/// <param name="Secret">Name of the secret that follows; null for none.</param>
public sealed record ToolPart(string Name, string Text, string? Secret = null);

/// <summary>How the other side gives a long result in pieces.</summary>
/// <param name="Argument">The part of the query that names the piece; unused where a link leads on.</param>
/// <param name="Next">Where in an answer the next cursor is.</param>
/// <param name="Most">How many pieces are read at most.</param>
public sealed record PagingSpec(PagingKind By, string Argument, string Next, int Most);

public enum PagingKind
{
    /// <summary>Each answer holds what names the next piece.</summary>
    Cursor,

    /// <summary>Pieces are counted from 1, until one is empty.</summary>
    Page,

    /// <summary>A Link header leads on, on the same host only.</summary>
    Link,
}
