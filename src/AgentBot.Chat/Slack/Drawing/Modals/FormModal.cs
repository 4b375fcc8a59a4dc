using System.Text.Json.Nodes;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;

namespace AgentBot.Chat.Slack.Drawing.Modals;

/// <summary>
/// Asks for what is missing before a run can start. What was given stays, each mistake stands at its field. <see cref="FormAnswers"/>
/// is the way back.
/// </summary>
public static class FormModal
{
    private const int LongestError = 300;

    /// <summary>A template with more inputs than a view has blocks is started with the rest in the command.</summary>
    private const int MostBlocks = BlockLimits.ViewBlocks - 4;

    /// <param name="at">Where it was asked; the template and its files are taken from the form.</param>
    public static JsonObject Draw(FormRequest form, ModalReference at, ISlackNames names)
    {
        ModalReference reference = (at with
        {
            Template = form.Template,
            DryRun = form.DryRun,
            When = form.When,
            Files = at.Files.Clear().AddRange(form.Fields.Where(field => field.File is not null).Select(field => KeyValuePair.Create(field.Input.Name, field.File!))),
        }).Fitting();
        var blocks = new List<JsonObject> { Block.Section(Intro(form)) };
        bool roomy = form.Fields.Length * 2 <= MostBlocks;
        foreach (FormField field in form.Fields.Take(MostBlocks))
        {
            FormField kept = reference.Files.ContainsKey(field.Input.Name) ? field : field with { File = null };
            if (roomy && field.Error.Length > 0)
            {
                blocks.Add(Error(field));
            }

            blocks.Add(FieldDrawer.Draw(kept, names, roomy ? "" : field.Error));
        }

        if (form.Fields.Length > MostBlocks)
        {
            blocks.Add(Block.Context($"*{Wording.Count(form.Fields.Length - MostBlocks, "more answer", "more answers")}* can be given with the command: name=value."));
        }

        return ModalFrame.Of(ModalKind.Form, Wording.Title(form.Template), blocks, reference, form.DryRun ? "Start the dry run" : form.When.Length > 0 ? "Show the times" : "Start");
    }

    /// <summary>The answer to a submission that is not complete: Slack keeps every answer and shows each mistake at its field. Null where no field has one.</summary>
    public static JsonObject? Errors(FormRequest form)
    {
        var errors = new JsonObject();
        foreach (FormField field in form.Fields.Take(MostBlocks).Where(field => field.Error.Length > 0))
        {
            errors[FieldDrawer.BlockId(field.Input)] = SlackText.Line(field.Error, LongestError);
        }

        return errors.Count == 0 ? null : new JsonObject { ["response_action"] = "errors", ["errors"] = errors };
    }

    private static string Intro(FormRequest form)
    {
        string title = SlackText.Mrkdwn(form.Title, 300);
        string bold = Mrkdwn.TryWrite([new Ink(SlackText.Line(form.Title, 200).TrimEnd('.') + ".") { Bold = true }], out string marked) ? marked : title;
        return form.Consequence.Length == 0 ? bold : $"{bold}\n{SlackText.Mrkdwn(form.Consequence, 600)}";
    }

    private static JsonObject Error(FormField field) => Block.Context($"⚠️ {SlackText.Mrkdwn(field.Error.ReplaceLineEndings(" "), LongestError)}");
}
