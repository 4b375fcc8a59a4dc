using System.Collections.Immutable;
using AgentBot.Core.Links;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Cards;

// Where what is asked about would lead somebody, and no person said so: found by AgentBot in the stored bytes, never told by an agent.
public static partial class ReviewCard
{
    private const int MostAddresses = 5;
    private const int LongestAddress = 240;

    /// <summary>The same as sentences, one for each group of addresses; empty where people gave all of them.</summary>
    public static ImmutableArray<string> UnknownSentences(ImmutableArray<UnknownAddress> unknown) =>
    [
        .. unknown.GroupBy(address => address.OnlyIn).OrderBy(group => group.Key.Length > 0).Select(group =>
            $"{Heading([.. group])}: {string.Join(", ", group.Take(MostAddresses).Select(Shown))}{More(group.Count())}."),
    ];

    private static IEnumerable<CardElement> Unknown(ReviewFacts facts)
    {
        if (facts.Unknown.IsEmpty)
        {
            yield break;
        }

        var lines = ImmutableArray.CreateBuilder<CardElement>();
        foreach (IGrouping<string, UnknownAddress> group in facts.Unknown.GroupBy(address => address.OnlyIn).OrderBy(group => group.Key.Length > 0))
        {
            string some = string.Join('\n', group.Take(MostAddresses).Select(address => $"- {CardText.Escape(Shown(address))}"));
            lines.Add(new TextBlock($"**{CardText.Line(Heading([.. group]), 160)}:**") { Spacing = lines.Count == 0 ? null : Spacing.Medium });
            lines.Add(CardParts.Small(some + (group.Count() > MostAddresses ? $"\n- and {group.Count() - MostAddresses} more" : "")));
        }

        if (facts.Unknown.Where(IsLaden).MaxBy(address => LinkRule.Carried(address.Address.Text)) is { } laden)
        {
            lines.Add(CardParts.Small($"**A link carries {Wording.Count(LinkRule.Carried(laden.Address.Text), "character", "characters")}** that whoever owns {CardText.Line(SafeHost(laden), 80)} could read."));
        }

        yield return new Container(lines.ToImmutable()) { Id = CardPart.Unknown, Style = ContainerStyle.Warning, Spacing = Spacing.Medium };
    }

    private static string Heading(ImmutableArray<UnknownAddress> group)
    {
        string count = Wording.Count(group.Length, "address", "addresses");
        return group[0].OnlyIn.Length == 0 ? $"{count} that nobody here supplied" : $"{count} that only {CardText.PlainLine(group[0].OnlyIn, 80)} names";
    }

    private static bool IsLaden(UnknownAddress address) => address.Address.Kind == AddressKind.Web && LinkRule.Carried(address.Address.Text) > LinkRule.MostCarried;

    private static string SafeHost(UnknownAddress address) => SafeText.Plain(UnknownAddresses.HostOf(address.Address)).Replace(".", "[.]", StringComparison.Ordinal);

    private static string Shown(UnknownAddress address) => CardText.PlainLine(address.Address.Kind == AddressKind.Host
        ? address.Address.Text.Replace(".", "[.]", StringComparison.Ordinal)
        : SafeText.Plain(address.Address.Text), LongestAddress);

    private static string More(int count) => count > MostAddresses ? $" and {count - MostAddresses} more" : "";
}
