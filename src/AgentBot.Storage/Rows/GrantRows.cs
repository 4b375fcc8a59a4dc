using System.Globalization;
using AgentBot.Core;
using AgentBot.Core.Tools.Grants;

namespace AgentBot.Storage.Rows;

internal static class GrantRows
{
    public static readonly Table Grants = new(
        "call_grants",
        "id, workspace, channel, number, template, template_title, version, step, tool, tool_title, pin, given_by, given_at, review, most, until, amount_argument, amount_most",
        "used, ended_at, ended_by, ended_why");

    public static readonly Table Uses = new("grant_uses", "call, grant_id, run, arguments, at", "");

    public static void Write(IParameters to, CallGrant row, long number)
    {
        to.Key(row.Id);
        to.Key(row.Workspace);
        to.Key(row.Channel);
        to.Number(number);
        to.Text(row.Template);
        to.Text(row.TemplateTitle);
        to.Key(row.Version);
        to.Text(row.Step);
        to.Text(row.Tool);
        to.Text(row.ToolTitle);
        to.Key(row.Pin);
        to.Key(row.By);
        to.Time(row.At);
        to.Key(row.Review);
        to.Number(row.Most);
        to.Time(row.Until);
        to.Text(row.AmountArgument);
        to.Text(row.AmountMost?.ToString(CultureInfo.InvariantCulture));
        to.Number(row.Used);
        to.Time(row.EndedAt);
        to.Key(row.EndedBy);
        to.Text(row.EndedWhy);
    }

    public static CallGrant Read(IFields from) => new()
    {
        Id = from.Key<GrantId>(),
        Workspace = from.Key<WorkspaceKey>(),
        Channel = from.Key<ChannelKey>(),
        Number = from.Number(),
        Template = from.Text(),
        TemplateTitle = from.Text(),
        Version = from.Key<Digest>(),
        Step = from.Text(),
        Tool = from.Text(),
        ToolTitle = from.Text(),
        Pin = from.Key<Digest>(),
        By = from.Key<PersonKey>(),
        At = from.Time(),
        Review = from.Key<ReviewId>(),
        Most = from.Whole(),
        Until = from.Time(),
        AmountArgument = from.Text(),
        AmountMost = from.TextOrNull() is { } amount ? decimal.Parse(amount, CultureInfo.InvariantCulture) : null,
        Used = from.Whole(),
        EndedAt = from.TimeOrNull(),
        EndedBy = from.KeyOrNull<PersonKey>(),
        EndedWhy = from.Text(),
    };

    public static void Write(IParameters to, GrantUse row)
    {
        to.Text(row.Call);
        to.Key(row.Grant);
        to.Key(row.Run);
        to.Key(row.Arguments);
        to.Time(row.At);
    }

    public static GrantUse ReadUse(IFields from)
    {
        string call = from.Text();
        return new GrantUse(from.Key<GrantId>(), call, from.Key<RunId>(), from.Key<Digest>(), from.Time());
    }
}
