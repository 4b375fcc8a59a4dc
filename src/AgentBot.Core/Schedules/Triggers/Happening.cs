using System.Collections.Immutable;
using AgentBot.Core.Channels;
using AgentBot.Core.Runs;
using AgentBot.Core.Values;

namespace AgentBot.Core.Schedules.Triggers;

/// <summary>
/// Something that happened, once. Its cause is its natural id: whoever tells of it twice, two nodes or a repeated delivery, tells
/// of the same. Everything in it is outside text: data for inputs, and never what chooses a template, a channel or a person.
/// </summary>
/// <param name="Cause">Unique among all that happens.</param>
public abstract record Happening(string Cause, DateTimeOffset At)
{
    /// <summary>Where those listen who want to know of it.</summary>
    public abstract string Address { get; }

    /// <summary>Whose doing it was; nobody where another program did it.</summary>
    public abstract PersonKeys By { get; }

    /// <summary>How many schedules already stand in the line of runs that led to it.</summary>
    public virtual int Chain => 0;

    /// <summary>Whether this is what the trigger waits for. It was told at the address already.</summary>
    public abstract bool Fits(Trigger trigger);

    /// <summary>As it is kept beside the firing.</summary>
    public abstract StoredEvent Store();

    /// <param name="Link">Where it can be read: an address of the platform; empty where there is none.</param>
    /// <param name="Name">Full name of the author, as people read it.</param>
    public sealed record Message(string Cause, DateTimeOffset At, ChannelKey Channel, PersonKey Author, string Name, string Text, ImmutableArray<Value.File> Files, string Link) : Happening(Cause, At)
    {
        public override string Address => EventAddress.Message(Channel);

        public override PersonKeys By => new(Author.Value);

        public override bool Fits(Trigger trigger) => trigger is Trigger.MessageSaid message && message.Contains.IsIn(Text);

        public override StoredEvent Store() => new("message", Text, By, Link, 0, EventData.OfMessage(this));
    }

    /// <summary>One file of a message.</summary>
    public sealed record FileDrop(string Cause, DateTimeOffset At, ChannelKey Channel, PersonKey Author, string Name, string Text, Value.File File, string Link) : Happening(Cause, At)
    {
        public override string Address => EventAddress.File(Channel);

        public override PersonKeys By => new(Author.Value);

        public override bool Fits(Trigger trigger) => trigger is Trigger.FileDropped file && file.Name.IsAllOf(File.Name);

        public override StoredEvent Store() => new("file", File.Name, By, Link, 0, EventData.OfFile(this));
    }

    /// <param name="Name">Full name of who remembered or forgot it.</param>
    public sealed record Fact(DateTimeOffset At, FactRow Row, FactNews News, PersonKey Author, string Name) : Happening($"fact|{Row.Id}|{News}", At)
    {
        public override string Address => EventAddress.Fact(Row.Channel);

        public override PersonKeys By => new(Author.Value);

        public override bool Fits(Trigger trigger) => trigger is Trigger.FactChanged fact && (fact.News == FactNews.Any || fact.News == News) && fact.About.IsIn(Row.Text);

        public override StoredEvent Store() => new("fact", Row.Text, By, "", 0, EventData.OfFact(this));
    }

    /// <param name="Outputs">What the template declares for those who call it, as far as the run has made it.</param>
    /// <param name="Chain"><inheritdoc cref="Happening.Chain"/></param>
    public sealed record RunEnd(RunRow Row, Value.Record Outputs, int Chain) : Happening($"run|{Row.Id}", Row.EndedAt ?? Row.ChangedAt)
    {
        public override string Address => EventAddress.Run(Row.Channel, Row.Template);

        // Who asked for the earlier run, and whose doing began that one.
        public override PersonKeys By => PersonKeys.Of(Row.CausedBy.All.Prepend(Row.Requester));

        public override int Chain { get; } = Chain;

        public override bool Fits(Trigger trigger) => trigger is Trigger.RunEnded run && run.Template == Row.Template && (run.Ending, Row.Status) switch
        {
            (RunEnding.Any, RunStatus.Done or RunStatus.Rejected or RunStatus.Expired or RunStatus.Failed) => true,
            (RunEnding.Done, RunStatus.Done) => true,
            (RunEnding.Rejected, RunStatus.Rejected) => true,
            (RunEnding.Expired, RunStatus.Expired) => true,
            (RunEnding.Failed, RunStatus.Failed) => true,
            _ => false,
        };

        public override StoredEvent Store() => new("run", $"{Row.Template}, run {Row.Number}", By, Row.Number.ToString(System.Globalization.CultureInfo.InvariantCulture), Chain, EventData.OfRun(this));
    }

    /// <param name="Body">What was sent: a record for JSON, else text.</param>
    public sealed record Call(string Cause, DateTimeOffset At, string Hook, Value Body) : Happening(Cause, At)
    {
        public override string Address => EventAddress.Hook(Hook);

        public override PersonKeys By => PersonKeys.None;

        public override bool Fits(Trigger trigger) => trigger is Trigger.HookCalled hook && hook.Hook == Hook;

        public override StoredEvent Store() => new("hook", Hook, By, "", 0, EventData.OfCall(this));
    }
}
