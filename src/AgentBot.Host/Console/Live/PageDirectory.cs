using System.Collections.Immutable;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.AspNetCore.WebUtilities;

namespace AgentBot.Host.WebConsole;

/// <summary>Finds and builds the page of an address, for opening it and for keeping an open one fresh.</summary>
public sealed class PageDirectory(IEnumerable<IConsolePage> pages, ShellParts shell)
{
    private readonly ImmutableArray<(IConsolePage Page, TemplateMatcher Matcher)> _pages =
        [.. pages.Select(page => (page, new TemplateMatcher(TemplateParser.Parse(page.Pattern), [])))];

    public IEnumerable<string> Patterns => _pages.Select(page => page.Page.Pattern);

    /// <param name="address">Path and query of a page of this console, as in its address line.</param>
    public async ValueTask<PageContent?> BuildAsync(Viewer viewer, string address, CancellationToken ct)
    {
        int mark = address.IndexOf('?', StringComparison.Ordinal);
        string path = Uri.UnescapeDataString(mark < 0 ? address : address[..mark]);
        foreach ((IConsolePage page, TemplateMatcher matcher) in _pages)
        {
            var values = new RouteValueDictionary();
            if (path.StartsWith('/') && matcher.TryMatch(path, values))
            {
                Dictionary<string, string> query = QueryHelpers.ParseQuery(mark < 0 ? "" : address[mark..]).ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);
                Dictionary<string, string> found = values.ToDictionary(pair => pair.Key, pair => pair.Value?.ToString() ?? "", StringComparer.Ordinal);
                return await page.BuildAsync(viewer, new PageAddress(path, found, query), ct);
            }
        }

        return null;
    }

    /// <summary>The live parts of a page and of the frame around it.</summary>
    public async ValueTask<ImmutableArray<LivePart>> PartsAsync(Viewer viewer, string address, CancellationToken ct) =>
        await BuildAsync(viewer, address, ct) is { } page ? [.. await shell.BuildAsync(viewer, ct), .. page.Parts] : [];

    public ValueTask<ImmutableArray<LivePart>> ShellAsync(Viewer viewer, CancellationToken ct) => shell.BuildAsync(viewer, ct);
}
