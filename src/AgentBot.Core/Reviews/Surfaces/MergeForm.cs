using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Values;

namespace AgentBot.Core.Reviews.Surfaces;

/// <summary>The mails of a merge in one form, where they are few: recipients, subject and text of each. Names are "3.subject", counting from 1.</summary>
internal static class MergeForm
{
    /// <summary>More is edited as a file, or sent back mail by mail.</summary>
    private const int MostMails = 12;

    private static readonly ImmutableArray<string> Edited = ["to", "cc", "bcc", "subject", "body"];

    public static ImmutableArray<EditField> Of(TableData mails) => mails.Rows.Length > MostMails
        ? []
        : [.. Enumerable.Range(0, mails.Rows.Length).SelectMany(row => Columns(mails).Select(column => FieldOf(mails, row, column)))];

    /// <summary>Fields that are not given stay, and so does everything that the form does not show.</summary>
    public static Result<Value> Read(TableData mails, IReadOnlyDictionary<string, string> given)
    {
        ImmutableArray<ImmutableArray<Value>> rows = mails.Rows;
        for (int row = 0; row < rows.Length; row++)
        {
            foreach (int column in Columns(mails))
            {
                if (!given.TryGetValue(NameOf(mails, row, column), out string? text))
                {
                    continue;
                }

                string written = text.ReplaceLineEndings("\n");
                Result<Value> cell = CellText.Read(mails.Columns[column].Type, IsBody(mails, column) ? written : written.Replace('\n', ' ').Trim(), rows[row][column], LabelOf(mails, row, column));
                if (cell.Refusal is { } refusal)
                {
                    return refusal;
                }

                // What was empty and stays empty is not there, rather than a text without letters.
                if (rows[row][column] is not Value.Missing || cell.Value is not Value.Text { Content.Length: 0 })
                {
                    rows = rows.SetItem(row, rows[row].SetItem(column, cell.Value));
                }
            }
        }

        return new Value.Table(mails with { Rows = rows });
    }

    private static IEnumerable<int> Columns(TableData mails) => Edited.Select(mails.IndexOf).Where(column => column >= 0);

    private static EditField FieldOf(TableData mails, int row, int column) =>
        new(NameOf(mails, row, column), LabelOf(mails, row, column), CellText.Write(mails.Rows[row][column]), IsBody(mails, column), IsBody(mails, column) ? new FieldType.Text(EmailContent.LongestBody) : new FieldType.Text());

    private static bool IsBody(TableData mails, int column) => mails.Columns[column].Name == "body";

    private static string NameOf(TableData mails, int row, int column) => string.Create(CultureInfo.InvariantCulture, $"{row + 1}.{mails.Columns[column].Name}");

    private static string LabelOf(TableData mails, int row, int column) => string.Create(CultureInfo.InvariantCulture, $"Mail {row + 1}: {TitleOf(mails.Columns[column].Name)}");

    private static string TitleOf(string name) => name switch
    {
        "to" => "to",
        "cc" => "copy to",
        "bcc" => "hidden copy to",
        "body" => "text",
        _ => CardParts.FirstLower(Wording.Title(name)),
    };
}
