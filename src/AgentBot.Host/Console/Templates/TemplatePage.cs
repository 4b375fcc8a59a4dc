using System.Collections.Immutable;
using AgentBot.Core;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;

namespace AgentBot.Host.WebConsole;

/// <summary>In words: what a template does, what it may do, what it asks for.</summary>
public sealed class TemplatePage(ConsoleReads reads, SampleFinder samples, ConsoleSettings settings) : IConsolePage
{
    /// <summary>How many runs are looked at to tell which versions were used.</summary>
    private const int Looked = 200;

    public string Pattern => "console/templates/{name}";

    public async ValueTask<PageContent?> BuildAsync(Viewer viewer, PageAddress address, CancellationToken ct)
    {
        if (reads.Catalog.Current.Find(address.Value("name")) is not { } template)
        {
            return null;
        }

        IReadOnlyList<RunRow> runs = await reads.Runs.ListAsync(new RunQuery(settings.Workspace, null, template.Name, null, null, false, null, Looked), ct);
        ImmutableArray<UsedVersion> versions = [.. runs.GroupBy(run => run.TemplateVersion).Select(group => new UsedVersion(group.Key, group.Max(run => run.CreatedAt), group.Count()))];
        var model = new TemplateModel(
            template,
            versions,
            UsualCost.Median(await reads.Budgets.RecentCostsAsync(settings.Workspace, template.Name, 20, ct)),
            samples.Find(template.Name) is not null,
            [.. reads.Catalog.Current.Broken.Where(broken => broken.TemplateName == template.Name)],
            Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(12)));
        return new PageContent(template.Workflow.Title, NavPlace.Templates, typeof(TemplateAlone), model, []);
    }
}

/// <param name="HasSample">True where a shipped file lets it run at once.</param>
public sealed record TemplateModel(Template Template, ImmutableArray<UsedVersion> Versions, long? UsualCost, bool HasSample, ImmutableArray<BrokenFile> Broken, string Once);

public sealed record UsedVersion(Digest Version, DateTimeOffset Last, int Runs);
