using System.Globalization;
using System.Text.Json;
using AgentBot.Core.Cards;
using AgentBot.Core.Delivery;
using AgentBot.Core.People;
using AgentBot.Core.Reviews.Together;
using AgentBot.Core.Schedules;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Reviews.Digests;

/// <summary>
/// Tells people on their working days, at the time that the settings name, what needs them: in their chat with AgentBot, once a
/// day, and only those whom something needs. Where the console is the only platform nobody is told; the command shows the same.
/// </summary>
public sealed class DigestTeller(DigestReader digests, IDirectory directory, IStoreMarks marks, ICommitter committer, ReviewSettings settings, WorkingTime working, TimeProvider time)
{
    private const string Console = "console";

    /// <summary>A host that begins later than this after the time tells that day nothing any more.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromHours(3);

    /// <summary>Whom this process has looked at on which day, so that it asks the store once a day for each.</summary>
    private readonly Dictionary<string, DateOnly> _looked = new(StringComparer.Ordinal);

    public async ValueTask TellAsync(CancellationToken ct)
    {
        if (settings.DigestAt is not { } at)
        {
            return;
        }

        DirectorySnapshot people = directory.Latest;
        ChannelKey[] workspaces = [.. people.Channels.Select(channel => channel.Key).Where(channel => channel.Platform != Console).DistinctBy(channel => (channel.Platform, channel.Workspace))];
        foreach (Person person in people.People.Values.DistinctBy(person => person.Key))
        {
            if (DueDay(person, at) is not { } day || people.AbsenceOf(person.Key) is not null)
            {
                continue;
            }

            foreach (ChannelKey place in workspaces.Where(place => person.Accounts.ContainsKey(place.Platform)))
            {
                await TellAsync(person, place, day, at, ct);
            }
        }
    }

    private async ValueTask TellAsync(Person person, ChannelKey place, DateOnly day, TimeOnly at, CancellationToken ct)
    {
        string of = $"{place.Platform}/{place.Workspace}:{person.Key}";
        if (_looked.TryGetValue(of, out DateOnly looked) && looked == day)
        {
            return;
        }

        string mark = string.Create(CultureInfo.InvariantCulture, $"digest:{of}:{day:yyyyMMdd}");
        if (await marks.FindMarkAsync(mark, ct) is null)
        {
            DigestFacts facts = await digests.ReadAsync(person.Key, place.Workspace, ct) with { DailyAt = at.ToString("HH:mm", CultureInfo.InvariantCulture) };
            if (!facts.IsEmpty)
            {
                await KeepAsync(mark, QuestionPlaces.ChatOf(person, place, directory.Latest), DigestCard.Of(facts), place.Workspace, ct);
            }
        }

        _looked[of] = day;
    }

    private async ValueTask KeepAsync(string mark, ChannelKey chat, Card card, WorkspaceKey workspace, CancellationToken ct) => await committer.CommitAsync(
        new Commit
        {
            Workspace = workspace,
            Changes =
            [
                new Change.PutMark(mark, JsonSerializer.Serialize(card, StoreJson.Default.Card)),
                new Change.WantView(Conversations.InChannel(chat), Purposes.Notice(mark), time.GetUtcNow()),
            ],
        },
        ct);

    /// <summary>The day of a person whose time has come; null where it has not, is long past, or the day is none of work.</summary>
    private DateOnly? DueDay(Person person, TimeOnly at)
    {
        TimeZoneInfo zone = TimeZoneInfo.TryFindSystemTimeZoneById(person.TimeZone, out TimeZoneInfo? found) ? found : TimeZoneInfo.Utc;
        DateTimeOffset now = time.GetUtcNow();
        DateTime local = TimeZoneInfo.ConvertTime(now, zone).DateTime;
        var day = DateOnly.FromDateTime(local);
        TimeSpan past = local - day.ToDateTime(at);
        if (past < TimeSpan.Zero || past > Late)
        {
            return null;
        }

        // A day on which no working time follows is none.
        return working.Add(person.Works ?? WorkingHours.Usual(person.TimeZone), now - past, TimeSpan.FromMinutes(1))
            .Match<DateOnly?>(next => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(next, zone).DateTime) == day ? day : null, _ => null);
    }
}
