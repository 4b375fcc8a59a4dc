using System.Text.Json;
using AgentBot.Host.Logging;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging.Console;

namespace AgentBot.Host;

/// <summary>
/// Where settings come from, later ones winning: appsettings.json beside the program, appsettings.json in the caller's folder,
/// environment variables, the command line.
/// </summary>
internal static class Settings
{
    private static readonly Dictionary<string, string?> Defaults = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft"] = "Warning",
        ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Warning",
        ["Logging:LogLevel:System"] = "Warning",
        ["AllowedHosts"] = "*",
    };

    /// <exception cref="StartRefusedException">A settings file is broken.</exception>
    public static WebApplicationBuilder Read(string[] args, HostSetup setup)
    {
        try
        {
            // The slim one: what it leaves out (IIS, QUIC, hosting from outside, static assets) AgentBot does not use.
            WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
            {
                // Settings are read once: a half-written file must not change a running host.
                Args = ["--hostBuilder:reloadConfigOnChange=false", .. args],
                ContentRootPath = AppContext.BaseDirectory,
            });
            IList<IConfigurationSource> sources = builder.Configuration.Sources;
            sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults });
            if (Path.GetFullPath(setup.CallerFolder).TrimEnd('/') != AppContext.BaseDirectory.TrimEnd('/'))
            {
                InsertCallerFile(sources, setup.CallerFolder);
            }

            AddLogging(builder, setup);
            return builder;
        }
        catch (InvalidDataException broken)
        {
            string place = broken.GetBaseException() is JsonException { LineNumber: { } line } ? $" The mistake is in line {line + 1} or just before." : "";
            throw new StartRefusedException($"A settings file is no readable JSON. {broken.Message}{place} Correct the file or move it away.", broken);
        }
        catch (FormatException broken)
        {
            throw new StartRefusedException($"The command line cannot be read. {broken.Message}", broken);
        }
    }

    private static void InsertCallerFile(IList<IConfigurationSource> sources, string folder)
    {
        int environment = sources.IndexOf(sources.OfType<EnvironmentVariablesConfigurationSource>().Last());
        sources.Insert(environment, new JsonConfigurationSource
        {
            Path = "appsettings.json",
            Optional = true,
            ReloadOnChange = false,
            FileProvider = new PhysicalFileProvider(Path.GetFullPath(folder)),
        });
    }

    private static void AddLogging(WebApplicationBuilder builder, HostSetup setup)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddConsole(console =>
        {
            console.FormatterName = PlainFormatter.FormatterName;
            console.LogToStandardErrorThreshold = setup.LocalOnly ? LogLevel.Trace : LogLevel.None;
        });
        builder.Logging.AddConsoleFormatter<PlainFormatter, ConsoleFormatterOptions>();
        if (setup.LocalOnly)
        {
            builder.Logging.SetMinimumLevel(LogLevel.Warning);
            builder.Logging.AddFilter((_, level) => level >= LogLevel.Warning);
        }
    }
}
