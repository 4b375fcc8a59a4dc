using AgentBot.Core.Commands;
using AgentBot.Core.People;
using AgentBot.Core.Policy;
using AgentBot.Core.Schedules.Triggers;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Schedules.Firings;

/// <summary>
/// Whether a schedule can begin its run now: the template as it was confirmed, an owner who is still here and may, inputs that can
/// be read. The latest valid version of the template is taken.
/// </summary>
public sealed class Readiness(ITemplateCatalog catalog, ITemplateOffers offers, IDirectory directory, InputForms forms)
{
    private static readonly TimeSpan FreshEnough = TimeSpan.FromSeconds(60);

    /// <param name="happened">The event whose run it is; null where none has come, or none is needed. Then the inputs that come from it are left out.</param>
    public async ValueTask<Ready> CheckAsync(ScheduleRow row, ScheduleTerms terms, Value.Record? happened, CancellationToken ct)
    {
        if (catalog.Current.Find(row.Template) is not { } template)
        {
            return new Ready.Never($"No template is called {row.Template} any more.");
        }

        if (TemplateShape.Of(template.Closure) != terms.Shape)
        {
            return new Ready.Never("The template was changed: it asks for other inputs or sends its results elsewhere than when this was confirmed.");
        }

        return await OwnerAsync(row, ct) switch
        {
            (null, { } requester) => Inputs(row, requester, terms, template, happened),
            (var why, _) => why!,
        };
    }

    /// <summary>Whether somebody answers for the schedule.</summary>
    /// <returns>What is in the way, or in whose name it runs as they are known today.</returns>
    public async ValueTask<(Ready? Why, PersonKey? Requester)> OwnerAsync(ScheduleRow row, CancellationToken ct)
    {
        if (await directory.SnapshotAsync(FreshEnough, row.Channel, row.Owner, ct) is not { } people)
        {
            return (new Ready.Later("AgentBot cannot reach the list of people now."), null);
        }

        if (people.Channel(row.Channel) is null)
        {
            // A platform that has not answered yet since the start knows no channel.
            return (new Ready.Later("AgentBot is not in that channel."), null);
        }

        if (people.Find(row.Owner) is not { } owner)
        {
            return (new Ready.Never($"{row.Owner.Value}, in whose name it runs, is no longer among the people here."), null);
        }

        if (owner.ClosedOn.Contains(row.Channel.Platform))
        {
            return (new Ready.Never($"{owner.Name}, in whose name it runs, has left: their account was closed."), null);
        }

        // The account that scheduled it may have become one with another person since.
        PersonKey requester = people.Current(row.Owner);
        return offers.IsOffered(row.Channel, row.Template)
            && Guard.Check(requester, Act.Start, new GuardSubject(row.Channel), people) is null
            && Guard.Check(requester, Act.Schedule, new GuardSubject(row.Channel), people) is null
                ? (null, requester)
                : (new Ready.Never($"{owner.Name}, in whose name it runs, may no longer start it here."), null);
    }

    private Ready Inputs(ScheduleRow row, PersonKey requester, ScheduleTerms terms, Template template, Value.Record? happened)
    {
        EventAnswers answers = EventAnswers.None;
        if (happened is not null)
        {
            Result<EventAnswers> taken = EventInputs.Take(terms.FromEvent, happened, forms.Today(requester));
            if (taken.IsRefused)
            {
                return new Ready.No(taken.Refusal!.Why.Length > 0 ? taken.Refusal.Why : taken.Refusal.What);
            }

            answers = taken.Value;
        }

        WorkflowSpec workflow = happened is null ? EventInputs.Without(template.Workflow, terms.FromEvent) : template.Workflow;
        var caller = new Caller(requester, row.Channel, "", "");
        FilledForm filled = forms.Fill(caller, workflow, terms.Inputs.Values.SetItems(answers.Texts), terms.Inputs.Files.SetItems(answers.Files), dryRun: false, isFirst: false);
        return filled.Inputs is { } inputs
            ? new Ready.Yes(template.Closure, inputs, requester)
            : new Ready.No(filled.Form.Fields.Select(field => field.Error).FirstOrDefault(error => error.Length > 0) ?? "An input is missing.");
    }
}

/// <summary>The answer to "can it start?".</summary>
public abstract record Ready
{
    private Ready()
    {
    }

    /// <param name="Requester">The owner as known today.</param>
    public sealed record Yes(TemplateClosure Closure, Value.Record Inputs, PersonKey Requester) : Ready;

    /// <summary>It may by itself in a moment.</summary>
    public sealed record Later(string Why) : Ready;

    /// <summary>Not this time.</summary>
    public sealed record No(string Why) : Ready;

    /// <summary>Not before a person has looked at it.</summary>
    public sealed record Never(string Why) : Ready;
}
