using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace AgentBot.Core.Requests.Forms;

/// <summary>
/// What may stand at one place of a JSON document. The judge of documents, the JSON Schema that is published and the reader of
/// values are all made from these, so that they cannot say different things.
/// </summary>
public abstract record Form
{
    private Form()
    {
    }

    /// <summary>Counted in characters of Unicode, as JSON Schema does.</summary>
    public sealed record Text(int Least = 0, int Most = Form.LongestText) : Form;

    /// <param name="Rule">A regular expression that both ECMAScript and .NET read alike, without anchors: it is matched as a whole.</param>
    /// <param name="Says">What fits, after "is": "three capitals such as EUR".</param>
    public sealed record Pattern(string Rule, string Says) : Form
    {
        // Made when first asked: most starts of AgentBot read no request.
        private readonly Lazy<Regex> _regex = new(() => new Regex($@"\A(?:{Rule})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));

        public bool Fits(string text) => _regex.Value.IsMatch(text);
    }

    public sealed record Words(ImmutableArray<string> Known) : Form;

    public sealed record Number : Form;

    public sealed record Truth : Form;

    /// <param name="Word">One word that says more than any number; empty for none.</param>
    public sealed record Whole(long Least, long Most, string Word = "") : Form;

    /// <summary>Whatever stands in one cell: a text, a number, an amount, yes or no, or nothing.</summary>
    public sealed record Cell : Form;

    /// <summary>A <see cref="Cell"/>, or a list of texts and numbers.</summary>
    public sealed record Loose : Form;

    /// <summary>Whatever JSON can say.</summary>
    public sealed record Any : Form;

    /// <param name="Rest">What every other name holds; null where there is none.</param>
    public sealed record Fields(string Help, ImmutableArray<FormField> Named, Form? Rest = null, int Least = 0) : Form
    {
        public FormField? Find(string name) => Named.FirstOrDefault(field => field.Name == name);
    }

    public sealed record ListOf(Form Item, int Least, int Most) : Form;

    /// <summary>One of two, told apart by the second being a list.</summary>
    public sealed record OrList(Form One, ListOf Many) : Form;

    /// <summary>Another form for each word that stands in a field beside it.</summary>
    /// <param name="Field">The field beside it.</param>
    public sealed record By(string Field, ImmutableArray<(string Word, Form Form)> Cases) : Form
    {
        public Form? For(string word) => Cases.FirstOrDefault(one => one.Word == word).Form;
    }

    /// <summary>Longer ones do not fit into a request.</summary>
    public const int LongestText = 1_000_000;

    /// <summary>What fields of one's own choice may be called. "$" marks values of other kinds in what is kept.</summary>
    public static Pattern Name { get; } = new("[^$\\x00-\\x1f][^\\x00-\\x1f]{0,99}", "a name");

    public static Form Day { get; } = new Pattern("[0-9]{4}-[0-9]{2}-[0-9]{2}", "a day such as 2026-11-25");

    public static Form Digest { get; } = new Pattern("[0-9a-f]{64}", "64 digits from 0 to f");

    public static Form Moment { get; } = new Pattern("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", "a moment such as 2026-11-25T16:00:00Z");

    /// <summary>The only object that stands for a single value.</summary>
    public static Fields Money { get; } = new("An amount.",
    [
        new("amount", new Number(), "In whole units of the currency.", Required: true),
        new("currency", new Pattern("[A-Z]{3}", "three capitals such as EUR"), "ISO 4217.", Required: true),
    ]);

    public static Fields File { get; } = new("A file.",
    [
        new("name", new Text(1, 200), "Its name, without a path.", Required: true),
        new("base64", new Pattern("[A-Za-z0-9+/]*={0,2}", "bytes in base64"), "Its bytes.", Required: true),
    ]);
}

public sealed record FormField(string Name, Form Form, string Help, bool Required = false);

/// <param name="At">JSON pointer (RFC 6901); empty for the whole document.</param>
/// <param name="Problem">A plain sentence.</param>
/// <param name="Mend">What to do about it, a sentence.</param>
public sealed record FormMistake(string At, string Problem, string Mend);
