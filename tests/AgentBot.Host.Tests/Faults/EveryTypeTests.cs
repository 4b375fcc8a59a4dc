using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Delivery.Drawing;
using AgentBot.Core.Publishing;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Runs;
using AgentBot.Core.Schedules;
using AgentBot.Core.Values;
using AgentBot.Host.Tests.Schedules;

namespace AgentBot.Host.Tests.Faults;

/// <summary>Each type from its template over its card to what leaves, with the offline model: what is approved is what is sent.</summary>
public sealed class EveryTypeTests
{
    private const string Mail = """
        apiVersion: agentbot/v1
        kind: Workflow
        name: mail
        title: One mail
        summary: Drafts a mail.
        owner: ben
        inputs:
          to: { type: text, required: true }
          subject: { type: text, required: true }
          body: { type: text, required: true }
        steps:
          - id: draft
            agent:
              purpose: Draft a mail.
              instructions: Nothing but what was given.
              input: "{{ inputs }}"
              output: { to: text, subject: text, body: text }
              artifact: email
          - id: decide
            review: { of: draft, reviewers: "@finance-leads", on_changes: draft }
          - id: post
            publish: { to: "#finance", content: "{{ steps.decide.artifact }}" }
        """;

    private const string Choice = """
        apiVersion: agentbot/v1
        kind: Workflow
        name: choice
        title: Choice
        summary: Asks people to choose one.
        owner: ben
        inputs:
          question: { type: text, required: true }
          offers: { type: file, accept: [csv], required: true, columns: { option: text, means: text } }
        steps:
          - id: rows
            action: table.read
            with: { file: "{{ inputs.offers }}" }
          - id: put
            agent:
              purpose: Put the question.
              instructions: options if line contains month
              input: { question: "{{ inputs.question }}", options: "{{ steps.rows }}" }
              output:
                question: text
                options: { type: table, columns: { option: text, means: text } }
              artifact: decision
          - id: decide
            review: { of: put, reviewers: "@finance-leads", on_changes: put }
          - id: post
            publish: { to: "#finance", content: "{{ steps.decide.artifact }}" }
        """;

    private const string Pay = """
        apiVersion: agentbot/v1
        kind: Workflow
        name: pay
        title: Payment
        summary: Orders a payment.
        owner: ben
        inputs:
          payee: { type: text, required: true }
          amount: { type: money, required: true }
          account: { type: text, required: true }
        steps:
          - id: order
            agent:
              purpose: Fill in the order.
              instructions: Nothing but what was given.
              input: "{{ inputs }}"
              output: { payee: text, amount: money, account: text }
              artifact: payment
          - id: decide
            review: { of: order, reviewers: "@finance-leads", on_changes: order }
          - id: post
            publish: { to: "#finance", content: "{{ steps.decide.artifact }}" }
        """;

    private const string Settings = """
        apiVersion: agentbot/v1
        kind: Workflow
        name: settings
        title: Settings
        summary: Changes a file of settings.
        owner: ben
        inputs:
          file: { type: file, required: true }
          after: { type: text, required: true }
        steps:
          - id: change
            action: diff.make
            with: { before: "{{ inputs.file }}", after: "{{ inputs.after }}" }
          - id: decide
            review: { of: change, reviewers: "@finance-leads", on_changes: change }
          - id: post
            publish: { to: "#finance", content: "{{ steps.decide.artifact }}" }
        """;

    private const string Account = """
        apiVersion: agentbot/v1
        kind: Workflow
        name: account
        title: Account
        summary: Changes a record.
        owner: ben
        inputs:
          accounts: { type: file, accept: [csv], required: true }
          contact: { type: text, required: true }
        steps:
          - id: rows
            action: table.read
            with: { file: "{{ inputs.accounts }}" }
          - id: after
            agent:
              purpose: Fill in the new contact.
              instructions: Nothing but what was given.
              input: { contact: "{{ inputs.contact }}" }
              output: { contact: text }
          - id: change
            action: record.change
            with: { about: Lindqvist Foods, before: "{{ steps.rows | first }}", after: "{{ steps.after }}" }
          - id: decide
            review: { of: change, reviewers: "@finance-leads", on_changes: after }
          - id: post
            publish: { to: "#finance", content: "{{ steps.decide.artifact }}" }
        """;

