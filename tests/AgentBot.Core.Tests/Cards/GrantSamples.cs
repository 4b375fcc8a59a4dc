using AgentBot.Core.Cards;
using AgentBot.Core.Tools.Grants;

namespace AgentBot.Core.Tests.Cards;

/// <summary>Calls that run without asking, as people are told of them.</summary>
internal static class GrantSamples
{
    public static IEnumerable<(string Name, Card Card)> All()
    {
        CallGrant grant = Grant(3, "Update a deal in the CRM", 20, 3);
        yield return ("grant-notice", GrantCards.Notice(grant, "Priya Nair", 4261, 1, ["amount: 2350.00, deal: 4711"], Samples.Clock));
        yield return ("grant-notice-many", GrantCards.Notice(grant with { Used = 9 }, "Priya Nair", 4261, 9, ["deal: 1", "deal: 2", "deal: 3", "deal: *4*", ""], Samples.Clock));
        yield return ("grants", GrantCards.List([new GrantLine(grant, "Priya Nair"), new GrantLine(Grant(5, "Book an entry", 100, 0) with { AmountMost = 500m, AmountArgument = "amount" }, "Ole Brandt")], "#sales", Samples.Clock));
        yield return ("grants-none", GrantCards.List([], "#sales", Samples.Clock));
    }

    private static CallGrant Grant(long number, string title, int most, int used) => new()
    {
        Id = new GrantId($"grant-{number}"),
        Number = number,
        Workspace = new WorkspaceKey("T1"),
        Channel = ChannelKey.Of("slack", new WorkspaceKey("T1"), "C1"),
        Template = "deals",
        TemplateTitle = "Keep deals up to date",
        Version = Digest.OfText("version"),
        Step = "update",
        Tool = "crm.update-deal",
        ToolTitle = title,
        Pin = Digest.OfText("pin"),
        By = new PersonKey("priya"),
        At = Samples.Clock.Now.AddDays(-2),
        Review = new ReviewId("review"),
        Most = most,
        Used = used,
        Until = Samples.Clock.Midnight(Samples.Clock.Today.AddDays(20)),
    };
}
