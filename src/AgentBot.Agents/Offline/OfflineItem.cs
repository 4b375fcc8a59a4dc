using AgentBot.Agents.Offline.Reading;
using AgentBot.Core.Values;

namespace AgentBot.Agents.Offline;

/// <summary>One item of a question as the offline model sees it.</summary>
/// <param name="Row">From 1; 0 where there are no rows.</param>
/// <param name="IsMarked">The reviewer's remark is about it, or about all.</param>
public sealed record OfflineItem(string Key, int Row, Value Input, Value.Record? Previous, bool IsMarked)
{
    /// <summary>What rules may name: the fields of the input, nested ones also by their last name; a bare text as "item" and "text".</summary>
    public Value.Record Fields { get; } = Flat(Input);

    private static Value.Record Flat(Value input)
    {
        var fields = new List<Field>();
        if (input is Value.Record record)
        {
            Collect(record, "", fields);
        }
        else
        {
            fields.Add(new Field("item", input));
            fields.Add(new Field("text", input is Value.List list ? new Value.Text(string.Join('\n', list.Items.Select(PlainValue.Text))) : input));
        }

        return new Value.Record([.. fields]);
    }

    private static void Collect(Value.Record record, string prefix, List<Field> fields)
    {
        foreach (Field field in record.Fields)
        {
            if (field.Value is Value.Record inner)
            {
                Collect(inner, prefix + field.Name + ".", fields);
                continue;
            }

            fields.Add(new Field(prefix + field.Name, field.Value));
            if (prefix.Length > 0 && !record.Fields.IsEmpty && fields.All(other => !Names.Same(other.Name, field.Name)))
            {
                fields.Add(new Field(field.Name, field.Value));
            }
        }
    }
}
