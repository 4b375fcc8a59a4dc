using AgentBot.Core.Values;

namespace AgentBot.Core.Reviews.Drills;

/// <summary>What was changed in the copy that a drill shows.</summary>
/// <param name="Place">As a sentence names it: "the amount in row 14", "the address of a recipient".</param>
/// <param name="Row">Key of the row; empty for what has no rows.</param>
/// <param name="Field">Column or field.</param>
/// <param name="Was">As people read it.</param>
/// <param name="Is">What was shown instead.</param>
public sealed record PlantedMistake(string Place, string Row, string Field, string Was, string Is)
{
    public string Write() => ValueJson.WriteText(new Value.Record(
    [
        new Field("place", new Value.Text(Place)), new Field("row", new Value.Text(Row)), new Field("field", new Value.Text(Field)),
        new Field("was", new Value.Text(Was)), new Field("is", new Value.Text(Is)),
    ]));

    /// <exception cref="FormatException">It is not what <see cref="Write"/> wrote.</exception>
    public static PlantedMistake Read(string json)
    {
        var record = ValueJson.Read(System.Text.Encoding.UTF8.GetBytes(json)) as Value.Record ?? throw new FormatException("This is no planted mistake.");
        string Of(string name) => record[name] is Value.Text text ? text.Content : throw new FormatException("This is no planted mistake.");
        return new PlantedMistake(Of("place"), Of("row"), Of("field"), Of("was"), Of("is"));
    }
}

/// <summary>A copy with one mistake in it.</summary>
public sealed record PlantedCopy(Value Content, PlantedMistake Mistake);
