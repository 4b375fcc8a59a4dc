using System.Collections.Immutable;

namespace AgentBot.Core.Templates.Format;

/// <summary>The kinds of triggers and their keys. All values are literals: what starts a run is never chosen by data.</summary>
public static class Triggers
{
    public static readonly ImmutableArray<TriggerKind> Kinds =
    [
        new("message", "A message in a channel.",
        [
            new("channel", new Shape.Text(80), "#channel in which it is written.", Required: true),
            new("contains", new Shape.Text(200), "A piece of text that it must have."),
            new("input", new Shape.Name(NameRule.Id), "The input that gets its text."),
        ]),
        new("file", "A file handed over in a channel.",
        [
            new("channel", new Shape.Text(80), "#channel in which it appears.", Required: true),
            new("accept", new Shape.Name(NameRule.Setting), "The ending its name must have, such as csv."),
            new("input", new Shape.Name(NameRule.Id), "The input that gets the file.", Required: true),
        ]),
        new("webhook", "A signed call from another program.",
        [
            new("secret", new Shape.Name(NameRule.Setting), "The name of the secret that signs it.", Required: true),
            new("input", new Shape.Name(NameRule.Id), "The input that gets its body as text."),
        ]),
        new("fact", "A fact of the channel that becomes active.",
        [
            new("channel", new Shape.Text(80), "#channel whose fact it is.", Required: true),
            new("contains", new Shape.Text(200), "A piece of text that it must have."),
            new("input", new Shape.Name(NameRule.Id), "The input that gets its text."),
        ]),
        new("run", "A run of another workflow that ends.",
        [
            new("workflow", new Shape.Name(NameRule.Template), "The workflow whose runs are meant.", Required: true),
            new("outcome", new Shape.Words("done", "rejected", "expired", "cancelled", "failed"), "How it must have ended.", Default: "done"),
        ]),
    ];
}

public sealed record TriggerKind(string Name, string Help, ImmutableArray<KeySpec> Keys);
