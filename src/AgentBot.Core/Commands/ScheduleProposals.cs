using System.Collections.Immutable;
using AgentBot.Core.Audit;
using AgentBot.Core.Cards;
using AgentBot.Core.Policy;
using AgentBot.Core.Runs;
using AgentBot.Core.Schedules;
using AgentBot.Core.Schedules.Firings;
using AgentBot.Core.Schedules.Triggers;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Commands;

/// <summary>
/// Turns words into a proposal that only its owner sees. Everything that would keep its runs from starting is said now: template,
/// inputs, people, channels, rights and money, not at nine on Monday. Words with two meanings are asked.
/// </summary>
public sealed class ScheduleProposals(ITemplateCatalog catalog, ITemplateOffers offers, InputForms forms, RunStarter starter, TriggerProposals triggers, ProposalReads reads)
{
    /// <param name="text">Time, terms and inputs as typed.</param>
    public ValueTask<Reply> ProposeAsync(Inbound inbound, string template, string text, ImmutableArray<Value.File> files, CancellationToken ct) => ReadAsync(
        inbound,
        template,
        text,
        (found, read) => new Wanted(found, read.Inputs, InputForms.Assign(found.Workflow, files, read.Inputs)) { Text = text, IsFirst = true },
        ct);

    /// <summary>The same once the form was filled in.</summary>
    public ValueTask<Reply> SubmitAsync(Inbound inbound, FormSubmission submission, CancellationToken ct) => ReadAsync(
        inbound,
        submission.Template,
        submission.When,
        (found, read) => new Wanted(found, read.Inputs.SetItems(submission.Values), submission.Files) { Text = submission.When },
        ct);

    /// <summary>Other times or terms for a schedule that is there. What is not said stays.</summary>
    public async ValueTask<Reply> ChangeAsync(Inbound inbound, FoundSchedule old, string text, CancellationToken ct)
    {
        if (Guard.Check(inbound.Caller.Person, Act.ManageSchedule, old.Subject, old.People) is { } refusal)
        {
            return new Reply.Refused(refusal);
        }

        if (catalog.Current.Find(old.Row.Template) is not { } template)
        {
            return new Reply.Refused(NoTemplate(old.Row.Template));
        }

        Result<ScheduleText> read = ScheduleText.Read(text, template.Workflow);
        if (read.IsRefused)
        {
            return new Reply.Refused(read.Refusal!);
        }

        ScheduleTerms terms = WithTerms(old.Terms, read.Value);
        if (read.Value.Words.Length == 0)
        {
            if (read.Value.Unfitting(terms.Trigger is not null) is { } unfitting)
            {
                return new Reply.Refused(unfitting);
            }

            ScheduleRule? kept = read.Value.Zone is { } zone && terms.Rule is { } rule ? rule with { Zone = zone } : terms.Rule;
            return await CheckAsync(inbound, Before(template, old, terms, text, read.Value.Inputs), terms with { Rule = kept }, old.Row.Owner, ct);
        }

        Understanding understood = UnderstandOf(inbound, read.Value, $"reschedule {old.Row.Id}", old.Terms.Rule?.Zone);
        if (understood.Asks is { } asks)
        {
            return asks;
        }

        ScheduleTerms changed = terms with { Rule = understood.Rule, Trigger = understood.Trigger, Said = read.Value.Said, MustBeOut = read.Value.MustBeOut };
        return await CheckAsync(inbound, Before(template, old, changed, text, read.Value.Inputs), changed, old.Row.Owner, ct);
    }

    /// <summary>As it would run now, in the caller's own name: after its owner has left, or its template has changed.</summary>
    public async ValueTask<Reply> TakeOverAsync(Inbound inbound, FoundSchedule old, CancellationToken ct) => catalog.Current.Find(old.Row.Template) is { } template
        ? await CheckAsync(
            inbound,
            Before(template, old, old.Terms, old.Terms.Said, ImmutableSortedDictionary<string, string>.Empty),
            old.Terms,
            inbound.Caller.Person,
            ct)
        : new Reply.Refused(NoTemplate(old.Row.Template));

