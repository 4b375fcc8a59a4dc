using System.Text;
using AgentBot.Core.Actions;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Values;

namespace AgentBot.Core.Publishing;

/// <summary>Approved content as bytes that other programs read: Markdown for documents, text for messages, CSV for tables, else its JSON.</summary>
public static class PlainContent
{
    public static byte[] Of(ArtifactType type, Value content) => (type, content) switch
    {
        (ArtifactType.Table, Value.Table table) => Encoding.UTF8.GetBytes(CsvText.Write(table.Data)),
        (ArtifactType.Document, Value.Record document) => Encoding.UTF8.GetBytes($"# {ValueText.ForPeople(document["title"])}\n\n{ValueText.ForPeople(document["body"])}\n"),
        (ArtifactType.Message, Value.Record message) => Encoding.UTF8.GetBytes(ValueText.ForPeople(message["text"]) + "\n"),
        (_, Value.Text text) => Encoding.UTF8.GetBytes(text.Content),
        _ => ValueJson.Write(content),
    };
}
