using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core.Cards;
using AgentBot.Core.People;
using AgentBot.Core.Policy;
using AgentBot.Core.Reviews;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Reviews.Digests;
using AgentBot.Core.Reviews.Records;
using AgentBot.Core.Reviews.Together;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;

namespace AgentBot.Core.Commands;

/// <summary>What waits for who asks, what of it can be decided together, and what was decided by whom.</summary>
public sealed class QueueCommands(WaitingReviews queue, BatchHandler batches, BatchReader drawn, RecordReader records, DigestReader digests, QueueAnswers answers)
{
    private const int PageSize = 10;
    private const int MostGroups = 5;
    private const int MostLabels = 8;

    public async ValueTask<Reply> DoAsync(Inbound inbound, Command command, CancellationToken ct)
    {
        Caller caller = inbound.Caller;
        if (Guard.Check(caller.Person, Act.See, new GuardSubject(caller.Channel), answers.People) is { } refusal)
        {
            return new Reply.Refused(refusal);
        }

        return command switch
        {
            Command.Reviews reviews => await ListAsync(caller, reviews, ct),
            Command.Together together => await TogetherAsync(caller, together.Which, ct),
            Command.Digest => new Reply.Shown(DigestCard.Of(await digests.ReadAsync(caller.Person, caller.Workspace, ct)), Private: true),
            Command.Record record => await RecordAsync(caller, record.Who, ct),
            _ => throw new InvalidOperationException($"No rule for {command.GetType().Name}."),
        };
    }

    public ValueTask<Reply> ApproveAsync(Inbound inbound, TogetherRequest request, CancellationToken ct) => batches.ApproveAsync(inbound, request, ct);

    private async ValueTask<Reply> ListAsync(Caller caller, Command.Reviews asked, CancellationToken ct)
    {
        Result<QueueFilter> filter = answers.FilterOf(caller, asked.Of);
        return filter.IsRefused
            ? new Reply.Refused(filter.Refusal!)
            : new Reply.Shown(QueueCard.Of(await FactsAsync(caller.Person, caller.Workspace, filter.Value, asked.Of, asked.Page, PageSize, ct)), Private: true);
    }

    /// <summary>One page of what waits for a person.</summary>
    public async ValueTask<QueueFacts> FactsAsync(PersonKey who, WorkspaceKey workspace, QueueFilter filter, string of, int page, int size, CancellationToken ct)
    {
        QueuePage found = await queue.PageAsync(who, workspace, filter, page, size, ct);
        var lines = ImmutableArray.CreateBuilder<ReviewLine>();
        foreach (ReviewRow review in found.Shown)
        {
            lines.Add(await answers.LineAsync(review, ct));
        }

        return new QueueFacts(answers.ClockOf(who))
        {
            Lines = lines.ToImmutable(),
            Count = found.Count,
            IsMore = found.Count == WaitingReviews.MostCounted,
            Page = found.Page,
            Pages = found.Pages,
            Oldest = found.Oldest,
            Of = of,
            Groups = found.Page == 1 && found.Count > 1 ? await GroupsAsync(who, workspace, filter, ct) : [],
            Workload = await answers.WorkloadAsync(who, workspace, found.Shown, ct),
        };
    }

    private async ValueTask<ImmutableArray<QueueGroup>> GroupsAsync(PersonKey who, WorkspaceKey workspace, QueueFilter filter, CancellationToken ct)
    {
        var groups = ImmutableArray.CreateBuilder<QueueGroup>();
        foreach (AlikeReviews group in await queue.AlikeAsync(who, workspace, MostGroups, ct))
        {
            QueueGroup drawn = await answers.GroupAsync(group, ct);
            if ((filter.Channel is null || group.First.Channel == filter.Channel) && (filter.Template is null || await answers.IsOfAsync(group.First, filter.Template, ct)))
            {
                groups.Add(drawn);
            }
        }

        return groups.ToImmutable();
    }

    private async ValueTask<Reply> TogetherAsync(Caller caller, string which, CancellationToken ct)
    {
        ImmutableArray<QueueGroup> groups = which.Length is > 0 and < 32 || which.Length == 0 ? await GroupsAsync(caller.Person, caller.Workspace, QueueFilter.None, ct) : [];
        if (which.Length == 0)
        {
            return new Reply.Shown(QueueCard.Groups(groups, answers.ClockOf(caller.Person)), Private: true);
        }

        string kin = int.TryParse(which, NumberStyles.None, CultureInfo.InvariantCulture, out int place) && place >= 1 && place <= groups.Length ? groups[place - 1].Kin : which.ToLowerInvariant();
        Result<BatchStanding> offered = await batches.OfferAsync(caller, kin, ct);
        return offered.IsRefused ? new Reply.Refused(offered.Refusal!) : new Reply.Shown(await drawn.OfferedAsync(caller, offered.Value, ct), Private: true);
    }

    private async ValueTask<Reply> RecordAsync(Caller caller, string who, CancellationToken ct)
    {
        Result<PersonKey> about = answers.PersonOf(caller, who);
        if (about.IsRefused)
        {
            return new Reply.Refused(about.Refusal!);
        }

        Result<ReviewerRecord> record = await records.ReadAsync(caller.Person, about.Value, caller.Channel, ct);
        return record.IsRefused ? new Reply.Refused(record.Refusal!) : new Reply.Shown(RecordCard.Of(await RecordAsync(caller, about.Value, record.Value, ct)), Private: true);
    }

