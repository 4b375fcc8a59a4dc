using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace AgentBot.Core.Requests.Forms;

/// <summary>Compares a document with its form and says everything that does not fit, each at its place.</summary>
public sealed class FormJudge
{
    /// <summary>More would be read by nobody.</summary>
    private const int MostMistakes = 50;

    private readonly ImmutableArray<FormMistake>.Builder _found = ImmutableArray.CreateBuilder<FormMistake>();

    public static ImmutableArray<FormMistake> Check(JsonElement document, Form form)
    {
        var judge = new FormJudge();
        judge.Check(document, form, "");
        return judge._found.ToImmutable();
    }

    /// <summary>Escapes a name for a JSON pointer.</summary>
    public static string Below(string at, string name) => $"{at}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    private void Check(JsonElement json, Form form, string at)
    {
        if (_found.Count >= MostMistakes)
        {
            return;
        }

        switch (form)
        {
            case Form.Text text:
                CheckText(json, text, at);
                break;
            case Form.Pattern pattern:
                Require(json.ValueKind == JsonValueKind.String && pattern.Fits(json.GetString()!), at, "does not fit", $"Write {pattern.Says}.");
                break;
            case Form.Words words:
                CheckWord(json, words, at);
                break;
            case Form.Number:
                Require(IsNumber(json), at, "is no number", "Write a number without quotation marks, with at most 28 digits.");
                break;
            case Form.Truth:
                Require(json.ValueKind is JsonValueKind.True or JsonValueKind.False, at, "is neither true nor false", "Write true or false.");
                break;
            case Form.Whole whole:
                CheckWhole(json, whole, at);
                break;
            case Form.Cell:
                CheckCell(json, at);
                break;
            case Form.Loose when json.ValueKind == JsonValueKind.Array:
                CheckList(json, new Form.ListOf(new Form.Cell(), 0, 200), at);
                break;
            case Form.Loose:
                CheckCell(json, at);
                break;
            case Form.Fields fields:
                CheckFields(json, fields, at);
                break;
            case Form.OrList either:
                Check(json, json.ValueKind == JsonValueKind.Array ? either.Many : either.One, at);
                break;
            case Form.ListOf list:
                CheckList(json, list, at);
                break;
            case Form.Any:
                break;
            case Form.By:
                throw new InvalidOperationException("A form that depends on a field stands beside it.");
        }
    }

    private void CheckFields(JsonElement json, Form.Fields fields, string at)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            Add(at, "is no object", $"Write an object with {Names(fields)}.");
            return;
        }

        int count = 0;
        foreach (JsonProperty property in json.EnumerateObject())
        {
            count++;
            string place = Below(at, property.Name);
            if (fields.Find(property.Name) is null && fields.Rest is not null && !Form.Name.Fits(property.Name))
            {
                Add(place, "is no name of a field", "A name has 1 to 100 characters and does not begin with $.");
            }
            else if ((fields.Find(property.Name)?.Form ?? fields.Rest) is not { } form)
            {
                Add(place, "is not known here", NearestWord.Of(property.Name, fields.Named.Select(field => field.Name)) is { } near ? $"Did you mean “{near}”? Correct the name or take it out." : $"Take it out. Here stand {Names(fields)}.");
            }
            else if (form is not Form.By by)
            {
                Check(property.Value, form, place);
            }
            else if (json.TryGetProperty(by.Field, out JsonElement word) && word.ValueKind == JsonValueKind.String && by.For(word.GetString()!) is { } chosen)
            {
                // A wrong word is a mistake of its own; what it would ask for is not known then.
                Check(property.Value, chosen, place);
            }
        }

        foreach (FormField missing in fields.Named.Where(field => field.Required && !json.TryGetProperty(field.Name, out _)))
        {
            Add(Below(at, missing.Name), "is missing", missing.Help);
        }

        Require(count >= fields.Least, at, "is empty", "Write at least one field.");
    }

    private void CheckList(JsonElement json, Form.ListOf list, string at)
    {
        if (json.ValueKind != JsonValueKind.Array)
        {
            Add(at, "is no list", "Write a list in square brackets.");
            return;
        }

        int length = json.GetArrayLength();
        Require(length >= list.Least && length <= list.Most, at, $"has {Number(length)} entries", $"Here stand {Number(list.Least)} to {Number(list.Most)}.");
        int i = 0;
        foreach (JsonElement item in json.EnumerateArray())
        {
            Check(item, list.Item, $"{at}/{Number(i++)}");
        }
    }

    private void CheckText(JsonElement json, Form.Text text, string at)
    {
        if (json.ValueKind != JsonValueKind.String)
        {
            Add(at, "is no text", "Write it in quotation marks.");
            return;
        }

        string written = json.GetString()!;
        int length = written.EnumerateRunes().Count();
        Require(length >= text.Least, at, text.Least == 1 ? "is empty" : "is too short", $"Write at least {Number(text.Least)} characters.");
        Require(length <= text.Most, at, $"has {Number(length)} characters", $"Write at most {Number(text.Most)}.");
    }

    private void CheckWord(JsonElement json, Form.Words words, string at)
    {
        if (json.ValueKind == JsonValueKind.String && words.Known.Contains(json.GetString()!))
        {
            return;
        }

        string? near = json.ValueKind == JsonValueKind.String ? NearestWord.Of(json.GetString()!, words.Known) : null;
        string known = words.Known is [var only] ? $"Write “{only}”." : $"Write one of {string.Join(", ", words.Known)}.";
        Add(at, "is no word that is known here", near is null || words.Known.Length == 1 ? known : $"Did you mean “{near}”? {known}");
    }

    private void CheckWhole(JsonElement json, Form.Whole whole, string at)
    {
        bool isWord = whole.Word.Length > 0 && json.ValueKind == JsonValueKind.String && json.ValueEquals(whole.Word);
        bool isNumber = IsNumber(json) && json.GetDecimal() is var number && number == decimal.Truncate(number) && number >= whole.Least && number <= whole.Most;
        Require(isWord || isNumber, at, "does not fit", $"Write a whole number from {Number(whole.Least)} to {Number(whole.Most)}{(whole.Word.Length > 0 ? $", or “{whole.Word}”" : "")}.");
    }

    private void CheckCell(JsonElement json, string at)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                CheckFields(json, Form.Money, at);
                break;
            case JsonValueKind.Number:
                Check(json, new Form.Number(), at);
                break;
            case JsonValueKind.Array:
                Add(at, "is a list", "Write a text, a number, true or false, null, or an object with amount and currency.");
                break;
            case JsonValueKind.String:
                Check(json, new Form.Text(), at);
                break;
        }
    }

    // What a number can hold here is what the numbers of the product can hold.
    private static bool IsNumber(JsonElement json) => json.ValueKind == JsonValueKind.Number && json.TryGetDecimal(out decimal number) && Math.Abs(number) < FormSchema.LargestNumber;

    private void Require(bool holds, string at, string problem, string mend)
    {
        if (!holds)
        {
            Add(at, problem, mend);
        }
    }

    private void Add(string at, string problem, string mend) => _found.Add(new FormMistake(at, $"{(at.Length == 0 ? "The document" : $"“{at[(at.LastIndexOf('/') + 1)..]}”")} {problem}.", mend));

    private static string Names(Form.Fields fields) => fields.Named.IsEmpty ? "fields of your choice" : string.Join(", ", fields.Named.Select(field => field.Name));

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
