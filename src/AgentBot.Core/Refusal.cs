namespace AgentBot.Core;

/// <summary>
/// An expected "no", as a value. <paramref name="What"/> says what was not done, <paramref name="Why"/> the reason,
/// <paramref name="Next"/> what the reader can do; all three are plain sentences that may be shown to people.
/// </summary>
public sealed record Refusal(RefusalKind Kind, string What, string Why = "", string Next = "")
{
    /// <summary>Buttons that help at once: label and the command text they type.</summary>
    public IReadOnlyList<SuggestedCommand> Suggestions { get; init; } = [];

    public override string ToString() => string.Join(' ', new[] { What, Why, Next }.Where(part => part.Length > 0));
}

public sealed record SuggestedCommand(string Label, string Command);

public enum RefusalKind
{
    Unknown,
    NotAllowed,
    OwnRequest,
    NotReviewer,
    TooLate,
    Replaced,
    Changed,
    NotOpened,
    BadInput,
    BadFile,
    Money,
    Busy,
    Unavailable,
    Lost,
}

/// <summary>A value, or the refusal that stands in its place.</summary>
public readonly struct Result<T>
{
    private readonly T? _value;

    private Result(T? value, Refusal? refusal) => (_value, Refusal) = (value, refusal);

    public Refusal? Refusal { get; }

    public bool IsRefused => Refusal is not null;

    /// <summary>The value. Throws when refused: ask <see cref="IsRefused"/> first.</summary>
    public T Value => Refusal is null ? _value! : throw new InvalidOperationException($"Refused: {Refusal}");

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Refusal refusal) => new(default, refusal);

    public TOut Match<TOut>(Func<T, TOut> value, Func<Refusal, TOut> refused) => Refusal is null ? value(_value!) : refused(Refusal);
}
