using System.Collections.Immutable;
using AgentBot.Core.Requests.Forms;
using AgentBot.Core.Reviews.Surfaces;

namespace AgentBot.Core.Requests;

/// <summary>The two documents of the open contract. What is read, what is published as a schema and what is written follow from them.</summary>
public static class RequestFormat
{
    public const string RequestSchema = "review.request/1";
    public const string DecisionSchema = "review.decision/1";

    /// <summary>How a system calls its requests; it stands in addresses.</summary>
    public static readonly Form.Pattern Id = new("[A-Za-z0-9][A-Za-z0-9._-]{0,99}", "1 to 100 letters, digits, hyphens, dots and underscores, the first a letter or digit");

    private static readonly Form.Pattern Name = new("@?[A-Za-z0-9][A-Za-z0-9._-]{0,63}", "a key or name from AgentBot's settings, such as finance-leads");

    private static readonly Form.Fields Reviewers = new("Who decides, as far as the settings let this system name them.",
    [
        new("people", new Form.ListOf(Name, 1, 50), "Keys of people."),
        new("groups", new Form.ListOf(Name, 1, 50), "Groups; any of their members."),
        new("roles", new Form.ListOf(Name, 1, 50), "Everybody who carries one of these roles."),
        new("quorum", new Form.Whole(1, 20, "all"), "How many of them must approve; left out: one."),
    ], Least: 1);

    private static readonly Form.Fields Source = new("A text that the content rests on.",
    [
        new("name", new Form.Text(1, 120), "As evidence cites it: claims.csv.", Required: true),
        new("text", new Form.Text(1, 500_000), "Its text.", Required: true),
    ]);

    public static ImmutableArray<string> Types { get; } = [.. ReviewSurfaces.All.Where(kind => kind.IsPosted).Select(kind => kind.Posted.Word)];

    public static Form.Fields Request { get; } = new("Asks people to review something. Post it to /requests.",
    [
        new("schema", new Form.Words([RequestSchema]), "Says which version of this document it is.", Required: true),
        new("id", Id, "Your own name for it. Posting the same bytes under it again asks nobody twice; other bytes are refused.", Required: true),
        new("revision", new Form.Whole(1, 100), "1, or the next number where people asked for changes. From 2 on, only schema, id, revision, type and content stand here. Left out: 1."),
        new("title", new Form.Text(1, 200), "What it is about, in a few words. Needed in revision 1."),
        new("type", new Form.Words(Types), "What the content is.", Required: true),
        new("content", new Form.By("type", [.. ReviewSurfaces.All.Where(kind => kind.IsPosted).Select(kind => (kind.Posted.Word, kind.Posted.Form))]), "What people review, in the form of its type.", Required: true),
        new("channel", new Form.Text(1, 120), "Where they are asked: #finance. Needed where this system may ask in several."),
        new("policy", new Form.Text(1, 64), "The name of a policy from the settings that says who decides. Left out: the policy “default”."),
        new("reviewers", Reviewers, "Who decides, in place of a policy."),
        new("expires", new Form.Pattern("[1-9][0-9]{0,3}[mhdw]", "a length such as 90m, 4h, 2d or 1w"), "After this long without a decision it is over; never later than the policy says. Left out: as the policy says, else 7d."),
        new("on_behalf_of", new Form.ListOf(Name, 1, 20), "Keys of people whose doing it is: none of them decides about it."),
        new("sources", new Form.ListOf(Source, 1, 20), "What the content rests on. AgentBot looks evidence, payees, accounts and addresses up in them."),
        new("callback", new Form.Text(1, 2_000), "The https address that is told, where the settings allow its host. Left out: the one of the settings; asking always works."),
    ]);

