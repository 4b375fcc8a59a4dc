using System.Collections.Immutable;
using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.People;
using AgentBot.Core.Reviews.Records;
using AgentBot.Core.Reviews.Together;
using AgentBot.Core.Storing;

namespace AgentBot.Host.WebConsole;

/// <summary>What one person decided, how fast and how closely: one's own, and of others what the guard allows of a channel.</summary>
public sealed class RecordPage(RecordReader records, WaitingReviews queue, IRunReader runs, ConsoleSettings settings) : IConsolePage
{
    private const int Shown = 50;

    public string Pattern => "console/reviews/record";

    public async ValueTask<PageContent?> BuildAsync(Viewer viewer, PageAddress address, CancellationToken ct)
    {
        Person about = viewer.Directory.Find(new PersonKey(address.Asked("who"))) ?? viewer.Person;
        bool own = viewer.Directory.IsSame(about.Key, viewer.Key);
        ChannelKey[] channels = [.. viewer.Directory.Channels.Select(channel => channel.Key).Where(viewer.MayRead)];
        ChannelKey? at = ConsolePaths.Channel(viewer, address.Asked("in")) ?? channels.FirstOrDefault();
        Result<ReviewerRecord> read = at is { } channel ? await records.ReadAsync(viewer.Key, about.Key, channel, ct) : new Refusal(RefusalKind.Unknown, "There is no channel that you can read.");
        var model = new RecordModel(about, own, own ? "" : at is { } place ? viewer.ChannelName(place) : "", read.Refusal, null, [])
        {
            People = [.. viewer.Directory.People.Values.DistinctBy(person => person.Key).OrderBy(person => person.Name, StringComparer.Ordinal)],
            Channels = [.. channels.Select(key => (Uri.UnescapeDataString(ConsolePaths.Part(key)), viewer.ChannelName(key)))],
            In = at is { } asked ? Uri.UnescapeDataString(ConsolePaths.Part(asked)) : "",
        };
        if (!read.IsRefused)
        {
            QueuePage? open = own ? await queue.PageAsync(about.Key, settings.Workspace, QueueFilter.None, 1, 1, ct) : null;
            model = model with
            {
                Facts = new RecordFacts(own ? "" : about.Name, read.Value, new CardClock(viewer.Person.TimeZone, viewer.Now)) { Channel = model.Channel, Open = open?.Count, Oldest = open?.Oldest },
                Latest = await LatestAsync(read.Value, ct),
            };
        }

        return new PageContent("Reviewer’s record", NavPlace.Reviews, typeof(Record), model, []);
    }

    private async ValueTask<ImmutableArray<LatestDecision>> LatestAsync(ReviewerRecord record, CancellationToken ct)
    {
        var latest = ImmutableArray.CreateBuilder<LatestDecision>();
        foreach (RecordedDecision decision in record.Latest.Take(Shown))
        {
            latest.Add(new LatestDecision(decision, (await runs.FindAsync(decision.Run, ct))?.Number ?? 0));
        }

        return latest.ToImmutable();
    }
}

/// <param name="Own">The reader's own.</param>
/// <param name="Channel">To which it is limited; empty for all.</param>
/// <param name="Facts">Null where it may not be shown.</param>
public sealed record RecordModel(Person About, bool Own, string Channel, Refusal? Refusal, RecordFacts? Facts, ImmutableArray<LatestDecision> Latest)
{
    public ImmutableArray<Person> People { get; init; } = [];

    public ImmutableArray<(string Part, string Name)> Channels { get; init; } = [];

    public string In { get; init; } = "";
}

/// <param name="Run">Its number; 0 for a part of another run.</param>
public sealed record LatestDecision(RecordedDecision Decision, long Run);
