using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Storing;
using AgentBot.Core.Values;

namespace AgentBot.Core.Reviews;

/// <summary>People name rows by number, and mails by who gets them as well; the agent that made them knows them by key.</summary>
public static class MarkedRows
{
    /// <summary>Null for what is no table.</summary>
    public static async ValueTask<TableData?> TableAsync(IArtifactReader artifacts, ReviewRow review, CancellationToken ct) =>
        await artifacts.FindAsync(review.Channel, review.Artifact.Content, ct) is { } artifact && ValueJson.Read(artifact.Bytes.Span) is Value.Table table ? table.Data : null;

    /// <summary>The keys of the rows with these numbers, from 1. Refused where one is named that is not there: leaving it out could make one row's remark everybody's.</summary>
    public static Result<ImmutableArray<string>> Keys(TableData table, ArtifactType type, ImmutableArray<string> named)
    {
        ImmutableArray<Mail> mails = type == ArtifactType.Email ? EmailContent.Read(new Value.Table(table)).Match(email => email.Mails, _ => []) : [];
        var keys = ImmutableArray.CreateBuilder<string>();
        foreach (string text in named)
        {
            int[] rows = RowOf(table, text) is >= 0 and var row ? [row] : [.. Enumerable.Range(0, mails.Length).Where(mail => mails[mail].To.Any(one => Is(one, text)))];
            if (rows.Length == 0)
            {
                string thing = mails.IsEmpty ? "row" : "mail";
                return new Refusal(
                    RefusalKind.BadInput,
                    $"There is no {thing} {CardText.QuotePlain(text, 60)}; they are numbered 1 to {Wording.Number(table.Rows.Length)}.",
                    "Nothing was sent back.",
                    mails.IsEmpty ? "Name rows by their numbers, as in 14, 57-60." : "Name mails by their numbers, as in 2, 5-7, or by who gets them.");
            }

            keys.AddRange(rows.Select(table.KeyOf));
        }

        return ImmutableArray.CreateRange(keys.Distinct(StringComparer.Ordinal));
    }

    /// <summary>The ordinal of the row with this number, from 1; -1 for none.</summary>
    public static int RowOf(TableData table, string number) =>
        int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int row) && row >= 1 && row <= table.Rows.Length ? row - 1 : -1;

    private static bool Is(Recipient one, string text) =>
        string.Equals(one.Address, text, StringComparison.OrdinalIgnoreCase) || string.Equals(one.Name, text, StringComparison.OrdinalIgnoreCase) || string.Equals(one.ToString(), text, StringComparison.OrdinalIgnoreCase);
}
