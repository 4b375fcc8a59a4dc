using System.Collections.Immutable;
using System.Text.Json;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.People;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;

namespace AgentBot.Core.Delivery.Drawing;

/// <summary>
/// Draws what AgentBot says in words: the answer to something a person said where the platform has no answer of its own to it,
/// such as a mention, from the receipt, so that it is said once however often the words arrive; and what it tells by itself.
/// </summary>
public sealed class AnswerDrawer(IDeliveryReader delivery, IStoreMarks marks, ITemplateCatalog catalog, IDirectory directory, ITemplateOffers offers, LinkAnswers links)
{
    private const int MostNamed = 5;

    /// <summary>Null where there is nothing to say: a start shows itself, and so does a decision that was clicked.</summary>
    /// <param name="channel">Where it was asked, which need not be where the answer is read.</param>
    public async ValueTask<DrawnView?> DrawAsync(string purpose, ChannelKey channel, CancellationToken ct)
    {
        (PersonKey? reader, string receipt, AnswerScope scope) = Purposes.ReadAnswer(purpose);
        if (await delivery.FindReceiptAsync(receipt, ct) is not { } kept || !kept.StartsWith('{'))
        {
            return null;
        }

        ReceiptAnswer answer = JsonSerializer.Deserialize(kept, StoreJson.Default.ReceiptAnswer)!;
        bool isSaid = scope switch
        {
            AnswerScope.All => true,
            AnswerScope.WithoutForms => answer.Kind != "form",
            AnswerScope.Refusals => answer.Kind == "refused",
        };
        if (!isSaid)
        {
            return null;
        }

        PersonKey? onlyFor = answer.Private ? reader : null;
        return answer switch
        {
            { Kind: "started" } => null,
            { Kind: "form", Given: { } given } => Form(given, receipt, channel, onlyFor),
            { Kind: ReceiptAnswer.OfCode } => new DrawnView(null, (await links.OfferAsync(answer.Id, ct)).Text, onlyFor),
            { Card: { } card } => new DrawnView(card, card.FallbackText, onlyFor),
            { Text.Length: > 0 } => new DrawnView(null, answer.Text, onlyFor),
            _ => null,
        };
    }

    /// <summary>The card that asks one of two accounts whether the other is the same person.</summary>
    public ValueTask<DrawnView?> LinkAsync(string purpose, CancellationToken ct) => links.DrawAsync(purpose, ct);

    /// <summary>A sentence, or a card where there is something to press. Null when it was taken back.</summary>
    public async ValueTask<DrawnView?> NoticeAsync(string mark, CancellationToken ct) =>
        await marks.FindMarkAsync(mark, ct) switch
        {
            null or "" => null,
            ['{', ..] and { } json => JsonSerializer.Deserialize(json, StoreJson.Default.Card) is { } card ? new DrawnView(card, card.FallbackText, null) : null,
            { } sentence => new DrawnView(null, sentence, null),
        };

    /// <summary>What AgentBot can do in a channel, who may start it and how to ask; said once, when it comes in.</summary>
    public DrawnView? Arrival(ChannelKey key)
    {
        if (directory.Latest.Channel(key) is not { } channel)
        {
            return null;
        }

        ImmutableArray<Template> offered = [.. catalog.Current.Templates.Values.Where(template => offers.IsOffered(key, template.Name)).OrderBy(template => template.Name, StringComparer.Ordinal)];
        bool isAlone = IsAlone(channel);
        string who = isAlone ? "You may start a run here." : channel.IsPrivate ? "Everybody in this channel may start a run." : "Everybody of this workspace may start a run here.";
        ImmutableArray<CardFact> named =
        [
            .. offered.Take(MostNamed).Select(template => new CardFact(CardText.Line(template.Name, 40), CardText.Line(template.Workflow.Summary, 140))),
            .. offered.Length > MostNamed ? [new CardFact($"… {offered.Length - MostNamed} more", "templates")] : Array.Empty<CardFact>(),
        ];
        var card = new Card
        {
            FallbackText = CardText.PlainLine($"AgentBot is here. It can run {Wording.List([.. offered.Take(3).Select(template => template.Name)])}. {who} Type help to see all.", 500),
            Body =
            [
                CardParts.Question(offered.IsEmpty ? "AgentBot is here, with no template yet" : "AgentBot is here and can run"),
                .. named.IsEmpty ? Array.Empty<CardElement>() : [new CardElement.FactSet(named) { Spacing = Spacing.Small }],
                CardParts.Labelled("Who", $"{who} Who approves stands on each card."),
                CardParts.Labelled("How", $"{CardText.Escape("run <template>")} starts one, help shows the rest, {CardText.Escape("remember <fact>")} teaches this {(isAlone ? "chat" : "channel")}."),
                CardParts.Subtle("Nothing leaves AgentBot before a person approves it.", CardPart.SmallPrint),
            ],
        };
        return new DrawnView(card, card.FallbackText, null);
    }

    // A mention brings nothing with which a form could be opened; the button does.
    private DrawnView Form(GivenAnswers given, string receipt, ChannelKey channel, PersonKey? onlyFor)
    {
        string where = onlyFor is not null && directory.Latest.Channel(channel) is { Name.Length: > 0 } asked && !IsAlone(asked) ? $"It will run in {CardText.Line("#" + asked.Name.TrimStart('#'), 80)}. " : "";
        string title = CardText.Line(given.Title, CardParts.LongestQuestion);
        var card = new Card
        {
            FallbackText = CardText.PlainLine($"{given.Title}. Press Answer, or repeat the command with what is missing.", 500),
            Body = [CardParts.Question(title), CardParts.Subtle($"{where}What you gave already is kept.")],
            Actions = [new CardAction.Execute(CardVerb.Start, new ActionRef(CardRef.Given, receipt)) { Title = "Answer…", Style = ActionStyle.Positive }],
        };
        return new DrawnView(card, card.FallbackText, onlyFor);
    }

    private static bool IsAlone(ChannelInfo channel) => channel.IsPrivate && channel.Members.Length <= 1;
}
