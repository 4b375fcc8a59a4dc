using AgentBot.Host.Doors;
using AgentBot.Host.Workers;
using AgentBot.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AgentBot.Host.Tests;

/// <summary>Every way in is known and says who may use it.</summary>
public sealed class DoorTests
{
    [Fact]
    public async Task Every_route_says_which_door_it_is()
    {
        using var folder = new TempFolder();
        await using WebApplication app = await TestHost.StartAsync(folder);
        RouteEndpoint[] routes = [.. app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

        Assert.NotEmpty(routes);
        Assert.Empty(routes.Where(route => route.Metadata.GetMetadata<DoorMetadata>() is null).Select(route => route.RoutePattern.RawText));
        Assert.All(routes, route => Assert.Single(route.Metadata.OfType<DoorMetadata>()));
        await app.StopAsync();
    }

    [Fact]
    public async Task Only_health_assets_and_the_way_to_sign_in_are_open_to_everybody()
    {
        using var folder = new TempFolder();
        await using WebApplication app = await TestHost.StartAsync(folder);
        var routes = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(route => (Path: "/" + route.RoutePattern.RawText!.TrimStart('/'), route.Metadata.GetMetadata<DoorMetadata>()!.Door))
            .ToList();

        Assert.All(routes.Where(route => route.Door == Door.PublicHealth), route => Assert.StartsWith("/health/", route.Path, StringComparison.Ordinal));
        Assert.All(routes.Where(route => route.Door == Door.LocalSocket), route => Assert.StartsWith("/local/", route.Path, StringComparison.Ordinal));
        Assert.All(routes.Where(route => route.Path.StartsWith("/local", StringComparison.Ordinal)), route => Assert.Equal(Door.LocalSocket, route.Door));
        await app.StopAsync();
    }

    [Fact]
    public async Task A_route_that_says_nothing_stays_shut()
    {
        var context = new DefaultHttpContext();
        context.SetEndpoint(new Endpoint(null, EndpointMetadataCollection.Empty, "unclassified"));
        bool wentThrough = false;
        await new DoorKeeper(_ =>
        {
            wentThrough = true;
            return Task.CompletedTask;
        }, Over()).InvokeAsync(context);

        Assert.False(wentThrough);
        Assert.Equal(StatusCodes.Status404NotFound, context.Response.StatusCode);
    }

    [Theory]
    [InlineData(Door.LocalSocket, true, true)]
    [InlineData(Door.LocalSocket, false, false)]
    [InlineData(Door.ConsoleSession, true, false)]
    [InlineData(Door.ConsoleSession, false, true)]
    [InlineData(Door.PlatformIngress, true, false)]
    [InlineData(Door.SignedLink, true, false)]
    [InlineData(Door.SignedLink, false, true)]
    [InlineData(Door.PublicHealth, true, true)]
    [InlineData(Door.PublicHealth, false, true)]
    public async Task A_door_opens_on_its_own_listener_only(Door door, bool onSocket, bool opens)
    {
        var context = new DefaultHttpContext();
        context.Features.Set(new ListenerFeature(onSocket));
        context.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(new DoorMetadata(door)), "route"));
        bool wentThrough = false;
        await new DoorKeeper(_ =>
        {
            wentThrough = true;
            return Task.CompletedTask;
        }, Over()).InvokeAsync(context);

        Assert.Equal(opens, wentThrough);
    }

    [Theory]
    [InlineData(Door.PublicHealth, false)]
    [InlineData(Door.PublicAsset, false)]
    [InlineData(Door.ConsoleEntry, false)]
    [InlineData(Door.ConsoleSession, true)]
    [InlineData(Door.PlatformIngress, true)]
    [InlineData(Door.SignedLink, true)]
    [InlineData(Door.LocalSocket, true)]
    public async Task What_needs_templates_waits_until_they_are_read(Door door, bool waits)
    {
        var context = new DefaultHttpContext();
        context.Features.Set(new ListenerFeature(door == Door.LocalSocket));
        context.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(new DoorMetadata(door)), "route"));
        var opening = new Opening();
        bool wentThrough = false;
        Task passing = new DoorKeeper(_ =>
        {
            wentThrough = true;
            return Task.CompletedTask;
        }, opening).InvokeAsync(context);

        Assert.Equal(waits, !wentThrough);
        opening.TemplatesAreThere();
        Assert.Equal(waits, !wentThrough);
        opening.LinksAreThere();
        Assert.Equal(waits, !wentThrough);
        opening.FactsAreThere();
        await passing;
        Assert.True(wentThrough);
    }

    private static Opening Over()
    {
        var opening = new Opening();
        opening.FactsAreThere();
        opening.LinksAreThere();
        opening.TemplatesAreThere();
        return opening;
    }
}
