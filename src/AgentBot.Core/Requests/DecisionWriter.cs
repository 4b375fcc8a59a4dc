using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AgentBot.Core.Artifacts;
using AgentBot.Core.People;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.RowByRow;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Runs;
using AgentBot.Core.Values;

namespace AgentBot.Core.Requests;

/// <summary>Everything a decision says.</summary>
/// <param name="Said">All that people said to this review, oldest first.</param>
/// <param name="Rows">What was said of each row; null for a decision about the whole.</param>
/// <param name="Posted">What the round held when it was handed in.</param>
/// <param name="Approved">The bytes that were approved, just compared with their digest; null for any other outcome.</param>
/// <param name="Address">Path of the run's page in the console.</param>
public sealed record DecisionFacts(
    RunRow Run,
    ReviewRow Review,
    DecisionOutcome Outcome,
    IReadOnlyList<DecisionRow> Said,
    RowChoices? Rows,
    ArtifactRef Posted,
    Artifact? Approved,
    NamedDeciders Deciders,
    string Address,
    DateTimeOffset At);

/// <summary>Writes the one document that a system is told: fields in the order of their schema, no white space, one way for every number and letter.</summary>
public static class DecisionWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IssuedDecision Write(DecisionFacts facts, DirectorySnapshot people)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            Write(json, facts, people);
        }

        byte[] bytes = buffer.ToArray();
        return new IssuedDecision
        {
            Review = facts.Review.Id,
            Round = facts.Review.Round,
            Workspace = facts.Run.Workspace,
            Outcome = facts.Outcome,
            Document = Encoding.UTF8.GetString(bytes),
            Digest = Digest.OfBytes(bytes),
            At = facts.At,
        };
    }

    private static void Write(Utf8JsonWriter json, DecisionFacts facts, DirectorySnapshot people)
    {
        string request = RequestedWorkflow.RequestOf(facts.Run);
        DecisionRow? last = Counted(facts).LastOrDefault();
        json.WriteStartObject();
        json.WriteString("schema", RequestFormat.DecisionSchema);
        json.WriteString("id", string.Create(CultureInfo.InvariantCulture, $"{request}.{facts.Review.Round}"));
        json.WriteString("system", AskingSystem.NameIn(facts.Run.Requester));
        json.WriteString("request", request);
        json.WriteNumber("revision", facts.Review.Round);
        json.WriteString("outcome", RequestFormat.WordOf(facts.Outcome));
        json.WriteBoolean("final", facts.Outcome != DecisionOutcome.ChangesRequested);
        json.WriteString("at", Moment(facts.Review.ClosedAt ?? facts.At));
        json.WriteStartArray("decided_by");
        foreach (DecisionRow said in facts.Deciders == NamedDeciders.Nobody ? [] : Counted(facts))
        {
            WriteSaid(json, said, facts.Deciders, people);
        }

        json.WriteEndArray();
        json.WriteString("note", last?.Note ?? "");
        json.WriteStartArray("marked");
        foreach (string key in facts.Outcome == DecisionOutcome.ChangesRequested ? last?.Marked ?? [] : [])
        {
            json.WriteStringValue(key);
        }

        json.WriteEndArray();
        if (facts.Rows is { } rows)
        {
            WriteRows(json, rows);
        }

        WriteArtifact(json, facts);
        WriteReview(json, facts, people);
        json.WriteEndObject();
    }

    private static void WriteSaid(Utf8JsonWriter json, DecisionRow said, NamedDeciders deciders, DirectorySnapshot people)
    {
        json.WriteStartObject();
        json.WriteString("person", people.Current(said.Person).Value);
        if (deciders == NamedDeciders.Names)
        {
            json.WriteString("name", Cards.CardText.PlainLine(people.NameOf(said.Person), 200));
        }

        json.WriteString("said", WordOf(said.Kind));
        json.WriteString("at", Moment(said.At));
        json.WriteEndObject();
    }

    private static void WriteRows(Utf8JsonWriter json, RowChoices rows)
    {
        json.WriteStartArray("rows");
        foreach ((string key, RowChoice choice) in rows.ByKey)
        {
            json.WriteStartObject();
            json.WriteString("key", key);
            json.WriteString("choice", RowChoices.WordOf(choice.Answer));
            json.WriteString("note", choice.Note);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteArtifact(Utf8JsonWriter json, DecisionFacts facts)
    {
        ArtifactRef shown = facts.Review.Artifact;
        Value? content = facts.Approved is { } approved ? ValueJson.Read(approved.Bytes.Span) : null;
        json.WriteStartObject("artifact");
        json.WriteString("type", WordOf(shown.Type, content));
        json.WriteString("posted", facts.Posted.Content.Value);
        json.WriteString("shown", Shown(facts).Value);
        if (facts.Approved is { } bytes)
        {
            json.WriteString("approved", bytes.Ref.Content.Value);
        }

        json.WriteEndObject();
        if (content is not null)
        {
            json.WritePropertyName("content");
            PostedJson.WriteWhole(json, content, shown.Type == ArtifactType.Table);
        }
    }

    private static void WriteReview(Utf8JsonWriter json, DecisionFacts facts, DirectorySnapshot people)
    {
        json.WriteStartObject("review");
        json.WriteNumber("run", facts.Run.Number);
        json.WriteString("address", facts.Address);
        json.WriteString("policy", PolicyWords(ReviewPolicies.Read(facts.Review.Policy), people));
        json.WriteString("policy_sha256", Digest.OfText(facts.Review.Policy).Value);
        json.WriteString("template_version", facts.Run.TemplateVersion.Value);
        json.WriteString("binding", facts.Review.LeavingBinding.Value);
        json.WriteEndObject();
    }

    private static string PolicyWords(ReviewPolicy policy, DirectorySnapshot people) => string.Join(
        ", then ",
        policy.Stages.Select(stage =>
        {
            string who = Cards.Wording.List([.. stage.Reviewers.Select(people.NameOf)], stage.IsAll ? "and" : "or");
            return stage.IsAll ? $"all of {who}" : stage.Quorum == 1 ? $"one of {who}" : string.Create(CultureInfo.InvariantCulture, $"{stage.Quorum} of {who}");
        }));

    /// <summary>What the decider saw: before an edit that was approved in the same breath, the version that was edited.</summary>
    private static Digest Shown(DecisionFacts facts) => Counted(facts).LastOrDefault()?.Shown ?? facts.Review.Artifact.Content;

    // Of the round, and of what makes up its outcome: what was said about an earlier version of it counts no more.
    private static IEnumerable<DecisionRow> Counted(DecisionFacts facts) => facts.Outcome switch
    {
        DecisionOutcome.Approved => facts.Said.Where(said => (said.Revision == facts.Review.Revision && said.Kind is DecisionKind.Approve or DecisionKind.Rows) || (said.Kind is DecisionKind.Edit && said.Edited == facts.Review.Artifact.Content)),
        DecisionOutcome.Rejected => facts.Said.Where(said => said.Revision == facts.Review.Revision && said.Kind is DecisionKind.Reject or DecisionKind.Rows),
        DecisionOutcome.ChangesRequested => facts.Said.Where(said => said.Revision == facts.Review.Revision && said.Kind is DecisionKind.RequestChanges or DecisionKind.Rows),
        _ => [],
    };

    private static string WordOf(ArtifactType type, Value? content) =>
        (ReviewSurfaces.All.FirstOrDefault(kind => kind.Type == type && content is not null && kind.Fits(content)) ?? ReviewSurfaces.All.Last(kind => kind.Type == type)).Posted.Word;

    private static string WordOf(DecisionKind kind) => kind switch
    {
        DecisionKind.Approve => "approve",
        DecisionKind.Reject => "reject",
        DecisionKind.RequestChanges => "request_changes",
        DecisionKind.Edit => "edit",
        _ => "rows",
    };

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
