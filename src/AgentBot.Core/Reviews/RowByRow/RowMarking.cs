using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Values;

namespace AgentBot.Core.Reviews.RowByRow;

/// <param name="Sentence">What was done.</param>
public sealed record Marked(RowChoices Choices, string Sentence);

/// <summary>What a mark makes of a draft: pure.</summary>
public static class RowMarking
{
    public static Result<Marked> Apply(TableData shown, RowChoices draft, RowMark mark, ReviewRow review) => mark switch
    {
        RowMark.Set set => Set(shown, draft, set.Rows),
        RowMark.Rest rest => Rest(shown, draft, rest.Answer),
        RowMark.Proposed => Proposed(shown, draft),
        RowMark.Clear => new Marked(RowChoices.None, "Your choices are cleared."),
        RowMark.File file => FromFile(shown, draft, RowsFile.Read(shown, review, file.Name, file.Text), file.EmptyStays),
        _ => throw new InvalidOperationException($"No rule for {mark.GetType().Name}."),
    };

    private static Result<Marked> Set(TableData shown, RowChoices draft, ImmutableArray<RowSetting> settings)
    {
        HashSet<string> keys = [.. Enumerable.Range(0, shown.Rows.Length).Select(shown.KeyOf)];
        foreach (RowSetting setting in settings)
        {
            if (!keys.Contains(setting.Key))
            {
                return new Refusal(RefusalKind.BadInput, "One of these rows is not in the table.", "Nothing was marked.", "Open the table again.");
            }

            if (setting.Note?.Length > RowChoice.LongestNote)
            {
                return new Refusal(RefusalKind.BadInput, $"A note of a row has at most {RowChoice.LongestNote} characters.", "Nothing was marked.", "Shorten it.");
            }

            Result<RowChoice?> choice = Choice(shown, draft.Of(setting.Key), setting);
            if (choice.IsRefused)
            {
                return choice.Refusal!;
            }

            draft = draft.With(setting.Key, choice.Value);
        }

        return new Marked(draft, $"{Wording.Rows(settings.Length)} marked.");
    }

    private static Result<RowChoice?> Choice(TableData shown, RowChoice? before, RowSetting setting)
    {
        if (setting.Answer is not { } answer)
        {
            return (RowChoice?)null;
        }

        var choice = new RowChoice(answer, CardText.Visible(setting.Note ?? before?.Note ?? "").Trim());
        if (answer != RowAnswer.Edit)
        {
            // Saying again what was said of the rest by the way is no look at this row, saying it with words is.
            return before is { ByRest: true } && before.Answer == answer && before.Note == choice.Note ? before : choice;
        }

        choice = choice with { Cells = setting.Cells.IsDefault ? before?.Cells ?? [] : setting.Cells };
        int row = Enumerable.Range(0, shown.Rows.Length).First(candidate => shown.KeyOf(candidate) == setting.Key);
        return RowRule.Edited(shown, row, choice).Match<Result<RowChoice?>>(
            cells => choice.Cells.IsEmpty || cells.SequenceEqual(shown.Rows[row])
                ? new Refusal(RefusalKind.BadInput, $"Row {row + 1} is to be edited, but none of its cells is changed.", "Nothing was marked.", "Change a cell, or approve the row.")
                : choice,
            refusal => refusal);
    }

    private static Result<Marked> Rest(TableData shown, RowChoices draft, RowAnswer answer)
    {
        if (answer is not (RowAnswer.Approve or RowAnswer.Refuse))
        {
            return new Refusal(RefusalKind.BadInput, "The rest can be approved or refused.", "Nothing was marked.", "Mark the other rows one by one.");
        }

        int[] open = [.. Enumerable.Range(0, shown.Rows.Length).Where(row => draft.Of(shown.KeyOf(row)) is null)];
        RowGroup rest = new TableContent(shown).Of(open);
        RowChoices all = new(draft.ByKey.SetItems(open.Select(row => KeyValuePair.Create(shown.KeyOf(row), new RowChoice(answer) { ByRest = true }))));
        string sums = rest.Sums.IsEmpty ? "" : $" ({TableSurface.Sums(rest)})";
        return new Marked(all, open.Length == 0 ? "Every row has a choice already." : $"The rest, {Wording.Rows(open.Length)}{sums}, is marked {(answer == RowAnswer.Approve ? "Approve" : "Refuse")}.");
    }

    private static Result<Marked> Proposed(TableData shown, RowChoices draft)
    {
        var table = new TableContent(shown);
        if (table.Words is not { } words)
        {
            return new Refusal(RefusalKind.BadInput, "The agent proposes nothing for these rows.", "Nothing was marked.", "Mark them yourself, or approve the rest.");
        }

        int marked = 0;
        int open = 0;
        for (int row = 0; row < shown.Rows.Length; row++)
        {
            string option = table.OptionOf(row);
            RowAnswer? answer = option == words.Yes ? RowAnswer.Approve : words.Refusals.Contains(option) ? RowAnswer.Refuse : null;
            string key = shown.KeyOf(row);
            if (draft.Of(key) is not null)
            {
                continue;
            }

            if (answer is { } proposed)
            {
                draft = draft.With(key, new RowChoice(proposed) { ByRest = true });
                marked++;
            }
            else
            {
                open++;
            }
        }

        return new Marked(draft, $"{Wording.Rows(marked)} marked as the agent proposes.{(open == 0 ? "" : $" {Wording.Rows(open)} with a question {(open == 1 ? "waits" : "wait")} for your choice.")}");
    }

    private static Result<Marked> FromFile(TableData shown, RowChoices draft, Result<RowsFileRead> read, bool emptyStays)
    {
        if (read.IsRefused)
        {
            return read.Refusal!;
        }

        RowChoices all = new(draft.ByKey.RemoveRange(emptyStays ? [] : read.Value.Open).SetItems(read.Value.Choices.ByKey));
        int rows = read.Value.Choices.ByKey.Count + (emptyStays ? 0 : read.Value.Open.Length);
        int others = shown.Rows.Length - rows;
        string absent = others == 0 ? "" : $" {Wording.Rows(others)} {(emptyStays ? "without a decision there" : "not in the file")} {(others == 1 ? "stays as it was" : "stay as they were")}.";
        return new Marked(all, $"{Wording.Rows(rows)} read.{absent} Nothing is decided until you hand your choices in.");
    }
}
