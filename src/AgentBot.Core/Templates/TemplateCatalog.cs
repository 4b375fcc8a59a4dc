using System.Collections.Immutable;
using AgentBot.Core.Actions;
using AgentBot.Core.Templates.Compiling;
using AgentBot.Core.Templates.Files;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Templates.Yaml;

namespace AgentBot.Core.Templates;

/// <summary>
/// Loads the templates of the configured folders. A reload swaps the whole set at once; a file with mistakes keeps the last good
/// version of its template in use. Watching the folders is the host's: it calls <see cref="ReloadAsync"/> when something changed.
/// </summary>
public sealed class TemplateCatalog : ITemplateCatalog, IDisposable
{
    private readonly TemplateFolder _folder;
    private readonly IReadOnlyDictionary<string, ActionDefinition> _actions;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _one = new(1, 1);
    private ImmutableDictionary<string, AgentSpec> _agentsByFile = ImmutableDictionary<string, AgentSpec>.Empty;
    private readonly IReadOnlyCollection<string>? _servers;
    private ImmutableDictionary<string, HttpToolSpec> _toolsByFile = ImmutableDictionary<string, HttpToolSpec>.Empty;
    private ImmutableDictionary<string, string> _paths = ImmutableDictionary<string, string>.Empty;
    private CatalogSnapshot _current = CatalogSnapshot.Empty;

    /// <param name="folders">The templates folder first, then folders mounted by setting; each folder below one of them is a team.</param>
    /// <param name="servers">Names of the servers of tools in the settings; null where they are not known and any may be meant.</param>
    public TemplateCatalog(ImmutableArray<string> folders, IReadOnlyDictionary<string, ActionDefinition> actions, TimeProvider time, IReadOnlyCollection<string>? servers = null)
    {
        _folder = new TemplateFolder(folders);
        (_actions, _time, _servers) = (actions, time, servers);
        Folders = folders;
    }

    public event Action<CatalogSnapshot>? Changed;

    public ImmutableArray<string> Folders { get; }

    public CatalogSnapshot Current => Volatile.Read(ref _current);

    /// <summary>The path on disk of a file that mistakes or templates name; null when it is not known.</summary>
    public string? PathOf(string file) => Volatile.Read(ref _paths).GetValueOrDefault(file);

