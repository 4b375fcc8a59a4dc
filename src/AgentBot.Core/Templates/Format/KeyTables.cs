using System.Text;
using AgentBot.Core.Actions;
using AgentBot.Core.Reviews.Surfaces;

namespace AgentBot.Core.Templates.Format;

/// <summary>The tables of templates/README.md, made from the format and the filters, so that the reference cannot fall behind.</summary>
public static class KeyTables
{
    public const string Begin = "<!-- made from the format: begin -->";
    public const string End = "<!-- made from the format: end -->";

    public static string Write()
    {
        var text = new StringBuilder(Begin).Append("\n\n");
        foreach (MapSpec spec in Maps())
        {
            text.Append($"### {spec.Title}\n\n{spec.Help}\n\n| key | what it is | left out |\n|---|---|---|\n");
            foreach (KeySpec key in spec.Keys)
            {
                text.Append($"| `{key.Name}` | {Cell(key.Help)} | {(key.Required ? "required" : Cell(key.Default))} |\n");
            }

            text.Append('\n');
        }

        Artifacts(text);
        Actions(text);
        text.Append("### Field types\n\n| type | what it holds |\n|---|---|\n");
        foreach (Word type in TemplateFormat.FieldTypes)
        {
            text.Append($"| `{type.Text}` | {Cell(type.Help)} |\n");
        }

        text.Append("\n### Filters\n\n| filter | what it gives |\n|---|---|\n");
        foreach (Expressions.Filter filter in Expressions.Filters.Table)
        {
            text.Append($"| `{filter.Usage.Replace(" or ", "` or `", StringComparison.Ordinal)}` | {Cell(filter.Help)} |\n");
        }

        return text.Append('\n').Append(End).ToString();
    }

    private static void Artifacts(StringBuilder text)
    {
        text.Append("### Artifacts\n\nWhat an agent answers with, by the word behind `artifact`. Each may also have `evidence`: a table with the columns claim and source, and side where there are sides. A source is a place in what the run was given: `row 14`, `row 14 of october.csv`, `fact 12`, the name of a file, or words in quotation marks that stand there. AgentBot looks each one up; what it does not find is shown as “no source found”.\n\n| word | what it is | fields |\n|---|---|---|\n");
        foreach (AnswerShape shape in ReviewSurfaces.All.Select(kind => kind.Answer).OfType<AnswerShape>())
        {
            string fields = shape.IsOpen ? "any" : string.Join(" ", shape.Fields.Select(field => $"`{field.Name}`{(field.Required ? "" : ", if any")}: {field.Help}"));
            text.Append($"| `{shape.Word}` | {Cell(shape.Help)} | {Cell(fields)} |\n");
        }

        text.Append('\n');
    }

    private static void Actions(StringBuilder text)
    {
        text.Append("### Actions\n\nWork that needs no model.\n\n| action | what it does | arguments |\n|---|---|---|\n");
        foreach (ActionDefinition action in ActionCatalog.All.Select(action => action.Definition))
        {
            string arguments = string.Join(" ", action.Parameters.Select(parameter => $"`{parameter.Name}`{(parameter.Required ? ", required" : "")}: {parameter.Help}"));
            text.Append($"| `{action.Name}` | {Cell(action.Summary)} | {Cell(arguments)} |\n");
        }

        text.Append('\n');
    }

    private static IEnumerable<MapSpec> Maps()
    {
        var seen = new HashSet<MapSpec>(ReferenceEqualityComparer.Instance);
        return Below(TemplateFormat.Workflow).Concat(Below(TemplateFormat.Agent)).Concat(Below(ToolFormat.Tool)).Where(seen.Add);
    }

    private static IEnumerable<MapSpec> Below(MapSpec spec) => spec.Keys.SelectMany(key => Below(key.Shape)).Prepend(spec);

    private static IEnumerable<MapSpec> Below(Shape shape) => shape switch
    {
        Shape.Map map => Below(map.Keys),
        Shape.ListOf list => Below(list.Item),
        Shape.MapOf map => Below(map.Value),
        Shape.Either either => either.Forms.SelectMany(Below),
        _ => [],
    };

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
