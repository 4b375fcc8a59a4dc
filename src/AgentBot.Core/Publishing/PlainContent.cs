using System.Text;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Values;

namespace AgentBot.Core.Publishing;

/// <summary>Approved content as bytes that other programs read: what its type says where it has a form for them, else its JSON.</summary>
public static class PlainContent
{
    public static byte[] Of(ArtifactType type, Value content) => content is Value.Text text ? Encoding.UTF8.GetBytes(text.Content)
        : ReviewSurfaces.For(type, content) is { IsReadByPrograms: true } kind ? kind.Plain(content).Bytes
        : ValueJson.Write(content);
}
