using System.CommandLine;
using AgentBot.Host.Logging;
using AgentBot.Host.Options;
using AgentBot.Host.WebConsole;
using AgentBot.Host.Workers;
using Microsoft.Extensions.Options;

namespace AgentBot.Host.CommandLine;

/// <summary>Runs the host until it is told to stop; what happens when no verb is given.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var command = new Command("serve", "Run AgentBot until it is stopped. Any setting can be given as --Section:Name=value.") { TreatUnmatchedTokensAsErrors = false };
        command.SetAction((parsed, ct) => RunAsync(parsed, ct));
        return command;
    }

    public static async Task<int> RunAsync(ParseResult parsed, CancellationToken ct)
    {
        string[] settings = [.. parsed.UnmatchedTokens];
        if (FirstStray(settings) is { } stray)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"'{stray}' is no verb of AgentBot. See AgentBot.Host --help for the verbs.");
            return 1;
        }

        try
        {
            await using WebApplication app = HostFactory.Build(settings);
            await app.StartAsync(ct);
            await app.Services.GetRequiredService<Opening>().WaitAsync(ct);
            Announce(app, parsed.InvocationConfiguration.Output);
            await app.WaitForShutdownAsync(ct);
            return 0;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return StartFailure.Tell(fault, parsed.InvocationConfiguration.Error);
        }
    }

    /// <summary>A word that is neither a setting nor the value of the setting before it.</summary>
    internal static string? FirstStray(string[] settings)
    {
        for (int i = 0; i < settings.Length; i++)
        {
            bool isSetting = settings[i].StartsWith("--", StringComparison.Ordinal) || settings[i].Contains('=', StringComparison.Ordinal);
            bool isValue = i > 0 && settings[i - 1].StartsWith("--", StringComparison.Ordinal) && !settings[i - 1].Contains('=', StringComparison.Ordinal);
            if (!isSetting && !isValue)
            {
                return settings[i];
            }
        }

        return null;
    }

    private static void Announce(WebApplication app, TextWriter output)
    {
        ILogger logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ServeCommand));
        string[] addresses = [.. app.Urls.Where(url => !url.Contains("unix:", StringComparison.Ordinal))];
        Log.Listening(logger, string.Join(' ', addresses));
        string crashAt = app.Services.GetRequiredService<IOptions<TestingOptions>>().Value.CrashAt;
        if (crashAt.Length > 0)
        {
            Log.WillCrash(logger, crashAt);
        }

        output.WriteLine($"AgentBot is ready: {Greeting(app, addresses)}");
        output.Flush();
    }

    /// <summary>The key is shown only where nobody else can be reached through the same output: with no platform and no public address.</summary>
    private static string Greeting(WebApplication app, string[] addresses)
    {
        if (!app.Services.GetRequiredService<HostMode>().ListensApart)
        {
            return app.SignInUrl(addresses[0]);
        }

        string data = app.Services.GetRequiredService<Places>().DataDirectory;
        return $"{addresses[0]}/ and the console at {addresses[^1]}/, whose key is in {Path.Combine(data, "console.key")}";
    }
}
