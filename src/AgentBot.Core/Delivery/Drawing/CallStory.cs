using System.Collections.Immutable;
using AgentBot.Core.Cards;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Tools;

namespace AgentBot.Core.Delivery.Drawing;

/// <summary>The calls that the agents of a run wanted: with what, who let them or under which permission, and what became of each.</summary>
public sealed class CallStory(DrawingReads reads, IGrantReader grants)
{
    private const int Most = 50;

    public async ValueTask<ImmutableArray<WhyCall>> OfAsync(RunRow run, CancellationToken ct)
    {
        var calls = ImmutableArray.CreateBuilder<WhyCall>();
        foreach (RunRow child in (await reads.Runs.ChildrenAsync(run.Id, ct)).Where(child => CallWorkflow.CallOf(child) is not null).OrderBy(child => child.CreatedAt).Take(Most))
        {
            var (_, graph) = await reads.Closures.OfAsync(child.TemplateVersion, ct);
            string title = graph.Find(CallWorkflow.MakeStep) is StepSpec.Publish { To: TargetSpec.Tool tool } ? tool.Title : "A tool";
            IReadOnlyList<ReviewRow> reviews = await reads.Reviews.OfRunAsync(child.Id, ct);
            Digest content = reviews.Count > 0 ? reviews.MaxBy(review => review.Revision)!.Artifact.Content : CallWorkflow.ContentOf(child).Content;
            CallContent? call = await CallContent.FindAsync(reads.Artifacts, child.Channel, content, ct);
            calls.Add(new WhyCall(title, call?.InWords() ?? "", Became(child), await AllowedAsync(child, reviews, ct)));
        }

        return calls.ToImmutable();
    }

    private async ValueTask<string> AllowedAsync(RunRow child, IReadOnlyList<ReviewRow> reviews, CancellationToken ct)
    {
        if (CallWorkflow.GrantOf(child) is { } id)
        {
            return await grants.FindAsync(id, ct) is { } grant ? $"without asking, under permission {grant.Number} of {reads.NameOf(grant.By)}" : "without asking";
        }

        var said = new List<string>();
        foreach (ReviewId review in reviews.Select(row => row.Id).Distinct())
        {
            foreach (DecisionRow decision in await reads.Reviews.DecisionsAsync(review, ct))
            {
                string verb = decision.Kind switch
                {
                    DecisionKind.Approve => "approved",
                    DecisionKind.Reject => "refused",
                    DecisionKind.Edit => "changed",
                    DecisionKind.Withdraw => "took back",
                    _ => "decided",
                };
                said.Add($"{reads.NameOf(decision.Person)} {verb} it{(decision.Note.Length > 0 ? $": “{decision.Note}”" : "")}");
            }
        }

        return said.Count > 0 ? string.Join("; ", said) : "nobody has decided it";
    }

    private static string Became(RunRow child) => child.Status switch
    {
        RunStatus.Done => "made",
        RunStatus.Rejected => "refused",
        RunStatus.Expired => "not decided in time",
        RunStatus.Cancelled => "withdrawn",
        RunStatus.Failed => "not made",
        RunStatus.Unknown => "unclear whether it was made",
        RunStatus.AwaitingReview => "waits for a decision",
        _ => "under way",
    };
}
