using System.Collections.Immutable;

namespace AgentBot.Core.Commands;

/// <summary>One thing a person can ask for by typing; the same on every platform.</summary>
public abstract record Command
{
    private Command()
    {
    }

    /// <summary>It only shows something and changes nothing.</summary>
    public bool OnlyLooks => this is OnSchedule { Act: ScheduleAct.Show } or Help or Templates or Show or Status or Runs or Reviews or Digest or Record or Why or Schedules or Facts or Grants or Budget;

    public sealed record Help(bool All) : Command;

    public sealed record Templates : Command;

    /// <param name="What">Template name, run or review.</param>
    public sealed record Show(string What) : Command;

    /// <param name="DryRun">True: do everything up to the first review, show it to the caller only, publish nothing.</param>
    public sealed record Run(string Template, ImmutableArray<KeyValuePair<string, string>> Inputs, bool DryRun) : Command;

    public sealed record Status(RunNumber? Number) : Command;

    public sealed record Runs : Command;

    /// <param name="Of">Only those of this template or of this channel ("#finance"); empty for all.</param>
    /// <param name="Page">From 1.</param>
    public sealed record Reviews(string Of = "", int Page = 1) : Command;

    /// <summary>Shows alike reviews that can be decided together.</summary>
    /// <param name="Which">The place of the group among those listed, from 1, or the name that a button carries; empty to list them.</param>
    public sealed record Together(string Which) : Command;

    /// <summary>What needs who asks today, most urgent first, and what happened meanwhile.</summary>
    public sealed record Digest : Command;

    /// <summary>What somebody decided, how fast and how closely.</summary>
    /// <param name="Who">"@ben" or a full name; empty for who asks.</param>
    public sealed record Record(string Who) : Command;

    public sealed record Cancel(RunNumber? Number) : Command;

    public sealed record Retry(RunNumber? Number) : Command;

    public sealed record Why(RunNumber? Number) : Command;

    public sealed record StopAll : Command;

    public sealed record Approve(RunNumber? Number) : Command;

    /// <summary>Agrees that what is approved leaves a private channel.</summary>
    public sealed record Declassify(RunNumber? Number) : Command;

    public sealed record Reject(RunNumber? Number, string Reason) : Command;

    /// <param name="Marked">Row numbers or keys named in the note as "row 12"; empty for all.</param>
    public sealed record Changes(RunNumber? Number, string Note, ImmutableArray<string> Marked) : Command;

    public sealed record Withdraw(RunNumber? Number) : Command;

    public sealed record Remind(RunNumber? Number) : Command;

    /// <param name="To">Who shall decide instead: "@ben" or a full name.</param>
    public sealed record Delegate(RunNumber? Number, string To, string Reason) : Command;

    /// <summary>Takes a part back that was handed over.</summary>
    public sealed record TakeBack(RunNumber? Number) : Command;

    /// <param name="When">Time, terms and inputs as typed: "every monday at 9:00 zone=Europe/Berlin team=emea".</param>
    public sealed record Schedule(string Template, string When) : Command;

    /// <param name="Id">Its number in this channel, or the id that a button carries; empty for <see cref="ScheduleAct.Away"/> and <see cref="ScheduleAct.Back"/>.</param>
    /// <param name="Words">What was said behind it: until when, with whom as substitute, or the new time and terms.</param>
    public sealed record OnSchedule(ScheduleAct Act, string Id, string Words) : Command;

    public sealed record Schedules : Command;

    /// <summary>A number alone may name a run or a schedule; the handler looks.</summary>
    public sealed record Pause(RunNumber? Number) : Command;

    public sealed record Resume(RunNumber? Number) : Command;

    public sealed record Unschedule(string Id) : Command;

    public sealed record Remember(string Fact) : Command;

    public sealed record Facts(string? Words) : Command;

    public sealed record Forget(long Number) : Command;

    /// <summary>Which calls of tools run without asking.</summary>
    public sealed record Grants : Command;

    /// <summary>Ends such a permission.</summary>
    public sealed record Revoke(long Number) : Command;

    /// <param name="Tool">"files.read_file".</param>
    /// <param name="Seen">The short digest that stood beside what was agreed to.</param>
    public sealed record Agree(string Tool, string Seen) : Command;

    public sealed record Budget : Command;

    /// <param name="Code">What the other account was told; empty to ask for a code.</param>
    public sealed record Link(string Code) : Command;

    /// <summary>Says whether the account that asks to be linked is one's own; typed by the buttons of its card.</summary>
    public sealed record AnswerLink(string Handle, bool IsYes) : Command;

    public sealed record Unlink : Command;
}

/// <summary>What people do with a schedule that is there.</summary>
public enum ScheduleAct
{
    Show,

    /// <summary>A proposal becomes a schedule.</summary>
    Confirm,
    Pause,
    Resume,
    RunNow,

    /// <summary>Answers the question whether it is still needed: it stays as it is.</summary>
    Keep,

    /// <summary>Proposes other times or terms.</summary>
    Change,

    /// <summary>Proposes it anew as it is now, in the name of who asks.</summary>
    TakeOver,

    /// <summary>Pauses all schedules of who asks until a day, and lets a substitute decide meanwhile.</summary>
    Away,

    /// <summary>Ends such an absence.</summary>
    Back,
}

/// <summary>"4211" or "4211b".</summary>
/// <param name="Letter">Empty where the run has one review.</param>
public sealed record RunNumber(long Number, string Letter)
{
    /// <summary>It was typed behind the word "run", so that it names no schedule.</summary>
    public bool IsOfRun { get; init; }

    public override string ToString() => $"{Number}{Letter}";
}
