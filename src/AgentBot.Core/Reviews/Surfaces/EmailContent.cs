using System.Collections.Immutable;
using System.Text.RegularExpressions;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Values;

namespace AgentBot.Core.Reviews.Surfaces;

/// <param name="Name">As written before the address; empty for none. It proves nothing about the address.</param>
/// <param name="Address">name@host, ASCII only: letters that look like others cannot stand in it.</param>
public sealed record Recipient(string Name, string Address)
{
    public string Host => Address[(Address.LastIndexOf('@') + 1)..];

    public override string ToString() => Name.Length == 0 ? Address : $"{Name} <{Address}>";
}

/// <param name="Key">Of its row in a merge; empty for a single mail.</param>
/// <param name="Attachments">Names of files.</param>
public sealed record Mail(string Key, ImmutableArray<Recipient> To, ImmutableArray<Recipient> Cc, ImmutableArray<Recipient> Bcc, string Subject, string Body, ImmutableArray<string> Attachments)
{
    public IEnumerable<Recipient> Everybody => To.Concat(Cc).Concat(Bcc);
}

/// <summary>One mail, a record, or several that go out together, a table with one mail in each row. Recipients are written as in a mail program: with commas between them.</summary>
public sealed partial record EmailContent(ImmutableArray<Mail> Mails)
{
    public const int LongestSubject = 300;
    public const int LongestBody = 50_000;
    public const int MostRecipients = 200;
    public const int MostMails = 2_000;

    public static readonly ImmutableArray<string> Fields = ["to", "cc", "bcc", "subject", "body", "attachments"];

    public static Result<EmailContent> Read(Value value)
    {
        if (value is not Value.Table { Data: var table })
        {
            return One(value, "").Match<Result<EmailContent>>(mail => new EmailContent([mail]), refusal => refusal);
        }

        if (table.Rows.IsEmpty || table.Rows.Length > MostMails)
        {
            return ArtifactShape.Misfit("These are no mails", $"There are 1 to {MostMails} of them; here are {table.Rows.Length}.");
        }

        var mails = ImmutableArray.CreateBuilder<Mail>(table.Rows.Length);
        for (int row = 0; row < table.Rows.Length; row++)
        {
            Result<Mail> mail = One(table.RowAsRecord(row), table.KeyOf(row));
            if (mail.Refusal is { } refusal)
            {
                return refusal with { What = $"Mail {row + 1}: {refusal.What}" };
            }

            mails.Add(mail.Value);
        }

        return new EmailContent(mails.MoveToImmutable());
    }

    public static Result<ImmutableArray<Recipient>> Recipients(string written)
    {
        var found = ImmutableArray.CreateBuilder<Recipient>();
        foreach (string part in Parts(written))
        {
            Match named = Named().Match(part);
            string address = named.Success ? named.Groups["address"].Value : part;
            if (!Address().IsMatch(address))
            {
                return ArtifactShape.Misfit("A recipient has no address", $"{ValueReader.Quote(part)} is none; one is written as name@example.com.");
            }

            found.Add(new Recipient(named.Success ? named.Groups["name"].Value.Trim().Trim('"').Trim() : "", address));
        }

        return found.ToImmutable();
    }

    private static Result<Mail> One(Value value, string key)
    {
        var reading = new FieldReading(value, "mail", Fields.AsSpan());
        string[] written = [.. Fields.Take(3).Select(name => reading.Text(name, 20_000, required: name == "to"))];
        string subject = reading.Text("subject", LongestSubject);
        string body = reading.Text("body", LongestBody);
        string attachments = reading.Text("attachments", 2_000, required: false);
        if (reading.Wrong is { } wrong)
        {
            return wrong;
        }

        if (subject.AsSpan().IndexOfAny('\n', '\r') >= 0)
        {
            return ArtifactShape.Misfit("The subject is no line", "It has a line break in it.");
        }

        var everybody = new ImmutableArray<Recipient>[3];
        for (int i = 0; i < 3; i++)
        {
            Result<ImmutableArray<Recipient>> read = Recipients(written[i]);
            if (read.Refusal is { } refusal)
            {
                return refusal;
            }

            everybody[i] = read.Value;
        }

        int count = everybody.Sum(recipients => recipients.Length);
        return count > MostRecipients
            ? ArtifactShape.Misfit("The mail has too many recipients", $"One mail has at most {MostRecipients}; this one has {count}.")
            : new Mail(key, everybody[0], everybody[1], everybody[2], subject, body, [.. Parts(attachments)]);
    }

    // "Ek, Karin" <karin@…> is one recipient.
    private static IEnumerable<string> Parts(string written)
    {
        int begin = 0;
        bool quoted = false;
        for (int i = 0; i <= written.Length; i++)
        {
            char letter = i == written.Length ? ',' : written[i];
            quoted ^= letter == '"' && i < written.Length;
            if (letter is ',' or ';' or '\n' && (!quoted || i == written.Length))
            {
                string part = written[begin..i].Trim();
                begin = i + 1;
                if (part.Length > 0)
                {
                    yield return part;
                }
            }
        }
    }

    [GeneratedRegex(@"^(?<name>[^<>]{1,200})<(?<address>[^<>\s]{3,320})>$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Named();

    [GeneratedRegex(@"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~\-]{1,64}@[A-Za-z0-9]([A-Za-z0-9\-]{0,62})(\.[A-Za-z0-9]([A-Za-z0-9\-]{0,62}))+$", RegexOptions.NonBacktracking)]
    private static partial Regex Address();
}
