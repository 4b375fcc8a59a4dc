using System.Collections.Immutable;
using AgentBot.Core.Budgets;
using AgentBot.Core.Cards;
using AgentBot.Core.Delivery.Drawing;
using AgentBot.Core.Policy;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;

namespace AgentBot.Core.Commands;

/// <summary>Commands that only look: help, lists, status, why. They answer the person who asked and nobody else.</summary>
public sealed class AskCommands(ITemplateCatalog catalog, RunFinder finder, DrawingReads reads, AskAnswers answers)
{
    private const int MostListed = 15;

    public async ValueTask<Reply> AnswerAsync(Inbound inbound, Command command, CancellationToken ct)
    {
        Caller caller = inbound.Caller;
        if (Guard.Check(caller.Person, Act.See, new GuardSubject(caller.Channel), reads.People) is { } refusal)
        {
            return new Reply.Refused(refusal);
        }

        return command switch
        {
            Command.Help help => Private(answers.Help(caller, help.All)),
            Command.Templates => Private(ListCards.Templates(answers.Templates(caller), ChannelName(caller))),
            Command.Show show => await ShowAsync(inbound, show.What, ct),
            Command.Status { Number: null } when caller.Thread.Length == 0 => Private(await RunsAsync(caller, activeOnly: true, ct)),
            Command.Status status => await OneAsync(caller, status.Number, (found, token) => StatusAsync(found, token), ct),
            Command.Runs => Private(await RunsAsync(caller, activeOnly: false, ct)),
            Command.Why why => await OneAsync(caller, why.Number, (found, token) => answers.WhyAsync(found, token), ct),
            Command.Budget => Private(await BudgetAsync(caller, ct)),
            _ => throw new InvalidOperationException($"No rule for {command.GetType().Name}."),
        };
    }

    private async ValueTask<Reply> ShowAsync(Inbound inbound, string what, CancellationToken ct)
    {
        if (catalog.Current.Find(what.ToLowerInvariant()) is { } template)
        {
            return Private(answers.Template(inbound.Caller, template));
        }

        Result<Command> number = CommandParser.Parse($"approve {what}");
        if (number.IsRefused || number.Value is not Command.Approve { Number: { } wanted })
        {
            string? nearest = NearestWord.Of(what, catalog.Current.Templates.Keys);
            return new Reply.Refused(new Refusal(
                RefusalKind.Unknown,
                $"Nothing here is called “{CardText.PlainLine(what, 60)}”.",
                nearest is null ? "" : $"Closest: {nearest}.",
                "Give the name of a template or the number of a run."));
        }

        Result<FoundReview> review = await finder.ReviewAsync(inbound.Caller, wanted, ct);
        if (!review.IsRefused)
        {
            return Private(await answers.ReviewAsync(review.Value.Review, ct));
        }

        return await OneAsync(inbound.Caller, wanted, (found, token) => StatusAsync(found, token), ct);
    }

    private async ValueTask<Reply> OneAsync(Caller caller, RunNumber? number, Func<FoundRun, CancellationToken, ValueTask<Card>> draw, CancellationToken ct)
    {
        Result<FoundRun> found = await finder.RunAsync(caller, number, ct);
        return found.IsRefused ? new Reply.Refused(found.Refusal!) : Private(await draw(found.Value, ct));
    }

    private async ValueTask<Card> StatusAsync(FoundRun found, CancellationToken ct) => ListCards.Status((await answers.RunAsync(found.Run.Id, ct))!);

    private async ValueTask<Card> RunsAsync(Caller caller, bool activeOnly, CancellationToken ct)
    {
        RunStatus[]? status = activeOnly ? [RunStatus.Running, RunStatus.AwaitingReview, RunStatus.Publishing, RunStatus.Paused, RunStatus.Unknown] : null;
        var query = new RunQuery(caller.Workspace, caller.Channel, null, status, null, RootsOnly: true, null, MostListed);
        var lines = ImmutableArray.CreateBuilder<RunLine>();
        foreach (RunRow run in await reads.Runs.ListAsync(query, ct))
        {
            if (await answers.RunAsync(run.Id, ct) is { } facts)
            {
                lines.Add(new RunLine(run.Number, facts.TemplateTitle, run.About, facts.Requester, ProgressCard.Line(facts), run.EndedAt ?? run.CreatedAt));
            }
        }

        return ListCards.Runs(lines.ToImmutable(), answers.ClockOf(caller));
    }

    // One's own pots only: what others spend is theirs, and what all spend is for operators.
    private async ValueTask<Card> BudgetAsync(Caller caller, CancellationToken ct)
    {
        var lines = ImmutableArray.CreateBuilder<BudgetLine>();
        foreach (BudgetRow empty in reads.Months.Of(caller.Channel, caller.Person, []))
        {
            bool isAll = Pots.ReadMonth(empty.Pot)?.Kind == PotKind.All;
            if (!isAll || reads.People.IsOperator(caller.Person))
            {
                BudgetRow pot = await reads.Budgets.FindAsync(empty.Pot, ct) is { } kept ? kept with { CapMicros = empty.CapMicros } : empty;
                lines.Add(new BudgetLine(PotWords.Of(pot.Pot, reads.People), PotWords.Spent(pot)));
            }
        }

        return ListCards.Budget(lines.ToImmutable(), PotWords.Anew(reads.Months, answers.ClockOf(caller)));
    }

    private string ChannelName(Caller caller) => reads.People.Channel(caller.Channel)?.Name ?? caller.Channel.Channel;

    private static Reply.Shown Private(Card card) => new(card, Private: true);
}
