using AgentBot.Core.Templates.Expressions;
using AgentBot.Core.Templates.Format;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Templates.Yaml;

namespace AgentBot.Core.Templates.Files;

/// <summary>Reads where something goes. Only literals and expressions over inputs pass; what a step made never chooses a target.</summary>
internal sealed class TargetReader(Mistakes mistakes, SourceMap source)
{
    private static readonly TargetSpec Nowhere = new TargetSpec.Thread();

    public TargetSpec Read(Node? node) => node switch
    {
        Node.Scalar scalar => ReadText(scalar),
        Node.Map map => ReadMap(new Fields(map, source)),
        _ => Nowhere,
    };

    private TargetSpec ReadText(Node.Scalar node)
    {
        string text = node.Text.Trim();
        Expr expression = source.Remember(new Expr(text), node);
        switch (text)
        {
            case "thread":
                return new TargetSpec.Thread();
            case "requester":
                return new TargetSpec.Direct(expression);
            case "here":
                mistakes.Add(node.At, "unknown-target", "`here` is no target.", "Did you mean `thread`?");
                return Nowhere;
        }

        if (text.Contains("{{", StringComparison.Ordinal))
        {
            return new TargetSpec.Channel(expression);
        }

        if (text.StartsWith('#') || text.Contains(":#", StringComparison.Ordinal))
        {
            if (ChannelAddress.Read(text) is null)
            {
                mistakes.Add(node.At, "bad-name", $"`{text}` is no name of a channel.", "Write it as #finance, or as teams:#finance where it is on another platform.");
            }

            return new TargetSpec.Channel(expression);
        }

        if (text.StartsWith('@'))
        {
            if (NameRules.Principal(text) is null)
            {
                mistakes.Add(node.At, "bad-name", $"`{text}` is no name of a person.", "Write it as @ben.");
            }

            return new TargetSpec.Direct(expression);
        }

        string? near = NearestWord.Of(text, ["thread", "requester"]);
        mistakes.Add(
            node.At,
            "unknown-target",
            $"`{text}` is no target.",
            near is not null ? $"Did you mean `{near}`?" : "Write \"#channel\" in quotation marks, @person, thread, requester, { webhook: … } or { file: … }.");
        return Nowhere;
    }

    private TargetSpec ReadMap(Fields fields)
    {
        bool webhook = fields.Has("webhook");
        if (webhook == fields.Has("file"))
        {
            mistakes.Add(fields.Map.At, "unknown-target", webhook ? "A target is a webhook or a file, not both." : "A target in braces needs `webhook` or `file`.", "Write { webhook: https://… } or { file: report.csv }.");
            return Nowhere;
        }

        if (!webhook)
        {
            if (fields.Has("idempotent"))
            {
                mistakes.Add(fields.At("idempotent"), "key-not-here", "`idempotent` belongs to a webhook.", "Delete it; a file may always be written again.");
            }

            return ReadFile(fields);
        }

        bool idempotent = fields.Truth("idempotent", false);
        if (fields["webhook"] is Node.Map secret)
        {
            return new TargetSpec.Webhook(null, new Fields(secret, source).Text("secret") ?? "", idempotent);
        }

        string url = fields.Text("webhook") ?? "";
        if (url.StartsWith("secret:", StringComparison.Ordinal))
        {
            string name = url["secret:".Length..].Trim();
            if (!NameRule.Setting.Allows(name))
            {
                mistakes.Add(fields.At("webhook"), "bad-name", $"`{name}` is no name of a secret.", $"Use {NameRule.Setting.Says()}.");
            }

            return new TargetSpec.Webhook(null, name, idempotent);
        }

        CheckUrl(fields.At("webhook"), url);
        return new TargetSpec.Webhook(url, null, idempotent);
    }

    private TargetSpec.File ReadFile(Fields fields)
    {
        Expr path = fields.Expression("file")!;
        ParsedWriting parsed = Expressions.Expressions.Parse(path.Source);
        string literal = string.Concat(parsed.Pieces.Select(piece => piece.Expression is null ? piece.Text : "x"));
        bool bad = literal.Length is 0 or > 200 || literal.StartsWith('/') || literal.Contains('\\') || literal.Contains(':') || literal.Any(char.IsControl)
            || literal.Split('/').Any(part => part is "" or "." or ".." || part.StartsWith('.') || part.EndsWith(' '));
        if (bad && parsed.Mistake is null)
        {
            mistakes.Add(fields.At("file"), "bad-path", $"`{path.Source}` is no path below the folder “out”.", "Write it as reports/march.csv, without .. and without a leading slash.");
        }

        return new TargetSpec.File(path);
    }

    private void CheckUrl(Mark at, string url)
    {
        if (url.Contains("{{", StringComparison.Ordinal))
        {
            mistakes.Add(at, "data-chooses-target", "The address of a webhook is written out, never computed.", "Write the address, or secret: name.");
            return;
        }

        bool good = Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed) && parsed.UserInfo.Length == 0
            && (parsed.Scheme == Uri.UriSchemeHttps || (parsed.Scheme == Uri.UriSchemeHttp && parsed.IsLoopback));
        if (!good)
        {
            mistakes.Add(at, "bad-url", $"`{url}` is no https address.", "Write https://host/path without a name and password; keep secret addresses as secret: name.");
        }
    }
}
