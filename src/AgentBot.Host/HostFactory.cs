using System.Net.Sockets;
using AgentBot.Host.Doors;
using AgentBot.Host.Health;
using AgentBot.Host.Hooks;
using AgentBot.Host.Local;
using AgentBot.Host.Options;
using AgentBot.Host.Requests;
using AgentBot.Host.WebConsole;
using Microsoft.Extensions.Options;

namespace AgentBot.Host;

/// <summary>Builds the one host there is: for the program, for commands and for tests alike.</summary>
public static class HostFactory
{
    public const string DefaultUrl = "http://127.0.0.1:3978";

    /// <summary>Setting under which the addresses given by --urls stay readable after the socket was added to them.</summary>
    internal const string TcpUrls = "AgentBotHost:TcpUrls";

    /// <summary>Uploads are at most 25 MiB; the rest is for the form around them.</summary>
    private const long LargestBody = 26L * 1024 * 1024;

    /// <exception cref="StartRefusedException">A settings file or an address cannot be read.</exception>
    /// <exception cref="OptionsValidationException">Settings are wrong; its failures are sentences for the operator.</exception>
    public static WebApplication Build(string[] args, HostSetup? setup = null)
    {
        setup ??= HostSetup.Program;
        WebApplicationBuilder builder = Settings.Read(args, setup);
        var mode = HostMode.Of(builder.Configuration);

        builder.Services.AddRooms(builder.Configuration, mode, setup);
        setup.Services?.Invoke(builder.Services);
        Listen(builder, mode, setup);
        string[] hosts = AllowedHosts(builder.Configuration);
        builder.Services.AddHostFiltering(filtering => filtering.AllowedHosts = hosts);

        WebApplication app = builder.Build();
        try
        {
            app.Services.GetRequiredService<IStartupValidator>().Validate();
            if (hosts.Length > 0)
            {
                app.UseHostFiltering();
            }

            app.UseRouting();
            app.UseMiddleware<DoorKeeper>();
            app.MapHealth();
            app.MapLocal();
            app.MapSlack();
            app.MapTeams();
            app.MapHooks();
            app.MapRequests();
            app.MapConsole();
            return app;
        }
        catch
        {
            ((IDisposable)app).Dispose();
            throw;
        }
    }

    /// <summary>The framework's own setting; empty where every host name is let in.</summary>
    private static string[] AllowedHosts(ConfigurationManager configuration)
    {
        string[] hosts = (configuration["AllowedHosts"] ?? "*").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return hosts.Contains("*") ? [] : hosts;
    }

    private static void Listen(WebApplicationBuilder builder, HostMode mode, HostSetup setup)
    {
        string data = new CallerFolder(setup.CallerFolder).Resolve(builder.Configuration["AgentBot:DataDirectory"] ?? new AgentBotOptions().DataDirectory);
        string socket = "http://unix:" + LocalSocket.PathFor(data);
        IReadOnlyList<string> tcp = Addresses.Of(builder.Configuration, mode);
        builder.Configuration[TcpUrls] = string.Join(';', tcp);
        string[] urls = setup.LocalOnly ? [socket] : [.. tcp, socket];
        builder.WebHost.UseUrls(urls);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = LocalSocket.Bind);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBody;
            kestrel.ConfigureEndpointDefaults(listener =>
            {
                var feature = new ListenerFeature(listener.EndPoint is UnixDomainSocketEndPoint);
                listener.Use(next => connection =>
                {
                    connection.Features.Set(feature);
                    return next(connection);
                });
            });
        });
    }
}
