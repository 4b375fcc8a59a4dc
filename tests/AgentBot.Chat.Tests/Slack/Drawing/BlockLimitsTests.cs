using System.Text.Json.Nodes;
using AgentBot.Chat.Slack.Drawing;

namespace AgentBot.Chat.Tests.Slack.Drawing;

/// <summary>The judge of every other test here must be able to say no.</summary>
public sealed class BlockLimitsTests
{
    private static readonly string Long = new('x', 3_001);

    public static TheoryData<string, string> Bad => new()
    {
        { """[{"type":"section","text":{"type":"mrkdwn","text":""}}]""", "blocks[0].text: empty" },
        { """[{"type":"section","text":{"type":"mrkdwn","text":"LONG"}}]""".Replace("LONG", Long, StringComparison.Ordinal), "blocks[0].text: 3,001 characters, at most 3,000" },
        { """[{"type":"section","text":{"type":"mrkdwn","text":"hello <!channel>"}}]""", "blocks[0].text: <!channel> would be obeyed" },
        { """[{"type":"section","text":{"type":"mrkdwn","text":"hello <!here"}}]""", "blocks[0].text: <!here would be obeyed" },
        { """[{"type":"section"}]""", "blocks[0]: neither text nor fields" },
        { """[{"type":"header","text":{"type":"mrkdwn","text":"x"}}]""", "blocks[0].text: not a text object that may stand here (mrkdwn)" },
        { """[{"type":"header","text":{"type":"plain_text","text":"LONG"}}]""".Replace("LONG", new string('x', 151), StringComparison.Ordinal), "blocks[0].text: 151 characters, at most 150" },
        { """[{"type":"divider","block_id":"a"},{"type":"divider","block_id":"a"}]""", "blocks[1]: block_id a is there twice" },
        { """[{"type":"context","elements":[]}]""", "blocks[0]: no elements" },
        { """[{"type":"actions","elements":[{"type":"button","action_id":"a","text":{"type":"plain_text","text":"A"}},{"type":"button","action_id":"a","text":{"type":"plain_text","text":"B"}}]}]""", "blocks[0]: an action_id is there twice" },
        { """[{"type":"actions","elements":[{"type":"button","action_id":"a","style":"positive","text":{"type":"plain_text","text":"A"}}]}]""", "blocks[0].elements[0]: style is primary or danger" },
        { """[{"type":"actions","elements":[{"type":"button","action_id":"a","url":"javascript:alert(1)","text":{"type":"plain_text","text":"A"}}]}]""", "blocks[0].elements[0].url: no web address" },
        { """[{"type":"actions","elements":[{"type":"static_select","action_id":"a","options":[{"text":{"type":"plain_text","text":"A"},"value":"a"}],"initial_option":{"text":{"type":"plain_text","text":"B"},"value":"a"}}]}]""", "blocks[0].elements[0]: what is chosen is not among the options" },
        { """[{"type":"input","block_id":"f","label":{"type":"plain_text","text":"F"},"element":{"type":"file_input","action_id":"v"}}]""", "blocks[0]: a file can be asked for in a modal only" },
        { """[{"type":"input","label":{"type":"plain_text","text":"F"},"element":{"type":"datepicker","action_id":"v","initial_date":"32/13/2026"}}]""", "blocks[0]: an input without block_id cannot be read back" },
        { """[{"type":"table","rows":[[{"type":"raw_text","text":"a"}],[{"type":"raw_text","text":"a"},{"type":"raw_text","text":"b"}]]}]""", "blocks[0].rows[1]: another number of cells than the head" },
        { """[{"type":"table","rows":[[{"type":"raw_text","text":"a"}]]},{"type":"table","rows":[[{"type":"raw_text","text":"a"}]]}]""", "blocks[1]: more than one table in a message" },
        { """[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"broadcast","range":"channel"}]}]}]""", "blocks[0].elements[0]: broadcast cannot stand in rich text" },
        { """[{"type":"image","image_url":"https://x.example/a.png","alt_text":"a"}]""", "blocks[0]: a block of type image cannot stand here" },
        { "[]", "blocks: none" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void What_Slack_would_refuse_is_named_with_its_place(string blocks, string mistake) => Assert.Contains(mistake, BlockLimits.Check((JsonArray)JsonNode.Parse(blocks)!));

    [Fact]
    public void More_blocks_than_a_message_holds_are_too_many()
    {
        var blocks = new JsonArray([.. Enumerable.Range(0, 51).Select(_ => (JsonNode)new JsonObject { ["type"] = "divider" })]);
        Assert.Equal("blocks: 51 blocks, at most 50", Assert.Single(BlockLimits.Check(blocks)));
        Assert.Empty(BlockLimits.Check(blocks, BlockSurface.Home));
    }

    [Fact]
    public void A_table_stands_in_messages_only()
    {
        var blocks = (JsonArray)JsonNode.Parse("""[{"type":"table","rows":[[{"type":"raw_text","text":"a"}]]}]""")!;
        Assert.Empty(BlockLimits.Check(blocks));
        Assert.Single(BlockLimits.Check(blocks, BlockSurface.Modal));
    }

    [Fact]
    public void A_modal_with_inputs_needs_its_button_and_short_titles()
    {
        var view = (JsonObject)JsonNode.Parse("""{"type":"modal","title":{"type":"plain_text","text":"A title that is far too long"},"private_metadata":"","blocks":[{"type":"input","block_id":"f","label":{"type":"plain_text","text":"F"},"element":{"type":"plain_text_input","action_id":"v"}}]}""")!;
        Assert.Equal(["title: 28 characters, at most 24", "submit: not a text object that may stand here ()"], BlockLimits.CheckView(view).Order(StringComparer.Ordinal).Reverse());
    }

    [Fact]
    public void A_modal_remembers_no_more_than_Slack_keeps()
    {
        var view = (JsonObject)JsonNode.Parse("""{"type":"modal","title":{"type":"plain_text","text":"T"},"blocks":[{"type":"divider"}]}""")!;
        view["private_metadata"] = Long;
        Assert.Equal("private_metadata: 3,001 characters, at most 3,000", Assert.Single(BlockLimits.CheckView(view)));
    }
}
