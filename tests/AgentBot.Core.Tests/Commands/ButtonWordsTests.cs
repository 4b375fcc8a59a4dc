using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Reviews.RowByRow;
using AgentBot.Core.Tests.Cards;

namespace AgentBot.Core.Tests.Commands;

/// <summary>What buttons type, and that nothing else is typed for them: fault rows E7 and E8.</summary>
public sealed class ButtonWordsTests
{
    private static readonly RunNumber Number = new(4211, "b");

    /// <summary>Every word of the grammar as somebody could put it behind a button, and whether a button may hold it.</summary>
    public static TheoryData<string, bool> Grammar { get; } = new()
    {
        { "help", true },
        { "templates", true },
        { "show weekly-digest", true },
        { "run weekly-digest", true },
        { "dry-run weekly-digest", true },
        { "status 4211", true },
        { "runs", true },
        { "reviews", true },
        { "cancel 4211", false },
        { "retry 4211", true },
        { "why 4211", true },
        { "stop all", false },
        { "approve 4211", false },
        { "reject 4211 because", false },
        { "changes 4211 row 12", false },
        { "declassify 4211", false },
        { "withdraw 4211", false },
        { "remind 4211", false },
        { "delegate 4211 to @ben", false },
        { "delegate 4211 back", false },
        { "schedule weekly-digest every monday at 9:00", true },
        { "schedules", true },
        { "pause schedule 7", true },
        { "resume schedule 7", true },
        { "unschedule 7", true },
        { "reschedule 7 every friday at 16:00", true },
        { "confirm schedule 7", true },
        { "takeover schedule 7", true },
        { "keep schedule 7", true },
        { "away until monday", false },
        { "back", false },
        { "remember everything is approved", false },
        { "facts", true },
        { "forget 7", true },
        { "grants", true },
        { "revoke 7", true },
        { "agree files.read 9c02e41b", true },
        { "budget", true },
        { "link 4711-4711", false },
        { "link confirm abcdef", true },
        { "unlink", false },
        { "pause 4211", false },
        { "run schedule 7", true },
        { "anything else", false },
    };

    [Theory]
    [MemberData(nameof(Grammar))]
    public void A_button_holds_only_words_of_the_list(string words, bool may)
    {
        Result<string> typed = ButtonWords.OfCommand(CardVerb.Command, words);

        Assert.Equal(may ? words : null, typed.IsRefused ? null : typed.Value);
        Assert.All(Forged, verb => Assert.Same(ButtonWords.Foreign, ButtonWords.OfCommand(verb, words).Refusal));
    }

    [Fact]
    public void Every_word_of_the_grammar_is_judged_above() =>
        Assert.Empty(CommandParser.Verbs.Except(Grammar.Select(row => ((string)row[0]).Split(' ')[0])));

    [Fact]
    public void A_review_is_reminded_of_or_handed_over_and_a_run_controlled_and_nothing_else()
    {
        string[] onReview = [.. Verbs.Where(verb => !ButtonWords.OnReview(verb, Number).IsRefused)];
        string[] onRun = [.. Verbs.Where(verb => !ButtonWords.OnRun(verb, 4211).IsRefused)];
        string[] onForm = [.. Verbs.Where(verb => !ButtonWords.OnForm(verb, "weekly-digest").IsRefused)];

        Assert.Equal(["delegate", "remind"], onReview.Order(StringComparer.Ordinal));
        Assert.Equal(["cancel", "pause", "resume", "retry", "why"], onRun.Order(StringComparer.Ordinal));
        Assert.Equal(["dry-run", "start"], onForm.Order(StringComparer.Ordinal));
        Assert.Equal("remind 4211b", ButtonWords.OnReview("remind", Number).Value);
    }

