using System.Collections.Immutable;
using System.Text.Json;
using AgentBot.Core;
using AgentBot.Core.Channels;
using AgentBot.Core.Commands;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Host.WebConsole;

/// <summary>Doors of the chat: saying something, trying a sample, filling in a form.</summary>
public sealed class ChatEndpoints(Speaker speaker, FileIntake files, SampleFinder samples, ConsoleReads reads, AnswerWriter answers)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/console/chat/{channel}", static (HttpContext context, ChatEndpoints doors) => doors.SayAsync(context));
        routes.MapPost("/console/chat/{channel}/try", static (HttpContext context, ChatEndpoints doors, TimeProvider time) => doors.TryAsync(context, time));
        routes.MapPost("/console/form", static (HttpContext context, ChatEndpoints doors, ICommitter committer) => doors.SubmitAsync(context, committer));
    }

    private async Task SayAsync(HttpContext context)
    {
        Viewer viewer = ConsoleVisit.Of(context).Viewer;
        IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (ConsolePaths.Channel(viewer, context.GetRouteValue("channel") as string) is not { } channel)
        {
            await answers.WriteAsync(context, "Nothing was said: this channel is not yours to read.", "/", refused: true);
            return;
        }

        string text = form["text"].ToString().ReplaceLineEndings("\n").Trim();
        string back = ConsolePaths.Chat(channel);
        if (text.Length == 0 && form.Files.All(file => file.FileName.Length == 0))
        {
            await answers.WriteAsync(context, "", back);
            return;
        }

        Result<ImmutableArray<Value.File>> taken;
        try
        {
            taken = await files.TakeAsync(channel, form.Files, context.RequestAborted);
        }
        catch (StoreUnavailableException)
        {
            taken = new Refusal(RefusalKind.Unavailable, "AgentBot cannot save anything now, so it did nothing.", "", "Repeat it later.");
        }

        Refusal? refusal = taken.Refusal ?? await speaker.SayAsync(viewer, channel, text, taken.Value, Once(context, form), context.RequestAborted);
        await answers.WriteAsync(context, refusal?.ToString() ?? "", refusal is null ? back : $"{back}?draft={Uri.EscapeDataString(text)}", refusal is not null);
    }

    private async Task TryAsync(HttpContext context, TimeProvider time)
    {
        Viewer viewer = ConsoleVisit.Of(context).Viewer;
        IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (ConsolePaths.Channel(viewer, context.GetRouteValue("channel") as string) is not { } channel || samples.Find(form["template"].ToString()) is not { } sample)
        {
            await answers.WriteAsync(context, "Nothing was started: there is no sample of this name.", "/", refused: true);
            return;
        }

        var given = ImmutableSortedDictionary.CreateBuilder<string, Value.File>(StringComparer.Ordinal);
        foreach (SampleFile file in sample.Files)
        {
            given[file.Input] = await files.TakeAsync(channel, Path.GetFileName(file.Path), await File.ReadAllBytesAsync(file.Path, context.RequestAborted), context.RequestAborted);
        }

        string once = Once(context, form);
        var said = new MessageRow
        {
            Key = "say:" + once,
            Workspace = channel.Workspace,
            Channel = channel,
            Author = viewer.Key,
            Text = sample.Command,
            Files = JsonSerializer.Serialize([.. given.Values.Select(StoredFile.Of)], ConsoleJson.Default.ImmutableArrayStoredFile),
            At = time.GetUtcNow(),
        };
        var submission = new FormSubmission(Speaker.Caller(viewer, channel, "form", once), sample.Template.Name, false, ImmutableSortedDictionary<string, string>.Empty, given.ToImmutable(), [new Change.PutMessage(said)]);
        Refusal? refusal = await speaker.StartAsync(viewer, said, submission, once, context.RequestAborted);
        await answers.WriteAsync(context, refusal?.ToString() ?? "", ConsolePaths.Chat(channel), refusal is not null, leave: refusal is null);
    }

    private async Task SubmitAsync(HttpContext context, ICommitter committer)
    {
        Viewer viewer = ConsoleVisit.Of(context).Viewer;
        IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted);
        string key = form["message"].ToString();
        if (await reads.Chat.FindAsync(key, context.RequestAborted) is not { Purpose: StoredForm.Purpose, Deleted: false } shown
            || shown.OnlyFor != viewer.Key || !viewer.MayRead(shown.Channel)
            || JsonSerializer.Deserialize(shown.Card, ConsoleJson.Default.StoredForm) is not { } stored)
        {
            await answers.WriteAsync(context, "This form was answered already. Nothing was started twice.", "/", refused: true);
            return;
        }

        string back = ConsolePaths.Message(shown.Channel, key);
        if (form["do"] == "drop")
        {
            MessageRow dropped = shown with { Text = $"{stored.Title}: not started.", Card = "", Purpose = "" };
            await committer.CommitAsync(new Commit { Workspace = shown.Workspace, Changes = [new Change.PutMessage(dropped)] }, context.RequestAborted);
            await answers.WriteAsync(context, "", back);
            return;
        }

        var given = ImmutableSortedDictionary.CreateBuilder<string, Value.File>(StringComparer.Ordinal);
        foreach (StoredField field in stored.Fields)
        {
            if (field.File is { } kept)
            {
                given[field.Name] = kept.ToValue();
            }

            if (form.Files.GetFile("f." + field.Name) is not { FileName.Length: > 0 } file)
            {
                continue;
            }

            Result<ImmutableArray<Value.File>> taken = await files.TakeAsync(shown.Channel, [file], context.RequestAborted);
            if (taken.Refusal is { } refused)
            {
                await answers.WriteAsync(context, refused.ToString(), back, refused: true);
                return;
            }

            given[field.Name] = taken.Value[0];
        }

        ImmutableSortedDictionary<string, string> values = Values(form, stored);
        string once = Digest.OfText(string.Join('\n', [key, shown.EditedAt?.ToString("O") ?? "", .. values.Select(pair => $"{pair.Key}={pair.Value}"), .. given.Select(pair => $"{pair.Key}={pair.Value.Content}")])).Value[..24];
        var submission = new FormSubmission(Speaker.Caller(viewer, shown.Channel, "form", once), stored.Template, stored.DryRun, values, given.ToImmutable(), []) { When = stored.When };
        Refusal? refusal = await speaker.SubmitAsync(viewer, shown, submission, context.RequestAborted);
        await answers.WriteAsync(context, refusal?.ToString() ?? "", back, refusal is not null);
    }

    private ImmutableSortedDictionary<string, string> Values(IFormCollection form, StoredForm stored)
    {
        WorkflowSpec? workflow = reads.Catalog.Current.Find(stored.Template)?.Workflow;
        var values = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (StoredField field in stored.Fields)
        {
            FieldType? type = workflow?.Inputs.FirstOrDefault(input => input.Name == field.Name)?.Type;
            string value = form["f." + field.Name].ToString().Trim();
            if (type is FieldType.Boolean)
            {
                // An empty box is not sent at all.
                values[field.Name] = value.Length > 0 ? "yes" : "no";
            }
            else if (value.Length > 0 && type is not FieldType.File)
            {
                values[field.Name] = value;
            }
        }

        return values.ToImmutable();
    }

    /// <summary>What the page named this sending, bound to the session so that nobody can use up somebody else's name.</summary>
    private static string Once(HttpContext context, IFormCollection form)
    {
        string given = form["_once"].ToString();
        return Digest.OfText($"{ConsoleVisit.Of(context).Session.Id}|{(given.Length is > 0 and <= 64 ? given : context.TraceIdentifier)}").Value[..24];
    }
}
