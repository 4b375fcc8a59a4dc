using AgentBot.Core;
using AgentBot.Core.Tools;

namespace AgentBot.Storage.Rows;

internal static class ToolPinRows
{
    public static readonly Table Pins = new("tool_pins", "tool", "pin, kind, title, description, arguments, source, agreed_by, agreed_at");

    public static void Write(IParameters to, ToolPin row)
    {
        to.Text(row.Tool);
        to.Key(row.Pin);
        to.Word(row.Kind);
        to.Text(row.Title);
        to.Text(row.Description);
        to.Text(row.Arguments);
        to.Text(row.Source);
        to.Key(row.AgreedBy);
        to.Time(row.AgreedAt);
    }

    public static ToolPin Read(IFields from) => new()
    {
        Tool = from.Text(),
        Pin = from.Key<Digest>(),
        Kind = from.Word<ToolKind>(),
        Title = from.Text(),
        Description = from.Text(),
        Arguments = from.Text(),
        Source = from.Text(),
        AgreedBy = from.Key<PersonKey>(),
        AgreedAt = from.Time(),
    };
}
