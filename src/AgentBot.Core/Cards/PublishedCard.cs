using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Values;

namespace AgentBot.Core.Cards;

/// <summary>What stands beside approved content where it is posted.</summary>
/// <param name="ApprovedBy">Full names.</param>
/// <param name="FullPath">Console path of the whole content; empty for none.</param>
public sealed record PublishedFacts(string TemplateTitle, string About, long RunNumber, ImmutableArray<string> ApprovedBy, string FullPath, CardClock Clock)
{
    /// <summary>Full name of the person whose version it is; empty for the agent's.</summary>
    public string EditedBy { get; init; } = "";
}

/// <summary>Approved content as it is posted: itself, who stands behind it, and the way to the whole where it is cut. Nothing can be decided on it.</summary>
public static class PublishedCard
{
    private static readonly CardRoom Room = new(DraftCharacters: 6_000, Paragraphs: 40, Rows: 12, Pairs: 0);

    /// <summary>True where the card shows only a part.</summary>
    public static bool IsCut(ArtifactType type, Value content, PublishedFacts facts) => Sheet(type, content, facts).Cut is not null;

    public static Card Of(ArtifactType type, Value content, PublishedFacts facts)
    {
        ReviewSheet sheet = Sheet(type, content, facts);
        string title = facts.About.Length == 0 ? facts.TemplateTitle : $"{facts.TemplateTitle} · {facts.About}";
        string approved = facts.ApprovedBy.IsEmpty ? "" : $"approved by {Wording.List([.. facts.ApprovedBy.Select(name => CardText.Line(name, 60))])}";
        string edited = facts.EditedBy.Length == 0 ? "" : $"edited by {CardText.Line(facts.EditedBy, 60)}";
        var body = ImmutableArray.CreateBuilder<CardElement>();
        body.Add(CardParts.Question(CardText.Line(title, 150)));
        if (!sheet.Facts.IsEmpty)
        {
            body.Add(CardParts.Part(CardPart.Facts, sheet.Facts));
        }

        body.Add(CardParts.Part(CardPart.Draft, sheet.Draft));
        if (sheet.Cut is { } cut)
        {
            body.Add(CardParts.Small(cut.Sentence));
        }

        body.Add(CardParts.SmallPrint(new[] { edited, approved, $"run {facts.RunNumber}" }.Where(part => part.Length > 0)));
        return new Card
        {
            FallbackText = $"{CardText.PlainLine(title)}. {sheet.FactsLine}",
            Body = body.ToImmutable(),
            Actions = sheet.Cut is { } open && facts.FullPath.Length > 0 ? [CardParts.Open(open.Button, facts.FullPath)] : [],
        };
    }

    private static ReviewSheet Sheet(ArtifactType type, Value content, PublishedFacts facts) => ReviewSurfaces.For(type, content).Draw(new SurfaceInput
    {
        Content = content,
        TemplateTitle = facts.TemplateTitle,
        Effects = PlannedEffects.None,
        Clock = facts.Clock,
        Room = Room,
        IsPublished = true,
    });
}
