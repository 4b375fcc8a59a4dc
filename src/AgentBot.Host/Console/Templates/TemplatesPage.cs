using System.Collections.Immutable;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;

namespace AgentBot.Host.WebConsole;

/// <summary>What AgentBot can do, who owns it, and which file is broken.</summary>
public sealed class TemplatesPage(ConsoleReads reads, ConsoleSettings settings) : IConsolePage
{
    public string Pattern => "console/templates";

    public async ValueTask<PageContent?> BuildAsync(Viewer viewer, PageAddress address, CancellationToken ct)
    {
        CatalogSnapshot catalog = reads.Catalog.Current;
        string words = address.Asked("q").Trim(), team = address.Asked("team");
        var listed = ImmutableArray.CreateBuilder<ListedTemplate>();
        foreach (Template template in catalog.Templates.Values.Where(template => Matches(template, words) && (team.Length == 0 || template.Team == team)))
        {
            IReadOnlyList<RunRow> last = await reads.Runs.ListAsync(new RunQuery(settings.Workspace, null, template.Name, null, null, false, null, 1), ct);
            long? usual = UsualCost.Median(await reads.Budgets.RecentCostsAsync(settings.Workspace, template.Name, 20, ct));
            listed.Add(new ListedTemplate(template, last.Count == 0 ? null : last[0].CreatedAt, usual));
        }

        ImmutableArray<(string Team, int Count)> teams = [.. catalog.Templates.Values.GroupBy(template => template.Team).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => (group.Key, group.Count()))];
        var model = new TemplatesModel(listed.ToImmutable(), catalog.Broken, teams, catalog.Templates.Count, words, team);
        return new PageContent("Templates", NavPlace.Templates, typeof(Templates), model, []);
    }

    private static bool Matches(Template template, string words)
    {
        string text = $"{template.Name} {template.Workflow.Title} {template.Workflow.Summary} {template.Team}";
        return words.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
    }
}

public sealed record TemplatesModel(ImmutableArray<ListedTemplate> Listed, ImmutableArray<BrokenFile> Broken, ImmutableArray<(string Team, int Count)> Teams, int All, string Words, string Team);

/// <param name="UsualCost">In millionths; null when it never ended.</param>
public sealed record ListedTemplate(Template Template, DateTimeOffset? LastUsed, long? UsualCost);
