using System.Collections.Immutable;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Templates.Yaml;

namespace AgentBot.Core.Templates.Files;

/// <summary>Reads who decides about what, until when, and what follows.</summary>
internal static class ReviewReader
{
    /// <summary>A review that says nothing of an end is over after a week.</summary>
    public static readonly TimeSpan Expires = TimeSpan.FromDays(7);

    public static StepSpec.Review Read(Fields fields, string id)
    {
        (OnReject onReject, string? rejectStep) = fields.Text("on_reject") switch
        {
            null or "end" => (OnReject.End, null),
            "skip" => (OnReject.Skip, null),
            { } step => (OnReject.GoTo, step),
        };
        return new StepSpec.Review
        {
            Id = id,
            Title = "",
            Of = fields.Text("of") ?? "",
            Policy = Policy(fields),
            OnChanges = fields.Text("on_changes") ?? "",
            OnReject = onReject,
            RejectStep = rejectStep,
            AlsoIn = AlsoIn(fields),
        };
    }

    /// <summary>Who decides, until when and for how long.</summary>
    public static ReviewPolicySpec Policy(Fields fields)
    {
        Format.WaitingLength? remind = fields.Waiting("remind");
        ImmutableArray<RungSpec> rungs = Rungs(fields);
        bool isPlain = rungs is [{ Working: null }] && fields["escalate"] is Node.Map;
        return Reviewers(fields) with
        {
            Remind = remind?.Length,
            RemindsInWorkingTime = remind is { IsWorking: true } ? true : null,
            EscalateAfter = isPlain ? rungs[0].After : null,
            EscalateTo = isPlain ? rungs[0].To : null,
            Ladder = rungs.IsEmpty || isPlain ? null : rungs,
            Expires = fields.Length("expires") ?? Expires,
            Validity = fields.Length("validity") ?? TimeSpan.FromHours(24),
            Editors = fields.Principals("editors", PrincipalKind.Either),
        };
    }

    private static ImmutableArray<string>? AlsoIn(Fields fields) =>
        !fields.Has("also_in") ? null : fields.Text("also_in") is { } one ? [one.Trim()] : [.. fields.List("also_in").Select(channel => channel.Trim())];

    private static ReviewPolicySpec Reviewers(Fields fields)
    {
        if (fields["reviewers"] is not Node.Map)
        {
            return new ReviewPolicySpec { Reviewers = fields.Principals("reviewers", PrincipalKind.Either) };
        }

        Fields map = fields.Inner("reviewers")!;
        string[] excluded = map.Text("not") is { } one ? [one] : [.. map.List("not")];
        (int quorum, bool? all) = Quorum(map);
        return new ReviewPolicySpec
        {
            Reviewers = People(map),
            Quorum = quorum,
            All = all,
            Sequence = map.Has("sequence") ? [.. map.Maps("sequence").Select(Stage)] : null,
            Also = map.Has("also") ? [.. map.Maps("also").Select(Threshold)] : null,
            NotRequester = excluded.Length == 0 || excluded.Contains("requester"),
            NotEditor = excluded.Contains("editor") ? true : null,
            Delegate = map.Truth("delegate", otherwise: true) ? null : false,
        };
    }

    private static StageSpec Stage(Fields map)
    {
        (int quorum, bool? all) = Quorum(map);
        return new StageSpec(People(map), quorum, all);
    }

    private static ThresholdSpec Threshold(Fields map)
    {
        (int quorum, bool? all) = Quorum(map);
        return new ThresholdSpec(map.Text("when")?.Trim() ?? "", People(map), quorum, all);
    }

    private static ImmutableArray<Principal> People(Fields map) =>
    [
        .. map.Principals("person", PrincipalKind.Person),
        .. map.Principals("group", PrincipalKind.Group),
        .. map.Principals("role", PrincipalKind.Role),
    ];

    private static (int Quorum, bool? All) Quorum(Fields map) => map.Text("quorum") == "all" ? (1, true) : ((int)(map.Whole("quorum", 1, 20) ?? 1), null);

    private static ImmutableArray<RungSpec> Rungs(Fields fields)
    {
        IEnumerable<Fields> maps = fields.Inner("escalate") is { } one ? [one] : fields.Maps("escalate");
        var rungs = ImmutableArray.CreateBuilder<RungSpec>();
        foreach (Fields map in maps)
        {
            if (map.Waiting("after") is { } after && map.Principal("to") is { } to)
            {
                rungs.Add(new RungSpec(after.Length, to, after.IsWorking ? true : null));
            }
        }

        return rungs.ToImmutable();
    }
}
