using System.Text.Json.Serialization;

namespace AgentBot.Core.Schedules.Triggers;

/// <summary>
/// What has to happen for a schedule to start a run, where it waits for no time. It is chosen by a person and is a literal: nothing
/// that happens can change what it waits for. Two triggers are equal when they say the same; the stored form is
/// <see cref="TriggerText"/>, the words are <see cref="TriggerWords"/>.
/// <para>
/// All but a call happen in the schedule's own channel: what a channel knows starts nothing in another one.
/// </para>
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "on")]
[JsonDerivedType(typeof(MessageSaid), "message")]
[JsonDerivedType(typeof(FileDropped), "file")]
[JsonDerivedType(typeof(FactChanged), "fact")]
[JsonDerivedType(typeof(RunEnded), "run")]
[JsonDerivedType(typeof(HookCalled), "hook")]
public abstract record Trigger
{
    private Trigger()
    {
    }

    /// <summary>A person writes something in the channel that is no command.</summary>
    /// <param name="Contains">What must stand in it; <see cref="WildText.Any"/> for every message.</param>
    public sealed record MessageSaid(WildText Contains) : Trigger;

    /// <summary>A person hands over a file in the channel without a command. A message with three files is three events.</summary>
    /// <param name="Name">What the whole name must look like; <see cref="WildText.Any"/> for every file.</param>
    public sealed record FileDropped(WildText Name) : Trigger;

    /// <summary>The channel learns a fact or forgets one.</summary>
    /// <param name="About">What must stand in it; <see cref="WildText.Any"/> for every fact.</param>
    public sealed record FactChanged(WildText About, FactNews News) : Trigger;

    /// <summary>A run that somebody or something started in the channel has ended; not one that is a part of another run.</summary>
    public sealed record RunEnded(string Template, RunEnding Ending) : Trigger;

    /// <summary>Another program calls a hook that the operator has set up.</summary>
    /// <param name="Hook">Its name in the settings.</param>
    public sealed record HookCalled(string Hook) : Trigger;

    public TOut Match<TOut>(
        Func<MessageSaid, TOut> message, Func<FileDropped, TOut> file, Func<FactChanged, TOut> fact, Func<RunEnded, TOut> run, Func<HookCalled, TOut> hook) => this switch
        {
            MessageSaid one => message(one),
            FileDropped one => file(one),
            FactChanged one => fact(one),
            RunEnded one => run(one),
            HookCalled one => hook(one),
            _ => throw new InvalidOperationException($"No trigger is called {GetType().Name}."),
        };

    /// <summary>Where a schedule of this channel listens: whatever happens is told to those who listen at its address, and to nobody else.</summary>
    public string Address(ChannelKey channel) => Match(
        _ => EventAddress.Message(channel),
        _ => EventAddress.File(channel),
        _ => EventAddress.Fact(channel),
        run => EventAddress.Run(channel, run.Template),
        hook => EventAddress.Hook(hook.Hook));
}

/// <summary>Where events of each kind are heard.</summary>
public static class EventAddress
{
    public static string Message(ChannelKey channel) => $"message|{channel}";

    public static string File(ChannelKey channel) => $"file|{channel}";

    public static string Fact(ChannelKey channel) => $"fact|{channel}";

    public static string Run(ChannelKey channel, string template) => $"run|{channel}|{template}";

    public static string Hook(string name) => $"hook|{name}";
}

/// <summary>What becomes of a fact.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FactNews>))]
public enum FactNews
{
    /// <summary>Either of the others.</summary>
    Any,
    Remembered,
    Forgotten,
}

/// <summary>How a run must have ended. One that a person stopped is none of them: they wanted no more of it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RunEnding>))]
public enum RunEnding
{
    /// <summary>Any of the others.</summary>
    Any,
    Done,
    Rejected,

    /// <summary>Nobody decided in time.</summary>
    Expired,
    Failed,
}
