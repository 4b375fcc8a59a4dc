namespace AgentBot.Core.People;

/// <summary>
/// Who asks for a drill: AgentBot, in the name of whoever asked for the review that it repeats. No person and no program has such
/// a key, so what it asks for is never anybody's own request, and everything that must treat drills apart knows them by it.
/// </summary>
public static class DrillKey
{
    /// <summary>First part of every such key; the store knows it too.</summary>
    public const string Prefix = "drill:";

    public static PersonKey Of(PersonKey requester) => new(Prefix + requester.Value);

    public static bool Is(PersonKey key) => key.Value?.StartsWith(Prefix, StringComparison.Ordinal) == true;

    /// <summary>Whose request is repeated; the key itself where it is no drill's.</summary>
    public static PersonKey Behind(PersonKey key) => Is(key) ? new PersonKey(key.Value[Prefix.Length..]) : key;
}
