using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AgentBot.Core.Templates.Format;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Templates.Yaml;
using AgentBot.Core.Tools;
using AgentBot.Core.Values;

namespace AgentBot.Core.Templates.Files;

/// <summary>Reads a tool. What would let an argument choose where a call goes is a mistake here, before any call exists.</summary>
internal sealed partial class ToolReader(Mistakes mistakes, FieldTypeReader types)
{
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestCache = TimeSpan.FromHours(1);

    private static readonly string[] HeldHeaders = ["host", "content-length", "content-type", "transfer-encoding", "connection", "cookie"];

    public HttpToolSpec Read(Fields fields, string name)
    {
        string method = fields.Text("method") ?? "GET";
        string url = fields.Text("url") ?? "";
        ImmutableArray<ToolArgument> arguments = [.. fields.Entries("arguments").Select(Argument)];
        var used = new HashSet<string>(StringComparer.Ordinal);
        string[] known = [.. arguments.Select(argument => argument.Name)];
        bool isSafe = CheckUrl(fields, url, arguments, used);
        ImmutableArray<ToolPart> query = [.. fields.Entries("query").Select(entry => Part(entry, known, used))];
        ImmutableArray<ToolPart> headers = [.. fields.Entries("headers").Select(entry => HeaderPart(entry, isSafe))];
        string? body = fields["body"] is { } node ? Body(node, known, used)?.ToJsonString() ?? "null" : null;
        foreach (ToolArgument argument in arguments.Where(argument => !used.Contains(argument.Name)))
        {
            mistakes.Add(fields.At("arguments"), "unused-argument", $"Nothing uses the argument `{argument.Name}`.", $"Write {{{argument.Name}}} into the path, the query or the body, or delete it.");
        }

        if (body is not null && method == "GET")
        {
            mistakes.Add(fields.At("body"), "key-not-here", "A GET has no body.", "Use `query`, or another method.");
        }

        ImmutableArray<Column> result = types.ReadColumns(fields.Entries("fields"));
        return new HttpToolSpec
        {
            Name = name,
            Title = fields.Text("title")?.Trim() ?? "",
            Description = fields.Text("description")?.Trim() ?? "",
            Effect = Effect(fields, method),
            Method = method,
            Url = url,
            Arguments = arguments,
            Query = query,
            Headers = headers,
            Body = body,
            Result = fields.Text("result") ?? "",
            Fields = result,
            Paging = Paging(fields),
            Sift = Sift(fields, result, known),
            Timeout = Bounded(fields, "timeout", LongestCall) ?? TimeSpan.FromSeconds(30),
            Cache = Bounded(fields, "cache", LongestCache),
            KeyHeader = fields.Text("idempotency") ?? "",
            Money = Money(fields, arguments),
        };
    }

    /// <summary>The names in braces of a text, in their order.</summary>
    private static IEnumerable<string> NamesIn(string text) => Placeholder().Matches(text).Select(match => match.Groups[1].Value);

    private ToolArgument Argument(Node.Entry entry)
    {
        FieldType type = types.Read(entry.Value, entry.Key.Text);
        var map = entry.Value as Node.Map;
        bool required = map?.Find("required") is not Node.Scalar { Text: "false" };
        return new ToolArgument(entry.Key.Text, type, required, (map?.Find("help") as Node.Scalar)?.Text);
    }

    private ToolKind Effect(Fields fields, string method)
    {
        ToolKind usual = method == "GET" ? ToolKind.Read : ToolKind.Write;
        ToolKind said = fields.Text("effect") switch
        {
            "read" => ToolKind.Read,
            "write" => ToolKind.Write,
            _ => usual,
        };
        if (said == ToolKind.Read && method is "PUT" or "PATCH" or "DELETE")
        {
            mistakes.Add(fields.At("effect"), "wrong-effect", $"A {method} changes something by its own meaning and cannot be a read.", "Write `effect: write`.");
        }

        return said;
    }

    private string? Money(Fields fields, ImmutableArray<ToolArgument> arguments)
    {
        if (fields.Text("money") is not { } money)
        {
            return null;
        }

        ImmutableArray<string> amounts = [.. arguments.Where(argument => argument.Type is FieldType.Number).Select(argument => argument.Name)];
        if (!amounts.Contains(money))
        {
            mistakes.AddUnknown(fields.At("money"), "unknown-argument", $"There is no argument `{money}` that is a number.", money, amounts);
        }

        return money;
    }

    /// <returns>Whether a secret may travel to it.</returns>
    private bool CheckUrl(Fields fields, string url, ImmutableArray<ToolArgument> arguments, HashSet<string> used)
    {
        Mark at = fields.At("url");
        string bare = Placeholder().Replace(url, "x");
        if (!Uri.TryCreate(bare, UriKind.Absolute, out Uri? address) || address.Scheme is not ("https" or "http"))
        {
            mistakes.Add(at, "bad-url", "`url` is no address.", "Write one such as https://erp.example.com/api/orders/{number}.");
            return false;
        }

        int path = url.IndexOf('/', url.IndexOf("://", StringComparison.Ordinal) + 3);
        if (path < 0 ? url.Contains('{') : url.IndexOf('{', StringComparison.Ordinal) is var first and >= 0 && first < path)
        {
            mistakes.Add(at, "open-host", "The host of `url` is not literal: an argument could choose where the call goes.", "Write the host out; arguments may stand in the path and the query.");
        }

        if (address.UserInfo.Length > 0 || address.Fragment.Length > 0 || address.Query.Length > 0)
        {
            mistakes.Add(at, "bad-url", "`url` has a name, a query or a fragment.", "Put keys into `headers` and parts of the query into `query`.");
        }

        if (bare.Contains('{') || bare.Contains('}'))
        {
            mistakes.Add(at, "bad-placeholder", "A brace of `url` does not enclose the name of an argument.", "Write {name}.");
        }

        foreach (string name in NamesIn(url))
        {
            used.Add(name);
            if (arguments.FirstOrDefault(argument => argument.Name == name) is not { } argument)
            {
                mistakes.AddUnknown(at, "unknown-argument", $"There is no argument `{name}`.", name, arguments.Select(one => one.Name));
            }
            else if (!argument.Required)
            {
                mistakes.Add(at, "optional-in-path", $"The argument `{name}` stands in the path and may be missing.", "Delete its `required: false`.");
            }
        }

        return address.Scheme == "https" || address.IsLoopback;
    }