    /// <summary>Reads all files anew. Gives the set in use afterwards; <see cref="Changed"/> is raised only if something differs.</summary>
    public async Task<CatalogSnapshot> ReloadAsync(CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            ImmutableArray<FoundFile> files = await _folder.ReadAsync(ct);
            CatalogSnapshot before = Current;
            CatalogSnapshot after = Load(files, before);
            Volatile.Write(ref _paths, files.GroupBy(file => file.File).ToImmutableDictionary(same => same.Key, same => same.First().Path));
            if (Same(before, after))
            {
                return before;
            }

            Volatile.Write(ref _current, after);
            Changed?.Invoke(after);
            return after;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private CatalogSnapshot Load(ImmutableArray<FoundFile> found, CatalogSnapshot before)
    {
        ImmutableArray<ParsedFile> files = [.. found.Select(Read)];
        ReportDuplicates(files);
        Library library = LibraryOf(files, before);
        foreach (ParsedFile file in files.Where(file => file.Agent is not null))
        {
            ToolNames.Check(file.Agent!.Tools, file.Root!.Find("tools")?.At ?? file.NameAt, library, file.Mistakes);
        }

        var compiler = new Compiler(library, _actions);
        var templates = ImmutableSortedDictionary.CreateBuilder<string, Template>(StringComparer.Ordinal);
        foreach (ParsedFile file in library.Workflows.Values)
        {
            if (compiler.Compile(file.Name!) is { } closure && !file.Mistakes.Any)
            {
                templates[file.Name!] = new Template(closure, Compiler.VersionOf(closure), file.File, file.Team);
            }
        }

        foreach (ParsedFile file in files.Where(file => file.Workflow is not null && !library.Workflows.Values.Contains(file)))
        {
            compiler.Check(file);
        }

        foreach (ParsedFile file in files.Where(file => file.Mistakes.Any))
        {
            foreach (Template good in before.Templates.Values.Where(good => good.SourceFile == file.File && !templates.ContainsKey(good.Name)))
            {
                templates[good.Name] = good;
            }
        }

        _agentsByFile = files.Where(file => file.Agent is not null && !file.Mistakes.Any).Select(file => KeyValuePair.Create(file.File, file.Agent!))
            .Concat(_agentsByFile.Where(pair => files.Any(file => file.File == pair.Key && file.Mistakes.Any)))
            .ToImmutableDictionary();
        _toolsByFile = files.Where(file => file.Tool is not null && !file.Mistakes.Any).Select(file => KeyValuePair.Create(file.File, file.Tool!))
            .Concat(_toolsByFile.Where(pair => files.Any(file => file.File == pair.Key && file.Mistakes.Any)))
            .ToImmutableDictionary();
        return new CatalogSnapshot(
            templates.ToImmutable(),
            [.. files.Where(file => file.Mistakes.Any).Select(file => Broken(file, before))],
            _time.GetUtcNow())
        {
            Warnings = [.. files.Where(file => !file.Mistakes.Any).SelectMany(file => file.Mistakes.Found)],
        };
    }

    private static ParsedFile Read(FoundFile found)
    {
        if (found.Bytes is { } bytes)
        {
            return FileReader.Read(found.File, found.Team, bytes);
        }

        var mistakes = new Mistakes(found.File);
        mistakes.Add(Mark.Start, "unreadable", Path.HasExtension(found.Path) ? "The file cannot be read." : $"The folder {found.Path} does not exist.", "Check its path and permissions.");
        return new ParsedFile(found.File, found.Team, mistakes, null, null, Mark.Start, null, null);
    }

    private static void ReportDuplicates(ImmutableArray<ParsedFile> files)
    {
        foreach (IGrouping<string, ParsedFile> same in files.Where(file => file.Name is not null).GroupBy(file => $"{KindOf(file)} `{file.Name}`").Where(same => same.Count() > 1))
        {
            foreach (ParsedFile file in same)
            {
                string others = string.Join(", ", same.Where(other => other != file).Select(other => other.File));
                file.Mistakes.Add(file.NameAt, "duplicate-name", $"The {same.Key} is also declared in {others}.", "Give one of them another name.");
            }
        }
    }

    private static string KindOf(ParsedFile file) => file.Workflow is not null ? "workflow" : file.Tool is not null ? "tool" : "agent";

    private Library LibraryOf(ImmutableArray<ParsedFile> files, CatalogSnapshot before)
    {
        var workflows = files.Where(file => file.Workflow is not null && file.Name is not null && !IsBroken(file)).ToDictionary(file => file.Name!, StringComparer.Ordinal);
        var agents = new Dictionary<string, AgentSpec>(StringComparer.Ordinal);
        foreach (ParsedFile file in files)
        {
            AgentSpec? agent = file.Mistakes.Any ? _agentsByFile.GetValueOrDefault(file.File) : file.Agent;
            if (agent is not null)
            {
                agents.TryAdd(agent.Name, agent);
            }
        }

        var tools = new Dictionary<string, HttpToolSpec>(StringComparer.Ordinal);
        foreach (ParsedFile file in files)
        {
            HttpToolSpec? tool = file.Mistakes.Any ? _toolsByFile.GetValueOrDefault(file.File) : file.Tool;
            if (tool is not null)
            {
                tools.TryAdd(tool.Name, tool);
            }
        }

        Dictionary<string, TemplateClosure> good = before.Templates.Values
            .Where(template => files.Any(file => file.File == template.SourceFile))
            .ToDictionary(template => template.Name, template => template.Closure, StringComparer.Ordinal);
        HashSet<string> broken = [.. files.Where(IsBroken).Select(file => file.Name).OfType<string>().Where(name => !good.ContainsKey(name) && !agents.ContainsKey(name) && !tools.ContainsKey(name))];
        return new Library(workflows, agents, good, broken) { Tools = tools, Servers = _servers };
    }

    // A file with mistakes of its own is still compiled where it can be, so that all its mistakes are told at once; duplicates are not.
    private static bool IsBroken(ParsedFile file) => file.Mistakes.Any && (file.Workflow is null || file.Mistakes.Found.Any(mistake => mistake.Code == "duplicate-name"));

    private static BrokenFile Broken(ParsedFile file, CatalogSnapshot before)
    {
        Template? last = before.Templates.Values.FirstOrDefault(template => template.SourceFile == file.File);
        return new BrokenFile(file.File, file.Name ?? last?.Name, file.Owner ?? last?.Workflow.Owner, file.Mistakes.Found);
    }

    private static bool Same(CatalogSnapshot a, CatalogSnapshot b) =>
        !ReferenceEquals(a, CatalogSnapshot.Empty)
        && a.Templates.Values.Select(Identity).SequenceEqual(b.Templates.Values.Select(Identity))
        && a.Broken.SelectMany(file => file.Diagnostics).SequenceEqual(b.Broken.SelectMany(file => file.Diagnostics))
        && a.Warnings.SequenceEqual(b.Warnings);

    private static (string Name, Digest Version, string File, string Team) Identity(Template template) => (template.Name, template.Version, template.SourceFile, template.Team);
}