    /// <summary>The answers as confirmed before, with what was said now; what came from an event only where it waits for such a one still.</summary>
    private static Wanted Before(Template template, FoundSchedule old, ScheduleTerms now, string text, ImmutableSortedDictionary<string, string> said)
    {
        bool isSameKind = now.Trigger?.GetType() == old.Terms.Trigger?.GetType();
        ImmutableSortedDictionary<string, string> before = isSameKind ? old.Terms.Inputs.Values.SetItems(old.Terms.FromEvent) : old.Terms.Inputs.Values;
        return new Wanted(template, before.SetItems(said), old.Terms.Inputs.Files) { Text = text, Old = old, IsFirst = true };
    }

    private async ValueTask<Reply> ReadAsync(Inbound inbound, string name, string text, Func<Template, ScheduleText, Wanted> wanted, CancellationToken ct)
    {
        if (catalog.Current.Find(name) is not { } template)
        {
            return new Reply.Refused(NoTemplate(name, text));
        }

        Result<ScheduleText> read = ScheduleText.Read(text, template.Workflow);
        if (read.IsRefused)
        {
            return new Reply.Refused(read.Refusal!);
        }

        if (read.Value.Words.Length == 0)
        {
            return WhenOf(inbound, template, read.Value);
        }

        Understanding understood = UnderstandOf(inbound, read.Value, $"schedule {name}", null);
        if (understood.Asks is { } asks)
        {
            return asks;
        }

        var terms = new ScheduleTerms
        {
            Rule = understood.Rule,
            Trigger = understood.Trigger,
            Overlap = understood.Trigger is null ? Overlap.Skip : Overlap.Queue,
            MostAnHour = reads.MostAnHour,
            Said = read.Value.Said,
            Inputs = new GivenAnswers(name, "", false, []),
            Shape = Digest.None,
            MustBeOut = read.Value.MustBeOut,
        };
        return await CheckAsync(inbound, wanted(template, read.Value), WithTerms(terms, read.Value), inbound.Caller.Person, ct);
    }

    /// <summary>Nothing was said of when: the template may have something to offer.</summary>
    private Reply WhenOf(Inbound inbound, Template template, ScheduleText text)
    {
        ImmutableArray<string> offered = DeclaredTriggers.In(reads.Facts.People.Channel(inbound.Caller.Channel)?.Name ?? "", template.Workflow);
        return offered.IsEmpty
            ? new Reply.Refused(new Refusal(
                RefusalKind.BadInput, "Nothing was scheduled.", $"It is not said when {template.Name} should run.", $"Type when, such as schedule {template.Name} every monday at 9:00."))
            : new Reply.Shown(
                ScheduleCards.Offer(template.Workflow.Title, [.. offered.Select(words => new SuggestedCommand(words, $"schedule {template.Name} {words} {text.Rest}".TrimEnd()))]),
                Private: true);
    }

