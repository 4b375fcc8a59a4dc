using System.Collections.Immutable;

namespace AgentBot.Core.Templates.Format;

/// <summary>What may stand behind a key. The reader, the JSON schema of editors and the reference are all made from these.</summary>
public abstract record Shape
{
    private Shape()
    {
    }

    /// <summary>Text as written; a value is never typed by its looks.</summary>
    public sealed record Text(int Longest = 300) : Shape;

    /// <param name="Rule">Which words are good names here.</param>
    public sealed record Name(NameRule Rule) : Shape;

    public sealed record Words(ImmutableArray<Word> Known) : Shape
    {
        public Words(params ReadOnlySpan<string> known)
            : this([.. known.ToArray().Select(word => new Word(word, ""))])
        {
        }
    }

    /// <summary>A known word, or the id of a step.</summary>
    public sealed record WordsOrStep(ImmutableArray<string> Known) : Shape;

    public sealed record Whole(long Min, long Max) : Shape;

    /// <summary>A whole number, or one word that says more than any number.</summary>
    public sealed record WholeOr(long Min, long Max, string Word) : Shape;

    public sealed record Decimal : Shape;

    public sealed record Boolean : Shape;

    /// <summary>90s, 10m, 4h, 2d, 1w.</summary>
    public sealed record Length : Shape;

    /// <summary>The same, or working time: "4 working hours", "2 working days".</summary>
    public sealed record Waiting : Shape;

    /// <summary>An amount with its currency: 2.00 USD.</summary>
    public sealed record Cost : Shape;

    /// <summary>Text that may hold {{ … }}.</summary>
    public sealed record Expression : Shape;

    /// <summary>A value for an argument: text with {{ … }}, a list or a map of such.</summary>
    public sealed record Writing : Shape;

    /// <summary>@name of a person or a group.</summary>
    public sealed record Principal : Shape;

    public sealed record ListOf(Shape Item, int Most = 200) : Shape;

    public sealed record Map(MapSpec Keys) : Shape;

    /// <summary>A map whose keys the author chooses.</summary>
    /// <param name="Key">What the keys are, for sentences: "name of an input".</param>
    public sealed record MapOf(NameRule Rule, string Key, Shape Value, int Most = 100) : Shape;

    /// <summary>One of several forms, told apart by being text, a list or a map.</summary>
    public sealed record Either(ImmutableArray<Shape> Forms) : Shape
    {
        public Either(params ReadOnlySpan<Shape> forms)
            : this(forms.ToImmutableArray())
        {
        }
    }
}

public sealed record Word(string Text, string Help);

/// <param name="Title">For the reference and the schema: "Step".</param>
public sealed record MapSpec(string Title, string Help, ImmutableArray<KeySpec> Keys)
{
    public IEnumerable<string> Names => Keys.Select(key => key.Name);

    public KeySpec? Find(string name) => Keys.FirstOrDefault(key => key.Name == name);
}

/// <param name="Default">What holds when the key is left out, in words; empty where nothing needs saying.</param>
public sealed record KeySpec(string Name, Shape Shape, string Help, bool Required = false, string Default = "");
