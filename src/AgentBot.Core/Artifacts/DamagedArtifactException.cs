namespace AgentBot.Core.Artifacts;

/// <summary>Stored bytes are not the ones that were kept. They must not be shown, sent or handed on; a person has to look.</summary>
public sealed class DamagedArtifactException : Exception
{
    public DamagedArtifactException(ChannelKey channel, Digest content, string message)
        : base(message) => (Channel, Content) = (channel, content);

    public ChannelKey Channel { get; }

    public Digest Content { get; }
}
