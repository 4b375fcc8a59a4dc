using System.Collections.Immutable;

namespace AgentBot.Host.WebConsole;

/// <summary>Compares what a page shows with what it should show and draws the difference.</summary>
public sealed class LiveUpdates(PageDirectory pages, PageRenderer renderer)
{
    /// <param name="seen">Hashes of the parts that the page has.</param>
    public async ValueTask<ImmutableArray<PartUpdate>> ChangedAsync(Viewer viewer, string address, IReadOnlySet<string> seen, CancellationToken ct)
    {
        ImmutableArray<LivePart> parts = await pages.PartsAsync(viewer, address, ct);
        RenderedParts drawn = await renderer.RenderPartsAsync(parts, viewer);
        var updates = ImmutableArray.CreateBuilder<PartUpdate>();
        string before = "", list = "";
        foreach (RenderedPart part in drawn.All)
        {
            if (part.Part.List != list)
            {
                (list, before) = (part.Part.List, "");
            }

            if (!seen.Contains($"{part.Part.Name}~{part.Hash}"))
            {
                updates.Add(new PartUpdate(part.Part.Name, part.Version, part.Hash, part.Html, list, before));
            }

            before = part.Part.Name;
        }

        return updates.ToImmutable();
    }

    /// <summary>"name~hash" pairs as a page sends them, separated by spaces.</summary>
    public static HashSet<string> Seen(string? pairs) => [.. (pairs ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)];
}

/// <param name="List">The list to put it into where it is new; empty for none.</param>
/// <param name="After">The part of that list that it follows; empty for the first.</param>
public sealed record PartUpdate(string Name, long Version, string Hash, string Html, string List, string After);
