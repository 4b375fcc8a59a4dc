using AgentBot.Core.Artifacts;
using AgentBot.Core.Commands;
using AgentBot.Core.Reviews;
using AgentBot.Core.Tests.Cards;
using AgentBot.Core.Values;

namespace AgentBot.Core.Tests.Reviews;

/// <summary>A remark on a part: rows by number, mails also by who gets them.</summary>
public sealed class MarkedRowsTests
{
    private static readonly TableData Rows = Samples.Claims(20);
    private static readonly TableData Mails = ((Value.Table)TypeSamples.All.Single(sample => sample.Name == "email-merge").Facts.Content).Data;

    [Fact]
    public void Numbers_become_keys_once_each() =>
        Assert.Equal([Rows.KeyOf(2), Rows.KeyOf(0)], MarkedRows.Keys(Rows, ArtifactType.Table, ["3", "1", "3"]).Value.ToArray());

    [Theory]
    [InlineData("21")]
    [InlineData("0")]
    [InlineData("Jonas Weil")]
    public void What_is_not_there_is_told_because_nothing_marked_would_mean_everything(string named) =>
        Assert.Contains("they are numbered 1 to 20", MarkedRows.Keys(Rows, ArtifactType.Table, ["3", named]).Refusal!.What, StringComparison.Ordinal);

    [Fact]
    public void A_mail_is_named_by_its_recipient_too()
    {
        AgentBot.Core.Reviews.Surfaces.Recipient one = AgentBot.Core.Reviews.Surfaces.EmailContent.Read(new Value.Table(Mails)).Value.Mails[1].To[0];
        string key = Mails.KeyOf(1);
        Assert.Equal([key], MarkedRows.Keys(Mails, ArtifactType.Email, [one.Address.ToUpperInvariant()]).Value.ToArray());
        Assert.Equal([key], MarkedRows.Keys(Mails, ArtifactType.Email, ["2", one.ToString()]).Value.ToArray());
        Assert.Contains("There is no mail", MarkedRows.Keys(Mails, ArtifactType.Email, ["nobody@example.com"]).Refusal!.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_of_a_remark_name_mails_only_where_there_are_mails()
    {
        Assert.Equal([2, 4, 5], CommandParser.RowsIn("Mail 2 is too short, mails 4-5 too", mails: true).ToArray());
        Assert.Empty(CommandParser.RowsIn("Send the mail 3 days earlier"));
    }
}
