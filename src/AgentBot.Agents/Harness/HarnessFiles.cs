using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using AgentBot.Agents.Prompting;
using AgentBot.Agents.Sandbox;
using AgentBot.Core;
using AgentBot.Core.Agents;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;

namespace AgentBot.Agents.Harness;

/// <summary>What a program finds in its folder: its input, and the files that the input names, and nothing else of the channel.</summary>
public sealed class HarnessFiles(IArtifactReader artifacts)
{
    private const string Folder = "files/";
    private const int LongestName = 80;
    private const int MostFiles = 100;

    public async ValueTask<Result<ImmutableArray<SandboxFile>>> OfAsync(AgentTask task, CancellationToken ct)
    {
        var files = ImmutableArray.CreateBuilder<SandboxFile>();
        files.Add(new SandboxFile(Folder + "input.json", Encoding.UTF8.GetBytes(PlainJson.Of(writer =>
        {
            writer.WriteStartArray();
            foreach (AgentItem item in task.Items)
            {
                PlainJson.Write(writer, item.Input);
            }

            writer.WriteEndArray();
        }))));
        foreach (Value.File file in task.Items.SelectMany(item => FilesIn(item.Input)).Distinct().Take(MostFiles))
        {
            if ((await artifacts.FindAsync(task.Channel, file.Content, ct))?.Bytes is not { } bytes)
            {
                return new Refusal(RefusalKind.Unknown, "The agent was not asked.", $"The file {file.Name} is no longer kept.", "Start it again with the file.");
            }

            files.Add(new SandboxFile(NameOf(file, files.Count), bytes));
        }

        return files.ToImmutable();
    }

    /// <summary>
    /// A number before its name: a file that somebody uploads can then never have a name to which a program gives a meaning
    /// (settings, instructions, a hidden file).
    /// </summary>
    public static string NameOf(Value.File file, int number)
    {
        string plain = new([.. file.Name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' ? letter : '-')]);
        string end = plain.Length > LongestName ? plain[^LongestName..] : plain;
        return string.Create(CultureInfo.InvariantCulture, $"{Folder}{number:00}-{end.TrimStart('.', '-')}");
    }

    private static IEnumerable<Value.File> FilesIn(Value value) => value switch
    {
        Value.File file => [file],
        Value.Record record => record.Fields.SelectMany(field => FilesIn(field.Value)),
        Value.List list => list.Items.SelectMany(FilesIn),
        _ => [],
    };
}
