using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core.Tools.Grants;
using static AgentBot.Core.Cards.CardAction;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Cards;

/// <summary>What a card offers beside the one yes to a call.</summary>
/// <param name="Money">The argument that is an amount; empty where the tool names none.</param>
public sealed record GrantOffer(GrantLimits Limits, string Money);

/// <param name="By">Full name.</param>
public sealed record GrantLine(CallGrant Grant, string By);

/// <summary>Everything people see of calls that run without asking: the form that allows them, the notice that they were made, the list.</summary>
public static class GrantCards
{
    private const int UsualCalls = 10;
    private const int UsualDays = 30;
    private const int MostListed = 10;
    
    /// <summary>How many calls a notice tells by their arguments.</summary>
    public const int MostShown = 5;

    /// <summary>The second way to say yes.</summary>
    public static ShowCard Form(GrantOffer offer, ActionRef review, CardClock clock)
    {
        GrantLimits limits = offer.Limits;
        DateOnly today = clock.Today;
        DateOnly last = today.AddDays(limits.Days);
        return new ShowCard(new Card
        {
            FallbackText = "How many calls like this one run without asking?",
            Body =
            [
                new TextBlock("This call is made. Calls of the same tool by the same step then run without asking, each told in the thread of its run. It ends by itself when the template or the tool changes. An address that nobody gave and an amount over a threshold are still asked about."),
                new InputNumber(CardInput.Calls, $"Up to how many more calls? At most {limits.Calls.ToString(CultureInfo.InvariantCulture)}")
                {
                    Value = Math.Min(UsualCalls, limits.Calls), Min = 1, Max = limits.Calls, IsRequired = true, ErrorMessage = "Write a number.",
                },
                new InputDate(CardInput.Until, $"Until which day? At most {clock.Day(last)}")
                {
                    Value = today.AddDays(Math.Min(UsualDays, limits.Days)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), IsRequired = true, ErrorMessage = "Choose a day.",
                },
                .. offer.Money.Length == 0 ? Array.Empty<CardElement>() : [new InputNumber(CardInput.Amount, $"Only while {CardText.PlainLine(Wording.Title(offer.Money), 40)} is at most (optional)") { Min = 0 }],
            ],
            Actions = [new Execute(CardVerb.Allow, review) { Title = "Approve and allow more", Style = ActionStyle.Positive }],
        })
        {
            Title = "Allow more like this…",
        };
    }

    /// <summary>One message for all calls of a run under one permission, edited with each.</summary>
    /// <param name="run">As people call it.</param>
    /// <param name="calls">The arguments of the last ones, in their order; plain text.</param>
    public static Card Notice(CallGrant grant, string by, long run, int made, ImmutableArray<string> calls, CardClock clock)
    {
        string title = CardText.Quote(grant.ToolTitle, 60);
        string count = Wording.Count(made, "call", "calls");
        string question = $"{count} of {title} without asking";
        string allowed = $"{CardText.Line(by, 60)} allowed it: {GrantWords.Left(grant, clock)}. What became of each: why {run.ToString(CultureInfo.InvariantCulture)}.";
        return new Card
        {
            FallbackText = CardText.PlainLine($"{question.Replace("\\", "", StringComparison.Ordinal)}. {by} allowed it.", 500),
            Body =
            [
                CardParts.Question(question),
                .. made > calls.Length ? new CardElement[] { CardParts.Subtle($"The last {calls.Length}:") } : [],
                .. calls.Select(call => CardParts.Small(CardText.Line(call.Length == 0 ? "without arguments" : call, 200))),
                CardParts.Subtle(allowed, CardPart.SmallPrint),
            ],
            Actions = [Stop(grant)],
        };
    }

    public static Card List(ImmutableArray<GrantLine> lines, string channel, CardClock clock)
    {
        string question = lines.IsEmpty ? $"Every call that writes is asked about in {CardText.Line(channel, 60)}" : $"{Wording.Count(lines.Length, "permission", "permissions")} to call without asking in {CardText.Line(channel, 60)}";
        return new Card
        {
            FallbackText = CardText.PlainLine(question.Replace("\\", "", StringComparison.Ordinal) + ".", 500),
            Body =
            [
                CardParts.Question(question),
                .. lines.Take(MostListed).Select(line => Entry(line, clock)),
                .. lines.Length > MostListed ? new CardElement[] { CardParts.Small($"{lines.Length - MostListed} more in the console, under tools.") } : [],
                CardParts.Subtle(CardText.Escape("revoke <number> ends one · a call's card allows more"), CardPart.SmallPrint),
            ],
            Actions = [.. lines.Take(MostShown).Select(line => Stop(line.Grant))],
        };
    }

    private static Container Entry(GrantLine line, CardClock clock) => new(
    [
        new TextBlock($"**{line.Grant.Number.ToString(CultureInfo.InvariantCulture)}** · {CardText.Line(line.Grant.ToolTitle, 60)} for {CardText.Line(line.Grant.TemplateTitle, 60)}"),
        new TextBlock($"{CardText.Line(line.By, 60)}, {clock.Near(line.Grant.At)} · {GrantWords.Left(line.Grant, clock)}") { Size = TextSize.Small, IsSubtle = true, Spacing = Spacing.None },
    ])
    {
        Spacing = Spacing.Small,
    };

    private static Execute Stop(CallGrant grant)
    {
        string command = $"revoke {grant.Number.ToString(CultureInfo.InvariantCulture)}";
        return new Execute(CardVerb.Command, new ActionRef(CardRef.Command, command)) { Title = CardText.PlainLine($"Revoke {grant.Number.ToString(CultureInfo.InvariantCulture)}", CardParts.LongestButton) };
    }
}
