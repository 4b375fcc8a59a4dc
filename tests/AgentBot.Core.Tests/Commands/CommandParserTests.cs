using AgentBot.Core.Commands;
using AgentBot.Testing;

namespace AgentBot.Core.Tests.Commands;

/// <summary>The grammar of what people type, the same on every platform.</summary>
public sealed class CommandParserTests
{
    public static TheoryData<string, string> Grammar { get; } = new()
    {
        { "", "Help()" },
        { "  /  ", "Help()" },
        { "help", "Help()" },
        { "HELP All", "Help(all)" },
        { "templates", "Templates" },
        { "show expense-triage", "Show(expense-triage)" },
        { "show run 4211", "Show(4211)" },
        { "run expense-triage", "Run(expense-triage)" },
        { "/run Expense-Triage Month=2026-10", "Run(expense-triage month=2026-10)" },
        { "run memo text=\"two words\" to=#finance", "Run(memo text=two words to=#finance)" },
        { "run memo text=\u201ctwo words\u201d", "Run(memo text=two words)" },
        { "run memo text=\u201etwo words\u201c", "Run(memo text=two words)" },
        { "run\u00a0memo", "Run(memo)" },
        { "run memo a=b=c", "Run(memo a=b=c)" },
        { "dry-run memo text=x", "DryRun(memo text=x)" },
        { "DryRun memo", "DryRun(memo)" },
        { "status", "Status()" },
        { "status #4211", "Status(4211)" },
        { "status R-4211", "Status(4211)" },
        { "runs", "Runs" },
        { "reviews", "Reviews" },
        { "cancel run 4211", "Cancel(4211)" },
        { "stop 4211", "Cancel(4211)" },
        { "stop all", "StopAll" },
        { "Stop ALL", "StopAll" },
        { "retry 12", "Retry(12)" },
        { "why 12", "Why(12)" },
        { "approve 4211B", "Approve(4211b)" },
        { "approve", "Approve()" },
        { "reject 4211 the totals are wrong", "Reject(4211: the totals are wrong)" },
        { "reject 4211: the totals are wrong", "Reject(4211: the totals are wrong)" },
        { "reject the totals are wrong", "Reject(: the totals are wrong)" },
        { "changes 4211 row 12 has a receipt", "Changes(4211: row 12 has a receipt [12])" },
        { "changes 4211 rows 3, 5 and 7-9 are paid", "Changes(4211: rows 3, 5 and 7-9 are paid [3,5,7,8,9])" },
        { "changes 4211\nshorter, please", "Changes(4211: shorter, please [])" },
        { "declassify 4211", "Declassify(4211)" },
        { "withdraw 4211", "Withdraw(4211)" },
        { "remind 4211a", "Remind(4211a)" },
        { "pause 7", "Pause(7)" },
        { "resume 7", "Resume(7)" },
        { "schedule weekly every monday at 9:00", "Schedule(weekly: every monday at 9:00)" },
        { "schedule weekly", "Schedule(weekly: )" },
        { "schedules", "Schedules" },
        { "unschedule 3", "Unschedule(3)" },
        { "unschedule schedule #3", "Unschedule(3)" },
        { "pause 3", "Pause(3)" },
        { "pause run 3", "Pause(3)" },
        { "pause schedule 3", "OnSchedule(Pause 3: )" },
        { "pause 3 until Monday 9:00", "OnSchedule(Pause 3: Monday 9:00)" },
        { "resume schedule 3", "OnSchedule(Resume 3: )" },
        { "run schedule 3", "OnSchedule(RunNow 3: )" },
        { "run schedule x=3", "Run(schedule x=3)" },
        { "show schedule 3", "OnSchedule(Show 3: )" },
        { "confirm 3", "OnSchedule(Confirm 3: )" },
        { "confirm schedule 0123456789abcdef0123456789abcdef", "OnSchedule(Confirm 0123456789abcdef0123456789abcdef: )" },
        { "takeover 3", "OnSchedule(TakeOver 3: )" },
        { "reschedule 3 every friday at 16:00 zone=Europe/Berlin", "OnSchedule(Change 3: every friday at 16:00 zone=Europe/Berlin)" },
        { "away until 2026-12-01", "OnSchedule(Away : 2026-12-01)" },
        { "back", "OnSchedule(Back : )" },
        { "remember Lunch is on us", "Remember(Lunch is on us)" },
        { "facts", "Facts()" },
        { "facts lunch", "Facts(lunch)" },
        { "forget #3", "Forget(3)" },
        { "budget", "Budget" },
        { "link", "Link()" },
        { "link 7kqm-3f9x-tb2w-9qrs", "Link(7kqm-3f9x-tb2w-9qrs)" },
        { "link confirm 7KQM", "AnswerLink(7KQM: yes)" },
        { "link Refuse 7kqm", "AnswerLink(7kqm: no)" },
        { "unlink", "Unlink" },
    };

