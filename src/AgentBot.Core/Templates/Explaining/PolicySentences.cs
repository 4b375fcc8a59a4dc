using System.Globalization;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Templates.Explaining;

/// <summary>Who decides, in which order, and what happens while nobody does, in plain sentences.</summary>
internal static class PolicySentences
{
    /// <summary>"One of @finance-leads, but not the person who asked, decides about “Report”."</summary>
    public static string Who(ReviewPolicySpec policy, StepSpec of, Func<Principal, string> nameOf)
    {
        string not = Excluded(policy);
        if (policy.Sequence is { } stages)
        {
            string order = string.Join(", then ", stages.Select(stage => Lower(People(stage, nameOf))));
            return $"These decide about {Sentences.Quoted(of)}, one after the other{(not.Length == 0 ? "" : $", but {not}")}: {order}. A no at any step ends it; a new round begins at the first.";
        }

        StageSpec only = policy.Stages[0];
        bool areMany = only.Quorum > 1 || (only.IsAll && !(only.Reviewers is [{ Kind: PrincipalKind.Person }]));
        return $"{People(only, nameOf)}{(not.Length == 0 ? "" : $", but {not},")} {(areMany ? "decide" : "decides")} about {Sentences.Quoted(of)}.";
    }

    /// <summary>"@finance-leads", "one of @finance-leads, then Sofia Marek; Ida Holm too if the total is over 1,000.00 EUR".</summary>
    public static string Short(ReviewPolicySpec policy, Func<Principal, string> nameOf)
    {
        string steps = policy.Sequence is null && policy.All is null
            ? string.Join(", ", policy.Reviewers.Select(nameOf))
            : string.Join(", then ", policy.Stages.Select(stage => Lower(People(stage, nameOf))));
        string[] also = [.. (policy.Also ?? []).Select(threshold => $"{Lower(People(threshold.Stage, nameOf))} too if {NumberCondition.Read(threshold.When)?.ToString() ?? threshold.When}")];
        return string.Join("; ", also.Prepend(steps));
    }

    public static IEnumerable<string> More(ReviewPolicySpec policy, Func<Principal, string> nameOf)
    {
        foreach (ThresholdSpec threshold in policy.Also ?? [])
        {
            string when = NumberCondition.Read(threshold.When)?.ToString() ?? threshold.When;
            yield return $"If {when}, {Lower(People(threshold.Stage, nameOf))} must approve too, last.";
        }

        if (policy.Delegate == false)
        {
            yield return "Nobody may hand their part to somebody else.";
        }
    }

    public static IEnumerable<string> Waiting(ReviewPolicySpec policy, Func<Principal, string> nameOf)
    {
        if (policy.Remind is { } remind)
        {
            yield return $"A reminder comes after {Sentences.Length(remind, policy.RemindsInWorkingTime == true)}.";
        }

        foreach (RungSpec rung in policy.Rungs)
        {
            yield return $"After {Sentences.Length(rung.After, rung.IsWorking)} {nameOf(rung.To)} is asked.";
        }
    }

    /// <summary>"One of @finance-leads", "2 of @board", "All of @board", "Ida Holm".</summary>
    public static string People(StageSpec stage, Func<Principal, string> nameOf)
    {
        bool isOne = stage.Reviewers is [{ Kind: PrincipalKind.Person }];
        string names = Sentences.List([.. stage.Reviewers.Select(nameOf)], stage.IsAll || stage.Quorum > 1 ? "and" : "or");
        return (isOne, stage.IsAll, stage.Quorum) switch
        {
            (true, _, _) => names,
            (_, true, _) => stage.Reviewers.All(principal => principal.Kind == PrincipalKind.Person) ? names : $"All of {names}",
            (_, _, > 1) => $"{stage.Quorum.ToString(CultureInfo.InvariantCulture)} of {Sentences.People(stage.Reviewers, nameOf)}",
            _ => $"One of {names}",
        };
    }

    private static string Excluded(ReviewPolicySpec policy) => (policy.NotRequester, policy.NotEditor == true) switch
    {
        (true, true) => "neither the person who asked nor who wrote the version shown",
        (true, false) => "not the person who asked",
        (false, true) => "not who wrote the version shown",
        _ => "",
    };

    private static string Lower(string people) => people is ['O', 'n', 'e', ..] or ['A', 'l', 'l', ' ', ..] ? char.ToLowerInvariant(people[0]) + people[1..] : people;
}
