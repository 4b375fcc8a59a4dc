using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core.Cards;
using AgentBot.Core.People;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Commands;

/// <param name="Inputs">Complete inputs; null while something is missing or wrong, then <paramref name="Form"/> asks for it.</param>
public sealed record FilledForm(Value.Record? Inputs, FormRequest Form)
{
    /// <summary>The same for a schedule.</summary>
    /// <param name="when"><inheritdoc cref="FormRequest.When"/></param>
    public FilledForm For(string when) => when.Length == 0 ? this : this with
    {
        Form = Form with { When = when, Title = Form.Title.Replace("it can start", "it can be scheduled", StringComparison.Ordinal), Consequence = "Nothing runs before you have seen the times and confirmed them." },
    };
}

/// <summary>Reads answers to inputs and asks for what is missing. What was given is kept; each mistake stands at its field.</summary>
public sealed class InputForms(IDirectory directory, TimeProvider time)
{
    public FilledForm Fill(
        Caller caller,
        WorkflowSpec workflow,
        IReadOnlyDictionary<string, string> given,
        ImmutableSortedDictionary<string, Value.File> files,
        bool dryRun,
        bool isFirst)
    {
        DirectorySnapshot people = directory.Latest;
        DateOnly today = Today(caller.Person);
        var fields = ImmutableArray.CreateBuilder<Field>();
        var asked = ImmutableArray.CreateBuilder<FormField>();
        bool complete = true;
        foreach (InputSpec input in workflow.Inputs)
        {
            string written = given.GetValueOrDefault(input.Name, "");
            Value.File? file = files.GetValueOrDefault(input.Name);
            Result<Value> value = Read(input, written, file, today, people, caller.Channel);
            string error = value.IsRefused ? value.Refusal!.ToString() : "";
            bool missing = error.Length == 0 && value.Value is Value.Missing && input.Required;
            complete &= error.Length == 0 && !missing;
            fields.Add(new Field(input.Name, error.Length == 0 ? value.Value : Value.Missing.Instance));
            asked.Add(new FormField(
                input,
                RelativeDates.InWords(written.Length > 0 ? written : input.Default ?? "", input.Type),
                error.Length == 0 ? file : null,
                missing && !isFirst ? $"“{input.Label}” is missing." : error,
                Choices(input, people, caller.Channel)));
        }

        var form = new FormRequest(workflow.Name, Title(workflow, asked, dryRun), dryRun, asked.ToImmutable(), Consequence(workflow, dryRun));
        return new FilledForm(complete ? new Value.Record(fields.ToImmutable()) : null, form);
    }

    /// <summary>Attached files to file inputs: by the name given (claims=october.csv), by the input's name in the file's, else in order.</summary>
    public static ImmutableSortedDictionary<string, Value.File> Assign(WorkflowSpec workflow, ImmutableArray<Value.File> files, IReadOnlyDictionary<string, string> given)
    {
        var assigned = ImmutableSortedDictionary.CreateBuilder<string, Value.File>(StringComparer.Ordinal);
        var left = files.IsDefault ? [] : files.ToList();
        InputSpec[] wanting = [.. workflow.Inputs.Where(input => input.Type is FieldType.File or FieldType.Table)];
        foreach (InputSpec input in wanting)
        {
            string? named = given.GetValueOrDefault(input.Name);
            Take(input, left.FirstOrDefault(file => named is not null && string.Equals(file.Name, named, StringComparison.OrdinalIgnoreCase)));
        }

        foreach (InputSpec input in wanting.Where(input => !assigned.ContainsKey(input.Name)))
        {
            Take(input, left.FirstOrDefault(file => file.Name.Contains(input.Name, StringComparison.OrdinalIgnoreCase)));
        }

        foreach (InputSpec input in wanting.Where(input => !assigned.ContainsKey(input.Name)))
        {
            Take(input, left.FirstOrDefault());
        }

        return assigned.ToImmutable();

        void Take(InputSpec input, Value.File? file)
        {
            if (file is not null)
            {
                assigned[input.Name] = file;
                left.Remove(file);
            }
        }
    }

    private static Result<Value> Read(InputSpec input, string written, Value.File? file, DateOnly today, DirectorySnapshot people, ChannelKey from)
    {
        if (input.Type is FieldType.File type)
        {
            return file is null ? Value.Missing.Instance : Accept(input, type, file);
        }

        if (input.Type is FieldType.Table)
        {
            return file is null ? Value.Missing.Instance : file;
        }

        return InputReader.Read(input, written.Length > 0 ? written : input.Default ?? "", today, people, from);
    }

    private static Result<Value> Accept(InputSpec input, FieldType.File type, Value.File file)
    {
        string ending = Path.GetExtension(file.Name).TrimStart('.').ToLowerInvariant();
        if (type.Accept.IsDefaultOrEmpty || type.Accept.Contains(ending))
        {
            return file;
        }

        string wanted = string.Join(" or ", type.Accept.Select(accepted => accepted.ToUpperInvariant()));
        string how = ending is "xlsx" or "xls" or "ods" ? "In the spreadsheet: save as CSV UTF-8, then add it again." : $"Choose a {wanted} file for “{input.Label}”.";
        return new Refusal(RefusalKind.BadFile, $"{CardText.PlainLine(file.Name)} cannot be read here; this takes {wanted}.", "", how);
    }

    /// <summary>The day in this person's zone.</summary>
    public DateOnly Today(PersonKey person)
    {
        TimeZoneInfo zone = directory.Latest.Find(person) is { } known && TimeZoneInfo.TryFindSystemTimeZoneById(known.TimeZone, out TimeZoneInfo? found) ? found : TimeZoneInfo.Utc;
        return DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone).DateTime);
    }

    private static ImmutableArray<CardChoice> Choices(InputSpec input, DirectorySnapshot people, ChannelKey from) => input.Type switch
    {
        FieldType.Choice choice => [.. choice.Of.Select(option => new CardChoice(option, option))],
        FieldType.User => [.. people.People.Values.Select(person => new CardChoice(person.Name, person.Key.Value))],
        FieldType.Channel => [.. people.Channels.Where(channel => channel.Key.Workspace == from.Workspace).Select(channel => new CardChoice("#" + channel.Name, channel.Key.Value))],
        FieldType.Boolean => [new CardChoice("Yes", "yes"), new CardChoice("No", "no")],
        _ => [],
    };

    private static string Title(WorkflowSpec workflow, IEnumerable<FormField> fields, bool dryRun)
    {
        bool needsFile = fields.Any(field => field.Input.Required && field.Input.Type is FieldType.File && field.File is null);
        string what = needsFile ? "needs a file before it can start" : "needs a few answers before it can start";
        return dryRun ? $"{workflow.Title} {what} (dry run)" : $"{workflow.Title} {what}";
    }

    private static string Consequence(WorkflowSpec workflow, bool dryRun)
    {
        string limit = string.Create(CultureInfo.InvariantCulture, $"Limit {workflow.Limits.Cost:0.00} {workflow.Limits.Currency}.");
        bool asks = workflow.Steps.OfType<StepSpec.Review>().Any();
        return dryRun ? $"Nothing is asked and nothing is posted. {limit}" : asks ? $"Nothing is posted before somebody approves it. {limit}" : limit;
    }
}
