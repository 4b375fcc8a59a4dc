using System.Collections.Immutable;
using System.CommandLine;
using AgentBot.Core.Actions;
using AgentBot.Core.Templates;
using AgentBot.Host.Options;

namespace AgentBot.Host.CommandLine;

/// <summary>Reads templates as the host would and says every mistake with its place. Needs no data and no running host.</summary>
internal static class ValidateCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("paths") { Description = "Files or folders; all configured folders unless given.", DefaultValueFactory = _ => [] };
        Option<string[]> settings = SettingsOption.Create();
        var command = new Command("validate", "Say every mistake in the templates, with file, line and column.") { paths, settings };
        command.SetAction(async (parsed, ct) =>
        {
            try
            {
                var terminal = new Terminal(parsed.InvocationConfiguration.Output);
                return await ValidateAsync(parsed.GetValue(paths)!, SettingsOption.Read(parsed, settings), terminal, ct);
            }
            catch (StartRefusedException fault)
            {
                return StartFailure.Tell(fault, parsed.InvocationConfiguration.Error);
            }
        });
        return command;
    }

    private static async Task<int> ValidateAsync(string[] paths, string[] settings, Terminal terminal, CancellationToken ct)
    {
        ImmutableArray<string> configured = Folders(settings);

        // Where no server is set at all, nobody knows which there will be.
        string[]? servers = [.. Settings.Read(settings, HostSetup.Program).Configuration.GetSection("Mcp:Servers").GetChildren().Select(server => server.Key)];
        servers = servers.Length == 0 ? null : servers;
        int templates = 0;
        bool hasErrors = false;
        foreach (string path in paths.Length == 0 ? configured : [.. paths.Select(Path.GetFullPath)])
        {
            if (!File.Exists(path) && !Directory.Exists(path))
            {
                terminal.Say($"There is no file or folder {path}.", "red");
                hasErrors = true;
                continue;
            }

            using var catalog = new TemplateCatalog(RootsFor(path, configured), ActionCatalog.Definitions, TimeProvider.System, servers);
            CatalogSnapshot found = await catalog.ReloadAsync(ct);
            bool Concerns(string file) => catalog.PathOf(file) is not { } onDisk || onDisk == path || onDisk.StartsWith(path.TrimEnd('/') + "/", StringComparison.Ordinal);
            templates += found.Templates.Values.Count(template => Concerns(template.SourceFile));
            foreach (Diagnostic mistake in found.Broken.SelectMany(file => file.Diagnostics).Concat(found.Warnings).Where(mistake => Concerns(mistake.File)))
            {
                bool isError = mistake.Severity == DiagnosticSeverity.Error;
                hasErrors |= isError;
                string? onDisk = catalog.PathOf(mistake.File);
                string? text = onDisk is not null && File.Exists(onDisk) ? await File.ReadAllTextAsync(onDisk, ct) : null;
                string printed = DiagnosticPrinter.Print(mistake with { File = Shown(onDisk ?? mistake.File) }, text);
                terminal.Say(printed.TrimEnd('\n'), isError ? "red" : "yellow");
            }
        }

        if (hasErrors)
        {
            terminal.Say("The templates have mistakes.", "red");
            return 1;
        }

        terminal.Say(templates == 1 ? "1 template is right." : $"{templates} templates are right.");
        return 0;
    }

    /// <summary>A file is read together with its neighbours, whose agents and workflows it may name.</summary>
    private static ImmutableArray<string> RootsFor(string path, ImmutableArray<string> configured)
    {
        if (configured.Any(root => path == root || path.StartsWith(root + "/", StringComparison.Ordinal)))
        {
            return configured;
        }

        string folder = File.Exists(path) ? Path.GetDirectoryName(path)! : path;
        return [File.Exists(path) ? Path.GetDirectoryName(folder) ?? folder : folder];
    }

    private static ImmutableArray<string> Folders(string[] settings)
    {
        ConfigurationManager configuration = Settings.Read(settings, HostSetup.Program).Configuration;
        var options = new AgentBotOptions();
        configuration.GetSection(AgentBotOptions.Section).Bind(options);
        var caller = new CallerFolder(HostSetup.Program.CallerFolder);
        return [caller.Resolve(options.TemplatesDirectory).TrimEnd('/'), .. options.MountedTemplates.Select(folder => caller.Resolve(folder).TrimEnd('/'))];
    }

    private static string Shown(string path)
    {
        string relative = Path.GetRelativePath(HostSetup.Program.CallerFolder, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}
