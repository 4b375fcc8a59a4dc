using System.Globalization;
using AgentBot.Core.Commands;
using AgentBot.Core.Values;
using static AgentBot.Core.Cards.CardAction;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Cards;

/// <summary>Asks for what is missing before a run can start. Given answers stay, each mistake stands at its field.</summary>
public static class FormCard
{
    /// <param name="pastes">Where no file can be chosen, its rows or its text are put into a field instead.</param>
    public static Card Of(FormRequest form, bool pastes = false)
    {
        FormField[] missing = [.. form.Fields.Where(IsMissing)];
        string title = CardText.Line(form.Title, 60);
        string count = Wording.Count(missing.Length, "answer", "answers");
        string then = form.When.Length > 0 ? "then its times are shown" : "then it starts";
        string[] given = [.. form.Fields.Where(field => field.Input.Type is FieldType.File && field.File is not null).Select(field => $"{Label(field)}: {CardText.Line(field.File!.Name, 60)}")];
        return new Card
        {
            FallbackText = CardText.PlainLine($"{form.Title} needs {count}: {string.Join(", ", missing.Select(field => field.Input.Label))}.", 500),
            Body =
            [
                CardParts.Strip(ContainerStyle.Emphasis, "Only you see this", missing.Length == 0 ? "" : $"{count} missing"),
                CardParts.Question(missing.Length == 0 ? $"{title}: check the answers, {then}" : $"{title}: {CardParts.FirstLower(Wording.Leading(missing.Length))} {(missing.Length == 1 ? "answer" : "answers")}, {then}"),
                .. form.Consequence.Length == 0 ? Array.Empty<CardElement>() : [CardParts.Subtle(CardText.Line(form.Consequence, 300), CardPart.Consequence) with { Spacing = Spacing.None }],
                .. form.Fields.SelectMany(field => Field(field, pastes)),
                .. given.Length == 0 ? Array.Empty<CardElement>() : [CardParts.SmallPrint($"Already given: {string.Join(" · ", given)}")],
            ],
            Actions =
            [
                new Execute(form.DryRun ? CardVerb.DryRun : CardVerb.Start, new ActionRef(CardRef.Form, form.Template)) { Title = form.DryRun ? "Start the dry run" : form.When.Length > 0 ? "Show the times" : "Start", Style = ActionStyle.Positive },
            ],
        };
    }

    private static IEnumerable<CardElement> Field(FormField field, bool pastes)
    {
        string label = CardText.PlainLine(field.Input.Label + (field.Input.Required ? "" : " (optional)"), 100);
        string name = CardInput.Field + field.Input.Name;
        string? value = field.Value.Length == 0 ? null : CardText.Visible(field.Value);
        if (field.Error.Length > 0)
        {
            yield return new TextBlock(CardText.Line(field.Error, 300)) { Color = TextColor.Attention, Size = TextSize.Small };
        }

        yield return field.Input.Type switch
        {
            FieldType.File or FieldType.Table when pastes && field.File is null && TakesPasted(field.Input.Type) => Pasted(field, name),
            FieldType.File file => FilePlace(field, file),
            FieldType.Choice choice => new InputChoiceSet(name, label, [.. choice.Of.Select(option => new CardChoice(CardText.PlainLine(Wording.Title(option), 75), option))]) { Value = value, IsRequired = field.Input.Required, ErrorMessage = Missing(field) },
            FieldType.User or FieldType.Channel when !field.Choices.IsDefaultOrEmpty => new InputChoiceSet(name, label, field.Choices) { Value = value, IsRequired = field.Input.Required, ErrorMessage = Missing(field) },
            FieldType.Boolean => new InputToggle(name, label) { Value = value is "yes" or "true" },
            FieldType.Date => new InputDate(name, label) { Value = value, IsRequired = field.Input.Required, ErrorMessage = Missing(field) },
            FieldType.Number number when value is null || decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _) => new InputNumber(name, label)
            {
                Value = value is null ? null : decimal.Parse(value, NumberStyles.Float, CultureInfo.InvariantCulture),
                Min = number.Min,
                Max = number.Max,
                IsRequired = field.Input.Required,
                ErrorMessage = Missing(field),
            },
            _ => new InputText(name, label)
            {
                Value = value,
                Placeholder = Example(field.Input),
                Multiline = field.Input.Type is FieldType.Text { Max: null or > 200 },
                MaxLength = field.Input.Type is FieldType.Text { Max: { } most } ? most : null,
                IsRequired = field.Input.Required,
                ErrorMessage = Missing(field),
            },
        };
        if (!string.IsNullOrEmpty(field.Input.Help))
        {
            yield return CardParts.Subtle(CardText.Line(field.Input.Help, 200));
        }
    }

    /// <summary>Whether what is in such a file can be typed or pasted.</summary>
    public static bool TakesPasted(FieldType type) => type switch
    {
        FieldType.Table => true,
        FieldType.File file => file.Accept.IsDefaultOrEmpty || PastedEnding(file).Length > 0,
        _ => false,
    };

    /// <summary>Ending of a file that is made of what was pasted.</summary>
    public static string PastedEnding(FieldType type) => type is FieldType.File { Accept: { IsDefaultOrEmpty: false } accept }
        ? accept.FirstOrDefault(ending => ending is "csv" or "txt" or "md" or "json") ?? ""
        : "csv";

    private static InputText Pasted(FormField field, string name)
    {
        string ending = PastedEnding(field.Input.Type);
        return new InputText(name, CardText.PlainLine($"{field.Input.Label} ({ending.ToUpperInvariant()}){(field.Input.Required ? "" : " (optional)")}", 100))
        {
            // A bare name of a file, as a command gives it, is no content of one. Cells from a spreadsheet are parted by tabs, which stay.
            Value = field.Value.Contains('\n', StringComparison.Ordinal) ? string.Join('\t', field.Value.Split('\t').Select(CardText.Visible)) : null,
            Placeholder = ending == "csv" ? "Paste the rows here, with their headings" : "Paste the text here",
            Multiline = true,
            IsRequired = field.Input.Required,
            ErrorMessage = Missing(field),
        };
    }

    private static TextBlock FilePlace(FormField field, FieldType.File file)
    {
        string kinds = file.Accept.IsDefaultOrEmpty ? "a file" : $"a file ({string.Join(", ", file.Accept.Select(ending => CardText.Line(ending.ToUpperInvariant(), 10)))})";
        return new TextBlock(field.File is { } given
            ? $"**{Label(field)}:** {CardText.Line(given.Name, 80)}"
            : $"**{Label(field)}:** add {kinds} to your message and repeat the command{(field.Input.Required ? "." : ", or leave it out.")}");
    }

    private static string Label(FormField field) => CardText.Line(field.Input.Label, 60);

    private static bool IsMissing(FormField field) => field.Input.Required && field.Value.Length == 0 && field.File is null && field.Input.Default is null;

    private static string Missing(FormField field) => CardText.PlainLine($"{field.Input.Label} is missing.", 100);

    private static string? Example(Templates.Spec.InputSpec input) => input.Type switch
    {
        FieldType.Money => "for example EUR 100",
        FieldType.Month => "for example 2026-10, or last month",
        FieldType.Duration => "for example 14d",
        FieldType.User => "for example @ana",
        FieldType.Channel => "for example #finance",
        _ => null,
    };
}
