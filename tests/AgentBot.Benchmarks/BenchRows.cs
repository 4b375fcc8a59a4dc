using System.Text.Json;
using AgentBot.Core;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Audit;
using AgentBot.Core.Delivery;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Benchmarks;

/// <summary>Commits of the size and shape that the product makes.</summary>
internal static class BenchRows
{
    public static readonly WorkspaceKey Workspace = new("local");
    public static readonly ChannelKey Finance = ChannelKey.Of("console", Workspace, "finance");
    private static readonly PersonKey Ana = new("ana");
    private static readonly Digest Version = Digest.OfText("template");

    private static readonly string Policy = JsonSerializer.Serialize(
        new ReviewPolicy([new Principal(PrincipalKind.Either, "finance-leads")], 1, true, [], 3, TimeSpan.FromHours(24)), StoreJson.Default.ReviewPolicy);

    /// <summary>What a command commits: receipt, run, three steps, one piece of work, one view and one audit line.</summary>
    public static Commit Start(string id, DateTimeOffset now) => new()
    {
        Workspace = Workspace,
        Receipt = new ReceiptRow("slack|T1|command|" + id, Workspace, "{\"said\":\"Started.\"}", now),
        Changes =
        [
            new Change.InsertRun(Run(id, now)),
            new Change.InsertStep(Step(id, "rows", StepStatus.Ready)),
            new Change.InsertStep(Step(id, "check", StepStatus.Pending)),
            new Change.InsertStep(Step(id, "report", StepStatus.Pending)),
            new Change.InsertWork(new WorkRow { Id = new WorkId("w" + id), Workspace = Workspace, Kind = WorkKind.Step, Run = new RunId(id), Step = "rows", Round = 1, DueAt = now }),
            new Change.WantView(Finance.Value + "#", "run:" + id, now),
        ],
        Audit = [AuditEntry.Of("run.started", "ana", id, new RunId(id)).With("template", Version)],
    };

    /// <summary>A review that opens and what waits with it: its due work and its card.</summary>
    public static Commit Open(string id, DateTimeOffset now) => new()
    {
        Workspace = Workspace,
        Changes =
        [
            new Change.InsertReview(new ReviewRow
            {
                Id = new ReviewId("v" + id),
                Revision = 1,
                Workspace = Workspace,
                Channel = Finance,
                Run = new RunId(id),
                Step = "decide",
                Round = 1,
                Artifact = new ArtifactRef(ArtifactType.Table, Digest.OfText(id), 20_000),
                Binding = Digest.OfText("binding" + id),
                Policy = Policy,
                Requester = Ana,
                OpenedAt = now,
                ExpiresAt = now.AddDays(2),
            }),
            new Change.InsertWork(new WorkRow { Id = new WorkId("d" + id), Workspace = Workspace, Kind = WorkKind.ReviewDue, Run = new RunId(id), Step = "decide", Round = 1, Subject = $"v{id}:1", DueAt = now.AddDays(2) }),
            new Change.WantView(Finance.Value + "#" + id, $"review:v{id}:1", now),
        ],
        Audit = [AuditEntry.Of("review.opened", AuditEntry.Host, "v" + id, new RunId(id)).With("artifact", Digest.OfText(id))],
    };

    /// <summary>The header of the run that waits for the review.</summary>
    public static Change RunOf(string id, DateTimeOffset now) => new Change.InsertRun(Run(id, now) with { Status = RunStatus.AwaitingReview });

    private static RunRow Run(string id, DateTimeOffset now) => new()
    {
        Id = new RunId(id),
        Workspace = Workspace,
        Channel = Finance,
        Thread = "run:" + id,
        Template = "expense-triage",
        TemplateVersion = Version,
        Requester = Ana,
        About = "October 2026 · expenses.csv",
        Root = new RunId(id),
        First = new RunId(id),
        Inputs = "{\"month\":\"2026-10\"}",
        Resolved = "{\"channels\":{},\"principals\":{\"finance-leads\":[\"ben\",\"cleo\"]}}",
        CreatedAt = now,
        ChangedAt = now,
    };

    private static StepRow Step(string run, string step, StepStatus status) =>
        new() { Run = new RunId(run), Workspace = Workspace, Step = step, Round = 1, Status = status };
}
