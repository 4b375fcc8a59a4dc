using System.Collections.Immutable;
using AgentBot.Core.Values;

namespace AgentBot.Core.Templates.Expressions;

/// <summary>A parsed expression. <paramref name="At"/> is the offset in the writing it came from.</summary>
public abstract record ExpressionNode(int At)
{
    /// <summary>Text, a number, true or false, as written.</summary>
    public sealed record Literal(int At, Value Value) : ExpressionNode(At);

    /// <param name="Root">inputs, steps, item, today or event.</param>
    public sealed record Path(int At, string Root, ImmutableArray<Segment> Segments) : ExpressionNode(At);

    public sealed record Filter(int At, ExpressionNode Of, string Name, ImmutableArray<ExpressionNode> Arguments) : ExpressionNode(At);

    public sealed record Compare(int At, ExpressionNode Left, Comparison How, ExpressionNode Right) : ExpressionNode(At);

    /// <param name="IsAnd">False for or.</param>
    public sealed record Both(int At, ExpressionNode Left, bool IsAnd, ExpressionNode Right) : ExpressionNode(At);

    public sealed record Not(int At, ExpressionNode Of) : ExpressionNode(At);
}

public readonly record struct Segment(int At, string Name);

public enum Comparison
{
    Equal,
    NotEqual,
    Less,
    AtMost,
    More,
    AtLeast,
}

/// <summary>A writing taken apart: pieces of text and of expression in order.</summary>
/// <param name="Mistake">What is wrong with it; null when it is well formed.</param>
public sealed record ParsedWriting(ImmutableArray<WritingPiece> Pieces, ExpressionMistake? Mistake)
{
    /// <summary>The expression where the writing is nothing else; its value keeps its type. Null where the result is text.</summary>
    public ExpressionNode? Whole => Pieces is [{ Expression: { } only }] ? only : null;

    public bool IsLiteral => Pieces.All(piece => piece.Expression is null);
}

/// <param name="Text">Used where <paramref name="Expression"/> is null.</param>
public sealed record WritingPiece(string Text, ExpressionNode? Expression);

/// <param name="At">Offset in the writing.</param>
public sealed record ExpressionMistake(int At, string Message, string? Suggestion);
