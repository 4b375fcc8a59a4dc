using AgentBot.Core;
using AgentBot.Core.People;
using AgentBot.Core.Templates.Spec;
using AgentBot.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AgentBot.Host.Tests;

/// <summary>Who is who, from the settings or from the demo.</summary>
public sealed class DirectoryTests
{
    [Fact]
    public void With_nothing_set_three_people_of_the_demo_stand_in()
    {
        using var folder = new TempFolder();
        using WebApplication app = TestHost.Build(folder);
        DirectorySnapshot directory = app.Services.GetRequiredService<IDirectory>().Latest;

        Assert.Equal(["ana", "ben", "cleo"], directory.People.Keys);
        Assert.Equal(["ben", "cleo"], Keys(directory, "finance-leads"));
        Assert.Equal(["cleo"], Keys(directory, "cfo"));
        Assert.True(directory.IsOperator(new PersonKey("cleo")));
        Assert.False(directory.IsOperator(new PersonKey("ben")));
        Assert.Equal(["finance", "operations"], directory.Channels.Select(channel => channel.Name));
        Assert.Equal("console/local/finance", directory.Channels[0].Key.Value);
    }

    [Fact]
    public void People_of_the_settings_replace_the_demo()
    {
        using var folder = new TempFolder();
        using WebApplication app = TestHost.Build(folder,
        [
            "--People:Dora:Name=Dora Lang", "--People:Dora:TimeZone=Europe/Berlin", "--People:Dora:Slack=U7", "--People:Dora:Roles:0=controller",
            "--Groups:Leads:Members:0=dora", "--Operators:0=DORA", "--Console:Channels:0=books",
        ]);
        DirectorySnapshot directory = app.Services.GetRequiredService<IDirectory>().Latest;

        Person dora = Assert.Single(directory.People.Values);
        Assert.Equal(("dora", "Dora Lang", "Europe/Berlin", "U7"), (dora.Key.Value, dora.Name, dora.TimeZone, dora.Accounts["slack"]));
        Assert.Equal(["dora"], Keys(directory, "leads"));
        Assert.Equal(["dora"], Keys(directory, "controller"));
        Assert.True(directory.IsOperator(dora.Key));
        Assert.Equal("books", Assert.Single(directory.Channels).Name);
    }

    [Fact]
    public void A_name_that_nobody_has_stands_for_nobody()
    {
        using var folder = new TempFolder();
        using WebApplication app = TestHost.Build(folder);
        Assert.Empty(Keys(app.Services.GetRequiredService<IDirectory>().Latest, "anyone"));
    }

    [Fact]
    public async Task A_snapshot_is_as_fresh_as_it_is_asked_to_be()
    {
        using var folder = new TempFolder();
        var clock = new FakeClock();
        using WebApplication app = TestHost.Build(folder, services: services => services.AddSingleton<TimeProvider>(clock));
        IDirectory directory = app.Services.GetRequiredService<IDirectory>();
        clock.Advance(TimeSpan.FromDays(3));

        DirectorySnapshot? snapshot = await directory.SnapshotAsync(TimeSpan.FromSeconds(45), CancellationToken.None);
        Assert.Equal(clock.GetUtcNow(), snapshot!.TakenAt);
    }

    private static string[] Keys(DirectorySnapshot directory, string name) =>
        [.. directory.Resolve(new Principal(PrincipalKind.Either, name)).Select(key => key.Value)];
}