    private async ValueTask<Reply> CheckAsync(Inbound inbound, Wanted wanted, ScheduleTerms terms, PersonKey owner, CancellationToken ct)
    {
        Caller caller = inbound.Caller;
        ChannelKey channel = wanted.Old?.Row.Channel ?? caller.Channel;
        Template template = wanted.Template;
        if (Guard.Check(caller.Person, Act.Schedule, new GuardSubject(channel), reads.Facts.People) is { } refusal)
        {
            return new Reply.Refused(refusal with { What = "Nothing was scheduled." });
        }

        if (!offers.IsOffered(channel, template.Name))
        {
            return new Reply.Refused(new Refusal(RefusalKind.NotAllowed, "Nothing was scheduled.", $"{template.Name} is not offered in this channel.", "Type templates to see what is; an operator decides it."));
        }

        IReadOnlyDictionary<string, string> given = wanted.Given;
        if (terms.Trigger is null)
        {
            terms = terms with { FromEvent = terms.FromEvent.Clear() };
        }
        else
        {
            var bound = await triggers.BindAsync(channel, template, terms, wanted.Given, [.. wanted.Files.Keys], wanted.Old?.Row.Id, ct);
            if (bound.IsRefused)
            {
                return new Reply.Refused(bound.Refusal!);
            }

            (terms, given) = bound.Value;
        }

        WorkflowSpec workflow = EventInputs.Without(template.Workflow, terms.FromEvent);
        FilledForm filled = forms.Fill(caller with { Person = owner, Channel = channel }, workflow, given, wanted.Files, dryRun: false, wanted.IsFirst);
        if (filled.Inputs is not { } inputs)
        {
            return wanted.Old is null ? new Reply.Form(filled.For(wanted.Text).Form) : new Reply.Refused(Incomplete(wanted.Old.Row, filled.Form));
        }

        Result<ResolvedNames> starts = await starter.CheckAsync(template.Closure, new RunSeed(channel, "", owner, inputs, ResolvedNames.None), ct);
        if (starts.IsRefused)
        {
            Refusal why = starts.Refusal!;
            return new Reply.Refused(why with { What = "Nothing was scheduled.", Why = why.Why.Length > 0 ? why.Why : why.What });
        }

        if (reads.Costs.CannotKeep(template) is { } tooDear)
        {
            return new Reply.Refused(tooDear);
        }

        NextFiring? next = terms.Rule is { } times ? reads.Times.After(times, inbound.Now) : null;
        return next is null or NextFiring.Due
            ? await KeepAsync(inbound, wanted, channel, owner, terms with { Shape = TemplateShape.Of(template.Closure), Inputs = GivenAnswers.Of(filled.Form) }, ct)
            : new Reply.Refused(next is NextFiring.Unknown unknown
                ? unknown.Refusal with { What = "Nothing was scheduled." }
                : new Refusal(RefusalKind.BadInput, "Nothing was scheduled.", ((NextFiring.Never)next).Why, "Name a time that is still to come."));
    }

    private async ValueTask<Reply> KeepAsync(Inbound inbound, Wanted wanted, ChannelKey channel, PersonKey owner, ScheduleTerms terms, CancellationToken ct)
    {
        var row = new ScheduleRow
        {
            Id = reads.Ids.NextSchedule(),
            Workspace = channel.Workspace,
            Channel = channel,
            CreatedAt = inbound.Now,
            ChangedAt = inbound.Now,
            ChangedBy = inbound.Caller.Person,
            Template = wanted.Template.Name,
            Owner = owner,
            Terms = terms.Write(),
            Listens = terms.Trigger?.Address(channel) ?? "",
            Replaces = wanted.Old?.Row is { Status: ScheduleStatus.Proposed } proposed ? proposed.Replaces : wanted.Old?.Row.Id,
        };

        // Another wording takes the place of the proposal that it came from; its button leads nowhere then.
        Change[] taken = wanted.Old?.Row is { Status: ScheduleStatus.Proposed } earlier
            ? [new Change.UpdateSchedule(earlier with { Status = ScheduleStatus.Retired, Reason = "Another proposal took its place.", ChangedAt = inbound.Now })]
            : [];
        Card card = ScheduleCards.Proposal(await reads.Facts.ReadAsync(row, terms, inbound.Caller.Person, ct));
        CommitResult result = await reads.Committer.CommitAsync(
            new Commit
            {
                Workspace = channel.Workspace,
                Receipt = inbound.Receipt(new ReceiptAnswer("card", "", true, card)),
                Changes = [.. taken, new Change.InsertSchedule(row), .. inbound.Along],
                Audit = [AuditEntry.Of("schedule.proposed", inbound.Caller.Person.Value, row.Id.Value).With("shape", terms.Shape)],
            },
            ct);
        if (result is CommitResult.Lost)
        {
            return new Reply.Refused(new Refusal(RefusalKind.Lost, "Nothing was changed.", "That proposal was answered meanwhile.", "Look at it again with schedules."));
        }

        inbound.Kept();
        return result is CommitResult.Done ? new Reply.Shown(card, Private: true) : new Reply.Said("That was proposed before.", Private: true);
    }

