using AgentBot.Core;
using AgentBot.Core.Delivery;
using AgentBot.Core.Delivery.Drawing;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;
using AgentBot.Host.Templates;
using AgentBot.Host.Tests.Faults;
using AgentBot.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using static AgentBot.Host.Tests.People.TwoPlatforms;

namespace AgentBot.Host.Tests.People;

/// <summary>Who owns a template is told of its mistakes, and nobody else where they can be reached.</summary>
public sealed class BrokenOwnerTests
{
    private const string Purpose = "broken:finance/memo.yaml";

    private static readonly string Broken = SmallTemplates.Memo.Replace("owner: ben", "owner: anna", StringComparison.Ordinal).Replace("of: draft", "of: nowhere", StringComparison.Ordinal);

    [Fact]
    public async Task An_owner_with_an_account_is_told_in_a_chat_of_their_own_once()
    {
        await using TwoPlatforms host = await StartAsync();
        await host.PutAsync("memo", Broken);
        CatalogSnapshot catalog = await host.Get<TemplateCatalog>().ReloadAsync(CancellationToken.None);
        await host.Get<BrokenFiles>().TellAsync(catalog, CancellationToken.None);
        await host.Get<BrokenFiles>().TellAsync(catalog, CancellationToken.None);

        ViewRow told = (await ViewAsync(host, Conversations.InChannel(ChannelKey.Of(OnSlack, WorkspaceOf(OnSlack), "@anna"))))!;
        Assert.Equal(1, told.Wanted);
        Assert.NotNull(await host.Get<ViewDrawer>().DrawAsync(told, CancellationToken.None));
        Assert.Null(await ViewAsync(host, "console/local/finance#"));
        Assert.Null(await ViewAsync(host, Conversations.InChannel(host.Caller(OnSlack, "ana").Channel)));
    }

    [Fact]
    public async Task An_owner_whom_no_platform_reaches_leaves_it_to_the_teams_channel()
    {
        using var folder = new TempFolder();
        await using WebApplication app = TestHost.Build(folder);
        string team = Directory.CreateDirectory(folder.File(Path.Combine("templates", "finance"))).FullName;
        await File.WriteAllTextAsync(Path.Combine(team, "memo.yaml"), Broken.Replace("owner: anna", "owner: ben", StringComparison.Ordinal));
        await app.Services.GetRequiredService<BrokenFiles>().TellAsync(await app.Services.GetRequiredService<TemplateCatalog>().ReloadAsync(CancellationToken.None), CancellationToken.None);
        Assert.NotNull(await app.Services.GetRequiredService<IDeliveryReader>().FindViewAsync("console/local/finance#", Purpose, CancellationToken.None));
    }

    private static async Task<ViewRow?> ViewAsync(TwoPlatforms host, string conversation) => await host.Get<IDeliveryReader>().FindViewAsync(conversation, Purpose, CancellationToken.None);
}
