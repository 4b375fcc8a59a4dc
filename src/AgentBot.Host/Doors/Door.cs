namespace AgentBot.Host.Doors;

/// <summary>Who may come through a route. A route without one is answered as if it did not exist, and fails a test.</summary>
public enum Door
{
    /// <summary>Everybody: says only whether AgentBot works.</summary>
    PublicHealth,

    /// <summary>Style and script: the same bytes for everybody.</summary>
    PublicAsset,

    /// <summary>Everybody who holds the key, on the console's listener: signing in.</summary>
    ConsoleEntry,

    /// <summary>A signed-in person on the console's listener.</summary>
    ConsoleSession,

    /// <summary>A chat platform, or a program that calls a hook, which proves itself by a signature or a token.</summary>
    PlatformIngress,

    /// <summary>Whoever holds an address that AgentBot signed for one person, one thing and a few minutes.</summary>
    SignedLink,

    /// <summary>A program that asks people for reviews, which proves itself by a token.</summary>
    AskingProgram,

    /// <summary>The command line of the account that runs AgentBot, through the socket in the data directory.</summary>
    LocalSocket,
}

/// <summary>What a route says of itself.</summary>
public sealed record DoorMetadata(Door Door);

/// <summary>Which listener a connection came in by.</summary>
public sealed record ListenerFeature(bool IsLocalSocket);

public static class DoorConventions
{
    /// <summary>Classifies a route or a whole group of routes.</summary>
    public static TBuilder Through<TBuilder>(this TBuilder builder, Door door)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(new DoorMetadata(door)));
        return builder;
    }
}
