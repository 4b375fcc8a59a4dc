using AgentBot.Core.Tools;

namespace AgentBot.Core.Tests.Tools;

public sealed class ArgumentSchemaTests
{
    [Theory]
    [InlineData("""{"type":"object","properties":{"id":{"type":"integer"}}}""", """{"id":4711}""", "")]
    [InlineData("""{"type":"object","properties":{"id":{"type":"integer"}}}""", """{"id":4711.5}""", "id: must be a whole number")]
    [InlineData("""{"type":"object","required":["id"]}""", "{}", "id: is missing")]
    [InlineData("""{"type":"object","properties":{"a":{}},"additionalProperties":false}""", """{"b":1}""", "b: is no argument of this tool")]
    [InlineData("""{"properties":{"a":{"enum":["x","y"]}}}""", """{"a":"z"}""", "a: must be one of \"x\", \"y\"")]
    [InlineData("""{"properties":{"a":{"const":1}}}""", """{"a":2}""", "a: must be 1")]
    [InlineData("""{"properties":{"a":{"type":["string","null"]}}}""", """{"a":null}""", "")]
    [InlineData("""{"properties":{"a":{"type":["string","null"]}}}""", """{"a":7}""", "a: must be text or null")]
    [InlineData("""{"properties":{"a":{"type":"array","items":{"type":"number","maximum":9},"maxItems":3}}}""", """{"a":[1,10]}""", "a[1]: must be at most 9")]
    [InlineData("""{"properties":{"a":{"type":"array","maxItems":1}}}""", """{"a":[1,10]}""", "a: has more than 1 entries")]
    [InlineData("""{"properties":{"a":{"type":"string","maxLength":2}}}""", """{"a":"äöü"}""", "a: has more than 2 letters")]
    [InlineData("""{"properties":{"a":{"$ref":"#/$defs/id"}},"$defs":{"id":{"type":"integer","minimum":1}}}""", """{"a":0}""", "a: must be at least 1")]
    [InlineData("""{"properties":{"a":{"$ref":"https://example.com/evil.json"}}}""", """{"a":0}""", "")]
    [InlineData("""{"properties":{"a":{"anyOf":[{"type":"string"},{"type":"integer"}]}}}""", """{"a":true}""", "a: has none of the forms that it may have")]
    [InlineData("""{"properties":{"a":{"oneOf":[{"type":"number"},{"type":"integer"}]}}}""", """{"a":1}""", "a: has none of the forms that it may have")]
    [InlineData("""{"allOf":[{"required":["a"]},{"required":["b"]}]}""", """{"a":1}""", "b: is missing")]
    [InlineData("""{"properties":{"a":false}}""", """{"a":1}""", "a: is not allowed here")]
    public void Arguments_are_judged_by_what_the_tool_says_of_them(string schema, string arguments, string mistake) =>
        Assert.Equal(mistake, string.Join("; ", ArgumentSchema.Mistakes(schema, ArgumentText.Read(arguments))));

    [Fact]
    public void A_schema_that_refers_to_itself_without_end_is_given_up()
    {
        string schema = """{"$ref":"#/$defs/a","$defs":{"a":{"anyOf":[{"$ref":"#/$defs/a"},{"$ref":"#/$defs/a"}]}}}""";
        Assert.NotEmpty(ArgumentSchema.Mistakes(schema, ArgumentText.Read("{}")));
    }

    [Theory]
    [InlineData("""{ "b": [ {"d":1,"c":2} ], "a": 1.50 }""", """{"a":1.50,"b":[{"c":2,"d":1}]}""")]
    [InlineData("""{"name":"Müller & Söhne"}""", """{"name":"Müller & Söhne"}""")]
    [InlineData("[1]", null)]
    [InlineData("""{"a":1,"a":2}""", null)]
    [InlineData("""{"a":""", null)]
    public void The_same_arguments_have_the_same_text(string written, string? canonical) => Assert.Equal(canonical, ArgumentText.Canonical(written));
}
