using System.Collections.Concurrent;
using AgentBot.Core.Reviews;
using AgentBot.Core.Runs;
using AgentBot.Testing;

namespace AgentBot.Host.Tests.EveryDoor;

/// <summary>Tries every deed in every role at every door, and compares what came of it with the policy table.</summary>
internal static class Matrix
{
    /// <returns>How many cells were tried.</returns>
    public static async Task<int> HoldAsync(DoorRig rig, params Role[] without)
    {
        await rig.PrepareAsync();
        (DoorWay Door, Role Role, Deed Deed)[] cells =
        [
            .. rig.Doors.SelectMany(door => Enum.GetValues<Role>().Except(without).Except(door.Without)
                .SelectMany(role => door.Deeds.Select(deed => (door, role, deed)))),
        ];
        var wrong = new ConcurrentBag<string>();
        (RunRow run, ReviewRow review) = await rig.AskAsync(handsOver: true);
        string untouched = await rig.MarksAsync(run, review);
        var refused = cells.Where(cell => cell.Deed == Deed.Look || !PolicyTable.Allows(cell.Role, cell.Deed)).ToArray();
        foreach (var cell in refused.Where(cell => cell.Door.IsAlone))
        {
            await RefusedAsync(cell);
        }

        await ByRoleAsync(refused.Where(cell => !cell.Door.IsAlone), RefusedAsync);
        if (await rig.MarksAsync(run, review) is var touched && touched != untouched)
        {
            wrong.Add($"somebody who may not did something:\n{untouched}\n→\n{touched}");
        }

        await ByRoleAsync(Sample(cells.Where(cell => cell.Deed != Deed.Look && PolicyTable.Allows(cell.Role, cell.Deed))), async cell =>
        {
            (RunRow asked, ReviewRow question) = await rig.AskAsync(handsOver: cell.Role is Role.GaveAway or Role.TookOver);
            string said = await cell.Door.GoAsync(new Attempt(cell.Role, cell.Deed, asked, question));
            string mark = await DoneAsync(rig, asked, question, Verb(cell.Deed));
            if (!mark.Contains($"{Verb(cell.Deed)}", StringComparison.Ordinal) || (cell.Deed == Deed.EditAndApprove && !mark.StartsWith("2 Approved", StringComparison.Ordinal)))
            {
                wrong.Add($"{cell.Door.Name}, {cell.Role}, {cell.Deed}: did nothing\n{mark}\n{Cut(said)}");
            }

            await rig.SayAsync("ana", $"cancel {asked.Number}");
        });

        Assert.Equal(untouched, await rig.MarksAsync(run, review));
        Assert.True(wrong.IsEmpty, $"{wrong.Count} of {cells.Length} cells are not as the table says:\n{string.Join("\n\n", wrong)}");
        return cells.Length;

        async Task RefusedAsync((DoorWay Door, Role Role, Deed Deed) cell)
        {
            string said = await cell.Door.GoAsync(new Attempt(cell.Role, cell.Deed, run, review));
            bool shows = said.Contains(DoorRig.Canary, StringComparison.Ordinal), mayLook = PolicyTable.Allows(cell.Role, Deed.Look);
            if ((shows && !mayLook) || (cell.Deed == Deed.Look && shows != mayLook))
            {
                wrong.Add($"{cell.Door.Name}, {cell.Role}, {cell.Deed}: {(shows ? "was shown it" : "was shown nothing")}\n{Cut(said)}");
            }
        }
    }

    // Everybody goes their own way at once, as people do.
    private static Task ByRoleAsync(IEnumerable<(DoorWay Door, Role Role, Deed Deed)> cells, Func<(DoorWay Door, Role Role, Deed Deed), Task> tryAsync) =>
        Parallel.ForEachAsync(cells.GroupBy(cell => cell.Role), new ParallelOptions { MaxDegreeOfParallelism = 12 }, async (group, _) =>
        {
            foreach (var cell in group)
            {
                await tryAsync(cell);
            }
        });

    // A deed that is allowed uses its question up. In the short run each door and each deed is tried by one of those who may.
    private static IEnumerable<(DoorWay Door, Role Role, Deed Deed)> Sample(IEnumerable<(DoorWay Door, Role Role, Deed Deed)> cells)
    {
        Random random = Proof.Random();
        return Proof.Size(10) == 10 ? cells : cells.GroupBy(cell => (cell.Door.Name, cell.Deed)).Select(group => group.ElementAt(random.Next(group.Count())));
    }

    private static async Task<string> DoneAsync(DoorRig rig, RunRow run, ReviewRow review, string verb)
    {
        string mark = await rig.MarksAsync(run, review);
        for (int i = 0; i < 50 && !mark.Contains(verb, StringComparison.Ordinal); i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            mark = await rig.MarksAsync(run, review);
        }

        return mark;
    }

    private static string Verb(Deed deed) => deed switch
    {
        Deed.Approve => "review.approve",
        Deed.Reject => "review.reject",
        Deed.SendBack => "review.requestchanges",
        Deed.EditAndSave or Deed.EditAndApprove => "review.edit",
        Deed.Withdraw => "review.withdraw",
        Deed.Remind => "review.reminded",
        Deed.Delegate => "review.delegated",
        Deed.TakeBack => "review.taken-back",
        _ => "run.cancel",
    };

    private static string Cut(string text) => text.Length > 600 ? text[..600] : text;
}
