using System.Collections.Immutable;

namespace AgentBot.Host.WebConsole;

/// <summary>One piece of a page that can be drawn again by itself while the page is open.</summary>
/// <param name="Name">Unique on the page.</param>
/// <param name="Component">A <see cref="ConsoleComponent{TModel}"/> over <paramref name="Model"/>.</param>
public sealed record LivePart(string Name, Type Component, object Model)
{
    /// <summary>The list it belongs to, in order; empty where it has a place of its own.</summary>
    public string List { get; init; } = "";

    /// <summary>The element it stands in.</summary>
    public string Tag { get; init; } = "div";

    public string CssClass { get; init; } = "";

    public string Id { get; init; } = "";
}

/// <param name="Version">Of the moment it was read; a page ignores an older one.</param>
/// <param name="Html">The whole element.</param>
/// <param name="Hash">Eight digits over its content: equal hashes need no sending.</param>
public sealed record RenderedPart(LivePart Part, long Version, string Html, string Hash);

/// <summary>The drawn parts of one page, for the places that show them.</summary>
public sealed class RenderedParts(ImmutableArray<RenderedPart> parts)
{
    public ImmutableArray<RenderedPart> All => parts;

    public string Html(string name) => parts.FirstOrDefault(part => part.Part.Name == name && part.Part.List.Length == 0)?.Html ?? "";

    public IEnumerable<RenderedPart> List(string name) => parts.Where(part => part.Part.List == name);
}

/// <summary>What a page shows: its head, its component and its live parts.</summary>
public sealed record PageContent(string Title, NavPlace Place, Type Component, object Model, ImmutableArray<LivePart> Parts);

public enum NavPlace
{
    Chat,
    Reviews,
    Runs,
    Templates,
    Schedules,
    Facts,
}

/// <summary>One kind of page: an address pattern and how to build it.</summary>
public interface IConsolePage
{
    /// <summary>Route pattern, for example "console/runs/{number}".</summary>
    string Pattern { get; }

    /// <summary>Null where there is nothing, or nothing that this person may see.</summary>
    ValueTask<PageContent?> BuildAsync(Viewer viewer, PageAddress address, CancellationToken ct);
}

/// <param name="Path">Without the query.</param>
public sealed record PageAddress(string Path, IReadOnlyDictionary<string, string> Values, IReadOnlyDictionary<string, string> Query)
{
    public string Value(string name) => Values.GetValueOrDefault(name, "");

    public string Asked(string name) => Query.GetValueOrDefault(name, "");
}
