namespace AgentBot.Agents.Prompting;

/// <summary>
/// The named parts every provider gets, each a text of its own with its name under <see cref="Property"/>. A remote model reads
/// them in order between marks; the offline model reads them by name.
/// </summary>
public static class PartNames
{
    /// <summary>The key of a part's name in the additional properties of its text.</summary>
    public const string Property = "part";

    /// <summary>Where the text has an introduction: the part without it.</summary>
    public const string Body = "body";

    /// <summary>On the part <see cref="Output"/>: the declared fields themselves.</summary>
    public const string Fields = "fields";

    /// <summary>On the part <see cref="Note"/>: the marked row numbers; empty where the remark is about all.</summary>
    public const string Marked = "marked";

    /// <summary>The host's own rules: what is data, what form the answer has, what day it is.</summary>
    public const string Rules = "rules";

    public const string Today = "today";
    public const string Instructions = "instructions";
    public const string Output = "output";
    public const string Facts = "facts";
    public const string Lessons = "lessons";
    public const string Previous = "previous";
    public const string Note = "note";
    public const string Input = "input";

    /// <summary>What was wrong with the answer before; only in a repair.</summary>
    public const string Repair = "repair";

    /// <summary>What a tool gave; only in answers to calls.</summary>
    public const string Result = "result";
}
