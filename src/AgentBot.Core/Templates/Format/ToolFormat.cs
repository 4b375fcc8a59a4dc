using System.Collections.Immutable;

namespace AgentBot.Core.Templates.Format;

/// <summary>The keys of a file with <c>kind: Tool</c>.</summary>
public static class ToolFormat
{
    /// <summary>The types that an argument may have: what can be written into an address without a doubt.</summary>
    public static readonly ImmutableArray<Word> ArgumentTypes = [.. TemplateFormat.FieldTypes.Where(type => type.Text is "text" or "number" or "date" or "month" or "choice" or "boolean")];

    /// <summary>The types that a field of a result may have.</summary>
    public static readonly ImmutableArray<Word> ResultTypes = [.. TemplateFormat.FieldTypes.Where(type => type.Text is "text" or "number" or "boolean" or "date")];

    private static readonly Shape ArgumentType = new Shape.Words(ArgumentTypes);

    private static readonly MapSpec Argument = new("Argument of a tool", "Something that the agent gives.",
    [
        new("type", ArgumentType, "What it holds.", Required: true),
        new("of", new Shape.ListOf(new Shape.Text(80)), "The words of a choice."),
        new("min", new Shape.Decimal(), "The smallest number."),
        new("max", new Shape.Decimal(), "The largest number, or the longest text in characters."),
        new("required", new Shape.Boolean(), "Whether a call without it is none.", Default: "true"),
        new("help", new Shape.Text(600), "What belongs into it; the agent reads this."),
    ]);

    private static readonly MapSpec Header = new("Header with a secret", "A header whose value is kept in the settings.",
    [
        new("secret", new Shape.Name(NameRule.Setting), "The name of the secret.", Required: true),
        new("before", new Shape.Text(40), "What stands before it, such as “Bearer ”."),
    ]);

    private static readonly MapSpec Paging = new("Paging of a tool", "How a long result comes in pieces.",
    [
        new("by", new Shape.Words(
        [
            new Word("cursor", "Each answer names the next piece."),
            new Word("page", "Pieces are counted from 1."),
            new Word("link", "A Link header leads to the next piece, on the same host only."),
        ]), "How the next piece is found.", Required: true),
        new("argument", new Shape.Text(80), "The part of the query that names the piece. Required for cursor and page."),
        new("next", new Shape.Text(200), "Where in the answer the next cursor is, such as page.next. Required for cursor."),
        new("most", new Shape.Whole(1, 50), "How many pieces are read at most.", Default: "10"),
    ]);

    public static readonly MapSpec Tool = new("Tool", "A file with kind: Tool. Agents name it in tools.",
    [
        new("apiVersion", new Shape.Words(TemplateFormat.ApiVersion), "The version of the format.", Required: true),
        new("kind", new Shape.Words("Tool"), "What the file declares.", Required: true),
        new("name", new Shape.Name(NameRule.Template), "What agents call it.", Required: true),
        new("owner", new Shape.Principal(), "The person or group that answers for it."),
        new("title", new Shape.Text(60), "What a card calls it: a verb and a thing, such as Look up an order.", Required: true),
        new("description", new Shape.Text(2_000), "What it does and when to use it; the agent reads this.", Required: true),
        new("effect", new Shape.Words([new Word("read", "It leaves nothing behind: called freely."), new Word("write", "It leaves something behind: each call needs a person's yes.")]), "Whether it changes something on the other side.", Default: "read for GET, else write"),
        new("method", new Shape.Words("GET", "POST", "PUT", "PATCH", "DELETE"), "The method of the call.", Default: "GET"),
        new("url", new Shape.Text(1_000), "The address. Scheme and host are literal; {name} of an argument may stand in the path.", Required: true),
        new("arguments", new Shape.MapOf(NameRule.Id, "name of an argument", new Shape.Either(ArgumentType, new Shape.Map(Argument)), 40), "What the agent gives. Each must be used in the path, the query or the body."),
        new("query", new Shape.MapOf(NameRule.Column, "name in the query", new Shape.Text(500), 40), "Parts of the query: text, or {name} of an argument. One whose argument is not given is left out."),
        new("headers", new Shape.MapOf(NameRule.Setting, "name of a header", new Shape.Either(new Shape.Text(500), new Shape.Map(Header)), 20), "Headers of the call: a text, or { secret: name, before: \"Bearer \" }."),
        new("body", new Shape.Writing(), "What is sent, as JSON; {name} alone is the argument with its type, within a text its writing."),
        new("result", new Shape.Text(200), "Where in the answer the result is, such as data.items.", Default: "the whole answer"),
        new("fields", new Shape.MapOf(NameRule.Column, "name of a field", new Shape.Words(ResultTypes), 60), "What each item of the result has. The agent gets these fields only, and an answer without them is reported instead of used."),
        new("paging", new Shape.Map(Paging), "How a long result comes in pieces.", Default: "one answer is all"),
        new("sift", new Shape.ListOf(new Shape.Text(80), 40), "Fields by which the agent may filter and sort, and page through the result, although the other side cannot: AgentBot does it."),
        new("timeout", new Shape.Length(), "How long the whole call may take, at most 60s.", Default: "30s"),
        new("cache", new Shape.Length(), "How long the same read is answered from what came before, at most 1h.", Default: "never"),
        new("money", new Shape.Name(NameRule.Id), "The argument that is an amount of money, a number: whoever allows further calls on a card can bound it."),
        new("idempotency", new Shape.Name(NameRule.Setting), "The header by which the other side recognises a repeated call, such as Idempotency-Key."),
    ]);
}
