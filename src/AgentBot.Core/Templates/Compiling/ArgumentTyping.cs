using System.Collections.Immutable;
using AgentBot.Core.Templates.Expressions;
using AgentBot.Core.Templates.Files;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Templates.Yaml;
using AgentBot.Core.Values;

namespace AgentBot.Core.Templates.Compiling;

/// <summary>
/// Holds arguments against what an action, an agent or a child wants. Literals are turned into typed expressions here, so that
/// a run computes every argument alike.
/// </summary>
internal sealed class ArgumentTyping(SourceMap source, Mistakes mistakes, Func<Expr, Mark, FieldType> check)
{
    /// <summary>The types of the arguments by name, after <see cref="Type"/>.</summary>
    public Dictionary<string, FieldType> Types { get; } = new(StringComparer.Ordinal);

    /// <param name="who">For sentences: "The action table.read".</param>
    public ImmutableArray<Argument> Type(ImmutableArray<Argument> given, ImmutableArray<Wanted> wanted, string who, Mark at)
    {
        var typed = ImmutableArray.CreateBuilder<Argument>();
        foreach (Argument argument in given)
        {
            Mark here = source.Find(argument.Value) ?? at;
            Wanted? parameter = wanted.FirstOrDefault(candidate => candidate.Name == argument.Name);
            if (parameter is null)
            {
                check(argument.Value, here);
                mistakes.AddUnknown(here, "unknown-argument", $"{who} takes no `{argument.Name}`.", argument.Name, wanted.Select(candidate => candidate.Name));
                continue;
            }

            Expr value = Literal(argument, parameter, who, here) ?? argument.Value;
            FieldType type = check(value, here);
            bool sameLiteral = ReferenceEquals(value, argument.Value) && Expressions.Expressions.IsLiteral(value) && value is { Fields: null, Items: null };
            if (!sameLiteral && !TypeWords.Fits(type, parameter.Type))
            {
                mistakes.Add(here, "wrong-type", $"`{argument.Name}` of {Lower(who)} is {TypeWords.Of(parameter.Type)}, but this is {TypeWords.Of(type)}.");
            }

            Types[argument.Name] = type;
            typed.Add(new Argument(argument.Name, value));
        }

        foreach (Wanted missing in wanted.Where(parameter => parameter.Required && !given.Any(argument => argument.Name == parameter.Name)))
        {
            mistakes.Add(at, "missing-argument", $"{who} needs `{missing.Name}`.", missing.Help.Length > 0 ? missing.Help : null);
        }

        return typed.ToImmutable();
    }

    // Null where the argument is no literal, or its type takes text as it is (persons and channels are looked up when a run starts).
    private Expr? Literal(Argument argument, Wanted parameter, string who, Mark at)
    {
        if (argument.Value is not { Fields: null, Items: null } || !Expressions.Expressions.IsLiteral(argument.Value))
        {
            return null;
        }

        string text = argument.Value.Source;
        string? asType = parameter.Type switch
        {
            FieldType.Number => "number",
            FieldType.Money => "money",
            FieldType.Date => "date",
            FieldType.Month => "month",
            FieldType.Duration => "duration",
            FieldType.Choice => "choice",
            FieldType.Boolean => "boolean",
            _ => null,
        };
        if (parameter.Type is FieldType.File or FieldType.Table or FieldType.List or FieldType.Record)
        {
            mistakes.Add(at, "wrong-type", $"`{argument.Name}` of {Lower(who)} is {TypeWords.Of(parameter.Type)}, but this is text.", $"Write an expression, for example \"{{{{ inputs.{argument.Name} }}}}\".");
            return null;
        }

        if (asType is null)
        {
            return null;
        }

        Result<Value> read = ValueReader.Read(text, parameter.Type, LocaleFormats.Unstated);
        if (read.IsRefused || text.Contains('"'))
        {
            mistakes.Add(at, "wrong-type", read.Refusal?.What ?? $"{ValueReader.Quote(text)} cannot be read.", read.Refusal?.Next is { Length: > 0 } next ? next : null);
            return null;
        }

        string written = read.Value is Value.Choice choice ? choice.Option : text.Trim();
        return source.Replace(argument.Value, new Expr($"{{{{ \"{written}\" | as(\"{asType}\") }}}}"));
    }

    private static string Lower(string who) => char.ToLowerInvariant(who[0]) + who[1..];

    public sealed record Wanted(string Name, FieldType Type, bool Required, string Help);
}
