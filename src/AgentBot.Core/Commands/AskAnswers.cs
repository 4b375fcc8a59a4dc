using System.Collections.Immutable;
using AgentBot.Core.Budgets;
using AgentBot.Core.Cards;
using AgentBot.Core.Channels;
using AgentBot.Core.Delivery.Drawing;
using AgentBot.Core.Policy;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.RowByRow;
using AgentBot.Core.Runs;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Explaining;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Commands;

/// <summary>Gathers what the answers to questions are drawn from.</summary>
public sealed class AskAnswers(ITemplateCatalog catalog, DrawingReads reads, RunFactsReader runs, ReviewAnswers reviews, ITemplateOffers offers, RowReads rows, CallStory story)
{
    private const int MostFactsListed = 10;

    public Card Help(Caller caller, bool all) => HelpCard.Of(new HelpFacts
    {
        Channel = reads.People.Channel(caller.Channel)?.Name ?? caller.Channel.Channel,
        Runnable = all ? Templates(caller) : [.. Templates(caller).Where(line => line.MayRun)],
        All = all,
    });

    public ImmutableArray<TemplateLine> Templates(Caller caller)
    {
        bool may = Guard.Check(caller.Person, Act.Start, new GuardSubject(caller.Channel), reads.People) is null;
        return [.. catalog.Current.Templates.Values.Where(template => offers.IsOffered(caller.Channel, template.Name)).Select(template => new TemplateLine(template.Name, template.Workflow.Title, template.Workflow.Summary, may))];
    }

    public Card Template(Caller caller, Template template)
    {
        WorkflowSpec workflow = template.Workflow;
        StepSpec.Review? review = workflow.Steps.OfType<StepSpec.Review>().FirstOrDefault();
        return ListCards.Show(new TemplateFacts
        {
            Name = workflow.Name,
            Title = workflow.Title,
            Summary = workflow.Summary,
            Owner = Names.NameOf(workflow.Owner, reads.People),
            Steps = [.. workflow.Steps.Select(step => step.Title)],
            Inputs = [.. workflow.Inputs.Select(input => input.Required ? input.Label : $"{input.Label} (optional)")],
            Deciders = review is null ? "" : PolicySentences.Short(review.Policy, reads.People.NameOf),
            Publishes = string.Join(", ", workflow.Steps.OfType<StepSpec.Publish>().Select(step => step.Title)),
            CostLimit = workflow.Limits.Cost,
            Currency = workflow.Limits.Currency,
            MayRun = Guard.Check(caller.Person, Act.Start, new GuardSubject(caller.Channel), reads.People) is null,
        });
    }

    public ValueTask<RunFacts?> RunAsync(RunId id, CancellationToken ct) => runs.ReadAsync(id, ct);

    public ValueTask<Card> ReviewAsync(ReviewRow review, CancellationToken ct) => reviews.CardAsync(review, ct);

    public async ValueTask<ReviewLine> ReviewLineAsync(ReviewRow review, CancellationToken ct)
    {
        Card card = await reviews.CardAsync(review, ct);
        string question = card.Part(CardPart.Question) is CardElement.TextBlock text ? text.Text : "A decision";
        RunRow run = (await reads.Runs.FindAsync(review.Run, ct))!;
        return new ReviewLine($"{run.Number}{review.Letter}", question, reads.NameOf(review.Requester), review.ExpiresAt, CardPath.Review(review.Id, review.Revision));
    }

    public async ValueTask<Card> WhyAsync(FoundRun found, CancellationToken ct)
    {
        RunRow run = found.Run;
        var decisions = new List<WhyDecision>();
        var openings = new List<string>();
        CardClock clock = reads.ClockOf(run);
        foreach (ReviewId review in found.Reviews.Select(row => row.Id).Distinct())
        {
            foreach (DecisionRow decision in await reads.Reviews.DecisionsAsync(review, ct))
            {
                decisions.Add(new WhyDecision(reads.NameOf(decision.Person), VerbOf(decision.Kind), decision.At, decision.Note) { How = decision.Together.Length > 0 ? "together with others like it" : await rows.HowAsync(decision, ct) });
            }

            bool isOne = found.Reviews.All(row => row.Id != review || row.Revision == 1);
            openings.AddRange((await reads.Queue.OpeningsAsync(review, ct)).Select(opening =>
                $"{reads.NameOf(opening.Person)}{(isOne ? "" : $", version {opening.Revision}")}, {clock.MomentInCity(opening.At)}"));
        }

        IReadOnlyList<ModelCallRow> calls = await reads.Budgets.CallsAsync(run.Id, ct);
        IReadOnlyList<StepRow> history = await reads.Runs.HistoryAsync(run.Id, ct);
        bool usesFacts = found.Graph.Spec.Steps.OfType<StepSpec.Agent>().Any(agent => agent.Spec.Context.Contains(AgentContext.Facts));
        IReadOnlyList<FactRow> facts = usesFacts ? await reads.Facts.ListAsync(run.Channel, null, 0, MostFactsListed, ct) : [];
        return ListCards.Why(new WhyFacts
        {
            Run = (await runs.ReadAsync(run.Id, ct))!,
            Decisions = [.. decisions],
            Openings = [.. openings],
            Steps = [.. found.Reviews.GroupBy(review => review.Id).SelectMany(revisions => DecidingStory.Of(revisions.MaxBy(review => review.Revision)!, reads.People, reads.ClockOf(run)))],
            FactsUsed = [.. facts.Select(Line)],
            Models = [.. calls.GroupBy(call => (call.Step, call.Model)).Select(group => Model(found.Graph, group.Key.Step, group.Key.Model, [.. group]))],
            Calls = await story.OfAsync(run, ct),
            Causes = [.. history.Where(row => row.Failure.Length > 0).Select(row => $"{found.Graph.Step(row.Step).Title}: {row.Failure}").Distinct()],
        });
    }

    public FactLine Line(FactRow fact) => new(fact.Number, fact.Text, reads.NameOf(fact.Author), fact.CreatedAt, "");

    public CardClock ClockOf(Caller caller) => ClockOf(caller.Person);

    public CardClock ClockOf(PersonKey person) => new(reads.People.Find(person)?.TimeZone ?? "Etc/UTC", reads.Time.GetUtcNow());

    private static string Model(WorkflowGraph graph, string step, string model, IReadOnlyList<ModelCallRow> calls)
    {
        decimal cost = Pots.Amount(calls.Sum(call => call.CostMicros));
        string count = calls.Count == 1 ? "1 call" : $"{calls.Count} calls";
        return $"{graph.Step(step).Title} · {model} · {count} · {ValueText.ForPeople(new Value.Money(cost, calls[0].Currency))}";
    }

    private static string VerbOf(DecisionKind kind) => kind switch
    {
        DecisionKind.Approve => "approved",
        DecisionKind.Reject => "rejected",
        DecisionKind.RequestChanges => "sent back",
        DecisionKind.Edit => "edited",
        DecisionKind.Rows => "decided the rows of",
        DecisionKind.Declassify => "agreed to the leaving of",
        DecisionKind.Withdraw => "took back",
    };
}
