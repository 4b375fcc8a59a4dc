using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Templates.Files;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Templates.Yaml;
using AgentBot.Core.Values;

namespace AgentBot.Core.Templates.Compiling;

/// <summary>Whether a policy can be fulfilled at all: enough people at each step, thresholds on numbers that exist, times that come before the end.</summary>
/// <param name="of">The type of what is reviewed.</param>
/// <param name="place">Where a mistake is shown; null for the place of its key in the review.</param>
internal sealed class PolicyRules(Mistakes mistakes, ParsedStep parsed, ReviewPolicySpec policy, FieldType of, Mark? place = null)
{
    public void Check()
    {
        CheckTimes();
        CheckForms();
        foreach (StageSpec stage in policy.Stages.Concat((policy.Also ?? []).Select(also => also.Stage)))
        {
            CheckEnough(stage);
        }

        CheckTwice();
        foreach (ThresholdSpec threshold in policy.Also ?? [])
        {
            CheckThreshold(threshold);
        }
    }

    private Mark At(string key) => place ?? parsed.At(key, "review");

    private void CheckTimes()
    {
        if (policy.RemindsInWorkingTime != true && policy.Remind >= policy.Expires)
        {
            mistakes.Add(At("remind"), "out-of-range", "The reminder comes after the review has ended.", "Let `remind` be shorter than `expires`.");
        }

        RungSpec? before = null;
        foreach (RungSpec rung in policy.Rungs)
        {
            if (!rung.IsWorking && rung.After >= policy.Expires)
            {
                mistakes.Add(At("escalate"), "out-of-range", "The escalation comes after the review has ended.", "Let `after` be shorter than `expires`.");
            }

            if (before is not null && before.IsWorking == rung.IsWorking && rung.After <= before.After)
            {
                mistakes.Add(At("escalate"), "out-of-range", "A rung of the ladder comes before the one above it.", "All `after` count from the same beginning: let each be longer than the one before.");
            }

            before = rung;
        }
    }

    private void CheckForms()
    {
        if (policy.Sequence is not null && (!policy.Reviewers.IsEmpty || policy.Quorum != 1 || policy.All == true))
        {
            mistakes.Add(At("reviewers"), "two-forms", "`sequence` stands beside person, group, role or quorum.", "Put them into a step of the sequence.");
        }
        else if (policy.Stages.Any(stage => stage.Reviewers.IsEmpty) || policy.Also is { } also && also.Any(one => one.Reviewers.IsEmpty))
        {
            mistakes.Add(At("reviewers"), "missing-key", "Nobody is named who decides.", "Name a person, a group or a role.");
        }
    }

    private void CheckEnough(StageSpec stage)
    {
        bool onlyPeople = stage.Reviewers.Length > 0 && stage.Reviewers.All(principal => principal.Kind == PrincipalKind.Person);
        int named = stage.Reviewers.Distinct().Count();
        if (onlyPeople && !stage.IsAll && stage.Quorum > named)
        {
            mistakes.Add(At("reviewers"), "out-of-range", $"{stage.Quorum} must approve, but only {named} are named.");
        }
    }

    // A person counts once, so who alone can decide two steps could never decide the second.
    private void CheckTwice()
    {
        ImmutableArray<Principal> alone = [.. policy.Stages.Where(stage => stage.Reviewers is [{ Kind: PrincipalKind.Person }]).Select(stage => stage.Reviewers[0])];
        foreach (Principal twice in alone.GroupBy(principal => principal).Where(group => group.Count() > 1).Select(group => group.Key))
        {
            mistakes.Add(At("reviewers"), "same-person-twice", $"{twice} alone decides two steps, but nobody counts twice.", "Name somebody else in one of them, or leave it out.");
        }
    }

    private void CheckThreshold(ThresholdSpec threshold)
    {
        if (NumberCondition.Read(threshold.When) is not { } condition)
        {
            mistakes.Add(At("reviewers"), "bad-condition", $"`{threshold.When}` is no condition on a number.", "Write it as total > 1000 EUR, rows > 50 or amount >= 100.");
            return;
        }

        if (ArtifactNumbers.NamesOf(of) is { } known && !known.Contains(condition.Number, StringComparer.OrdinalIgnoreCase))
        {
            mistakes.AddUnknown(At("reviewers"), "unknown-number", $"What is reviewed has no number `{condition.Number}`.", condition.Number, known);
            return;
        }

        if (condition.Limit is Value.Money && ArtifactNumbers.IsPlainNumber(of, condition.Number))
        {
            mistakes.Add(At("reviewers"), "wrong-type", $"`{condition.Number}` is a number without a currency.", "Leave the currency out.");
        }
    }
}
