using System.Globalization;
using AgentBot.Core.Cards;

namespace AgentBot.Core.Tools.Grants;

/// <summary>How far a grant reaches, in words.</summary>
public static class GrantWords
{
    /// <summary>"up to 20 more calls of “Update a deal” for Keep deals up to date, each at most 500, until Thu 3 Dec"; plain text.</summary>
    public static string Terms(CallGrant grant, CardClock clock) =>
        $"up to {Wording.Count(grant.Most, "more call", "more calls")} of “{grant.ToolTitle}” for {grant.TemplateTitle}{Each(grant)}, until {LastDay(grant, clock)}";

    /// <summary>"17 of 20 left until Thu 3 Dec, each at most 500"; plain text.</summary>
    public static string Left(CallGrant grant, CardClock clock) =>
        string.Create(CultureInfo.InvariantCulture, $"{grant.Left} of {grant.Most} left until {LastDay(grant, clock)}{Each(grant)}");

    private static string Each(CallGrant grant) => grant.AmountMost is { } most ? $", each at most {Wording.Number(most)}" : "";

    private static string LastDay(CallGrant grant, CardClock clock) => clock.DayOf(grant.Until.AddTicks(-1));
}
