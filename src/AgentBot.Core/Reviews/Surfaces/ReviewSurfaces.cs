using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Values;

namespace AgentBot.Core.Reviews.Surfaces;

/// <summary>Every type that people review. A new one is a file with an <see cref="ArtifactKind"/> and a line here.</summary>
public static class ReviewSurfaces
{
    private static readonly OtherSurface Other = new();

    /// <summary>Where two kinds share a type, the more particular one stands first.</summary>
    public static ImmutableArray<ArtifactKind> All { get; } =
    [
        new RecordChangeSurface(),
        new RecordSurface(),
        new DocumentSurface(),
        new MessageSurface(),
        new EmailSurface(),
        new TableSurface(),
        new DiffSurface(),
        new ImageSurface(),
        new DecisionSurface(),
        new PaymentSurface(),
        new PlanSurface(),
        new ToolCallSurface(),
    ];

    /// <summary>Never fails: a value that does not fit its type is shown field by field, so that nothing that waits for a person is ever invisible.</summary>
    public static ArtifactKind For(ArtifactType type, Value content) => All.FirstOrDefault(kind => kind.Type == type && kind.Fits(content)) ?? (ArtifactKind)Other;

    /// <summary>Null when the value fits the type. Types that are never reviewed fit with any value.</summary>
    public static Refusal? Check(ArtifactType type, Value content)
    {
        Refusal? refusal = null;
        foreach (ArtifactKind kind in All.Where(kind => kind.Type == type))
        {
            refusal = kind.Check(content);
            if (refusal is null)
            {
                return null;
            }
        }

        return refusal;
    }

    /// <summary>Whether an artifact of the type can lack what an approval needs, see <see cref="ArtifactKind.Unready"/>.</summary>
    public static bool MayBeUnready(ArtifactType type) => All.Any(kind => kind.Type == type && kind.MayBeUnready);

    /// <summary>"mail", "table"; for what is never reviewed "result" or "file".</summary>
    public static string NounOf(ArtifactType type) => All.FirstOrDefault(kind => kind.Type == type)?.Noun ?? (type == ArtifactType.File ? "file" : "result");

    /// <summary>By the word that templates use; null for a word that is none.</summary>
    public static ArtifactKind? ByWord(string word) => All.FirstOrDefault(kind => kind.Answer?.Word == word);

    public static ArtifactKind? AnsweredAs(ArtifactType type) => All.FirstOrDefault(kind => kind.Type == type && kind.Answer is not null);
}