    /// <summary>What the record of a person says beside their decisions.</summary>
    public async ValueTask<RecordFacts> RecordAsync(Caller caller, PersonKey about, ReviewerRecord record, CancellationToken ct)
    {
        bool own = answers.People.IsSame(caller.Person, about);
        QueuePage? open = own ? await queue.PageAsync(about, caller.Workspace, QueueFilter.None, 1, 1, ct) : null;
        var labels = ImmutableArray.CreateBuilder<string>();
        foreach (RecordedDecision decision in record.Latest.Take(MostLabels))
        {
            labels.Add(await answers.LabelAsync(decision, ct));
        }

        return new RecordFacts(own ? "" : answers.People.NameOf(about), record, answers.ClockOf(caller.Person))
        {
            Channel = own ? "" : answers.ChannelName(caller.Channel),
            Open = open?.Count,
            Oldest = open?.Oldest,
            Labels = labels.ToImmutable(),
        };
    }
}

/// <summary>Gathers what lists of reviews are drawn from.</summary>
public sealed class QueueAnswers(ITemplateCatalog catalog, AskAnswers answers, WaitingReviews queue, LikenessReader likeness, IRunReader runs, IDirectory directory)
{
    private const int MostOthers = 5;
    private const int MostOfOthers = 200;

    public DirectorySnapshot People => directory.Latest;

    public CardClock ClockOf(PersonKey person) => answers.ClockOf(person);

    public string ChannelName(ChannelKey channel) => People.Channel(channel)?.Name ?? channel.Channel;

    public async ValueTask<ReviewLine> LineAsync(ReviewRow review, CancellationToken ct)
    {
        ReviewLine line = await answers.ReviewLineAsync(review, ct);
        return line with
        {
            Since = review.OpenedAt,
            Risk = await likeness.RiskAsync(review, ct),
            Next = ReviewTimes.NextRung(review) is { } rung ? People.NameOf(rung.Rung.To) : "",
            NextAt = ReviewTimes.NextRung(review)?.At,
        };
    }

    public async ValueTask<QueueGroup> GroupAsync(AlikeReviews group, CancellationToken ct)
    {
        RunRow? run = await runs.FindAsync(group.First.Run, ct);
        string title = run is null ? "" : catalog.Current.Find(run.Template)?.Workflow.Title ?? Wording.Title(run.Template);
        return new QueueGroup(group.Kin, group.Count, title, Reviews.Surfaces.ReviewSurfaces.NounOf(group.First.Artifact.Type), ChannelName(group.First.Channel), group.First.OpenedAt);
    }

    public async ValueTask<bool> IsOfAsync(ReviewRow review, string template, CancellationToken ct) => (await runs.FindAsync(review.Run, ct))?.Template == template;

    public async ValueTask<string> LabelAsync(RecordedDecision decision, CancellationToken ct) =>
        await runs.FindAsync(decision.Run, ct) is { Number: > 0 } run ? run.Number.ToString(CultureInfo.InvariantCulture) : "";

    /// <summary>How much those have before them who could decide some of these too.</summary>
    public async ValueTask<ImmutableArray<string>> WorkloadAsync(PersonKey who, WorkspaceKey workspace, ImmutableArray<ReviewRow> shown, CancellationToken ct)
    {
        DirectorySnapshot people = People;
        PersonKey[] others =
        [
            .. shown.SelectMany(review => DecidingRule.Of(review, people).Now?.Seats ?? []).Select(seat => people.Current(seat.Holder)).Distinct()
                .Where(other => !people.IsSame(other, who)).OrderBy(people.NameOf, StringComparer.Ordinal).Take(MostOthers),
        ];
        var counts = ImmutableArray.CreateBuilder<string>();
        foreach (PersonKey other in others)
        {
            int count = await queue.CountAsync(other, workspace, MostOfOthers, ct);
            counts.Add($"{people.NameOf(other)} {(count == MostOfOthers ? "at least " : "")}{Wording.Number(count)}");
        }

        return counts.ToImmutable();
    }

    /// <summary>What somebody wants to see of all: a template or a channel of this workspace.</summary>
    public Result<QueueFilter> FilterOf(Caller caller, string of)
    {
        if (of.Length == 0)
        {
            return QueueFilter.None;
        }

        string name = of.TrimStart('#');
        ChannelInfo? channel = People.Channels.FirstOrDefault(channel => channel.Key.Workspace == caller.Workspace && (channel.Name.TrimStart('#').Equals(name, StringComparison.OrdinalIgnoreCase) || channel.Key.Channel == name));
        return of[0] != '#' && catalog.Current.Find(name.ToLowerInvariant()) is { } template ? new QueueFilter(template.Name, null)
            : channel is not null ? new QueueFilter(null, channel.Key)
            : new Refusal(
                RefusalKind.Unknown,
                $"Nothing here is called “{CardText.PlainLine(of, 60)}”.",
                NearestWord.Of(name, catalog.Current.Templates.Keys) is { } nearest ? $"Closest: {nearest}." : "",
                "Give the name of a template or of a channel, for example: reviews #finance");
    }

    public Result<PersonKey> PersonOf(Caller caller, string who)
    {
        string name = who.TrimStart('@');
        if (name.Length == 0)
        {
            return caller.Person;
        }

        Person[] found = [.. People.People.Values.Where(person => person.Key.Value.Equals(name, StringComparison.OrdinalIgnoreCase) || person.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).DistinctBy(person => person.Key)];
        return found is [var one] ? one.Key : new Refusal(RefusalKind.Unknown, $"Nobody here is called “{CardText.PlainLine(who, 60)}”.", "", "For example: reviews record @ben");
    }
}
