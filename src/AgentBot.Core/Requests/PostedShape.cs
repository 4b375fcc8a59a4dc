using AgentBot.Core.Requests.Forms;
using AgentBot.Core.Reviews.Evidence;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Values;

namespace AgentBot.Core.Requests;

/// <summary>How another program writes one type of artifact.</summary>
/// <param name="Word">As it stands in <c>type</c>.</param>
public sealed record PostedShape(string Word, string Help, Form Form)
{
    private const int MostRows = 2_000;

    /// <summary>Fields of one's own choice.</summary>
    public static Form.Fields Record { get; } = new("Named fields of your choice.", [], new Form.Loose());

    /// <summary>What its points rest on; every type that has fields may have it.</summary>
    public static FormField Evidence { get; } = new(
        EvidenceList.FieldName,
        new Form.ListOf(
            new Form.Fields("One point.",
            [
                new("claim", new Form.Text(1, 2_000), "What is claimed.", Required: true),
                new("source", new Form.Text(0, 2_000), "Where it stands: the name of a source of this request, “row 14 of claims.csv”, or words quoted from one."),
                new("side", new Form.Text(0, 200), "What it speaks for, where there are sides."),
            ]),
            0,
            200),
        "What each point rests on. AgentBot looks it up in the sources of the request and says what it did not find.");

    /// <summary>From what an agent answers: the same fields, written as JSON.</summary>
    public static PostedShape Of(AnswerShape answer) => new(answer.Word, answer.Help, new Form.Fields(
        answer.Help,
        [.. answer.Fields.Select(field => new FormField(field.Name, FormOf(field.Types[0]), field.Help, field.Required)), Evidence],
        answer.IsOpen ? new Form.Loose() : null,
        answer.IsOpen ? 1 : 0));

    public static Form OneOrMany(Form.Fields one, int most) => new Form.OrList(one, new Form.ListOf(one with { Named = [.. one.Named.Where(field => field != Evidence)] }, 1, most));

    private static Form FormOf(FieldType type) => type switch
    {
        FieldType.Money => Form.Money,
        FieldType.Date => Form.Day,
        FieldType.Number => new Form.Number(),
        FieldType.Boolean => new Form.Truth(),
        FieldType.Table => new Form.ListOf(new Form.Fields("One row.", [], new Form.Cell(), 1), 1, MostRows),
        _ => new Form.Text(),
    };
}
