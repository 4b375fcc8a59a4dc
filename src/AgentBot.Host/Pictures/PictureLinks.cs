using System.Buffers.Text;
using System.Globalization;
using System.Text;
using AgentBot.Chat.Answering;
using AgentBot.Core;
using AgentBot.Core.Reviews;
using AgentBot.Core.Values;
using AgentBot.Host.Options;
using AgentBot.Host.WebConsole;
using Microsoft.Extensions.Options;

namespace AgentBot.Host.Pictures;

/// <summary>
/// Makes and reads the addresses under which one person gets one picture of one revision for a few minutes. They name what they
/// open and are signed with the key of this installation; nothing is kept of them.
/// </summary>
public sealed class PictureLinks(EntryKey key, IOptions<AgentBotOptions> options, TimeProvider time) : IPictureLinks
{
    public const string Path = "/pictures/";

    private const string Purpose = "picture";
    private const char Between = '\n';

    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    public Uri? Of(ReviewRow review, PersonKey person, Value.File picture)
    {
        // Whatever hands a picture out over the open network must not be read on the way.
        if (!Uri.TryCreate(options.Value.PublicUrl, UriKind.Absolute, out Uri? address) || address.Scheme != Uri.UriSchemeHttps)
        {
            return null;
        }

        string until = (time.GetUtcNow() + Life).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        string text = string.Join(Between, review.Id.Value, review.Revision.ToString(CultureInfo.InvariantCulture), person.Value, picture.Content.Value, until);
        return new Uri(address, $"{Path}{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text))}.{key.Sign(Purpose, text)}");
    }

    /// <summary>What the last part of such an address opens; null where it was not made here or its time is over.</summary>
    public PictureTicket? Read(string ticket)
    {
        int at = ticket.IndexOf('.', StringComparison.Ordinal);
        if (at <= 0 || at > 4_000 || !Base64Url.IsValid(ticket.AsSpan(0, at)))
        {
            return null;
        }

        string text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(ticket.AsSpan(0, at)));
        return key.IsSigned(Purpose, text, ticket[(at + 1)..])
            && text.Split(Between) is [var review, var revision, var person, var digest, var until]
            && int.TryParse(revision, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
            && seconds > time.GetUtcNow().ToUnixTimeSeconds()
                ? new PictureTicket(new ReviewId(review), number, new PersonKey(person), new Digest(digest))
                : null;
    }
}

/// <param name="Person">For whom it was made, and who has been given it once it is fetched.</param>
public sealed record PictureTicket(ReviewId Review, int Revision, PersonKey Person, Digest Picture);
