namespace AgentBot.Core.Schedules.Triggers;

/// <summary>The hooks that the operator has set up for other programs to call.</summary>
public interface IHookNames
{
    /// <summary>Those that schedules of this channel may wait for, in lower case.</summary>
    IReadOnlyCollection<string> Of(ChannelKey channel);
}
