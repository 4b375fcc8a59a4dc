using System.Collections.Immutable;
using AgentBot.Agents.Offline.Extraction;
using AgentBot.Agents.Offline.Rules;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Agents.Offline;

/// <param name="Remark">For people; "" for nothing.</param>
/// <param name="Edited">How many edits of a note were applied to rows of this answer.</param>
public sealed record ItemAnswer(Value.Record Output, string Remark, int Edited);

/// <summary>
/// Answers one item. With a note that can be read and a previous answer, only what the note speaks of is changed; everything
/// else stays as it was shown, with the edits of people in it.
/// </summary>
public sealed class ItemAnswerer(ImmutableArray<OutputField> output, RuleBook book, DateOnly today, bool hasNote)
{
    private const string NoRule = "no rule";

    /// <summary>General words for "none of the above", for a choice without <c>else</c>.</summary>
    private static readonly string[] Neutral = ["other", "others", "unknown", "unclear", "none", "unsure"];

    public ItemAnswer Answer(OfflineItem item, int characters)
    {
        var remarks = new List<string>();
        var extractor = new Extractor(item, book, today, new Room(characters));
        bool isRevision = hasNote && item.Previous is not null;
        RuleSource least = isRevision ? RuleSource.Note : RuleSource.Instructions;
        var values = new Value[output.Length];
        Rule? verdict = null;
        bool noRule = false;
        for (int i = 0; i < output.Length; i++)
        {
            OutputField field = output[i];
            if (field.Type is not (FieldType.Choice or FieldType.Boolean))
            {
                continue;
            }

            Rule? rule = book.Decide(field, item, least, remarks);
            verdict ??= rule;
            noRule |= rule is null && !isRevision && field.Type is FieldType.Choice;
            values[i] = Decided(field, rule, isRevision ? item.Previous! : null);
        }

        int edited = 0;
        for (int i = 0; i < output.Length; i++)
        {
            OutputField field = output[i];
            if (field.Type is FieldType.Choice)
            {
                continue;
            }

            if (book.Assigned(field, item, least, remarks) is { Effect: RuleEffect.Assign assign } rule)
            {
                if (TypedText.Whole(field.Type, assign.Value, today) is { } written)
                {
                    values[i] = written;
                    continue;
                }

                remarks.Add($"“{rule.Text}” gives no value that {field.Name} can hold.");
            }

            if (field.Type is FieldType.Boolean)
            {
                continue;
            }

            Value? value = IsReason(field) ? Reason(field, verdict, noRule, isRevision ? item.Previous : null)
                : isRevision ? item.Previous![field.Name]
                : extractor.Fill(field);
            value = RemarkEditor.Edit(field, value ?? Value.Missing.Instance, book, extractor, today, ref edited);
            values[i] = value is Value.Missing && field is { Required: true, Type: FieldType.Text } ? new Value.Text("Nothing found.") : value;
        }

        if (noRule)
        {
            remarks.Insert(0, NoRule);
        }

        if (!isRevision)
        {
            remarks.AddRange(extractor.Remarks());
        }

        return new ItemAnswer(
            new Value.Record([.. output.Zip(values, (field, value) => new Field(field.Name, value))]),
            string.Join(" · ", remarks.Take(3)),
            edited);
    }

    private static Value Decided(OutputField field, Rule? rule, Value.Record? previous)
    {
        if (rule is null && previous is not null)
        {
            return previous[field.Name] is Value.Text text ? new Value.Choice(text.Content) : previous[field.Name];
        }

        string? option = rule is null ? null : ((RuleEffect.Verdict)rule.Effect).Option;
        if (field.Type is FieldType.Boolean)
        {
            return new Value.Boolean(option is not null);
        }

        if (option is null && !field.Required)
        {
            return Value.Missing.Instance;
        }

        ImmutableArray<string> options = ((FieldType.Choice)field.Type).Of;
        return new Value.Choice(option ?? options.FirstOrDefault(candidate => Neutral.Contains(candidate, StringComparer.OrdinalIgnoreCase)) ?? options[^1]);
    }

    // A text beside a choice that asks why: the rule in its own words.
    private bool IsReason(OutputField field) =>
        field.Type is FieldType.Text
        && LineKinds.Of(field.Name) == LineKind.Reason
        && output.Any(other => other.Type is FieldType.Choice or FieldType.Boolean);

    private static Value.Text Reason(OutputField field, Rule? verdict, bool noRule, Value.Record? previous)
    {
        string text = verdict is not null ? verdict.Text
            : previous?[field.Name] is Value.Text kept ? kept.Content
            : noRule ? "No rule speaks about this."
            : "Nothing found.";
        return new Value.Text(TypedText.Cut(text, ((FieldType.Text)field.Type).Max ?? 1_000));
    }
}