    private ToolPart Part(Node.Entry entry, string[] known, HashSet<string> used)
    {
        string text = (entry.Value as Node.Scalar)?.Text ?? "";
        Uses(entry.Value, text, known, used);
        return new ToolPart(entry.Key.Text, text);
    }

    private ToolPart HeaderPart(Node.Entry entry, bool isSafe)
    {
        string name = entry.Key.Text;
        if (HeldHeaders.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            mistakes.Add(entry.Key.At, "key-not-here", $"The header {name} is written by AgentBot.", "Delete it.");
        }

        if (entry.Value is Node.Map map)
        {
            if (!isSafe)
            {
                mistakes.Add(entry.Value.At, "open-secret", "A secret would travel over http for everybody to read.", "Use an https address.");
            }

            return new ToolPart(name, (map.Find("before") as Node.Scalar)?.Text ?? "", (map.Find("secret") as Node.Scalar)?.Text ?? "");
        }

        string text = (entry.Value as Node.Scalar)?.Text ?? "";
        if (text.Contains('{'))
        {
            mistakes.Add(entry.Value.At, "argument-not-here", "Arguments may not stand in headers.", "Put it into the query or the body.");
        }

        return new ToolPart(name, text);
    }

    private JsonNode? Body(Node node, string[] known, HashSet<string> used)
    {
        switch (node)
        {
            case Node.Map map:
                var made = new JsonObject();
                foreach (Node.Entry entry in map.Entries)
                {
                    made[entry.Key.Text] = Body(entry.Value, known, used);
                }

                return made;
            case Node.Sequence list:
                return new JsonArray([.. list.Items.Select(item => Body(item, known, used))]);
            case Node.Scalar scalar:
                Uses(node, scalar.Text, known, used);
                return scalar switch
                {
                    { IsPlain: true, Text: "true" } => JsonValue.Create(true),
                    { IsPlain: true, Text: "false" } => JsonValue.Create(false),
                    { IsPlain: true, Text: "null" } => null,
                    { IsPlain: true } when Scalars.TryDecimal(scalar.Text, out decimal number) => JsonValue.Create(number),
                    _ => JsonValue.Create(scalar.Text),
                };
            default:
                return null;
        }
    }

    private void Uses(Node at, string text, string[] known, HashSet<string> used)
    {
        foreach (string name in NamesIn(text))
        {
            used.Add(name);
            if (!known.Contains(name))
            {
                mistakes.AddUnknown(at.At, "unknown-argument", $"There is no argument `{name}`.", name, known);
            }
        }
    }

    private PagingSpec? Paging(Fields fields)
    {
        if (fields.Inner("paging") is not { } paging)
        {
            return null;
        }

        PagingKind by = paging.Text("by") switch
        {
            "page" => PagingKind.Page,
            "link" => PagingKind.Link,
            _ => PagingKind.Cursor,
        };
        if (by != PagingKind.Link && !paging.Has("argument"))
        {
            mistakes.Add(fields.At("paging"), "missing-key", "Paging needs the key `argument`.", "Name the part of the query that chooses the piece.");
        }

        if (by == PagingKind.Cursor && !paging.Has("next"))
        {
            mistakes.Add(fields.At("paging"), "missing-key", "Paging by cursor needs the key `next`.", "Say where in the answer the next cursor is.");
        }

        return new PagingSpec(by, paging.Text("argument") ?? "", paging.Text("next") ?? "", (int)(paging.Whole("most", 1, 50) ?? 10));
    }

    private ImmutableArray<string>? Sift(Fields fields, ImmutableArray<Column> result, string[] arguments)
    {
        if (!fields.Has("sift"))
        {
            return null;
        }

        ImmutableArray<string> names = [.. fields.List("sift").Distinct()];
        foreach (string name in names.Where(name => result.All(column => column.Name != name)))
        {
            mistakes.AddUnknown(fields.At("sift"), "unknown-field", $"`fields` does not declare `{name}`.", name, result.Select(column => column.Name));
        }

        foreach (string name in arguments.Where(HttpToolSpec.SiftArguments.Contains))
        {
            mistakes.Add(fields.At("arguments"), "taken-name", $"With `sift`, AgentBot has an argument `{name}` of its own.", "Give yours another name.");
        }

        return names;
    }

    private TimeSpan? Bounded(Fields fields, string key, TimeSpan most)
    {
        if (fields.Length(key) is not { } length)
        {
            return null;
        }

        if (length <= TimeSpan.Zero || length > most)
        {
            mistakes.Add(fields.At(key), "out-of-range", $"`{key}` is more than zero and at most {Cards.Wording.Length(most)}.");
        }

        return length;
    }

    [GeneratedRegex(@"\{([A-Za-z][A-Za-z0-9_-]{0,47})\}", RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();
}
