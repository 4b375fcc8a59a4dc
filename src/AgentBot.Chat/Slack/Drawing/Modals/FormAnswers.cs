using System.Collections.Immutable;
using AgentBot.Chat.Slack.Receiving;
using AgentBot.Core.Cards;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Chat.Slack.Drawing.Modals;

/// <summary>What a form brought back, in the inputs' own writing: the inverse of <see cref="FormModal"/>.</summary>
/// <param name="Values">By input name; inputs without an answer are left out.</param>
/// <param name="Files">Uploaded now, by input name; those given before are in <see cref="ModalReference.Files"/>.</param>
public sealed record FormAnswers(ImmutableSortedDictionary<string, string> Values, ImmutableSortedDictionary<string, SharedFile> Files)
{
    public static FormAnswers Read(SlackInputs inputs, ImmutableArray<InputSpec> specs, ISlackNames names)
    {
        var values = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var files = ImmutableSortedDictionary.CreateBuilder<string, SharedFile>(StringComparer.Ordinal);
        foreach (InputSpec spec in specs)
        {
            string block = FieldDrawer.BlockId(spec);
            if (inputs.Files(block) is [{ } file, ..])
            {
                files[spec.Name] = file;
            }
            else if (inputs.Blocks.TryGetValue(block, out SlackInput? input) && Written(spec, input, names) is { Length: > 0 } written)
            {
                values[spec.Name] = written;
            }
        }

        return new FormAnswers(values.ToImmutable(), files.ToImmutable());
    }

    private static string? Written(InputSpec spec, SlackInput input, ISlackNames names)
    {
        string? text = input.Texts.IsEmpty ? null : input.Texts[0];
        return (text, input.Type, spec.Type) switch
        {
            (null, _, _) => null,
            (_, "users_select", _) => names.WrittenPerson(text),
            (_, "conversations_select", _) => names.WrittenChannel(text),
            (_, "static_select", FieldType.Choice choice) => FieldDrawer.Options(choice).Value(text),
            (_, "radio_buttons", FieldType.Boolean) => FieldDrawer.YesNo.Value(text),
            _ => text.Trim(),
        };
    }
}

/// <summary>What a modal of words brought back: the inverse of <see cref="NoteModal"/>.</summary>
/// <param name="Marked">Rows by number, as people say them; empty for all.</param>
/// <param name="To">Whom something is handed to; empty where the modal does not ask.</param>
public sealed record NoteAnswers(string Note, ImmutableArray<string> Marked, string To = "")
{
    public static NoteAnswers Read(SlackInputs inputs) => new(
        inputs.Text(CardInput.Note).ReplaceLineEndings("\n").Trim(),
        [.. inputs.Many(CardInput.Marked).Append(inputs.Text(CardInput.Rows)).SelectMany(AgentBot.Core.Reviews.RowList.Read).Distinct(StringComparer.Ordinal)],
        inputs.Text(CardInput.To).Trim());
}

/// <summary>What an edited text brought back: the inverse of <see cref="EditModal"/>.</summary>
/// <param name="Fields">By the name of the field, for <see cref="AgentBot.Core.Artifacts.EditReader.Fields"/>.</param>
/// <param name="ThenApprove">The editor also approves.</param>
public sealed record EditAnswers(ImmutableSortedDictionary<string, string> Fields, bool ThenApprove)
{
    public static EditAnswers Read(SlackInputs inputs) => new(
        inputs.Blocks
            .Where(block => block.Key.StartsWith(CardInput.Field, StringComparison.Ordinal))
            .ToImmutableSortedDictionary(
                block => block.Key[CardInput.Field.Length..],
                block => (block.Value.Texts.IsEmpty ? "" : block.Value.Texts[0]).ReplaceLineEndings("\n"),
                StringComparer.Ordinal),
        inputs.Text(EditModal.Then) == CardVerb.EditApprove);
}