    [Fact]
    public async Task AMail_IsAskedAboutWithItsRecipientFirst_AndLeavesAsItWasApproved()
    {
        await using FaultHost host = await FaultHost.WithAsync(Mail);
        RunRow run = await host.StartAsync("run mail to=karin@lindqvist.example subject=\"Your renewal\" body=\"It renews in March.\"");
        (ReviewRow review, ReviewFacts facts) = await AskedAsync(host, run, ArtifactType.Email);
        Mail mail = EmailContent.Read(facts.Content).Value.Mails[0];
        Assert.Equal(("karin@lindqvist.example", "Your renewal", "It renews in March."), (mail.To.Single().Address, mail.Subject, mail.Body));
        Assert.Contains("AgentBot sends no mail itself", CardJson.Write(ReviewCard.Pending(facts)), StringComparison.Ordinal);
        Assert.Null(ReviewCard.Pending(facts).Part(CardPart.Warning));
        await ApproveAsync(host, run, review);

        RunRow wrong = await host.StartAsync("run mail to=\"karin at lindqvist\" subject=s body=b");
        Assert.Equal(RunStatus.Failed, wrong.Status);
        Assert.Contains("A recipient has no address", (await host.StepAsync(wrong, "draft")).Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AChoice_CannotBeApprovedBeforeOneIsChosen_AndOnlyTheChosenOneLeaves()
    {
        await using FaultHost host = await FaultHost.WithAsync(Choice);
        Value.File offers = await host.FileAsync("offers.csv", "option,means\nBrightwater,4860 a month\nOwn van,3900 a month\n");
        RunRow run = await host.StartAsync("run choice question=\"Which carrier?\"", offers);
        (ReviewRow review, ReviewFacts facts) = await AskedAsync(host, run, ArtifactType.Decision);

        Assert.Contains("Nothing is chosen yet", Assert.IsType<Reply.Refused>(await host.DecideAsync(review, FaultHost.Ben, DecisionKind.Approve)).Refusal.What, StringComparison.Ordinal);
        Assert.Contains("Nothing is chosen yet", Assert.IsType<Reply.Refused>(await host.SayAsync($"approve {run.Number}", FaultHost.Ben)).Refusal.What, StringComparison.Ordinal);
        Assert.Empty(host.Sender.Sendings);

        Value chosen = EditReader.Fields(ArtifactType.Decision, facts.Content, new Dictionary<string, string> { ["chosen"] = "Own van" }).Value;
        Assert.IsType<Reply.Decided>(await host.DecideAsync(host.Click(review, FaultHost.Ben, DecisionKind.Edit) with { Edited = chosen, ThenApprove = true }));
        await host.WorkAsync();
        Assert.Equal(Artifact.Of(ArtifactType.Decision, chosen).Ref.Content, Assert.Single(host.Sender.Sendings).Content);
    }

    [Fact]
    public async Task APayment_RepeatsWhatItPaysAndWhom()
    {
        await using FaultHost host = await FaultHost.WithAsync(Pay);
        RunRow run = await host.StartAsync("run pay payee=\"Brightwater GmbH\" amount=\"EUR 4860\" account=\"DE89 3704 0044 0532 0130 00\"");
        (ReviewRow review, ReviewFacts facts) = await AskedAsync(host, run, ArtifactType.Payment);
        var confirm = Assert.IsType<CardAction.ShowCard>(ReviewCard.Pending(facts).Actions[0]);
        Assert.Contains("4,860.00\u00a0EUR to Brightwater GmbH", confirm.Card.FallbackText, StringComparison.Ordinal);
        await ApproveAsync(host, run, review);
    }

    [Fact]
    public async Task AChangeOfSettings_IsComparedWithTheFileThatWasGiven_AndIsWrittenAsAPatch()
    {
        await using FaultHost host = await FaultHost.WithAsync(Settings);
        Value.File file = await host.FileAsync("orders.yaml", "retries: 3\nregion: eu\n");
        RunRow run = await host.StartAsync("run settings after=\"retries: 5\"", file);
        (ReviewRow review, ReviewFacts facts) = await AskedAsync(host, run, ArtifactType.Diff);
        Assert.Null(ReviewCard.Pending(facts).Part(CardPart.Warning));
        Assert.StartsWith("--- a/orders.yaml\n+++ b/orders.yaml\n@@ -1,2 +1,1 @@\n-retries: 3\n-region: eu\n+retries: 5\n", System.Text.Encoding.UTF8.GetString(PlainContent.Of(ArtifactType.Diff, facts.Content)), StringComparison.Ordinal);
        await ApproveAsync(host, run, review);
    }

    [Fact]
    public async Task AChangeOfARecord_SaysWhereEachNewValueComesFrom()
    {
        await using FaultHost host = await FaultHost.WithAsync(Account);
        Value.File accounts = await host.FileAsync("accounts.csv", "customer,contact\nLindqvist Foods,Karin Ek\n");
        RunRow run = await host.StartAsync("run account contact=\"Peter Sand\"", accounts);
        (ReviewRow review, ReviewFacts facts) = await AskedAsync(host, run, ArtifactType.Record);
        string card = CardJson.Write(ReviewCard.Pending(facts));
        Assert.Contains("Change 1 field of Lindqvist Foods?", card, StringComparison.Ordinal);
        Assert.Contains("the input “contact”", card, StringComparison.Ordinal);
        await ApproveAsync(host, run, review);
    }

    [Fact]
    public async Task ADocumentOfASchedule_IsComparedWithWhatWasApprovedTheLastTime()
    {
        await using FaultHost host = await FaultHost.WithAsync("""
            apiVersion: agentbot/v1
            kind: Workflow
            name: daily
            title: Daily note
            summary: Writes the note of the day.
            owner: ben
            steps:
              - id: note
                action: document.render
                with: { title: Note, body: "Written on {{ today }}." }
              - id: decide
                review: { of: note, reviewers: "@finance-leads", on_changes: note }
            """);
        ScheduleRow schedule = await host.ScheduleAsync("daily every day at 9:00");
        await host.RingNextAsync(schedule);
        RunRow first = (await host.AllRunsAsync())[0];
        (ReviewRow shown, ReviewFacts none) = await AskedAsync(host, first, ArtifactType.Document);
        Assert.Null(none.LastApproved);
        Assert.IsType<Reply.Decided>(await host.DecideAsync(shown, FaultHost.Ben, DecisionKind.Approve));
        await host.WorkAsync();

        await host.RingNextAsync(schedule);
        RunRow second = (await host.AllRunsAsync()).Single(run => run.Id != first.Id);
        (_, ReviewFacts facts) = await AskedAsync(host, second, ArtifactType.Document);
        Assert.Equal(first.Number, facts.LastApproved?.RunNumber);
        string card = CardJson.Write(ReviewCard.Pending(facts));
        Assert.Contains("What changed since the last approved run", card, StringComparison.Ordinal);
        Assert.Contains("Now: ", card, StringComparison.Ordinal);
    }

    private static async Task<(ReviewRow Review, ReviewFacts Facts)> AskedAsync(FaultHost host, RunRow run, ArtifactType type)
    {
        Assert.True(run.Status == RunStatus.AwaitingReview, string.Join(' ', (await host.Runs.HistoryAsync(run.Id, CancellationToken.None)).Select(step => $"{step.Step}: {step.Failure}")));
        ReviewRow review = await host.ReviewAsync(run);
        Assert.Equal(type, review.Artifact.Type);
        ReviewFacts facts = await host.Get<ReviewFactsReader>().ReadAsync(review, CancellationToken.None);
        Assert.IsNotType<OtherSurface>(ReviewSurfaces.For(type, facts.Content));
        Assert.False(ReviewCard.IsCut(facts));
        return (review, facts);
    }

    private static async Task ApproveAsync(FaultHost host, RunRow run, ReviewRow review)
    {
        Assert.IsType<Reply.Decided>(await host.DecideAsync(review, FaultHost.Ben, DecisionKind.Approve));
        await host.WorkAsync();
        Assert.Equal(review.Artifact.Content, Assert.Single(host.Sender.Sendings).Content);
        Assert.Equal(RunStatus.Done, (await host.RunAsync(run.Id)).Status);
    }
}
