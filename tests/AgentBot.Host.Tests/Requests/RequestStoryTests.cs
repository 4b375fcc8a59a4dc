using System.Net;
using System.Text.Json.Nodes;
using AgentBot.Core.Commands;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.RowByRow;
using AgentBot.Core.Values;

namespace AgentBot.Host.Tests.Requests;

/// <summary>What another program asks, from its first call to the signed decision, over HTTP.</summary>
public sealed class RequestStoryTests
{
    [Fact]
    public async Task What_people_approve_comes_back_signed_and_the_same_however_often_it_is_asked()
    {
        await using RequestHost host = await RequestHost.StartAsync();
        var (created, status, answer) = await host.PostAsync(RequestHost.Memo("oct-1"));
        Assert.Equal((HttpStatusCode.Created, "/requests/oct-1", "open"), (created, answer.Headers.Location?.ToString(), (string?)status!["state"]));
        Assert.Equal(HttpStatusCode.NoContent, (await host.SendAsync(HttpMethod.Get, "/requests/oct-1/decision")).Status);

        ReviewRow review = await host.AskedAsync("oct-1");
        Assert.Equal("system:payroll", review.Requester.Value);
        Assert.IsType<Reply.Refused>(await host.DecideAsync(review, "ana", DecisionKind.Approve));
        Assert.IsType<Reply.Decided>(await host.DecideAsync(review, "ben", DecisionKind.Approve));

        JsonNode decision = await host.DecisionAsync("oct-1");
        Assert.Equal(("review.decision/1", "oct-1.1", "approved", true), ((string?)decision["schema"], (string?)decision["id"], (string?)decision["outcome"], (bool?)decision["final"]));
        Assert.Equal("""{"title":"October","body":"The totals of October are right."}""", decision["content"]!.ToJsonString());
        Assert.Equal(("ben", "Ben Okafor", "approve"), ((string?)decision["decided_by"]![0]!["person"], (string?)decision["decided_by"]![0]!["name"], (string?)decision["decided_by"]![0]!["said"]));
        Assert.Equal((string?)decision["artifact"]!["posted"], (string?)decision["artifact"]!["approved"]);
        Assert.Equal(review.Binding.Value, (string?)decision["review"]!["binding"]);

        // Asked again: the same bytes, or nothing new.
        var again = await host.SendAsync(HttpMethod.Get, "/requests/oct-1/decision");
        Assert.Equal(decision.ToJsonString(), again.Body!.ToJsonString());
        Assert.Equal(HttpStatusCode.NotModified, (await host.SendAsync(HttpMethod.Get, "/requests/oct-1/decision", tag: again.Answer.Headers.ETag!.Tag)).Status);
        var stands = await host.SendAsync(HttpMethod.Get, "/requests/oct-1");
        Assert.Equal((HttpStatusCode.OK, "approved"), (stands.Status, (string?)stands.Body!["state"]));
        Assert.Equal(HttpStatusCode.NotModified, (await host.SendAsync(HttpMethod.Get, "/requests/oct-1", tag: stands.Answer.Headers.ETag!.Tag)).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await host.SendAsync(HttpMethod.Delete, "/requests/oct-1")).Status);
    }

    [Fact]
    public async Task Changes_come_back_with_note_and_rows_and_the_next_revision_is_the_next_round_of_the_same_review()
    {
        await using RequestHost host = await RequestHost.StartAsync();
        JsonObject request = Table("claims-7", "12.50");
        Assert.Equal(HttpStatusCode.Created, (await host.PostAsync(request)).Status);
        ReviewRow first = await host.AskedAsync("claims-7");
        Assert.IsType<Reply.Decided>(await host.DecideAsync(first, "ben", DecisionKind.RequestChanges, "Row B-2 has no receipt.", null, "B-2"));

        JsonNode decision = await host.DecisionAsync("claims-7");
        Assert.Equal(("changes_requested", false, "Row B-2 has no receipt."), ((string?)decision["outcome"], (bool?)decision["final"], (string?)decision["note"]));
        Assert.Equal("""["B-2"]""", decision["marked"]!.ToJsonString());
        Assert.Null(decision["content"]);
        Assert.Equal(2, (int?)(await host.SendAsync(HttpMethod.Get, "/requests/claims-7")).Body!["next_revision"]);

        JsonObject next = Table("claims-7", "11.00", revision: 2);
        var handedIn = await host.PostAsync(next);
        Assert.Equal((HttpStatusCode.Created, "open", 2), (handedIn.Status, (string?)handedIn.Body!["state"], (int?)handedIn.Body["revision"]));
        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync(next)).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await host.PostAsync(Table("claims-7", "10.00", revision: 2))).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await host.PostAsync(Table("claims-7", "10.00", revision: 3))).Status);

        ReviewRow second = await host.AskedAsync("claims-7", round: 2);
        Assert.Equal((first.Id, first.Revision + 1, 1), (second.Id, second.Revision, second.ChangesUsed));
        Assert.IsType<Reply.Decided>(await host.DecideAsync(second, "cleo", DecisionKind.Approve));
        decision = await host.DecisionAsync("claims-7");
        Assert.Equal(("claims-7.2", "approved", 11m), ((string?)decision["id"], (string?)decision["outcome"], (decimal?)decision["content"]!["rows"]![1]!["amount"]!["amount"]));
        Assert.Equal("changes_requested", (string?)(await host.SendAsync(HttpMethod.Get, "/requests/claims-7/decision?revision=1")).Body!["outcome"]);
    }

    [Fact]
    public async Task Of_a_table_that_is_decided_row_by_row_exactly_the_approved_rows_come_back_and_why_the_others_do_not()
    {
        await using RequestHost host = await RequestHost.StartAsync();
        Assert.Equal(HttpStatusCode.Created, (await host.PostAsync(Table("rows-3", "9.00"))).Status);
        ReviewRow review = await host.AskedAsync("rows-3");
        RowChoices choices = RowChoices.None.With("A-1", new RowChoice(RowAnswer.Approve)).With("B-2", new RowChoice(RowAnswer.Refuse, "No receipt."));
        await host.DraftAsync(review, "ben", choices);
        Reply reply = await host.DecideAsync(review, "ben", DecisionKind.Rows);
        Assert.True(reply is Reply.Decided, reply.ToString());

        JsonNode decision = await host.DecisionAsync("rows-3");
        Assert.Equal(("approved", "A-1"), ((string?)decision["outcome"], (string?)Assert.Single(decision["content"]!["rows"]!.AsArray())!["claim"]));
        Assert.Equal("""[{"key":"A-1","choice":"approve","note":""},{"key":"B-2","choice":"refuse","note":"No receipt."}]""", decision["rows"]!.ToJsonString());
        Assert.NotEqual((string?)decision["artifact"]!["shown"], (string?)decision["artifact"]!["approved"]);
    }

    [Fact]
    public async Task What_a_person_edited_and_approved_is_what_is_released_with_both_digests()
    {
        await using RequestHost host = await RequestHost.StartAsync();
        await host.PostAsync(RequestHost.Memo("edit-1", "The totals are rite."));
        ReviewRow review = await host.AskedAsync("edit-1");
        var edited = new Value.Record([new Field("title", new Value.Text("October")), new Field("body", new Value.Text("The totals are right."))]);
        Assert.IsType<Reply.Decided>(await host.DecideAsync(review, "ben", DecisionKind.Edit, "Spelling.", edited));
        JsonNode decision = await host.DecisionAsync("edit-1");
        Assert.Equal("The totals are right.", (string?)decision["content"]!["body"]);
        Assert.Equal("edit", (string?)decision["decided_by"]![0]!["said"]);
        Assert.Equal(review.Artifact.Content.Value, (string?)decision["artifact"]!["posted"]);
        Assert.Equal(review.Artifact.Content.Value, (string?)decision["artifact"]!["shown"]);
        Assert.NotEqual((string?)decision["artifact"]!["posted"], (string?)decision["artifact"]!["approved"]);
    }

    /// <summary>Fault rows I2 and E13 at this door: an approval, a rejection and a withdrawal at the same moment.</summary>
    [Fact]
    public async Task However_many_decide_at_once_one_decision_is_told_and_only_a_released_yes_is_told_as_one()
    {
        await using RequestHost host = await RequestHost.StartAsync();
        for (int i = 0; i < 6; i++)
        {
            string id = $"race-{i}";
            Assert.Equal(HttpStatusCode.Created, (await host.PostAsync(RequestHost.Memo(id))).Status);
            ReviewRow review = await host.AskedAsync(id);
            await Task.WhenAll(
                Task.Run(() => host.DecideAsync(review, "ben", DecisionKind.Approve)),
                Task.Run(() => host.DecideAsync(review, "cleo", DecisionKind.Reject, "No.")),
                Task.Run(() => host.SendAsync(HttpMethod.Delete, $"/requests/{id}")));

            JsonNode decision = await host.DecisionAsync(id);
            string outcome = (string)decision["outcome"]!;
            Assert.Contains(outcome, new[] { "approved", "rejected", "withdrawn" });
            Assert.Equal(outcome == "approved", decision["content"] is not null);
            var effects = await host.Get<Core.Storing.IDeliveryReader>().EffectsAsync(review.Run, CancellationToken.None);
            Assert.Equal(outcome == "approved" ? 1 : 0, effects.Count(effect => effect.State == Core.Delivery.EffectState.Sent));
            Assert.Equal(decision.ToJsonString(), (await host.DecisionAsync(id)).ToJsonString());
            Assert.Equal(outcome, (string?)(await host.SendAsync(HttpMethod.Get, $"/requests/{id}")).Body!["state"]);
        }
    }

    [Fact]
    public async Task A_no_an_end_and_a_withdrawal_are_different_words()
    {
        await using RequestHost host = await RequestHost.StartAsync();
        foreach (string id in new[] { "no-1", "back-1", "stopped-1", "between-1" })
        {
            Assert.Equal(HttpStatusCode.Created, (await host.PostAsync(RequestHost.Memo(id))).Status);
        }

        Assert.IsType<Reply.Decided>(await host.DecideAsync(await host.AskedAsync("no-1"), "cleo", DecisionKind.Reject, "Not this month."));
        JsonNode rejected = await host.DecisionAsync("no-1");
        Assert.Equal(("rejected", "Not this month."), ((string?)rejected["outcome"], (string?)rejected["note"]));

        await host.AskedAsync("back-1");
        var withdrawn = await host.SendAsync(HttpMethod.Delete, "/requests/back-1");
        Assert.Equal((HttpStatusCode.OK, "withdrawn"), (withdrawn.Status, (string?)withdrawn.Body!["state"]));
        Assert.Equal(HttpStatusCode.OK, (await host.SendAsync(HttpMethod.Delete, "/requests/back-1")).Status);
        Assert.Equal("withdrawn", (string?)(await host.DecisionAsync("back-1"))["outcome"]);

        ReviewRow stopped = await host.AskedAsync("stopped-1");
        long number = (await host.Get<Core.Storing.IRunReader>().FindAsync(stopped.Run, CancellationToken.None))!.Number;
        Assert.IsType<Reply.Said>(await host.Get<IConversation>().SayAsync(new CommandRequest(new Caller(new Core.PersonKey("cleo"), RequestHost.Finance, "", "test|local|say|1"), $"cancel {number}", [], []), CancellationToken.None));
        Assert.Equal("cancelled", (string?)(await host.DecisionAsync("stopped-1"))["outcome"]);
        Reply retried = await host.Get<IConversation>().SayAsync(new CommandRequest(new Caller(new Core.PersonKey("cleo"), RequestHost.Finance, "", "test|local|say|2"), $"retry {number}", [], []), CancellationToken.None);
        Assert.Contains("A program asked for this", Assert.IsType<Reply.Refused>(retried).Refusal.ToString(), StringComparison.Ordinal);

        Assert.IsType<Reply.Decided>(await host.DecideAsync(await host.AskedAsync("between-1"), "ben", DecisionKind.RequestChanges, "Shorter."));
        await host.DecisionAsync("between-1");
        Assert.Equal("withdrawn", (string?)(await host.SendAsync(HttpMethod.Delete, "/requests/between-1")).Body!["state"]);
        JsonObject late = RequestHost.Memo("between-1");
        late["revision"] = 2;
        late.Remove("title");
        Assert.Equal(HttpStatusCode.Conflict, (await host.PostAsync(late)).Status);
    }

    private static JsonObject Table(string id, string amount, int revision = 1)
    {
        JsonNode Row(string key, string money) => JsonNode.Parse($$"""{"claim":"{{key}}","amount":{"amount":{{money}},"currency":"EUR"},"verdict":"pay"}""")!;
        var request = new JsonObject
        {
            ["schema"] = "review.request/1",
            ["id"] = id,
            ["type"] = "table",
            ["content"] = new JsonObject
            {
                ["columns"] = JsonNode.Parse("""[{"name":"claim","type":"text"},{"name":"amount","type":"money"},{"name":"verdict","type":"choice","of":["pay","ask","refuse"]}]"""),
                ["rows"] = new JsonArray(Row("A-1", "8"), Row("B-2", amount)),
                ["key"] = "claim",
                ["totals"] = new JsonArray("amount"),
            },
        };
        if (revision == 1)
        {
            request["title"] = "Claims of October";
        }
        else
        {
            request["revision"] = revision;
        }

        return request;
    }
}