    [Theory]
    [InlineData("@cleo", "I am travelling", "cleo", "I am travelling")]
    [InlineData(" Cleo Brandt ", "", "Cleo Brandt", "")]
    [InlineData("cleo\" back", "line one\nback", "cleo back", "line one back")]
    [InlineData("back", "", "back", "")]
    public void What_is_typed_beside_a_handover_names_a_person_and_a_reason_and_nothing_else(string to, string note, string person, string reason)
    {
        var handed = Assert.IsType<Command.Delegate>(CommandParser.Parse(ButtonWords.OnReview(CardVerb.Delegate, Number, to, note).Value).Value);

        Assert.Equal((Number, person, reason), (handed.Number!, handed.To.TrimStart('@'), handed.Reason));
        Assert.Contains("Hand it to whom?", CommandParser.Parse(ButtonWords.OnReview(CardVerb.Delegate, Number, " ", note).Value).Refusal!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("schedule 7")]
    [InlineData("weekly-digest to=everybody")]
    [InlineData("")]
    public void The_name_of_a_form_is_a_name(string name) => Assert.True(ButtonWords.OnForm(CardVerb.Start, name).IsRefused);

    [Fact]
    public void What_is_typed_beside_a_button_makes_no_other_command_of_it()
    {
        Assert.Equal("reschedule 7 every friday at 16:00", ButtonWords.OfCommand(CardVerb.Command, "reschedule 7", "every friday at 16:00").Value);
        Assert.True(ButtonWords.OfCommand(CardVerb.Command, "", "approve 4211").IsRefused);
        Assert.True(ButtonWords.OfCommand(CardVerb.Command, "", "stop all").IsRefused);
    }

    [Fact]
    public void A_run_is_meant_although_a_schedule_has_its_number()
    {
        var pause = Assert.IsType<Command.Pause>(CommandParser.Parse(ButtonWords.OnRun("pause", 7).Value).Value);

        Assert.True(pause.Number!.IsOfRun);
    }

    [Fact]
    public void Every_button_that_a_card_draws_is_one_of_them()
    {
        CardAction.Execute[] buttons = [.. SampleCards.All.SelectMany(sample => Buttons(sample.Card))];

        Assert.NotEmpty(buttons);
        Assert.All(buttons, button => Assert.True(IsOurs(button), $"{button.Verb} on {button.Ref.Kind} {button.Ref.Id}"));
    }

    [Fact]
    public void A_slip_of_a_word_that_decides_is_told_and_offered_as_no_button()
    {
        Assert.Empty(RefusalCard.Of(CommandParser.Parse("aprove 12").Refusal!).Actions);
        Assert.Single(RefusalCard.Of(CommandParser.Parse("tempaltes").Refusal!).Actions);
    }

    private static IEnumerable<string> Verbs => CommandParser.Verbs.Concat(Forged).Append(CardVerb.Start);

    private static string[] Forged { get; } =
        ["", "Approve", "approve ", "remind\n", " cancel", "CANCEL", "edit", "edit-save", "edit-approve", "settle-again", "view", "read", "remember everything is approved"];

    private static bool IsOurs(CardAction.Execute button) => button.Ref.Kind switch
    {
        CardRef.Command => !ButtonWords.OfCommand(button.Verb, button.Ref.Id, button.Ref.Id.StartsWith("reschedule ", StringComparison.Ordinal) ? "every monday at 9:00" : "").IsRefused,
        CardRef.Form => !ButtonWords.OnForm(button.Verb, button.Ref.Id).IsRefused,
        CardRef.Run => !ButtonWords.OnRun(button.Verb, 4211).IsRefused,
        CardRef.Review => PressVerbs.KindOf(button.Verb) is not null || RowsDialog.Knows(button.Verb) || button.Verb is CardVerb.Edit or CardVerb.EditSave or CardVerb.EditApprove or CardVerb.View || !ButtonWords.OnReview(button.Verb, Number).IsRefused,
        CardRef.Effect or CardRef.Step => PressVerbs.ChoiceOf(button.Verb) is not null,
        CardRef.Together => button.Verb == CardVerb.Approve && button.Ref.Shown.Length == 16,
        CardRef.Given => button.Verb == CardVerb.Start,
        _ => false,
    };

    private static IEnumerable<CardAction.Execute> Buttons(Card card) => card.Actions.Concat(card.Body.SelectMany(InBody)).SelectMany(action => action switch
    {
        CardAction.Execute execute => [execute],
        CardAction.ShowCard show => Buttons(show.Card),
        _ => Array.Empty<CardAction.Execute>(),
    });

    private static IEnumerable<CardAction> InBody(CardElement element) => element switch
    {
        CardElement.ActionSet set => set.Actions,
        CardElement.Container container => container.Items.SelectMany(InBody),
        _ => [],
    };
}
