using System.Text.Json;
using AgentBot.Agents.Running;
using AgentBot.Core;
using AgentBot.Core.Values;

namespace AgentBot.Agents.Tests.Running;

public sealed class FieldReaderTests
{
    public static TheoryData<FieldType, string, Value?> Cases => new()
    {
        { new FieldType.Number(0, 10), "7.5", new Value.Number(7.5m) },
        { new FieldType.Number(0, 10), "11", null },
        { new FieldType.Number(), "\"7\"", null },
        { new FieldType.Money(), """{"amount":12.5,"currency":"EUR"}""", new Value.Money(12.5m, "EUR") },
        { new FieldType.Money(), """{"amount":12.5,"currency":"euro"}""", null },
        { new FieldType.Money(), """{"amount":"12.5","currency":"EUR"}""", null },
        { new FieldType.Money(Min: 0), """{"amount":-1,"currency":"EUR"}""", null },
        { new FieldType.Money(), "12.5", null },
        { new FieldType.Date(), "\"2026-02-28\"", new Value.Date(new DateOnly(2026, 2, 28)) },
        { new FieldType.Date(), "\"2026-02-30\"", null },
        { new FieldType.Date(), "\"28/02/2026\"", null },
        { new FieldType.Month(), "\"2026-02\"", new Value.Month(2026, 2) },
        { new FieldType.Month(), "\"February\"", null },
        { new FieldType.Duration(), "\"PT2H\"", new Value.Duration(TimeSpan.FromHours(2)) },
        { new FieldType.Duration(), "\"2 hours\"", null },
        { new FieldType.Boolean(), "true", new Value.Boolean(true) },
        { new FieldType.Boolean(), "\"yes\"", null },
        { new FieldType.User(), "\"Ana\"", new Value.User(new PersonKey("Ana")) },
        { new FieldType.User(), "\"\"", null },
        { new FieldType.Text(3), "\"abc\"", new Value.Text("abc") },
        { new FieldType.Text(3), "\"abcd\"", null },
        { new FieldType.Text(), "\"a\\u0000b\"", null },
        { new FieldType.File([], [], null), "\"a.csv\"", null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_value_is_read_in_its_own_form_or_not_at_all(FieldType type, string json, Value? expected)
    {
        var reader = new FieldReader();
        Value value = reader.Read(type, JsonDocument.Parse(json).RootElement, "field");
        Assert.Equal(expected is null, reader.Mistakes.Count > 0);
        Assert.Equal(expected ?? Value.Missing.Instance, value);
    }

    [Fact]
    public void A_table_is_read_by_its_columns()
    {
        var type = new FieldType.Table([new Column("task", new FieldType.Text()), new Column("due", new FieldType.Date())], Open: false);
        var reader = new FieldReader();
        var table = (Value.Table)reader.Read(type, JsonDocument.Parse("""[{"task":"a","due":null,"extra":1},{"due":"2026-11-20","task":"b"}]""").RootElement, "actions");
        Assert.Empty(reader.Mistakes);
        Assert.Equal(["actions[1].extra"], reader.Dropped);
        Assert.Equal<Value>([new Value.Text("b"), new Value.Date(new DateOnly(2026, 11, 20))], table.Data.Rows[1]);
        reader.Read(type, JsonDocument.Parse("""[{"task":"a","due":"soon"}]""").RootElement, "actions");
        Assert.Equal("actions[1].due must be a date written yyyy-MM-dd", Assert.Single(reader.Mistakes));
    }
}
