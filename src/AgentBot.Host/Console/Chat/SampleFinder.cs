using System.Collections.Immutable;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Host.WebConsole;

/// <summary>Files shipped beside a template for trying it: <c>&lt;team&gt;/samples/&lt;template&gt;.&lt;input&gt;.&lt;ending&gt;</c>.</summary>
public sealed class SampleFinder(ITemplateCatalog catalog, ConsoleSettings settings)
{
    private const int Most = 4;

    /// <summary>Templates whose every required file input has a sample and that need nothing else typed.</summary>
    public ImmutableArray<Sample> All() =>
        [.. catalog.Current.Templates.Values.Select(Find).OfType<Sample>().OrderBy(sample => sample.Template.Name, StringComparer.Ordinal).Take(Most)];

    public Sample? Find(string template) => catalog.Current.Find(template) is { } found ? Find(found) : null;

    private Sample? Find(Template template)
    {
        var files = ImmutableArray.CreateBuilder<SampleFile>();
        foreach (InputSpec input in template.Workflow.Inputs)
        {
            if (input.Type is FieldType.File type && FileOf(template, input, type) is { } path)
            {
                files.Add(new SampleFile(input.Name, path));
            }
            else if (input.Required)
            {
                return null;
            }
        }

        return files.Count == 0 ? null : new Sample(template, files.ToImmutable());
    }

    private string? FileOf(Template template, InputSpec input, FieldType.File type) =>
        settings.TemplatesDirectories
            .Select(directory => Path.Combine(directory, template.Team, "samples"))
            .Where(Directory.Exists)
            .SelectMany(directory => Directory.EnumerateFiles(directory, $"{template.Name}.{input.Name}.*"))
            .Where(path => type.Accept.IsDefaultOrEmpty || type.Accept.Contains(Path.GetExtension(path).TrimStart('.'), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();
}

public sealed record Sample(Template Template, ImmutableArray<SampleFile> Files)
{
    /// <summary>Only file inputs have samples; the rest keeps its default.</summary>
    public string Command => "run " + Template.Name;
}

public sealed record SampleFile(string Input, string Path);
