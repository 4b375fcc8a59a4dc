using System.Globalization;
using AgentBot.Core;
using AgentBot.Core.Commands;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using Microsoft.Extensions.DependencyInjection;

namespace AgentBot.Host.Tests.EveryDoor;

/// <summary>One way in, as its real payload takes it.</summary>
/// <param name="Deeds">What it has a payload for.</param>
/// <param name="GoAsync">Sends it and gives back what came as the answer at once.</param>
internal sealed record DoorWay(string Name, Deed[] Deeds, Func<Attempt, Task<string>> GoAsync)
{
    /// <summary>Its answers cannot be told apart where several come at once.</summary>
    public bool IsAlone { get; init; }

    /// <summary>Roles that cannot come this way at all.</summary>
    public Role[] Without { get; init; } = [];
}

/// <summary>Somebody tries something at one question.</summary>
internal sealed record Attempt(Role Role, Deed Deed, RunRow Run, ReviewRow Review)
{
    public string Shown => Review.Artifact.Content.Value[..16];

    /// <summary>As people type it; null for what nobody types.</summary>
    public string? Words => Deed switch
    {
        Deed.Approve => $"approve {Run.Number}",
        Deed.Declassify => $"declassify {Run.Number}",
        Deed.Reject => $"reject {Run.Number} it is wrong",
        Deed.SendBack => $"changes {Run.Number} say it shorter",
        Deed.Withdraw => $"withdraw {Run.Number}",
        Deed.Remind => $"remind {Run.Number}",
        Deed.Delegate => $"delegate {Run.Number} to @dan",
        Deed.TakeBack => $"delegate {Run.Number} back",
        Deed.Cancel => $"cancel {Run.Number}",
        Deed.Look => $"show {Run.Number}",
        _ => null,
    };

    /// <summary>As a button carries it; null for what no button does.</summary>
    public string? Verb => Deed switch
    {
        Deed.Approve => "approve",
        Deed.Declassify => "declassify",
        Deed.Reject => "reject",
        Deed.SendBack => "changes",
        Deed.EditAndSave => "edit-save",
        Deed.EditAndApprove => "edit-approve",
        Deed.Withdraw => "withdraw",
        Deed.Remind => "remind",
        Deed.Delegate => "delegate",
        Deed.Cancel => "cancel",
        Deed.DecideRows => "rows-submit",
        _ => null,
    };
}

/// <summary>A host with people in every role, and the doors that lead into it.</summary>
internal abstract class DoorRig : IAsyncDisposable
{
    /// <summary>Stands in every question, so that an answer that shows it to somebody is seen.</summary>
    public const string Canary = "heron-at-dawn";

    public const string Template = """
        apiVersion: agentbot/v1
        kind: Workflow
        name: door
        title: Door
        summary: Writes a memo and posts it once somebody agrees.
        owner: olga
        inputs:
          text: { type: text, required: true }
        limits: { rounds: 3 }
        steps:
          - id: draft
            action: message.render
            with: { text: "{{ inputs.text }}" }
          - id: decide
            review: { of: draft, reviewers: { group: door-leads, quorum: 1, not: requester }, on_changes: draft }
          - id: post
            publish: { to: thread, content: "{{ steps.decide.artifact }}" }
        """;

    /// <summary>The key of each role in the settings.</summary>
    private static readonly Dictionary<Role, string> Keys = new()
    {
        [Role.Requester] = "ana", [Role.Reviewer] = "ben", [Role.Away] = "ron", [Role.Substitute] = "sue", [Role.GaveAway] = "hanna", [Role.TookOver] = "hal",
        [Role.Removed] = "rex", [Role.Owner] = "olga", [Role.Operator] = "cleo", [Role.Member] = "dan", [Role.Guest] = "gus", [Role.Outsider] = "eve",
    };

    private static readonly string[] OfPeople =
    [
        .. Keys.Where(pair => pair.Key != Role.Guest).SelectMany(pair => new[] { $"--People:{pair.Value}:Name={char.ToUpperInvariant(pair.Value[0])}{pair.Value[1..]} Adeyemi" }),
        "--Groups:door-leads:Members:0=ana", "--Groups:door-leads:Members:1=ben", "--Groups:door-leads:Members:2=ron", "--Groups:door-leads:Members:3=hanna",
    ];

    private int _receipts;

    public abstract IServiceProvider Services { get; }

    public abstract IReadOnlyList<DoorWay> Doors { get; }

    public abstract ChannelKey Channel { get; }

    public static string KeyOf(Role role) => Keys[role];

    /// <summary>People and groups, with an account on a platform where one is given.</summary>
    protected static string[] Settings(string platform, Func<Role, string> accountOf) =>
        [.. OfPeople, .. platform.Length == 0 ? [] : Keys.Where(pair => pair.Key != Role.Guest).Select(pair => $"--People:{pair.Value}:{platform}={accountOf(pair.Key)}")];

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Says it in the channel, as if through a door that is proved elsewhere.</summary>
    public async Task<Reply> SayAsync(string person, string text)
    {
        var caller = new Caller(new PersonKey(person), Channel, "", $"rig|{Channel}|{Interlocked.Increment(ref _receipts).ToString(CultureInfo.InvariantCulture)}");
        return await Get<IConversation>().SayAsync(new CommandRequest(caller, text, [], []), CancellationToken.None);
    }

    /// <summary>A question in which everybody has their role.</summary>
    public async Task<(RunRow Run, ReviewRow Review)> AskAsync(bool handsOver)
    {
        Reply reply = await SayAsync("ana", $"run door text=\"{Canary}\"");
        Assert.True(reply is Reply.Started, reply.ToString());
        RunId id = ((Reply.Started)reply).Run;
        IReadOnlyList<ReviewRow> reviews = [];
        await Slack.SlackHost.UntilAsync(async () => (reviews = await Get<IReviewReader>().OfRunAsync(id, CancellationToken.None)).Count > 0, "nothing was asked");
        RunRow run = (await Get<IRunReader>().FindAsync(id, CancellationToken.None))!;
        if (handsOver)
        {
            Reply handed = await SayAsync("hanna", $"delegate {run.Number} to @hal");
            Assert.True(handed is Reply.Said, handed.ToString());
        }

        return (run, (await Get<IReviewReader>().FindAsync(reviews[0].Id, CancellationToken.None))!);
    }

    public virtual async Task PrepareAsync()
    {
        Reply away = await SayAsync("ron", "away until 2030-01-01 9:00 substitute=@sue");
        Assert.True(away is Reply.Said, away.ToString());
    }

    /// <summary>Everything that somebody did to this question so far; what the host does by itself is left out.</summary>
    public async Task<string> MarksAsync(RunRow run, ReviewRow review)
    {
        IReadOnlyList<DecisionRow> decisions = await Get<IReviewReader>().DecisionsAsync(review.Id, CancellationToken.None);
        var audit = await Get<IAuditStore>().OfRunAsync(run.Id, CancellationToken.None);
        ReviewRow now = (await Get<IReviewReader>().FindAsync(review.Id, CancellationToken.None))!;
        RunRow ran = (await Get<IRunReader>().FindAsync(run.Id, CancellationToken.None))!;
        return string.Join('\n', [
            $"{now.Revision} {now.State} {now.Progress} {ran.Status is RunStatus.Cancelled}",
            .. decisions.Select(decision => $"{decision.Person} {decision.Kind}"),
            .. audit.Where(line => line.Actor != "host").Select(line => $"{line.Actor} {line.Verb}"),
        ]);
    }

    public abstract ValueTask DisposeAsync();
}
