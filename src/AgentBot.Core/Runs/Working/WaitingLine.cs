using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using AgentBot.Core.Cards;
using AgentBot.Core.Delivery;
using AgentBot.Core.People;
using AgentBot.Core.Reviews;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Runs.Working;

/// <summary>Runs that wait because those whom they will ask have no room: who is told when one begins to wait, and when it goes on.</summary>
public sealed class WaitingLine(ReviewerRoom room, ComingReviews coming, RunAdvancer advancer, IRunReader runs, ClosureCache closures, LineTelling telling)
{
    private const int MostLooked = 500;

    /// <summary>Puts the run in line where its reviewers have no room.</summary>
    /// <returns>True where it waits; the work is then finished.</returns>
    public async ValueTask<bool> HoldAsync(StepContext context, CancellationToken ct)
    {
        if (await room.WhyHoldAsync(context, ct) is not { } why)
        {
            return false;
        }

        await advancer.ApplyAsync(context.Run.Id, new Advance(new RunEvent.HeldBack(why)) { Work = context.Work, Along = await telling.OwnerAsync(context.Run, context.Graph.Spec, why, ct) }, ct);
        return true;
    }

    /// <summary>The run has asked: from now on its question counts by itself.</summary>
    public void Asked(RunId run) => coming.Forget(run);

    /// <summary>Lets those go on for which there is room now, oldest first.</summary>
    /// <returns>How many still wait.</returns>
    public async ValueTask<int> LetGoAsync(CancellationToken ct)
    {
        int left = 0;
        foreach (RunRow run in await runs.HeldAsync(MostLooked, ct))
        {
            (_, WorkflowGraph graph) = await closures.OfAsync(run.TemplateVersion, ct);
            if (await room.WhyAsync(run, graph.Spec, ct) is not null)
            {
                left++;
                continue;
            }

            await advancer.ApplyAsync(run.Id, new Advance(new RunEvent.RoomMade()), ct);
        }

        return left;
    }
}

/// <summary>Tells the owner of a template once a day that runs of it wait; everybody else sees it on the run's own message.</summary>
public sealed class LineTelling(IDirectory directory, IStoreMarks marks, TimeProvider time)
{
    private const int MostOwners = 5;

    public async ValueTask<ImmutableArray<Change>> OwnerAsync(RunRow run, WorkflowSpec workflow, string why, CancellationToken ct)
    {
        DateTimeOffset now = time.GetUtcNow();
        string mark = $"line:{run.Channel}:{run.Template}:{now.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}";
        if (await marks.FindMarkAsync(mark, ct) is not null)
        {
            return [];
        }

        DirectorySnapshot people = directory.Latest;
        string sentence = $"Runs of {workflow.Title} wait in line: {why} They begin by themselves when some are decided.";
        var card = new Card
        {
            FallbackText = CardText.PlainLine(sentence, 500),
            Body = [new CardElement.TextBlock(CardText.Line(sentence, 500))],
        };
        return
        [
            new Change.PutMark(mark, JsonSerializer.Serialize(card, StoreJson.Default.Card)),
            .. QuestionPlaces.Directly(people.Resolve(workflow.Owner).Take(MostOwners), run, people).Select(chat => new Change.WantView(Conversations.InChannel(chat), Purposes.Notice(mark), now)),
        ];
    }
}