    /// <param name="command">What a choice is typed behind; the terms and inputs follow it again.</param>
    private Understanding UnderstandOf(Inbound inbound, ScheduleText text, string command, string? zone)
    {
        if (text.IsEvent)
        {
            var (trigger, question) = triggers.Understand(inbound.Caller.Channel, text, command);
            return new Understanding(null, trigger, question);
        }

        string home = text.Zone ?? zone ?? reads.Facts.ClockOf(inbound.Caller.Person).Zone;
        var context = new WhenContext(home, inbound.Now) { DefaultCalendar = text.Holidays, Holidays = reads.Holidays };
        string outBy = text.MustBeOut ? "out by " : "";
        return WhenReader.Read(text.Words, context).Match(
            understood => new Understanding(understood.Rule, null, null),
            ambiguous => new Understanding(null, null, new Reply.Shown(
                ScheduleCards.Ask(ambiguous.Question, text.Words, [.. ambiguous.Choices.Select(choice => new SuggestedCommand(choice.Words, $"{command} {outBy}{choice.Phrase} {text.Rest}".TrimEnd()))]),
                Private: true)),
            not => new Understanding(null, null, new Reply.Refused(new Refusal(
                RefusalKind.BadInput,
                "Nothing was scheduled.",
                not.Sentence,
                not.Nearest.IsEmpty ? $"Write it like: {string.Join("; ", not.Examples.Take(2))}." : $"Closest: {string.Join(", ", not.Nearest.Take(3))}.")
            {
                Suggestions = [.. not.Examples.Take(2).Select(example => new SuggestedCommand(CardText.PlainLine(example, CardParts.LongestButton), $"{command} {outBy}{example} {text.Rest}".TrimEnd()))],
            })));
    }

    private static ScheduleTerms WithTerms(ScheduleTerms terms, ScheduleText text) => terms with
    {
        CatchUp = text.CatchUp ?? terms.CatchUp,
        MostCaughtUp = text.MostCaughtUp ?? terms.MostCaughtUp,
        Overlap = text.Overlap ?? terms.Overlap,
        MostAnHour = text.MostAnHour ?? terms.MostAnHour,
        StartWindow = text.Window ?? terms.StartWindow,
        Spread = text.Punctual switch { true => TimeSpan.Zero, false => TimeSpan.FromMinutes(2), null => terms.Spread },
    };

    private Refusal NoTemplate(string name, string text = "")
    {
        string? nearest = NearestWord.Of(name, catalog.Current.Templates.Keys);
        return new Refusal(RefusalKind.Unknown, $"No template is called “{CardText.PlainLine(name, 60)}”.", nearest is null ? "" : $"Closest: {nearest}.", "Type templates to see all.")
        {
            Suggestions = nearest is null || text.Length == 0 ? [new SuggestedCommand("Show all", "templates")] : [new SuggestedCommand($"Schedule {nearest}", $"schedule {nearest} {text}"), new SuggestedCommand("Show all", "templates")],
        };
    }

    // The template asks for something new; nobody can be asked by a form on the way of changing, so the command says it.
    private static Refusal Incomplete(ScheduleRow row, FormRequest form)
    {
        FormField[] open = [.. form.Fields.Where(field => field.Error.Length > 0 || (field.Input.Required && field.Value.Length == 0 && field.File is null))];
        return new Refusal(
            RefusalKind.BadInput,
            "Nothing was changed.",
            open.FirstOrDefault(field => field.Error.Length > 0)?.Error ?? $"The template now also asks for {Wording.List([.. open.Select(field => $"“{field.Input.Label}”")])}.",
            $"Give it with the command, for example: reschedule {row.Number} {open.FirstOrDefault()?.Input.Name}=…");
    }

    private sealed record Wanted(Template Template, IReadOnlyDictionary<string, string> Given, ImmutableSortedDictionary<string, Value.File> Files)
    {
        public string Text { get; init; } = "";

        public FoundSchedule? Old { get; init; }

        public bool IsFirst { get; init; }
    }

    /// <summary>One of the three: times, something that happens, or what has to be asked or said first.</summary>
    private sealed record Understanding(ScheduleRule? Rule, Trigger? Trigger, Reply? Asks);
}

/// <summary>What proposals are made from.</summary>
public sealed record ProposalReads(ScheduleFactsReader Facts, ScheduleCosts Costs, DueTimes Times, HolidayCatalog Holidays, EventLimits Limits, ICommitter Committer, IdSource Ids)
{
    public int MostAnHour => Limits.MostAnHour;
}

/// <summary>How much may happen, as the operator has set it.</summary>
/// <param name="MostAnHour">Runs that a schedule which waits for events starts within an hour, where it says nothing else.</param>
public sealed record EventLimits(int MostAnHour);
