using System.Collections.Immutable;
using AgentBot.Core.Tools;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Cards;

/// <summary>What operators and owners of templates are told of tools. What a tool says of itself is outside text: quoted and cut.</summary>
public static class ToolCards
{
    public const string Page = "/console/tools";

    private const int LongestSaid = 500;

    public static Card Offered(OfferedTool offer, string source)
    {
        Tool tool = offer.Tool;
        string name = CardText.Line(tool.Name, 80);
        bool isNew = offer.Agreed is null;
        string question = isNew ? $"Agree to the tool {name}?" : $"The tool {name} has changed and is off";
        ImmutableArray<CardElement> said = offer.Agreed is { } before
            ? [.. ToolDifference.Between(before, tool, source).SelectMany(part => new CardElement[] { CardParts.Labelled($"{part.What}, as agreed to", Said(part.Was)), CardParts.Labelled($"{part.What}, now", Said(part.Now)) })]
            :
            [
                CardParts.Labelled("What it says of itself", Said(tool.Description)),
                CardParts.Labelled("What it wants to be given", Said(string.Join("; ", ArgumentWords.Of(tool.Arguments)))),
                CardParts.Labelled("Where it is called", Said(source)),
            ];
        string calls = tool.Kind == ToolKind.Write ? "A person is asked about each call." : "By your settings it only reads, so nobody is asked about its calls.";
        return new Card
        {
            FallbackText = CardText.PlainLine($"{(isNew ? "An agent wants a tool that nobody has agreed to" : "A tool has changed and is off")}: {tool.Name}.", 300),
            Body =
            [
                CardParts.Question(question),
                .. said,
                CardParts.Subtle($"An agent wanted it and was not given it. {calls} Its words are its server’s own and nothing in them is believed.", CardPart.SmallPrint),
            ],
            Actions =
            [
                new CardAction.Execute(CardVerb.Command, new ActionRef(CardRef.Command, $"agree {tool.Name} {tool.Pin.Value[..8]}")) { Title = $"Agree to {tool.Pin.Short}", Style = ActionStyle.Positive },
                CardParts.Open("All tools", Page),
            ],
        };
    }

    public static Card Agreed(ToolPin pin, string by) => Told(
        $"Agreed: the tool {CardText.Line(pin.Tool, 80)}",
        $"{CardText.Line(by, 60)} agreed to {pin.Pin.Short}. Agents whose templates name it may call it now{(pin.Kind == ToolKind.Write ? "; a person approves each call" : "")}.");

    public static Card Reshaped(ToolNews.Reshaped news) => Told(
        $"{CardText.Quote(news.Title, 60)} answers in another shape",
        $"{CardText.Line(news.Differs, 200)}. Agents get nothing of it until the answer has its shape again, or its file {CardText.Line(news.Tool, 60)}.yaml declares the new one.");

    public static Card Failing(ToolNews.Failing news, CardClock clock) => Told(
        $"{CardText.Quote(news.Title, 60)} does not work",
        $"{CardText.Line(news.Host, 80)} has failed at every call since {clock.MomentInCity(news.Since)}. It is tried again with one call every half minute that an agent wants it; nothing else has to be done once it works.");

    private static Card Told(string question, string sentence) => new()
    {
        FallbackText = CardText.PlainLine($"{question.Replace("\\", "", StringComparison.Ordinal)}. {sentence.Replace("\\", "", StringComparison.Ordinal)}", 500),
        Body = [CardParts.Question(question), new TextBlock(sentence)],
    };

    private static string Said(string text) => text.Length == 0 ? "nothing" : CardText.Quote(text, LongestSaid);
}
