using System.Collections.Immutable;
using AgentBot.Core.Budgets;
using AgentBot.Core.Cards;
using AgentBot.Core.Runs;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Commands;

/// <summary>Starts runs from words, from forms and from earlier runs.</summary>
public sealed class StartCommands(ITemplateCatalog catalog, RunStarter starter, RunFinder finder, InputForms forms, CostEstimates estimates, ClosureCache closures)
{
    public async ValueTask<Reply> StartAsync(Inbound inbound, Command.Run command, ImmutableArray<Value.File> files, CancellationToken ct)
    {
        if (Find(command.Template) is not { } template)
        {
            return new Reply.Refused(NoTemplate(command));
        }

        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string value) in command.Inputs)
        {
            InputSpec? input = template.Workflow.Inputs.FirstOrDefault(known => string.Equals(known.Name, name, StringComparison.OrdinalIgnoreCase));
            if (input is null)
            {
                return new Reply.Refused(NoInput(template, name));
            }

            given[input.Name] = value;
        }

        ImmutableSortedDictionary<string, Value.File> assigned = InputForms.Assign(template.Workflow, files, given);
        return await StartOrAskAsync(inbound, template, given, assigned, command.DryRun, isFirst: true, ct);
    }

    public async ValueTask<Reply> SubmitAsync(Inbound inbound, FormSubmission submission, CancellationToken ct)
    {
        if (Find(submission.Template) is not { } template)
        {
            return new Reply.Refused(NoTemplate(new Command.Run(submission.Template, [], submission.DryRun)));
        }

        return await StartOrAskAsync(inbound, template, submission.Values, submission.Files, submission.DryRun, isFirst: false, ct);
    }

    /// <summary>A linked run with the same inputs: results of equal input are reused, approvals never.</summary>
    public async ValueTask<Reply> RetryAsync(Inbound inbound, Command.Retry command, CancellationToken ct)
    {
        Result<FoundRun> found = await finder.RunAsync(inbound.Caller, command.Number, ct);
        if (found.IsRefused)
        {
            return new Reply.Refused(found.Refusal!);
        }

        RunRow old = found.Value.Run;
        if (!old.IsTerminal)
        {
            return new Reply.Refused(new Refusal(RefusalKind.TooLate, $"Run {old.Number} is still going on.", "", $"Stop it first with cancel {old.Number}, or wait."));
        }

        if (People.DrillKey.Is(old.Requester))
        {
            return new Reply.Refused(new Refusal(RefusalKind.NotAllowed, "Nothing was started.", "AgentBot asked this once.", "Nothing to do."));
        }

        if (People.AskingSystem.Is(old.Requester))
        {
            return new Reply.Refused(new Refusal(RefusalKind.NotAllowed, "Nothing was started.", "A program asked for this and was told how it ended.", "It asks again by itself if it needs another answer."));
        }

        var (pinned, _) = await closures.OfAsync(old.TemplateVersion, ct);
        TemplateClosure closure = Find(old.Template)?.Closure ?? pinned;
        var seed = new RunSeed(inbound.Caller.Channel, "", inbound.Caller.Person, RunScopes.Inputs(old), ResolvedNames.None)
        {
            CausedBy = old.CausedBy,
            About = old.About,
            DryRun = old.DryRun,
            RetryOf = old,
        };
        return old.Channel == inbound.Caller.Channel
            ? await StartAsync(inbound, closure, seed, ct)
            : new Reply.Refused(new Refusal(RefusalKind.NotAllowed, "Nothing was started.", "A run is repeated in its own channel.", $"Go to #{old.Channel.Channel} and repeat it there."));
    }

    private async ValueTask<Reply> StartOrAskAsync(
        Inbound inbound,
        Template template,
        IReadOnlyDictionary<string, string> given,
        ImmutableSortedDictionary<string, Value.File> files,
        bool dryRun,
        bool isFirst,
        CancellationToken ct)
    {
        FilledForm filled = forms.Fill(inbound.Caller, template.Workflow, given, files, dryRun, isFirst);
        if (filled.Inputs is not { } inputs)
        {
            string cost = await estimates.SayAsync(inbound.Caller.Workspace, template.Closure, ct);
            return new Reply.Form(cost.Length == 0 ? filled.Form : filled.Form with { Consequence = $"{filled.Form.Consequence} {cost}" });
        }

        var seed = new RunSeed(inbound.Caller.Channel, inbound.Caller.Thread, inbound.Caller.Person, inputs, ResolvedNames.None)
        {
            About = RunAbout.Of(inputs),
            DryRun = dryRun,
        };
        return await StartAsync(inbound, template.Closure, seed, ct);
    }

    private async ValueTask<Reply> StartAsync(Inbound inbound, TemplateClosure closure, RunSeed seed, CancellationToken ct)
    {
        Result<StartedRun> started = await starter.StartAsync(new StartRequest(closure, seed, inbound.Caller.Receipt, inbound.Along), ct);
        if (started.IsRefused)
        {
            return new Reply.Refused(started.Refusal!);
        }

        inbound.Kept();
        return new Reply.Started(started.Value.Run, started.Value.Number);
    }

    public bool Knows(string template) => Find(template) is not null;

    private Template? Find(string name) => catalog.Current.Find(name);

    private Refusal NoTemplate(Command.Run command)
    {
        string? nearest = NearestWord.Of(command.Template, catalog.Current.Templates.Keys);
        string verb = command.DryRun ? "dry-run" : "run";
        return new Refusal(RefusalKind.Unknown, $"No template is called “{CardText.PlainLine(command.Template)}”.", nearest is null ? "" : $"Closest: {nearest}.", "Type templates to see all.")
        {
            Suggestions = nearest is null
                ? [new SuggestedCommand("Show all", "templates")]
                : [new SuggestedCommand($"Run {nearest}", $"{verb} {nearest}"), new SuggestedCommand("Show all", "templates")],
        };
    }

    private static Refusal NoInput(Template template, string name)
    {
        string? nearest = NearestWord.Of(name, template.Workflow.Inputs.Select(input => input.Name));
        string known = string.Join(", ", template.Workflow.Inputs.Select(input => input.Name));
        return new Refusal(
            RefusalKind.BadInput,
            $"{template.Workflow.Title} has no input called “{CardText.PlainLine(name)}”.",
            nearest is null ? "" : $"Closest: {nearest}.",
            known.Length == 0 ? "It takes no inputs." : $"It takes: {known}.");
    }
}
