using AgentBot.Core.People;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Values;

/// <summary>
/// Reads the answer to one input as typed or picked by a person, or the default of a template: all field types but files and
/// tables, which are handed over as files.
/// </summary>
public static class InputReader
{
    /// <returns>Missing for an empty answer; a refusal says what is wrong with it and how to write it.</returns>
    public static Result<Value> Read(InputSpec input, string written, DateOnly today, DirectorySnapshot directory, ChannelKey? from = null)
    {
        string text = written.Trim();
        if (text.Length == 0)
        {
            return Value.Missing.Instance;
        }

        if (RelativeDates.TryRead(text, input.Type, today, out Value? relative))
        {
            return relative;
        }

        return input.Type switch
        {
            FieldType.User => User(text, directory),
            FieldType.Channel => Channel(text, directory, from),
            FieldType.File or FieldType.Table => new Refusal(RefusalKind.BadInput, $"“{input.Label}” takes a file.", "", "Attach it to the message, or add it in the form."),
            _ => ValueReader.Read(text, input.Type, LocaleFormats.Unstated),
        };
    }

    /// <summary>Somebody named by the key, as a mention gives it, or by the full name.</summary>
    public static Person? FindPerson(string text, DirectorySnapshot directory)
    {
        string name = text.TrimStart('@');
        return directory.Find(new PersonKey(name.ToLowerInvariant())) ?? directory.Find(new PersonKey(name))
            ?? directory.People.Values.FirstOrDefault(known => string.Equals(known.Name, name, StringComparison.OrdinalIgnoreCase));
    }

    private static Result<Value> User(string text, DirectorySnapshot directory)
    {
        string name = text.TrimStart('@');
        return FindPerson(text, directory) is { } person
            ? new Value.User(person.Key)
            : No(text, "is nobody AgentBot knows", NearestWord.Of(name, directory.People.Keys), "@");
    }

    private static Result<Value> Channel(string text, DirectorySnapshot directory, ChannelKey? from)
    {
        string name = text.TrimStart('#');
        if (text == "here" && from is { } here)
        {
            return new Value.Channel(here);
        }

        ChannelInfo? channel = directory.Channels.FirstOrDefault(known =>
            known.Key.Value == text
            || ((from is null || known.Key.Workspace == from.Value.Workspace) && string.Equals(known.Name, name, StringComparison.OrdinalIgnoreCase)));
        return channel is not null
            ? new Value.Channel(channel.Key)
            : No(text, "is no channel AgentBot is in", NearestWord.Of(name, directory.Channels.Select(known => known.Name)), "#");
    }

    private static Refusal No(string text, string what, string? nearest, string sign) => new(
        RefusalKind.BadInput,
        $"{ValueReader.Quote(text)} {what}.",
        "",
        nearest is null ? "Choose another." : $"Closest: {sign}{nearest}.");
}
