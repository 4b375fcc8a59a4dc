using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using AgentBot.Chat.Slack.Drawing;
using AgentBot.Chat.Slack.Drawing.Modals;
using AgentBot.Chat.Slack.Receiving;
using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;
using AgentBot.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace AgentBot.Chat.Tests.Slack.Drawing;

public sealed class ModalTests
{
    public static TheoryData<string> Names() => [.. ModalSamples.All().Select(sample => sample.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_view_reads_as_its_golden_file(string name)
    {
        JsonObject view = ModalSamples.All().Single(sample => sample.Name == name).View;
        Assert.Empty(BlockLimits.CheckView(view));
        GoldenFile.Matches($"{name}.json", view);
    }

    [Fact]
    public void What_a_form_shows_comes_back_in_the_inputs_own_writing()
    {
        FormRequest form = ModalSamples.Form();
        JsonObject view = FormModal.Draw(form, ModalSamples.At, ModalSamples.Names);
        FormAnswers answers = FormAnswers.Read(Untouched(view), [.. form.Fields.Select(field => field.Input)], ModalSamples.Names);
        Assert.Equal("2026-12-01", answers.Values["day"]);
        Assert.Equal("last-month", answers.Values["month"]);
        Assert.Equal("14d", answers.Values["notice"]);
        Assert.Equal("EUR 100", answers.Values["credit"]);
        Assert.Equal("yes", answers.Values["short"]);
        Assert.Equal("ana", answers.Values["writer"]);
        Assert.Equal("ole", answers.Values["second"]);
        Assert.Equal("slack/T0FERNWAY/C0FINANCE", answers.Values["room"]);
        Assert.DoesNotContain("customer", answers.Values.Keys);
        Assert.Empty(answers.Files);
    }

    [Fact]
    public void Answers_survive_an_error_elsewhere()
    {
        FormRequest form = ModalSamples.Form(wrong: true);
        FormAnswers answers = FormAnswers.Read(Untouched(FormModal.Draw(form, ModalSamples.At, ModalSamples.Names)), [.. form.Fields.Select(field => field.Input)], ModalSamples.Names);
        Assert.Equal("lindqvist", answers.Values["customer"]);
        Assert.Equal("5", answers.Values["discount"]);
        Assert.Equal("many", answers.Values["credit"]);
        Assert.Equal("They like <short> letters & *stars*", answers.Values["notes"]);
    }

    [Fact]
    public void A_long_option_travels_as_its_number_and_comes_back_as_itself()
    {
        string longest = new('k', 80);
        var options = new OptionList([new CardChoice("One", "1"), new CardChoice("Long", longest), new CardChoice("Hash", "#0"), new CardChoice("Empty", "")]);
        Assert.All(options.All, option => Assert.InRange(((string)option["value"]!).Length, 1, BlockLimits.OptionValue));
        Assert.Equal(longest, options.Value((string)options.Find(longest)!["value"]!));
        Assert.Equal("#0", options.Value((string)options.Find("#0")!["value"]!));
        Assert.Equal("", options.Value((string)options.Find("")!["value"]!));
        Assert.Null(options.Value("not offered"));
    }

    [Fact]
    public void Three_hundred_options_stand_in_groups()
    {
        var form = new FormRequest("t", "T", false, [new FormField(new InputSpec { Name = "x", Type = new FieldType.Choice([.. Enumerable.Range(1, 300).Select(i => $"option {i}")]), Label = "X" }, "option 250", null, "", [])], "");
        JsonObject view = FormModal.Draw(form, ModalSamples.At, ModalSamples.Names);
        Assert.Empty(BlockLimits.CheckView(view));
        Assert.Equal("option 250", FormAnswers.Read(Untouched(view), [form.Fields[0].Input], ModalSamples.Names).Values["x"]);
    }

    [Fact]
    public void Each_mistake_stands_at_its_field()
    {
        JsonObject errors = FormModal.Errors(ModalSamples.Form(wrong: true))!;
        Assert.Equal("errors", (string)errors["response_action"]!);
        Assert.Equal(["f.day", "f.credit"], ((JsonObject)errors["errors"]!).Select(pair => pair.Key));
        Assert.Null(FormModal.Errors(ModalSamples.Form()));
        string[] blocks = [.. ((JsonArray)FormModal.Draw(ModalSamples.Form(wrong: true), ModalSamples.At, ModalSamples.Names)["blocks"]!).Select(block => (string?)block!["block_id"] ?? "")];
        Assert.All(((JsonObject)errors["errors"]!).Select(pair => pair.Key), key => Assert.Contains(key, blocks));
    }

    [Fact]
    public void A_modal_remembers_references_and_files_that_were_given()
    {
        JsonObject view = FormModal.Draw(ModalSamples.Form(), ModalSamples.At, ModalSamples.Names);
        ModalReference read = ModalReference.Read((string)view["private_metadata"]!)!;
        Assert.Equal(("renewal-letter", false, ModalSamples.At.Channel, ModalSamples.At.Thread), (read.Template, read.DryRun, read.Channel, read.Thread));
        Assert.Equal(ModalSamples.Form().Fields.Single(field => field.File is not null).File, read.Files["contract"]);
        Assert.Null(ModalReference.Read("not ours"));
        Assert.Null(ModalReference.Read("{}"));
        Assert.Null(ModalReference.Read("[1]"));
    }

    [Fact]
    public void Too_many_given_files_are_asked_for_again_rather_than_forgotten_in_silence()
    {
        ImmutableArray<FormField> fields = [.. Enumerable.Range(1, 40).Select(i => new FormField(
            new InputSpec { Name = $"file{i}", Type = new FieldType.File(["csv"], []), Required = true, Label = $"File {i}" }, "", new Value.File($"a long name of a file {i}.csv", "text/csv", 10, Digest.OfText($"{i}")), "", []))];
        JsonObject view = FormModal.Draw(new FormRequest("t", "T", false, fields, ""), ModalSamples.At, ModalSamples.Names);
        Assert.Empty(BlockLimits.CheckView(view));
        int kept = ModalReference.Read((string)view["private_metadata"]!)!.Files.Count;
        Assert.InRange(kept, 1, 39);
        Assert.Equal(40 - kept, ((JsonArray)view["blocks"]!).Count(block => (string?)block!["type"] == "input" && !(bool)block["optional"]!));
    }

    [Fact]
    public void A_text_longer_than_an_input_is_edited_as_a_file()
    {
        Card form = CardGoldenTests.Card("document-edit");
        Card longer = form with { Body = [.. form.Body.Select(element => element is CardElement.InputText { Multiline: true } text ? text with { Value = new string('x', 3_001) } : element)] };
        Assert.IsType<EditOffer.InModal>(EditModal.Draw(form, ModalSamples.At, mayApprove: true));
        Assert.IsType<EditOffer.ByFile>(EditModal.Draw(longer, ModalSamples.At, mayApprove: true));
    }

    [Fact]
    public void An_edited_text_comes_back_by_field_with_what_is_to_happen()
    {
        JsonObject view = ((EditOffer.InModal)EditModal.Draw(CardGoldenTests.Card("document-edit"), ModalSamples.At, mayApprove: true)).View;
        EditAnswers answers = EditAnswers.Read(Untouched(view));
        Assert.Equal("Outage letter for Lindqvist Foods", answers.Fields["title"]);
        Assert.StartsWith("Dear Karin,\n\nWe were down", answers.Fields["body"], StringComparison.Ordinal);
        Assert.False(answers.ThenApprove);
        Assert.Empty(BlockLimits.CheckView(view));
    }

    [Fact]
    public void Words_and_marked_rows_come_back()
    {
        var inputs = new SlackInputs(new Dictionary<string, SlackInput>
        {
            [CardInput.Note] = new("plain_text_input", "v", [" Row 14 has a note.\r\n"], []),
            [CardInput.Marked] = new("checkboxes", "v", ["14", "57"], []),
            [CardInput.Rows] = new("plain_text_input", "v", ["57-59, 3"], []),
        });
        NoteAnswers answers = NoteAnswers.Read(inputs);
        Assert.Equal("Row 14 has a note.", answers.Note);
        Assert.Equal("14 57 58 59 3", string.Join(" ", answers.Marked));
    }

    [Fact]
    public void The_pages_of_a_table_hold_every_row_once()
    {
        FullView.Table table = ModalSamples.Rows(300);
        var reference = new ActionRef(CardRef.Review, "r1", 1);
        FullPage first = FullModal.Draw(table, "All", reference, 1, ModalSamples.At);
        string[] pages = [.. Enumerable.Range(1, first.Pages).Select(page => FullModal.Draw(table, "All", reference, page, ModalSamples.At).View.ToJsonString())];
        Assert.All(Enumerable.Range(1, 300), row => Assert.Single(pages, page => page.Contains($"*Row {row}*", StringComparison.Ordinal)));
        Assert.False(first.IsLast);
        Assert.True(FullModal.Draw(table, "All", reference, 99, ModalSamples.At).IsLast);
    }

    [Fact]
    public void The_pages_of_any_artifact_hold_all_its_words_within_all_limits() => Prop.ForAll(Hostile.ListOf(1, 12, Hostile.Text).ToArbitrary(), texts =>
    {
        string[] visible = [.. texts.Select(CardText.Visible)];
        FullView[] views =
        [
            new FullView.Document(CardText.PlainLine(visible[0]), string.Join("\n\n", visible), []),
            new FullView.Message(string.Join("\n\n", visible), []),
            new FullView.Fields([.. visible.Select((text, i) => new FullField($"f{i}", $"Field {i}", text, text, null))]),
            new FullView.Table(
                [.. visible.Select((_, i) => new FullColumn($"c{i}", $"Column {i}", false, new FieldType.Text()))],
                [new FullRow(1, "k", [.. visible], "", visible[0], [.. visible], true)], null, [], new FullGroup("", "All", 1, ""), null),
        ];
        foreach (FullView full in views)
        {
            int pages = 1;
            var shown = new List<string>();
            for (int page = 1; page <= pages; page++)
            {
                FullPage drawn = FullModal.Draw(full, visible[0], Hostile.Ref, page, ModalSamples.At);
                Assert.Empty(BlockLimits.CheckView(drawn.View));
                pages = drawn.Pages;
                shown.AddRange(Texts(drawn.View));
            }

            if (full is FullView.Fields or FullView.Table)
            {
                string all = Bare(string.Concat(shown));
                Assert.All(visible, text => Assert.Contains(Bare(text), all, StringComparison.Ordinal));
            }
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(Proof.Size(500)).WithReplay((ulong)Proof.Seed, 1));

    [Fact]
    public void A_button_carries_identifiers_and_comes_back_as_it_went()
    {
        var press = new CardPress(PressStep.Page, CardPress.NoVerb, new ActionRef(CardRef.Review, "r1|with|bars", 2, "0123456789abcdef"), 3);
        Assert.Equal(press, CardPress.Read(press.ActionId(7), press.Value));
        Assert.Null(CardPress.Read("approve", "r1"));
        Assert.Null(CardPress.Read("ab:act:approve:0", "reject|review|1|x|0|r1"));
        Assert.Null(CardPress.Read("ab:act:approve:0", "approve|review|one|x|0|r1"));
        Assert.Null(CardPress.Read("ab:jump:approve:0", "approve|review|1|x|0|r1"));
        Assert.Null(CardPress.Read(null, null));
    }

    // What is drawn, as if it were handed in without a touch.
    private static SlackInputs Untouched(JsonObject view)
    {
        var values = new JsonObject();
        foreach (JsonNode? block in ((JsonArray)view["blocks"]!).Where(block => (string?)block!["type"] == "input"))
        {
            JsonNode element = block!["element"]!;
            var state = new JsonObject { ["type"] = (string)element["type"]! };
            foreach ((string from, string to) in new[] { ("initial_value", "value"), ("initial_date", "selected_date"), ("initial_option", "selected_option"), ("initial_options", "selected_options"), ("initial_user", "selected_user"), ("initial_conversation", "selected_conversation") })
            {
                if (element[from] is { } initial)
                {
                    state[to] = initial.DeepClone();
                }
            }

            values[(string)block["block_id"]!] = new JsonObject { [(string)element["action_id"]!] = state };
        }

        using JsonDocument document = JsonDocument.Parse(new JsonObject { ["values"] = values }.ToJsonString());
        return InteractionPayload.InputsOf(document.RootElement);
    }

    // Escaped in one of Slack's languages and not in the other: compared as if never escaped.
    private static string Bare(string text)
    {
        while (SlackText.Unescape(text) is { } less && less != text)
        {
            text = less;
        }

        return Letters(text);
    }

    private static string Letters(string text) => string.Concat(text.Where(letter => !char.IsWhiteSpace(letter) && letter is not ('*' or '_' or '~')));

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonArray array => array.SelectMany(Texts),
        JsonObject thing => thing.SelectMany(pair => pair.Key == "text" && pair.Value is JsonValue ? [(string)pair.Value!] : Texts(pair.Value)),
        _ => [],
    };
}
