using AgentBot.Host.Workers;
using AgentBot.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AgentBot.Host.Tests;

/// <summary>The real host in the test process: real routing and storage, a free port, its data in a temporary folder.</summary>
internal static class TestHost
{
    public static WebApplication Build(TempFolder folder, string[]? settings = null, Action<IServiceCollection>? services = null)
    {
        System.IO.Directory.CreateDirectory(folder.File("templates"));
        return HostFactory.Build(
            ["--urls", "http://127.0.0.1:0", .. settings ?? []],
            new HostSetup { CallerFolder = folder.Path, Services = services });
    }

    public static async Task<WebApplication> StartAsync(TempFolder folder, string[]? settings = null, Action<IServiceCollection>? services = null)
    {
        WebApplication app = Build(folder, settings, services);
        await app.StartAsync();
        await app.Services.GetRequiredService<Opening>().WaitAsync(CancellationToken.None);
        return app;
    }

    /// <summary>Ends as the program does: what works in the background is told first, and only then is everything taken away.</summary>
    public static async ValueTask EndAsync(this WebApplication app)
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    /// <summary>A client on the TCP listener.</summary>
    public static HttpClient Client(this WebApplication app) =>
        new() { BaseAddress = new Uri(app.Urls.First(url => !url.Contains("unix:", StringComparison.Ordinal))) };
}
