using AgentBot.Chat.Teams.Calling;
using AgentBot.Chat.Teams.Drawing;
using AgentBot.Core;

namespace AgentBot.Chat.Teams.Progress;

/// <summary>
/// Lines that say in a one-to-one chat how far a run is, as a stream: shown while it lasts, ended by one message. A chat has one
/// stream at a time, two minutes long at most; where Teams takes none, "is typing" stands for it, and the run's card tells the same.
/// Called by one worker, one call after the other. Teams: "Stream bot messages".
/// </summary>
public sealed class ProgressStreams(TeamsConnector connector, TimeProvider time)
{
    /// <summary>Teams asks to gather for 1.5 to 2 seconds.</summary>
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);

    /// <summary>Before Teams ends it after two minutes with an error.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(100);

    /// <summary>Teams shows "is typing" for some seconds.</summary>
    private static readonly TimeSpan BetweenTyping = TimeSpan.FromSeconds(6);

    private static readonly TimeSpan LongestTyping = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan AfterRefusal = TimeSpan.FromHours(1);

    private const int MostRemembered = 1_000;
    private const string SeeCard = "Its card shows how it goes on.";

    private readonly Dictionary<string, Open> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _refusedUntil = new(StringComparer.Ordinal);

    /// <summary>Shows the line where there is something new to show and Teams is ready for it.</summary>
    /// <returns>False where nothing more is shown of this run.</returns>
    public async ValueTask<bool> TellAsync(TeamsPlace place, RunId run, string line, CancellationToken ct)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (!_open.TryGetValue(place.Conversation, out Open? open))
        {
            open = _open[place.Conversation] = new Open(run, place, now) { IsTyping = IsRefused(place.Conversation, now) };
        }
        else if (open.Run != run)
        {
            // Another run is being told of here; this one has its card.
            return true;
        }

        if (open.IsOver)
        {
            return false;
        }

        if (open.IsTyping)
        {
            return await TypeAsync(open, now, ct);
        }

        if (now - open.Since >= Longest)
        {
            await EndAsync(open, $"{line} {SeeCard}", ct);
            return false;
        }

        if (open.Shown == line || now - open.At < Between)
        {
            return true;
        }

        TeamsResult<string> told = await connector.SignalAsync(place, TeamsActivity.Informs(line, open.Sequence + 1, open.Id), ct);
        switch (told.Answer)
        {
            case TeamsAnswer.Ok:
                (open.Sequence, open.Shown, open.At) = (open.Sequence + 1, line, now);
                open.Id = open.Id.Length > 0 ? open.Id : told.Value ?? "";
                // Without a name the stream could be neither continued nor ended.
                open.IsOver = open.Id.Length == 0;
                return !open.IsOver;
            case TeamsAnswer.Refused when open.Id.Length == 0:
                Refuse(place.Conversation, now);
                open.IsTyping = true;
                return await TypeAsync(open, now, ct);
            case TeamsAnswer.Refused:
                // The person has stopped it, or Teams has ended it.
                open.IsOver = true;
                return false;
            case TeamsAnswer.Unclear:
                // It may have been counted there; numbers must rise, not follow one another.
                (open.Sequence, open.At) = (open.Sequence + 1, now);
                return true;
            default:
                open.At = now;
                return true;
        }
    }

    /// <summary>The run waits for people or has ended.</summary>
    public async ValueTask EndAsync(RunId run, string line, CancellationToken ct)
    {
        if (_open.Values.FirstOrDefault(open => open.Run == run) is { } mine)
        {
            await EndAsync(mine, line, ct);
            _open.Remove(mine.Place.Conversation);
        }
    }

    /// <summary>Nothing more is known of the run: its line stays as it was last shown, and the chat is free for the next run.</summary>
    public async ValueTask LeaveAsync(RunId run, CancellationToken ct)
    {
        if (_open.Values.FirstOrDefault(open => open.Run == run) is { } mine)
        {
            await EndAsync(run, $"{mine.Shown} {SeeCard}", ct);
        }
    }

    private async ValueTask EndAsync(Open open, string line, CancellationToken ct)
    {
        if (open.IsOver || open.Id.Length == 0)
        {
            return;
        }

        open.IsOver = true;
        TeamsResult<string> ended = await connector.SignalAsync(open.Place, TeamsActivity.EndsStream(line, open.Id), ct);
        if (ended.Answer is TeamsAnswer.Refused { Message: var why } && why.Contains("exceeded streaming time", StringComparison.OrdinalIgnoreCase))
        {
            // What was streamed stays as a message then, and is put right as one.
            await connector.UpdateAsync(open.Place, open.Id, TeamsActivity.Of(line), isTargeted: false, ct);
        }
    }

    private async ValueTask<bool> TypeAsync(Open open, DateTimeOffset now, CancellationToken ct)
    {
        if (now - open.Since >= LongestTyping)
        {
            open.IsOver = true;
            return false;
        }

        if (open.Sequence == 0 || now - open.At >= BetweenTyping)
        {
            (open.Sequence, open.At) = (1, now);
            await connector.SignalAsync(open.Place, TeamsActivity.Typing(), ct);
        }

        return true;
    }

    private bool IsRefused(string conversation, DateTimeOffset now) => _refusedUntil.TryGetValue(conversation, out DateTimeOffset until) && now < until;

    private void Refuse(string conversation, DateTimeOffset now)
    {
        if (_refusedUntil.Count >= MostRemembered)
        {
            _refusedUntil.Clear();
        }

        _refusedUntil[conversation] = now + AfterRefusal;
    }

    /// <summary>What is shown in one chat.</summary>
    private sealed class Open(RunId run, TeamsPlace place, DateTimeOffset since)
    {
        public RunId Run => run;

        public TeamsPlace Place => place;

        public DateTimeOffset Since => since;

        /// <summary>The stream's name; empty before Teams has given it one.</summary>
        public string Id { get; set; } = "";

        public int Sequence { get; set; }

        public string Shown { get; set; } = "";

        public DateTimeOffset At { get; set; }

        /// <summary>Only "is typing" can be shown.</summary>
        public bool IsTyping { get; set; }

        public bool IsOver { get; set; }
    }
}
