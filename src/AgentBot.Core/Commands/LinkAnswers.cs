using System.Collections.Immutable;
using System.Text.Json;
using AgentBot.Core.Cards;
using AgentBot.Core.Delivery.Drawing;
using AgentBot.Core.People;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Commands;

/// <summary>What is said about links: the code, also to a redelivery, and the cards that ask both accounts.</summary>
public sealed class LinkAnswers(ILinkReader links, LinkCodes codes, IDirectory directory, IEnumerable<IRoster> rosters, TimeProvider time)
{
    private readonly ImmutableArray<string> _platforms = [.. rosters.Select(roster => roster.Platform).Order(StringComparer.Ordinal)];

    public DirectorySnapshot People => directory.Latest;

    /// <summary>The account from which somebody speaks; null where the platform has none that could be linked, such as the console.</summary>
    public LinkEnd? EndOf(Caller caller)
    {
        string platform = caller.Channel.Platform;
        string own = platform + ":";
        string? account = People.Find(caller.Person)?.Accounts.GetValueOrDefault(platform)
            ?? (caller.Person.Value.StartsWith(own, StringComparison.Ordinal) ? caller.Person.Value[own.Length..] : null);
        return account is { Length: > 0 } && _platforms.Contains(platform) ? new LinkEnd(platform, caller.Workspace, account) : null;
    }

    /// <summary>Platforms on which the person of this account has none yet.</summary>
    public ImmutableArray<string> MissingOf(LinkEnd end) =>
        [.. _platforms.Where(platform => platform != end.Platform && People.Find(end.Own)?.Accounts.ContainsKey(platform) != true)];

    /// <summary>The code and what to do with it, for the account that asked; as long as it is good and this process knows it.</summary>
    public async ValueTask<Reply.Said> OfferAsync(string handle, CancellationToken ct)
    {
        string code = codes.CodeOf(handle);
        if (await links.FindAsync(handle, ct) is not { State: LinkState.Offered } row || row.ExpiresAt <= time.GetUtcNow() || LinkCodes.DigestOf(row.Salt, code) != row.Code)
        {
            return new Reply.Said("A code was told here that can no longer be used or is no longer known. Type link for a new one.", Private: true);
        }

        ImmutableArray<string> where = MissingOf(row.First);
        string places = Wording.List([.. where.Select(LinkEnd.PlatformWord)], "or");
        string sentence = $"Your code is {code}. In {(places.Length == 0 ? "the other app" : places)}, type “link {code}” to AgentBot within {(int)LinkCodes.Lifetime.TotalMinutes} minutes, with the account that is yours there. "
            + "Both accounts are then asked to confirm. Give the code to nobody: who asks you for it wants to be you.";
        return new Reply.Said(sentence, Private: true);
    }

    /// <summary>The answer of the first time.</summary>
    public async ValueTask<Reply> RepeatAsync(string receipt, CancellationToken ct)
    {
        ReceiptAnswer first = JsonSerializer.Deserialize(receipt, StoreJson.Default.ReceiptAnswer)!;
        return first.Kind switch
        {
            ReceiptAnswer.OfCode => await OfferAsync(first.Id, ct),
            "refused" => new Reply.Refused(new Refusal(RefusalKind.TooLate, first.Text)),
            _ => new Reply.Said(first.Text, first.Private),
        };
    }

    /// <summary>The card for one of the two accounts; null when nothing is known of it.</summary>
    public async ValueTask<DrawnView?> DrawAsync(string purpose, CancellationToken ct)
    {
        string[] parts = purpose.Split(':');
        if (await links.FindAsync(parts[1], ct) is not { Second: { } second } row)
        {
            return null;
        }

        bool forFirst = parts[2] == "first";
        (LinkEnd own, LinkEnd other) = forFirst ? (row.First, second) : (second, row.First);
        DateTimeOffset now = time.GetUtcNow();
        var clock = new CardClock(People.Find(own.Own)?.TimeZone ?? "Etc/UTC", now);
        Card card = LinkCard.Of(new LinkFacts(
            row.Handle, row.State, row.ExpiresAt <= now, forFirst, NameOf(other), own.PlatformName, other.PlatformName, NameOf(Together(row.First, second)), $"{clock.Near(row.ExpiresAt)} {clock.City}"));
        return new DrawnView(card, card.FallbackText, null);
    }

    public string NameOf(LinkEnd end) => People.Find(end.Own)?.Name ?? "somebody AgentBot has not met";

    /// <summary>Whose name both bear: that of the settings, else that of the first.</summary>
    private LinkEnd Together(LinkEnd first, LinkEnd second) =>
        !People.Owners.IsSettled(People.Current(first.Own)) && People.Owners.IsSettled(People.Current(second.Own)) ? second : first;
}
