using AgentBot.Core.Channels;
using AgentBot.Core.Values;
using static AgentBot.Core.Tests.Actions.ActionBench;

namespace AgentBot.Core.Tests.Actions;

public sealed class DocumentActionsTests
{
    private readonly ActionBench _bench = new();

    [Fact]
    public async Task Document_HasTextSectionsAndATable()
    {
        Value minutes = new Value.Record(
        [
            new Field("title", T("Weekly")),
            new Field("summary", T("Short and calm.")),
            new Field("decisions", new Value.List([T("Ship *now*"), T("Ask Ole")])),
            new Field("action_items", Table("who:any task:text", [new Value.User(new PersonKey("ana")), T("Write | send")])),
            new Field("open_questions", new Value.List([])),
        ]);

        var document = (Value.Record)await _bench.DoneAsync("document.render", ("title", T("Minutes")), ("body", T("From 19 Nov.")), ("sections", minutes));

        Assert.Equal("Minutes", Text(document["title"]));
        Assert.Equal(
            """
            From 19 Nov.

            ## Summary

            Short and calm.

            ## Decisions

            - Ship \*now\*
            - Ask Ole

            ## Action items

            | Who | Task |
            | --- | --- |
            | Ana Petrov | Write \| send |

            ## Open questions

            None.

            """.ReplaceLineEndings("\n"),
            Text(document["body"]));
    }

    [Fact]
    public async Task TableInADocument_ShowsAmountsForPeopleAndItsTotal()
    {
        Value table = new Value.Table(Data("who:text amount:money", [T("<b>Ida</b> [x](http://y)"), Eur(1234.5m)], [T("Ole"), Eur(0.5m)]) with { Totals = ["amount"], Title = "Claims" });

        string body = Text(((Value.Record)await _bench.DoneAsync("document.render", ("title", T("Report")), ("table", table)))["body"]);

        Assert.Equal(
            "## Claims\n\n| Who | Amount |\n| --- | ---: |\n| \\<b\\>Ida\\</b\\> \\[x\\](http://y) | 1,234.50\u00a0EUR |\n| Ole | 0.50\u00a0EUR |\n| **Total** | **1,235.00\u00a0EUR** |\n",
            body);
    }

    [Fact]
    public async Task DocumentWithoutTitleOrContent_IsRefused()
    {
        Assert.Equal("The document has no title. Give one.", await _bench.RefusalAsync("document.render", ("title", T(" ")), ("body", T("x"))));
        Assert.Equal("The document has no content. Give “body”, “sections” or “table”.", await _bench.RefusalAsync("document.render", ("title", T("x"))));
    }

    [Fact]
    public async Task Message_IsItsText()
    {
        Assert.Equal("Done.", Text(((Value.Record)await _bench.DoneAsync("message.render", ("text", T(" Done. "))))["text"]));
        Assert.Equal("The message has no text. Give one.", await _bench.RefusalAsync("message.render", ("text", T(""))));
    }

    [Fact]
    public async Task Text_ComesFromTheFileBeforeTheTypedText()
    {
        Value.File file = _bench.Upload("notes.txt", "\ufeffHello\r\nworld\n");

        Assert.Equal("Hello\nworld", Text(await _bench.DoneAsync("text.read", ("file", file), ("text", T("typed")))));
        Assert.Equal("typed", Text(await _bench.DoneAsync("text.read", ("file", Value.Missing.Instance), ("text", T("typed")))));
        Assert.Equal("There is no text to read. Give a file or type the text.", await _bench.RefusalAsync("text.read"));
        Assert.Equal("empty.md is empty. Give a file with text.", await _bench.RefusalAsync("text.read", ("file", _bench.Upload("empty.md", " \n"))));
    }

    [Fact]
    public async Task Messages_AreWhatPeopleWroteInTheChannel_OldestFirst()
    {
        Say("3", "2026-11-18T10:00:00Z", "ole", "second");
        Say("1", "2026-11-10T10:00:00Z", "ana", "too old");
        Say("2", "2026-11-12T00:00:00Z", "ana", "first");
        Say("4", "2026-11-18T11:00:00Z", null, "from AgentBot");
        Say("5", "2026-11-18T12:00:00Z", "ole", "private", onlyFor: "ana");
        Say("6", "2026-11-18T13:00:00Z", "ole", "  ");

        Assert.Equal(["ana|2026-11-12|first", "ole|2026-11-18|second"], Lines(await _bench.TableAsync("channel.messages")));
        Assert.Equal(["ole|2026-11-18|second"], Lines(await _bench.TableAsync("channel.messages", ("since", T("2d")))));
        Assert.Equal(["ole|2026-11-18|second"], Lines(await _bench.TableAsync("channel.messages", ("most", N(1)))));
        Assert.StartsWith("“since” is no length of time:", await _bench.RefusalAsync("channel.messages", ("since", T("long"))));
        Assert.Equal("“most” must be a whole number from 1 to 1000.", await _bench.RefusalAsync("channel.messages", ("most", N(1.5m))));
    }

    [Fact]
    public void Values_AreWrittenForPeople()
    {
        Assert.Equal("28,914.30\u00a0EUR", ValueText.ForPeople(Eur(28914.3m)));
        Assert.Equal("25 Nov 2026", ValueText.ForPeople(new Value.Date(new DateOnly(2026, 11, 25))));
        Assert.Equal("October 2026", ValueText.ForPeople(new Value.Month(2026, 10)));
        Assert.Equal("3\u00a0h 20\u00a0min", ValueText.ForPeople(new Value.Duration(TimeSpan.FromMinutes(200))));
        Assert.Equal("90m", ValueText.Canonical(new Value.Duration(TimeSpan.FromMinutes(90))));
    }

    private static string Text(Value value) => ((Value.Text)value).Content;

    private void Say(string key, string at, string? author, string text, string? onlyFor = null) => _bench.Messages.Add(new MessageRow
    {
        Key = key,
        Workspace = new WorkspaceKey("local"),
        Channel = Channel,
        Author = author is null ? null : new PersonKey(author),
        OnlyFor = onlyFor is null ? null : new PersonKey(onlyFor),
        Text = text,
        At = DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture),
    });
}