    [Theory]
    [MemberData(nameof(Grammar))]
    public void WhatIsTyped_IsRead(string typed, string meant)
    {
        Result<Command> parsed = CommandParser.Parse(typed);

        Assert.False(parsed.IsRefused, parsed.Refusal?.ToString());
        Assert.Equal(meant, Tell(parsed.Value));
    }

    [Theory]
    [InlineData("aprove 12", "approve 12")]
    [InlineData("tempaltes", "templates")]
    [InlineData("Chnages 4211 shorter", "changes 4211 shorter")]
    [InlineData("cancle", "cancel")]
    public void ASlip_IsAnsweredWithTheNearestWord(string typed, string suggested)
    {
        Refusal refusal = CommandParser.Parse(typed).Refusal!;

        Assert.Equal(RefusalKind.Unknown, refusal.Kind);
        Assert.Equal(suggested, Assert.Single(refusal.Suggestions).Command);
    }

    [Theory]
    [InlineData("xyzzyplugh")]
    [InlineData("run")]
    [InlineData("run memo month")]
    [InlineData("run memo =x")]
    [InlineData("approve soon")]
    [InlineData("reject 4211")]
    [InlineData("changes")]
    [InlineData("remember")]
    [InlineData("forget it")]
    [InlineData("schedule")]
    [InlineData("unschedule")]
    [InlineData("confirm")]
    [InlineData("confirm the schedule")]
    [InlineData("takeover all")]
    [InlineData("reschedule 3")]
    [InlineData("reschedule every monday")]
    [InlineData("away")]
    [InlineData("away for a week")]
    [InlineData("show")]
    [InlineData("status 99999999999999999999")]
    public void WhatCannotBeMeant_IsRefusedWithANextStep(string typed)
    {
        Refusal refusal = CommandParser.Parse(typed).Refusal!;

        Assert.NotEqual("", refusal.Next);
        Assert.DoesNotContain('!', refusal.ToString());
    }

    [Fact]
    public void EveryVerbIsKnown_AndNoVerbIsTakenForAnother()
    {
        foreach (string verb in CommandParser.Verbs)
        {
            Result<Command> parsed = CommandParser.Parse(verb);
            Assert.True(!parsed.IsRefused || parsed.Refusal!.Kind == RefusalKind.BadInput, verb);
        }
    }

    [Fact]
    public void ATextThatIsTooLong_IsRefusedUnread() =>
        Assert.Equal(RefusalKind.BadInput, CommandParser.Parse(new string('x', CommandParser.LongestText + 1)).Refusal!.Kind);

    [Fact]
    public void AnyTextWhatever_IsAnswered()
    {
        Random random = Proof.Random();
        string[] pieces = [.. CommandParser.Verbs, " ", "\n", "\t", "\"", "\u201c", "=", "row ", "rows 1-999999", " to ", "-", "4211b", "#", "/", "\0", "\ud83d", "\u202e", "é", "999999999999999999999", "all", ":", ","];
        for (int i = 0; i < Proof.Size(100_000); i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => random.Next(4) == 0 ? ((char)random.Next(0x10000)).ToString() : pieces[random.Next(pieces.Length)]));
            Result<Command> parsed = CommandParser.Parse(text);
            Assert.True(parsed.IsRefused ? parsed.Refusal!.What.Length > 0 : parsed.Value is not null);
        }
    }

    private static string Tell(Command command) => command switch
    {
        Command.Help help => $"Help({(help.All ? "all" : "")})",
        Command.Show show => $"Show({show.What})",
        Command.Run run => $"{(run.DryRun ? "DryRun" : "Run")}({string.Join(' ', run.Inputs.Select(input => $"{input.Key}={input.Value}").Prepend(run.Template))})",
        Command.Status of => $"Status({of.Number})",
        Command.Cancel of => $"Cancel({of.Number})",
        Command.Retry of => $"Retry({of.Number})",
        Command.Why of => $"Why({of.Number})",
        Command.Approve of => $"Approve({of.Number})",
        Command.Declassify of => $"Declassify({of.Number})",
        Command.Withdraw of => $"Withdraw({of.Number})",
        Command.Remind of => $"Remind({of.Number})",
        Command.Pause of => $"Pause({of.Number})",
        Command.Resume of => $"Resume({of.Number})",
        Command.Reject reject => $"Reject({reject.Number}: {reject.Reason})",
        Command.Changes changes => $"Changes({changes.Number}: {changes.Note} [{string.Join(',', changes.Marked)}])",
        Command.Schedule schedule => $"Schedule({schedule.Template}: {schedule.When})",
        Command.Unschedule unschedule => $"Unschedule({unschedule.Id})",
        Command.OnSchedule on => $"OnSchedule({on.Act} {on.Id}: {on.Words})",
        Command.Remember remember => $"Remember({remember.Fact})",
        Command.Facts facts => $"Facts({facts.Words})",
        Command.Forget forget => $"Forget({forget.Number})",
        Command.Link link => $"Link({link.Code})",
        Command.AnswerLink answer => $"AnswerLink({answer.Handle}: {(answer.IsYes ? "yes" : "no")})",
        _ => command.GetType().Name,
    };
}
