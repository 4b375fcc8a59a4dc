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
        Fields? escalate = fields.Inner("escalate");
        return new StepSpec.Review
        {
            Id = id,
            Title = "",
            Of = fields.Text("of") ?? "",
            Policy = Reviewers(fields) with
            {
                Remind = fields.Length("remind"),
                EscalateAfter = escalate?.Length("after"),
                EscalateTo = escalate?.Principal("to"),
                Expires = fields.Length("expires") ?? Expires,
                Validity = fields.Length("validity") ?? TimeSpan.FromHours(24),
                Editors = fields.Principals("editors", PrincipalKind.Either),
            },
            OnChanges = fields.Text("on_changes") ?? "",
            OnReject = onReject,
            RejectStep = rejectStep,
            AlsoIn = AlsoIn(fields),
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
        ImmutableArray<Principal> people = map.Principals("person", PrincipalKind.Person);
        return new ReviewPolicySpec
        {
            Reviewers = people.AddRange(map.Principals("group", PrincipalKind.Group)),
            Quorum = (int)(map.Whole("quorum", 1, 20) ?? 1),
            NotRequester = map.Text("not") != "nobody",
        };
    }
}
