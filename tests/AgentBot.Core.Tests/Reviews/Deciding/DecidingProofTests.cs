using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Templates.Spec;
using AgentBot.Testing;

namespace AgentBot.Core.Tests.Reviews.Deciding;

/// <summary>
/// Random histories of clicks, from every account of everybody, with edits and rejections between them, against a judge that knows
/// nothing of rows, seats or keys: it counts names on lists.
/// </summary>
public sealed class DecidingProofTests
{
    private static readonly string[] Humans = ["ana", "ben", "cleo", "dan", "eva", "fay"];

    [Fact]
    public void No_history_of_clicks_closes_a_question_that_the_judge_leaves_open_or_the_other_way_round()
    {
        Random random = Proof.Random();
        int closed = 0, refused = 0;
        for (int history = 0; history < Proof.Size(1_000) * 5; history++)
        {
            var people = new Deciders(Humans.Select(name => Deciders.Somebody(name) with
            {
                Accounts = System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add("slack", "U" + name).Add("teams", "T" + name),
            }));
            (StageSpec[] stages, ReviewPolicySpec policy) = Policy(random);
            string requester = Humans[random.Next(Humans.Length)];
            var judge = new Judge(stages, policy.NotRequester ? requester : null, policy.NotEditor == true);
            ReviewRow review = people.Ask(policy, Account(random, requester));
            for (int click = 0; click < 14 && judge.IsOpen; click++)
            {
                string human = Humans[random.Next(Humans.Length)];
                string account = Account(random, human);
                var who = new PersonKey(account);
                Standing before = people.Standing(review);
                switch (random.Next(12))
                {
                    case 0:
                        // Who may edit is another rule; here somebody of the question has.
                        judge.Edit(human);
                        review = people.Ask(policy, requester, ReviewProgress.Nothing with { Editor = who });
                        break;
                    case 1:
                        Assert.Equal(judge.Reject(human), DecidingRule.MayReject(who, review, before, people.People));
                        break;
                    default:
                        bool counts = judge.Approve(human);
                        Assert.Equal(counts, DecidingRule.WhyNot(who, review, before, people.People) is null);
                        Counted? counted = people.Counting.Count(review, who, consents: false, people.People);
                        Assert.Equal(counts, counted is not null);
                        review = counted?.Row ?? review;
                        refused += counts ? 0 : 1;
                        break;
                }

                Standing standing = people.Standing(review);
                Assert.True(judge.At == standing.At && judge.IsApproved == standing.IsComplete, $"history {history}, seed {Proof.Seed}: the judge is at {judge.At}, the rule at {standing.At}.");
            }

            closed += judge.IsApproved ? 1 : 0;
        }

        Assert.True(closed > 50 && refused > 50, $"{closed} closed, {refused} refused: the histories say too little.");
    }

    private static (StageSpec[] Stages, ReviewPolicySpec Policy) Policy(Random random)
    {
        StageSpec[] stages = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Some(random))];
        var policy = new ReviewPolicySpec { NotRequester = random.Next(3) > 0, NotEditor = random.Next(2) == 0 ? true : null };
        return stages.Length == 1
            ? (stages, policy with { Reviewers = stages[0].Reviewers, Quorum = stages[0].Quorum, All = stages[0].All })
            : (stages, policy with { Sequence = [.. stages] });
    }

    private static StageSpec Some(Random random)
    {
        string[] names = [.. Humans.OrderBy(_ => random.Next()).Take(random.Next(1, 5))];
        return random.Next(4) == 0 ? Deciders.All(names) : Deciders.Stage(random.Next(1, names.Length + 1), names);
    }

    private static string Account(Random random, string human) => random.Next(3) switch
    {
        0 => $"slack:U{human}",
        1 => $"teams:T{human}",
        _ => human,
    };

    private sealed class Judge(StageSpec[] stages, string? requester, bool notEditor)
    {
        private readonly HashSet<string> _said = [];
        private int _here;
        private string? _editor;
        private bool _rejected;

        public int At { get; private set; }

        public bool IsApproved => At == stages.Length;

        public bool IsOpen => !IsApproved && !_rejected;

        public bool Approve(string human)
        {
            if (!May(At).Contains(human) || _said.Contains(human) || WouldLeaveTooFew(human))
            {
                return false;
            }

            _said.Add(human);
            if (++_here >= Needed(At))
            {
                (At, _here) = (At + 1, 0);
            }

            return true;
        }

        public bool Reject(string human) => _rejected = Enumerable.Range(0, At + 1).Any(stage => May(stage).Contains(human));

        public void Edit(string human)
        {
            (At, _here, _editor) = (0, 0, human);
            _said.Clear();
        }

        private string[] May(int stage) => [.. stages[stage].Reviewers.Select(principal => principal.Name).Where(name => name != requester && !(notEditor && name == _editor))];

        private int Needed(int stage) => Math.Max(1, stages[stage].IsAll ? May(stage).Length : stages[stage].Quorum);

        private bool WouldLeaveTooFew(string human) => Enumerable.Range(At + 1, stages.Length - At - 1).Any(later =>
            May(later).Contains(human) && May(later).Count(name => name != human && !_said.Contains(name)) < Needed(later));
    }
}
