using System.Collections.Immutable;
using AgentBot.Core.Templates.Format;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Templates.Yaml;
using AgentBot.Core.Values;

namespace AgentBot.Core.Templates.Files;

/// <summary>Reads a file with <c>kind: Workflow</c>. Names of other files and the meaning of expressions are the compiler's.</summary>
internal sealed class WorkflowReader(Mistakes mistakes, SourceMap source, FieldTypeReader types, AgentReader agents)
{
    public ParsedWorkflow Read(Node.Map root)
    {
        var fields = new Fields(root, source);
        string name = fields.Text("name") ?? "";
        var steps = new StepReader(mistakes, source, agents, name);
        ImmutableArray<ParsedStep> parsed = fields["steps"] is Node.Sequence list
            ? [.. list.Items.OfType<Node.Map>().Select(steps.Read).OfType<ParsedStep>()]
            : [];
        var spec = new WorkflowSpec
        {
            Name = name,
            Title = fields.Text("title")?.Trim() ?? "",
            Summary = fields.Text("summary")?.Trim() ?? "",
            Owner = fields.Principal("owner") ?? new Principal(PrincipalKind.Either, ""),
            Inputs = [.. fields.Entries("inputs").Select(Input)],
            Limits = ReadLimits(fields.Inner("limits")),
            Steps = [.. parsed.Select(step => step.Step)],
            Outputs = [.. fields.Entries("outputs").Select(entry => Output(fields, entry))],
            Triggers = fields["triggers"] is Node.Sequence triggers ? [.. triggers.Items.OfType<Node.Map>().Select(Trigger).OfType<TriggerSpec>()] : [],
        };
        return new ParsedWorkflow(spec, parsed, source, root);
    }

    private InputSpec Input(Node.Entry entry)
    {
        FieldType type = types.Read(entry.Value, entry.Key.Text);
        Fields? fields = entry.Value is Node.Map map ? new Fields(map, source) : null;
        string? standard = fields?.Text("default");
        if (standard is not null)
        {
            CheckDefault(fields!, standard, type);
        }

        return new InputSpec
        {
            Name = entry.Key.Text,
            Type = type,
            Required = fields?.Truth("required", false) ?? false,
            Label = fields?.Text("label")?.Trim() is { Length: > 0 } label ? label : Words.Humanise(entry.Key.Text),
            Help = fields?.Text("help")?.Trim(),
            Default = standard,
        };
    }

    // The day does not matter for whether a default can be read; persons and channels are looked up when a run starts.
    private void CheckDefault(Fields fields, string standard, FieldType type)
    {
        switch (type)
        {
            case FieldType.File or FieldType.Table:
                mistakes.Add(fields.At("default"), "key-not-here", $"{(type is FieldType.File ? "A file" : "A table")} has no default.", "Delete it.");
                break;
            case FieldType.User when NameRules.Principal(standard) is null:
                mistakes.Add(fields.At("default"), "bad-default", $"`{standard}` is no name of a person.", "Write it as @ben.");
                break;
            case FieldType.Channel when NameRules.Channel(standard) is null && standard != "here":
                mistakes.Add(fields.At("default"), "bad-default", $"`{standard}` is no name of a channel.", "Write it as \"#finance\", or here.");
                break;
            case FieldType.User or FieldType.Channel or FieldType.Any:
                break;
            default:
                Result<Value> read = RelativeDates.TryRead(standard, type, DateOnly.FromDayNumber(738_000), out Value? relative)
                    ? relative
                    : ValueReader.Read(standard, type, LocaleFormats.Unstated);
                if (read.IsRefused)
                {
                    mistakes.Add(fields.At("default"), "bad-default", read.Refusal!.What, read.Refusal.Next.Length > 0 ? read.Refusal.Next : null);
                }

                break;
        }
    }

    private OutputSpec Output(Fields root, Node.Entry entry)
    {
        if (entry.Value is not Node.Map map)
        {
            return new OutputSpec(entry.Key.Text, root.Expression(entry.Value));
        }

        var fields = new Fields(map, source);
        FieldType? declared = map.Find("type") is { } type ? types.Read(type, entry.Key.Text) : null;
        return new OutputSpec(entry.Key.Text, fields.Expression("value") ?? new Expr(""), declared);
    }

    private static LimitsSpec ReadLimits(Fields? fields)
    {
        LimitsSpec standard = LimitsSpec.Default;
        if (fields is null)
        {
            return standard;
        }

        bool cost = Scalars.TryCost(fields.Text("cost") ?? "", out decimal amount, out string currency);
        return new LimitsSpec
        {
            Cost = cost ? amount : standard.Cost,
            Currency = cost ? currency : standard.Currency,
            Time = fields.Length("time") ?? standard.Time,
            Tokens = fields.Whole("tokens", 1) ?? standard.Tokens,
            Rounds = (int)(fields.Whole("rounds", 0, 20) ?? standard.Rounds),
            Items = (int)(fields.Whole("items", 1, TemplateFormat.MostItems) ?? standard.Items),
            OpenReviews = (int?)fields.Whole("open_reviews", 0, TemplateFormat.MostOpenReviews),
        };
    }

    private TriggerSpec? Trigger(Node.Map node)
    {
        string[] kinds = [.. node.Entries.Select(entry => entry.Key.Text).Where(key => Triggers.Kinds.Any(kind => kind.Name == key))];
        if (kinds.Length != 1)
        {
            mistakes.Add(node.At, "no-kind", kinds.Length == 0 ? "This trigger does not say what starts the workflow." : "A trigger has one kind.", $"Give it one of {string.Join(", ", Triggers.Kinds.Select(kind => kind.Name))}.");
            return null;
        }

        var with = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var fields = new Fields(node, source);
        foreach (Node.Entry entry in fields.Entries(kinds[0]))
        {
            if (entry.Value is Node.Scalar { Text: var text } value)
            {
                with[entry.Key.Text] = text;
                if (entry.Key.Text == "channel" && NameRules.Channel(text) is null)
                {
                    mistakes.Add(value.At, "bad-name", $"`{text}` is no name of a channel.", "Write it as \"#finance\".");
                }
            }
        }

        foreach (Node.Entry entry in fields.Entries("inputs"))
        {
            if (entry.Value is Node.Scalar { Text: var text })
            {
                with["inputs." + entry.Key.Text] = text;
            }
        }

        return new TriggerSpec(kinds[0], with.ToImmutable());
    }
}