    public static Form.Fields Decision { get; } = new("What people decided about one revision of a request. The bytes are signed as they stand.",
    [
        new("schema", new Form.Words([DecisionSchema]), "Says which version of this document it is.", Required: true),
        new("id", new Form.Text(1, 120), "One for each revision; the same however often it is sent.", Required: true),
        new("system", new Form.Text(1, 64), "The system that asked, as the settings call it.", Required: true),
        new("request", Id, "The request, as that system calls it.", Required: true),
        new("revision", new Form.Whole(1, 1_000), "Which revision this is about.", Required: true),
        new("outcome", new Form.Words([.. Enum.GetValues<DecisionOutcome>().Select(WordOf)]), "What came of it. Only approved lets anything happen.", Required: true),
        new("final", new Form.Truth(), "False where the next revision may be posted.", Required: true),
        new("at", Form.Moment, "When it was decided.", Required: true),
        new("decided_by", new Form.ListOf(
            new Form.Fields("Somebody's word.",
            [
                new("person", new Form.Text(1, 200), "The key of who it was.", Required: true),
                new("name", new Form.Text(1, 200), "The name, as it was then."),
                new("said", new Form.Words(["approve", "reject", "request_changes", "edit", "rows"]), "What they said.", Required: true),
                new("at", Form.Moment, "When.", Required: true),
            ]),
            0,
            500), "Those whose word counts, as far as the settings name them.", Required: true),
        new("note", new Form.Text(), "The reason of a rejection or what should change; empty for none.", Required: true),
        new("marked", new Form.ListOf(new Form.Text(), 0, 20_000), "Rows that a request for changes is about, by their keys; empty for the whole.", Required: true),
        new("rows", new Form.ListOf(
            new Form.Fields("One row.",
            [
                new("key", new Form.Text(), "As the request names it.", Required: true),
                new("choice", new Form.Words(["approve", "refuse", "edit", "return"]), "What people said of it. Only rows that were approved or edited are in the content.", Required: true),
                new("note", new Form.Text(), "Why; empty for nothing said.", Required: true),
            ]),
            0,
            20_000), "Row by row, where it was decided so."),
        new("artifact", new Form.Fields("What it was decided about.",
        [
            new("type", new Form.Words(Types), "As in the request.", Required: true),
            new("posted", Form.Digest, "SHA-256 of what this revision held when it came, in AgentBot's own writing.", Required: true),
            new("shown", Form.Digest, "The same of what was on the card when it was decided: another one after an edit.", Required: true),
            new("approved", Form.Digest, "The same of what was approved. Only where the outcome is approved."),
        ]), "Digests of the content, as cards and the log name it.", Required: true),
        new("content", new Form.By("outcome", [(WordOf(DecisionOutcome.Approved), new Form.Any())]), "What was approved, after edits and decisions on rows, in the form of its type. Only where the outcome is approved."),
        new("review", new Form.Fields("Where it was asked.",
        [
            new("run", new Form.Whole(1, long.MaxValue / 4), "The number of the run, as people say it.", Required: true),
            new("address", new Form.Text(), "Path of its page in the console.", Required: true),
            new("policy", new Form.Text(), "Who decides, as it was asked.", Required: true),
            new("policy_sha256", Form.Digest, "Digest of the policy.", Required: true),
            new("template_version", Form.Digest, "Digest of the workflow that asked.", Required: true),
            new("binding", Form.Digest, "Digest of everything that an approval covers.", Required: true),
        ]), "Where it was asked, and what an approval covers.", Required: true),
    ]);

    public static string WordOf(DecisionOutcome outcome) => outcome switch
    {
        DecisionOutcome.Approved => "approved",
        DecisionOutcome.Rejected => "rejected",
        DecisionOutcome.ChangesRequested => "changes_requested",
        DecisionOutcome.Expired => "expired",
        DecisionOutcome.Withdrawn => "withdrawn",
        DecisionOutcome.Cancelled => "cancelled",
    };

    /// <summary>A schema by its name; null for a name that is none.</summary>
    public static string? SchemaOf(string name) => name switch
    {
        RequestSchema => FormSchema.Write(RequestSchema, Request),
        DecisionSchema => FormSchema.Write(DecisionSchema, Decision),
        _ => null,
    };
}
