using AgentBot.Core;
using AgentBot.Core.Reviews.RowByRow;

namespace AgentBot.Storage.Rows;

internal static class RowDraftRows
{
    public static readonly Table Drafts = new("row_drafts", "review, revision, person, workspace", "shown, choices, at, row_version");

    public static void WriteFixed(IParameters to, RowDraftRow row)
    {
        to.Key(row.Review);
        to.Number(row.Revision);
        to.Key(row.Person);
        to.Key(row.Workspace);
    }

    public static void WriteChanging(IParameters to, RowDraftRow row)
    {
        to.Key(row.Shown);
        to.Text(row.Choices);
        to.Time(row.At);
        to.Number(row.RowVersion + 1);
    }

    public static RowDraftRow Read(IFields from) => new()
    {
        Review = from.Key<ReviewId>(),
        Revision = from.Whole(),
        Person = from.Key<PersonKey>(),
        Workspace = from.Key<WorkspaceKey>(),
        Shown = from.Key<Digest>(),
        Choices = from.Text(),
        At = from.Time(),
        RowVersion = from.Number(),
    };
}
