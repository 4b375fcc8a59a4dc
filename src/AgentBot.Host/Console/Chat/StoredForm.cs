using System.Collections.Immutable;
using AgentBot.Core;
using AgentBot.Core.Cards;
using AgentBot.Core.Commands;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Host.WebConsole;

/// <summary>A form that waits in the chat for its answers, as the console keeps it in the message that shows it.</summary>
public sealed record StoredForm(string Template, string Title, bool DryRun, ImmutableArray<StoredField> Fields, string Consequence)
{
    /// <inheritdoc cref="FormRequest.When"/>
    public string When { get; init; } = "";

    /// <summary>Purpose of the message that shows a form.</summary>
    public const string Purpose = "form";

    public static StoredForm Of(FormRequest request) => new(
        request.Template,
        request.Title,
        request.DryRun,
        [.. request.Fields.Select(field => new StoredField(
            field.Input.Name,
            field.Value,
            field.File is { } file ? StoredFile.Of(file) : null,
            field.Error,
            field.Choices.IsDefault ? [] : field.Choices))],
        request.Consequence)
    {
        When = request.When,
    };

    /// <summary>The fields with what the template says about them today; null when the template is gone.</summary>
    public ImmutableArray<(InputSpec Input, StoredField Field)>? WithInputs(WorkflowSpec? workflow) =>
        workflow is null
            ? null
            : [.. Fields.Select(field => (Input: workflow.Inputs.FirstOrDefault(input => input.Name == field.Name), field)).Where(pair => pair.Input is not null).Select(pair => (pair.Input!, pair.field))];
}

public sealed record StoredField(string Name, string Value, StoredFile? File, string Error, ImmutableArray<CardChoice> Choices);

/// <summary>A file of a message or form, by its content.</summary>
public sealed record StoredFile(string Name, string MediaType, long Length, string Content)
{
    public static StoredFile Of(Value.File file) => new(file.Name, file.MediaType, file.Length, file.Content.Value);

    public Value.File ToValue() => new(Name, MediaType, Length, new Digest(Content));
}
