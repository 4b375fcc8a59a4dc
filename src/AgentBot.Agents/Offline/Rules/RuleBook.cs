using System.Collections.Immutable;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Agents.Offline.Rules;

/// <summary>
/// All rules of one question, asked in this order: the reviewer's note, lessons, facts, instructions. Within one of these, rules
/// about a named row come first; of several options the one that stands last in the field's list wins (authors write them
/// from mildest to strictest), so that the order in which facts were remembered changes nothing; of several rules for the
/// same option the first is quoted. <c>else</c> speaks only where nothing else does, from the note down again.
/// </summary>
public sealed class RuleBook(ImmutableArray<Rule> rules, DateOnly today)
{
    public bool IsEmpty => rules.IsEmpty;

    /// <summary>The rule that decides a choice or a yes-or-no field; null where none speaks.</summary>
    /// <param name="remarks">What could not be compared on the way.</param>
    public Rule? Decide(OutputField field, OfflineItem item, RuleSource least, ICollection<string> remarks)
    {
        ImmutableArray<string> options = field.Type is FieldType.Choice choice ? choice.Of : ["yes"];
        return Best(rules.Where(rule => !rule.IsElse && IsAbout(rule, field) && rule.Source >= least), options, item, remarks)
            ?? Best(rules.Where(rule => rule.IsElse && IsAbout(rule, field) && rule.Source >= least), options, item, remarks);
    }

    /// <summary>The value that a rule writes into a field; null where none does.</summary>
    public Rule? Assigned(OutputField field, OfflineItem item, RuleSource least, ICollection<string> remarks) =>
        rules
            .Where(rule => rule.Source >= least && rule.Effect is RuleEffect.Assign assign && assign.Field == field.Name && Speaks(rule, item, remarks))
            .OrderBy(rule => rule.IsElse)
            .ThenByDescending(rule => rule.Source)
            .ThenByDescending(rule => !rule.Rows.IsEmpty)
            .FirstOrDefault();

    /// <summary>Whether any rule tells which lines belong into the field.</summary>
    public bool Collects(OutputField field) => rules.Any(rule => rule.Effect is RuleEffect.Collect collect && collect.Field == field.Name);

    public bool Takes(OutputField field, string line, OfflineItem item)
    {
        Value.Record data = item.Fields;
        foreach (string name in Vocabulary.LineNames)
        {
            data = data.With(name, new Value.Text(line));
        }

        return rules.Any(rule => rule.Effect is RuleEffect.Collect collect
            && collect.Field == field.Name
            && rule.Conditions.All(condition => Comparison.Holds(condition, data, today, out _)));
    }

    /// <summary>Changes that a note makes to an answered table or list, as written.</summary>
    public IEnumerable<Rule> Edits(OutputField field) => rules.Where(rule => rule.Source == RuleSource.Note && rule.Effect switch
    {
        RuleEffect.AssignCell cell => cell.Field == field.Name,
        RuleEffect.Remove remove => remove.Field == field.Name,
        RuleEffect.Add add => add.Field == field.Name,
        _ => false,
    });

    private static bool IsAbout(Rule rule, OutputField field) => rule.Effect is RuleEffect.Verdict verdict && verdict.Field == field.Name;

    private Rule? Best(IEnumerable<Rule> candidates, ImmutableArray<string> options, OfflineItem item, ICollection<string> remarks) =>
        candidates
            .Where(rule => Speaks(rule, item, remarks))
            .OrderByDescending(rule => rule.Source)
            .ThenByDescending(rule => !rule.Rows.IsEmpty)
            .ThenByDescending(rule => options.IndexOf(((RuleEffect.Verdict)rule.Effect).Option))
            .FirstOrDefault();

    private bool Speaks(Rule rule, OfflineItem item, ICollection<string> remarks)
    {
        bool isBare = rule.Source == RuleSource.Note && rule.Rows.IsEmpty && rule.Conditions.IsEmpty;
        if ((!rule.Rows.IsEmpty && !rule.Rows.Contains(item.Row)) || (isBare && !item.IsMarked))
        {
            return false;
        }

        foreach (Condition condition in rule.Conditions)
        {
            if (!Comparison.Holds(condition, item.Fields, today, out string why))
            {
                if (why.Length > 0 && !remarks.Contains(why))
                {
                    remarks.Add(why);
                }

                return false;
            }
        }

        return true;
    }
}
