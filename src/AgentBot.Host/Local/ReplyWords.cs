using AgentBot.Core.Commands;

namespace AgentBot.Host.Local;

/// <summary>A reply of the conversation as a terminal shows it.</summary>
internal static class ReplyWords
{
    public static LocalAnswer Of(Reply reply) => reply switch
    {
        Reply.Started started => new LocalAnswer(false, $"Run {started.Number} began.", started.Number, []),
        Reply.Said said => new LocalAnswer(false, ArtifactText.Plain(said.Text), 0, []),
        Reply.Shown shown => new LocalAnswer(false, ArtifactText.Plain(shown.Card.FallbackText), 0, []),
        Reply.Decided decided => new LocalAnswer(false, ArtifactText.Plain(decided.Sentence), 0, []),
        Reply.Refused refused => new LocalAnswer(true, ArtifactText.Plain(refused.Refusal.ToString()), 0, []),
        Reply.Form form => new LocalAnswer(true, $"No run was started: {form.Request.Template} needs more.", 0, [.. form.Request.Fields.Where(IsLacking).Select(Explain)]),
        _ => throw new InvalidOperationException($"No words for {reply.GetType().Name}."),
    };

    private static bool IsLacking(FormField field) => field.Error.Length > 0 || (field.Input.Required && field.Value.Length == 0 && field.File is null);

    private static LocalMistake Explain(FormField field) =>
        new(field.Input.Name, ArtifactText.Plain(field.Error.Length > 0 ? field.Error : $"{field.Input.Label} is missing."));
}
