using AgentBot.Core.People;

namespace AgentBot.Core.Policy;

/// <summary>The part of the guard that is about programs: one may ask where it is let, follow what it asked, hand in the next round and take it back. Everything else is for people.</summary>
internal static class SystemGuard
{
    public static Refusal? Check(AskingSystem system, Act act, GuardSubject subject, DirectorySnapshot directory) => act switch
    {
        Act.Start => directory.Channel(subject.Channel) is { } channel && system.MayAskIn(channel)
            ? null
            : new Refusal(RefusalKind.NotAllowed, "Nothing was asked.", $"{system.Name} may not ask in that channel.", "An operator can add it to the channels of this system in the settings."),
        Act.See or Act.HandIn or Act.Withdraw => (subject.Review?.Requester ?? subject.Run?.Requester) == system.Key
            ? null
            : new Refusal(RefusalKind.NotAllowed, "There is nothing here to see.", $"{system.Name} did not ask for it."),
        _ => new Refusal(RefusalKind.NotAllowed, "Nothing was done.", "A program asks; people decide."),
    };
}
