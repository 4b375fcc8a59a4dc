using System.Collections.Immutable;
using AgentBot.Core.Templates.Format;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Templates.Yaml;
using AgentBot.Core.Values;

namespace AgentBot.Core.Templates.Files;

/// <summary>
/// Takes values out of a map that <see cref="ShapeChecker"/> has looked at. What does not fit was reported there and is simply
/// absent here, so that reading goes on to the next mistake.
/// </summary>
internal sealed class Fields(Node.Map map, SourceMap source)
{
    public Node.Map Map => map;

    public Node? this[string key] => map.Find(key);

    public bool Has(string key) => map.Find(key) is not null;

    public Mark At(string key) => map.Find(key)?.At ?? map.At;

    public string? Text(string key) => map.Find(key) is Node.Scalar scalar ? scalar.Text : null;

    public long? Whole(string key, long min = long.MinValue, long max = long.MaxValue) =>
        Text(key) is { } text && Scalars.TryWhole(text, out long number) && number >= min && number <= max ? number : null;

    public decimal? Decimal(string key) => Text(key) is { } text && Scalars.TryDecimal(text, out decimal number) ? number : null;

    public bool Truth(string key, bool otherwise) => Text(key) switch
    {
        "true" => true,
        "false" => false,
        _ => otherwise,
    };

    public TimeSpan? Length(string key) => Text(key) is { } text && DateReader.TryReadDuration(text, out TimeSpan length) ? length : null;

    public Format.WaitingLength? Waiting(string key) => Text(key) is { } text ? Format.WaitingLength.Read(text) : null;

    /// <summary>The maps of a list under one key.</summary>
    public IEnumerable<Fields> Maps(string key) => map.Find(key) is Node.Sequence list ? list.Items.OfType<Node.Map>().Select(item => new Fields(item, source)) : [];

    /// <summary>The word, if it is one of <paramref name="known"/>.</summary>
    public string? Word(string key, params ReadOnlySpan<string> known) => Text(key) is { } text && known.Contains(text) ? text : null;

    public Fields? Inner(string key) => map.Find(key) is Node.Map inner ? new Fields(inner, source) : null;

    public ImmutableArray<string> List(string key) => map.Find(key) is Node.Sequence list
        ? [.. list.Items.OfType<Node.Scalar>().Select(item => item.Text)]
        : [];

    public IEnumerable<Node.Entry> Entries(string key) => map.Find(key) is Node.Map inner ? inner.Entries : [];

    public Expr? Expression(string key) => map.Find(key) is { } node ? Expression(node) : null;

    public Expr Expression(Node node) => source.Remember(
        node switch
        {
            Node.Scalar scalar => new Expr(scalar.Text),
            Node.Sequence list => new Expr("") { Items = [.. list.Items.Select(Expression)] },
            Node.Map inner => new Expr("") { Fields = [.. inner.Entries.Select(entry => new Argument(entry.Key.Text, Expression(entry.Value)))] },
            _ => new Expr(""),
        },
        node);

    public ImmutableArray<Argument> Arguments(string key) => [.. Entries(key).Select(entry => new Argument(entry.Key.Text, Expression(entry.Value)))];

    /// <summary>One principal or several, under one key.</summary>
    public ImmutableArray<Principal> Principals(string key, PrincipalKind kind) => map.Find(key) switch
    {
        Node.Scalar one => PrincipalOf(one, kind) is { } principal ? [principal] : [],
        Node.Sequence several => [.. several.Items.OfType<Node.Scalar>().Select(item => PrincipalOf(item, kind)).OfType<Principal>()],
        _ => [],
    };

    public Principal? Principal(string key) => map.Find(key) is Node.Scalar one ? PrincipalOf(one, PrincipalKind.Either) : null;

    private static Principal? PrincipalOf(Node.Scalar node, PrincipalKind kind) => NameRules.Principal(node.Text) is { } name ? new Principal(kind, name) : null;
}
