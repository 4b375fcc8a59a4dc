using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Reviews.Surfaces;
using AgentBot.Core.Runs;
using AgentBot.Core.Values;

namespace AgentBot.Core.Actions;

/// <summary>One mail from texts with expressions. In a for_each it writes one for each item; <see cref="EmailMerge"/> puts them together.</summary>
internal sealed class EmailRender : IBuiltInAction
{
    public ActionDefinition Definition { get; } = new(
        "email.render",
        "Writes a mail from texts.",
        [
            new("to", new FieldType.Text(), true, "Who gets it: addresses with commas between them."),
            new("cc", new FieldType.Text(), false, "Who gets a copy."),
            new("bcc", new FieldType.Text(), false, "Who gets a hidden copy."),
            new("subject", new FieldType.Text(), true, "The subject; expressions in it are filled in."),
            new("body", new FieldType.Text(), true, "The text; expressions in it are filled in."),
            new("attachments", new FieldType.Text(), false, "Names of files that belong to it, with commas between them."),
        ],
        ArtifactType.Email,
        types => new FieldType.Record([.. EmailContent.Fields.Where(name => name is "to" or "subject" or "body" || types.ContainsKey(name)).Select(name => new Column(name, new FieldType.Text()))], Open: false));

    public ValueTask<ActionOutcome> RunAsync(ActionCall call, CancellationToken ct)
    {
        var read = new ArgumentReader(call);
        var mail = new Value.Record([.. EmailContent.Fields
            .Where(name => name is "to" or "subject" or "body" || call.Arguments.ContainsKey(name))
            .Select(name => new Field(name, new Value.Text(name == "body" ? read.Text(name).Trim() : read.Text(name).ReplaceLineEndings(" ").Trim())))]);
        return ValueTask.FromResult<ActionOutcome>(read.Mistake is { } mistake ? mistake
            : EmailContent.Read(mail).Refusal is { } refusal ? new ActionOutcome.Failed(FailureKind.Permanent, refusal.ToString())
            : new ActionOutcome.Done(mail));
    }
}

/// <summary>Several mails as one thing that people review: one row each, who gets it first. Rows keep their keys, so that a remark about one mail goes to the item behind it.</summary>
internal sealed class EmailMerge : IBuiltInAction
{
    public ActionDefinition Definition { get; } = new(
        "email.merge",
        "Puts mails together, so that people review them in one.",
        [new("mails", new FieldType.Any(), true, "A list or a table with the fields to, subject and body, and where there are any cc, bcc and attachments; others are left out.")],
        ArtifactType.Email,
        types => new FieldType.Table([.. EmailContent.Fields.Where(name => name is "to" or "subject" or "body").Select(name => new Column(name, new FieldType.Text()))], Open: true));

    public ValueTask<ActionOutcome> RunAsync(ActionCall call, CancellationToken ct)
    {
        var read = new ArgumentReader(call);
        TableData rows = read.Table("mails");
        ImmutableArray<string> names = [.. EmailContent.Fields.Where(name => name is "to" or "subject" or "body" || rows.IndexOf(name) >= 0)];
        ImmutableArray<int> places = read.Mistake is null ? read.Places(rows, names) : [];
        if (read.Mistake is { } mistake)
        {
            return ValueTask.FromResult<ActionOutcome>(mistake);
        }

        var mails = new Value.Table(new TableData(
            [.. names.Select(name => new Column(name, new FieldType.Text()))],
            [.. rows.Rows.Select(row => places.Select(place => (Value)new Value.Text(ValueText.ForPeople(row[place], call.Resources.NameOf))).ToImmutableArray())])
        {
            Keys = rows.Keys,
        });
        return ValueTask.FromResult<ActionOutcome>(EmailContent.Read(mails).Refusal is { } refusal
            ? new ActionOutcome.Failed(FailureKind.Permanent, refusal.ToString())
            : new ActionOutcome.Done(mails));
    }
}
