using System.Collections.Immutable;
using AgentBot.Core.Cards;
using AgentBot.Core.Delivery;
using AgentBot.Core.People;
using AgentBot.Core.Reviews;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Budgets;

/// <summary>
/// Says once that most of a month's money is spent: of a channel in the channel, of anybody and anything else to operators in their
/// chat with AgentBot, since it concerns nobody besides.
/// </summary>
public sealed class SpendNotices(IBudgetReader budgets, IDirectory directory, MonthPots months, ICommitter committer, TimeProvider time)
{
    private const int MostAtOnce = 20;

    public async ValueTask TellAsync(CancellationToken ct)
    {
        IReadOnlyList<BudgetRow> pots;
        do
        {
            pots = await budgets.NearlySpentAsync(MostAtOnce, ct);
            foreach (BudgetRow pot in pots)
            {
                await TellAsync(pot, ct);
            }
        }
        while (pots.Count == MostAtOnce);
    }

    private async ValueTask TellAsync(BudgetRow pot, CancellationToken ct)
    {
        string mark = $"budget:{pot.Pot}";
        string name = CardParts.FirstUpper(PotWords.Of(pot.Pot, directory.Latest));
        string anew = PotWords.Anew(months, new CardClock(months.TimeZone, time.GetUtcNow()));
        string sentence = $"{name} has spent {PotWords.Spent(pot)}. A run pauses and asks before it passes that; it begins anew on {anew}.";

        // Of a month that is over nobody need hear.
        bool isNow = Pots.ReadMonth(pot.Pot) is { Month: var month } && month == months.Month;
        ImmutableArray<Change> said = isNow
            ? [new Change.PutMark(mark, sentence), .. Places(pot).Select(place => new Change.WantView(Conversations.InChannel(place), Purposes.Notice(mark), time.GetUtcNow()))]
            : [];
        await committer.CommitAsync(new Commit { Workspace = pot.Workspace, Changes = [new Change.WarnOfBudget(pot.Pot), .. said] }, ct);
    }

    private IEnumerable<ChannelKey> Places(BudgetRow pot)
    {
        if (Pots.ReadMonth(pot.Pot) is (PotKind.Channel, var channel, _))
        {
            return [new ChannelKey(channel)];
        }

        DirectorySnapshot people = directory.Latest;
        ChannelKey? there = people.Channels.Select(info => info.Key).Where(key => key.Workspace == pot.Workspace).Cast<ChannelKey?>().FirstOrDefault();
        return there is { } from ? people.Operators.Select(people.Find).OfType<Person>().Select(person => QuestionPlaces.ChatOf(person, from, people)).Distinct() : [];
    }
}
