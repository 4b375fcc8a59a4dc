using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using AgentBot.Chat.Slack.Drawing.Modals;
using AgentBot.Chat.Slack.Knowing;
using AgentBot.Chat.Slack.Receiving;
using AgentBot.Core;
using AgentBot.Core.Commands;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Chat.Slack.Answering;

/// <summary>Handed-in forms that start a run: the choice of a template, and the answers to its inputs.</summary>
public sealed class StartAnswers(SlackVisits visits, IConversation conversation, SlackFileIntake files, PressForms forms, StartReads reads)
{
    private static readonly Refusal Gone = new(RefusalKind.Unknown, "Nothing was started.", "This template is no longer there.", "Type templates to see all.");

    /// <summary>Template and channel were chosen: the template's own questions follow, or the run starts.</summary>
    public async ValueTask<SlackResponse> AnswerAsync(SlackDelivery.Submitted submitted, CancellationToken ct)
    {
        StartAbout? about = StartAbout.Read(submitted.View.Metadata);
        string channel = about?.Channel.Channel ?? submitted.Inputs.Text(StartModal.PlaceBlock);
        string name = submitted.Inputs.Text(StartModal.TemplateBlock);
        var place = new VisitPlace(channel, "", about?.Thread ?? "", channel.StartsWith('D'), NeedsBot: true);
        SlackVisit visit = await visits.OfAsync(submitted.Origin, place, "form", SubmissionAnswers.NameOf(submitted), ct);
        if (reads.Catalog.Current.Find(name) is not { } template)
        {
            return SlackReplies.Error(StartModal.TemplateBlock, Gone.ToString());
        }

        (ImmutableSortedDictionary<string, string> values, ImmutableSortedDictionary<string, Value.File> given) = await AboutAsync(template.Workflow, about, ct);
        Reply reply = await conversation.SubmitAsync(new FormSubmission(visit.Caller, name, false, values, given, []), ct);
        return reply switch
        {
            // What is missing was never asked for yet, so nothing of it is a mistake.
            Reply.Form form => SlackReplies.Replace(FormModal.Draw(form.Request with { Fields = [.. form.Request.Fields.Select(Unblamed)] }, new ModalReference(visit.Caller.Channel, visit.Caller.Thread), visits.Names(visit.Caller.Workspace))),
            Reply.Refused refused => SlackReplies.Error(submitted.Inputs.Blocks.ContainsKey(StartModal.PlaceBlock) ? StartModal.PlaceBlock : StartModal.TemplateBlock, refused.Refusal.ToString()),
            _ => SlackReplies.Close(),
        };
    }

    /// <summary>The answers to a template's inputs.</summary>
    public async ValueTask<SlackResponse> SubmitAsync(SlackDelivery.Submitted submitted, ModalReference reference, SlackVisit visit, CancellationToken ct)
    {
        if (reads.Catalog.Current.Find(reference.Template) is not { } template)
        {
            return SubmissionAnswers.Refuse(submitted, Gone);
        }

        FormAnswers given = FormAnswers.Read(submitted.Inputs, template.Workflow.Inputs, visits.Names(visit.Caller.Workspace));
        ImmutableSortedDictionary<string, Value.File> kept = reference.Files;
        foreach ((string input, SharedFile shared) in given.Files)
        {
            Result<ImmutableArray<Value.File>> taken = await files.TakeAsync(visit.Caller.Channel, [shared], ct);
            if (taken.Refusal is { } refused)
            {
                return SubmissionAnswers.Refuse(submitted, refused);
            }

            kept = kept.SetItem(input, taken.Value[0]);
        }

        Reply reply = await conversation.SubmitAsync(new FormSubmission(visit.Caller, reference.Template, reference.DryRun, given.Values, kept, []) { When = reference.When }, ct);
        return reply switch
        {
            Reply.Form form when FormModal.Errors(form.Request) is { } errors => new SlackResponse.Body(errors),
            Reply.Form form => SlackReplies.Replace(FormModal.Draw(form.Request, reference, visits.Names(visit.Caller.Workspace))),
            Reply.Refused refused => SubmissionAnswers.Refuse(submitted, refused.Refusal),
            Reply.Started => SlackReplies.Close(),
            _ => forms.ViewOf(reply, visit) is { } view ? SlackReplies.Replace(view) : SlackReplies.Close(),
        };
    }

    /// <summary>A command with the words that its form asked for; its answer stands in the form's place.</summary>
    public async ValueTask<SlackResponse> TypeAsync(SlackDelivery.Submitted submitted, SlackVisit visit, string command, CancellationToken ct)
    {
        Reply reply = await conversation.SayAsync(new CommandRequest(visit.Caller, command, [], []), ct);
        return reply is Reply.Refused refused ? SubmissionAnswers.Refuse(submitted, refused.Refusal)
            : forms.ViewOf(reply, visit) is { } view ? SlackReplies.Replace(view)
            : SlackReplies.Close();
    }

    /// <summary>Templates whose name holds what was typed, for the choice in the form: of the channel that the form is about or names, else of any.</summary>
    public SlackResponse Suggest(SlackDelivery.Suggesting suggesting)
    {
        if (suggesting.ActionId != StartModal.TemplateAction)
        {
            return SlackResponse.Nothing;
        }

        WorkspaceKey workspace = visits.WorkspaceFor(suggesting.Origin);
        string chosen = suggesting.Inputs.Text(StartModal.PlaceBlock);
        ChannelKey? channel = StartAbout.Read(suggesting.View?.Metadata ?? "")?.Channel
            ?? (chosen.Length > 0 ? ChannelKey.Of(SlackRoster.PlatformName, workspace, chosen) : null);
        IEnumerable<Template> offered = channel is { } place ? reads.Offered.In(place) : reads.Offered.Anywhere(visits.PersonOf(suggesting.Origin), SlackRoster.PlatformName, workspace);
        return new SlackResponse.Body(new JsonObject { ["options"] = StartModal.Options(offered, suggesting.Typed) });
    }

    /// <summary>A message becomes the first text that the template asks for, else its first file.</summary>
    private async ValueTask<(ImmutableSortedDictionary<string, string> Values, ImmutableSortedDictionary<string, Value.File> Files)> AboutAsync(WorkflowSpec workflow, StartAbout? about, CancellationToken ct)
    {
        var values = ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal);
        var given = ImmutableSortedDictionary<string, Value.File>.Empty.WithComparers(StringComparer.Ordinal);
        if (about is null || await reads.Artifacts.FindAsync(about.Channel, about.Content, ct) is not { } artifact)
        {
            return (values, given);
        }

        if (workflow.Inputs.FirstOrDefault(input => input.Type is FieldType.Text) is { } text)
        {
            return (values.Add(text.Name, Encoding.UTF8.GetString(artifact.Bytes.Span)), given);
        }

        return workflow.Inputs.FirstOrDefault(input => input.Type is FieldType.File) is { } file
            ? (values, given.Add(file.Name, new Value.File("message.txt", "text/plain", artifact.Ref.Length, artifact.Ref.Content)))
            : (values, given);
    }

    private static FormField Unblamed(FormField field) => field.Value.Length == 0 && field.File is null ? field with { Error = "" } : field;
}

/// <summary>What starts are made from.</summary>
public sealed record StartReads(ITemplateCatalog Catalog, IArtifactReader Artifacts, OfferedTemplates Offered);
