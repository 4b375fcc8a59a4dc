using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using AgentBot.Core.Commands;
using AgentBot.Core.Schedules.Triggers;

namespace AgentBot.Core.Schedules;

/// <summary>When and how a schedule fires and with which inputs, as its owner confirmed it. Changed as a whole.</summary>
public sealed record ScheduleTerms
{
    /// <summary>The times at which it fires; null where it waits for something that happens.</summary>
    public ScheduleRule? Rule { get; init; }

    /// <summary>What has to happen for it to fire; null where it has times. One of the two is always there.</summary>
    public Trigger? Trigger { get; init; }

    /// <summary>The words that were typed for it, shown back beside what they were understood to mean.</summary>
    public required string Said { get; init; }

    /// <summary>The inputs in their own writing, read anew at each firing: "last-month" is another month each time.</summary>
    public required GivenAnswers Inputs { get; init; }

    /// <summary>For a trigger: what inputs take from the event, as writings such as <c>{{ event.text }}</c>, by the input's name.</summary>
    public ImmutableSortedDictionary<string, string> FromEvent { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>For a trigger: the most runs it starts within an hour.</summary>
    public int MostAnHour { get; init; } = 60;

    /// <summary>What the template asked for and where it posted when this was confirmed: <see cref="TemplateShape"/>.</summary>
    public required Digest Shape { get; init; }

    public CatchUp CatchUp { get; init; } = CatchUp.Once;

    /// <summary>For <see cref="CatchUp.All"/>: at most so many of the missed ones, the latest.</summary>
    public int MostCaughtUp { get; init; } = 24;

    public Overlap Overlap { get; init; } = Overlap.Skip;

    /// <summary>The longest that a start may be put off where many schedules are due at once; zero for punctual.</summary>
    public TimeSpan Spread { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>A firing that begins later than this after its time counts as missed.</summary>
    public TimeSpan StartWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The rule says when the result must be out: the run begins early enough for the work and its reviewer.</summary>
    public bool MustBeOut { get; init; }

    public static ScheduleTerms Read(string json) => JsonSerializer.Deserialize(json, StoreJson.Default.ScheduleTerms)!;

    public string Write() => JsonSerializer.Serialize(this, StoreJson.Default.ScheduleTerms);
}

/// <summary>What becomes of times that were missed because AgentBot was not there.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CatchUp>))]
public enum CatchUp
{
    /// <summary>They are left out.</summary>
    Skip,

    /// <summary>One run stands for all of them.</summary>
    Once,

    /// <summary>Each is made up for, one after the other, as far as <see cref="ScheduleTerms.MostCaughtUp"/> goes.</summary>
    All,
}

/// <summary>What becomes of a firing while the run before it is still going on.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Overlap>))]
public enum Overlap
{
    Skip,

    /// <summary>It starts when that run has ended.</summary>
    Queue,

    /// <summary>That run is stopped.</summary>
    CancelOld,

    /// <summary>It starts beside that run.</summary>
    Together,
}
