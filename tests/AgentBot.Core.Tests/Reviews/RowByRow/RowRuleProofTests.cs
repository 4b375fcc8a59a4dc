using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Reviews.RowByRow;
using AgentBot.Core.Values;
using AgentBot.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace AgentBot.Core.Tests.Reviews.RowByRow;

/// <summary>What choices make of a table, judged row by row by the plainest possible reading.</summary>
public sealed class RowRuleProofTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(Proof.Size(5_000)).WithReplay((ulong)Proof.Seed, 21);

    [Fact]
    public void Exactly_the_rows_that_everybody_lets_out_leave_with_their_changed_cells() => Check.One(Runs, Prop.ForAll(Cases.ToArbitrary(), one =>
    {
        RowChoices together = RowChoices.Together(one.Table, one.People);
        RowResult result = RowRule.Apply(one.Table, together).Value;
        (string[] expected, bool isReady) = Judge(one);
        Assert.Equal(isReady && expected.Length > 0, result.LeavesAny);
        if (isReady)
        {
            Assert.Equal(expected, result.Leaving.Rows.Select((row, i) => $"{result.Leaving.KeyOf(i)}={ValueJson.WriteText(new Value.List(row))}"));
        }

        Assert.Equal(one.Table.Rows.Length, result.Approved.Length + result.Edited.Length + result.Refused.Length + result.Returned.Length + result.Undecided.Length);
        Assert.Equal(together.Digest, RowChoices.Read(together.Write()).Digest);
        return true;
    }));

    [Fact]
    public void A_yes_to_every_row_leaves_the_bytes_that_were_shown()
    {
        TableData table = Numbers(7);
        RowResult result = RowRule.Apply(table, RowChoices.Together(table, [RowChoices.Approving(table), RowChoices.Approving(table)])).Value;
        Assert.Equal(Artifact.Of(ArtifactType.Table, new Value.Table(table)).Ref, Artifact.Of(ArtifactType.Table, new Value.Table(result.Leaving)).Ref);
    }

    [Fact]
    public void The_order_in_which_people_decide_changes_nothing() => Check.One(Runs, Prop.ForAll(Cases.ToArbitrary(), one =>
    {
        RowResult forward = RowRule.Apply(one.Table, RowChoices.Together(one.Table, one.People)).Value;
        RowResult backward = RowRule.Apply(one.Table, RowChoices.Together(one.Table, [.. one.People.Reverse()])).Value;
        return forward.Refused.SequenceEqual(backward.Refused) && forward.Returned.SequenceEqual(backward.Returned) && forward.Undecided.SequenceEqual(backward.Undecided);
    }));

    [Fact]
    public void A_choice_comes_back_only_for_a_row_that_is_the_same() => Check.One(Runs, Prop.ForAll(Carries.ToArbitrary(), one =>
    {
        RowChoices carried = RowDrafts.Carried(one.Before, one.Choices, one.Now);
        for (int row = 0; row < one.Now.Rows.Length; row++)
        {
            string key = one.Now.KeyOf(row);
            int was = Enumerable.Range(0, one.Before.Rows.Length).FirstOrDefault(candidate => one.Before.KeyOf(candidate) == key, -1);
            RowChoice? choice = one.Choices.Of(key);
            bool isSame = was >= 0 && Text(one.Before.Rows[was]) == Text(one.Now.Rows[row]);
            bool isAsEdited = was >= 0 && choice is { Answer: RowAnswer.Edit } && Text(RowRule.Edited(one.Before, was, choice).Value) == Text(one.Now.Rows[row]);
            RowAnswer? expected = choice is null or { Answer: RowAnswer.Return } ? null : isSame ? choice.Answer : isAsEdited ? RowAnswer.Approve : null;
            Assert.Equal(expected, carried.Of(key)?.Answer);
        }

        return true;
    }));

    [Fact]
    public void A_cell_that_cannot_be_what_it_says_lets_nothing_out()
    {
        TableData table = Numbers(2);
        RowChoices choices = RowChoices.Approving(table).With("k1", new RowChoice(RowAnswer.Edit) { Cells = [new ChangedCell("amount", "1", "much")] });
        Assert.Contains("Row 2, amount", RowRule.Apply(table, choices).Refusal!.What, StringComparison.Ordinal);
        Assert.True(RowRule.Apply(table, RowChoices.Approving(table).With("k1", new RowChoice(RowAnswer.Edit) { Cells = [new ChangedCell("colour", "", "red")] })).IsRefused);
    }

    // One return or one missing answer holds everything back; otherwise a row leaves if nobody refuses it.
    private static (string[] Leaving, bool IsReady) Judge(Case one)
    {
        var leaving = new List<string>();
        bool isReady = true;
        for (int row = 0; row < one.Table.Rows.Length; row++)
        {
            string key = one.Table.KeyOf(row);
            RowChoice?[] said = [.. one.People.Select(person => person.ByKey.TryGetValue(key, out RowChoice? choice) ? choice : null)];
            bool isRefused = said.Any(choice => choice?.Answer == RowAnswer.Refuse);
            isReady &= said.All(choice => choice?.Answer != RowAnswer.Return) && (isRefused || said.All(choice => choice is not null));
            if (!isRefused)
            {
                string? amount = said.FirstOrDefault(choice => choice?.Answer == RowAnswer.Edit)?.Cells[0].Now;
                Value cell = amount is null ? one.Table.Rows[row][1] : new Value.Number(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture));
                leaving.Add($"{key}={ValueJson.WriteText(new Value.List([one.Table.Rows[row][0], cell]))}");
            }
        }

        return ([.. leaving], isReady);
    }

    private static TableData Numbers(int rows) => new(
        [new Column("who", new FieldType.Text()), new Column("amount", new FieldType.Number())],
        [.. Enumerable.Range(0, rows).Select(row => ImmutableArray.Create<Value>(new Value.Text($"person {row}"), new Value.Number(row)))])
    {
        Keys = [.. Enumerable.Range(0, rows).Select(row => $"k{row}")],
        Totals = ["amount"],
    };

    private static string Text(ImmutableArray<Value> row) => ValueJson.WriteText(new Value.List(row));

    private static RowChoice? Some(int number, int edit) => number switch
    {
        < 6 => new RowChoice(RowAnswer.Approve),
        < 8 => new RowChoice(RowAnswer.Refuse, "no"),
        8 => new RowChoice(RowAnswer.Edit) { Cells = [new ChangedCell("amount", "", edit.ToString(System.Globalization.CultureInfo.InvariantCulture))] },
        9 => new RowChoice(RowAnswer.Return, "again"),
        _ => null,
    };

    private static Gen<RowChoices> ChoicesOf(int rows, int most) =>
        Gen.ArrayOf(Gen.Choose(0, most), rows).Select(numbers => numbers.Select((number, row) => (number, row)).Aggregate(RowChoices.None, (choices, pair) => choices.With($"k{pair.row}", Some(pair.number, 100 + pair.row))));

    // Returns and gaps are rare enough that many tables are ready.
    private static Gen<Case> Cases =>
        from rows in Gen.Choose(1, 12)
        from people in Gen.Choose(1, 3)
        from most in Gen.Elements(7, 8, 10)
        from choices in Gen.ArrayOf(ChoicesOf(rows, most), people)
        select new Case(Numbers(rows), choices);

    private static Gen<Carry> Carries =>
        from rows in Gen.Choose(1, 10)
        from choices in ChoicesOf(rows, 10)
        from fates in Gen.ArrayOf(Gen.Choose(0, 5), rows)
        select new Carry(Numbers(rows), choices, Next(Numbers(rows), fates));

    private static TableData Next(TableData before, int[] fates)
    {
        int[] kept = [.. Enumerable.Range(0, fates.Length).Where(row => fates[row] != 0)];
        return before with
        {
            Rows = [.. kept.Select(row => fates[row] switch { 1 => before.Rows[row].SetItem(0, new Value.Text("other")), 2 => before.Rows[row].SetItem(1, new Value.Number(100 + row)), _ => before.Rows[row] })],
            Keys = [.. kept.Select(before.KeyOf)],
        };
    }

    private sealed record Case(TableData Table, RowChoices[] People);

    private sealed record Carry(TableData Before, RowChoices Choices, TableData Now);
}
