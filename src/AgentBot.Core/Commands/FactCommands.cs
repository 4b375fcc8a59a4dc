using System.Collections.Immutable;
using System.Globalization;
using AgentBot.Core.Audit;
using AgentBot.Core.Cards;
using AgentBot.Core.Channels;
using AgentBot.Core.People;
using AgentBot.Core.Policy;
using AgentBot.Core.Schedules.Triggers;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Commands;

/// <summary>What a channel knows: remember, list, forget.</summary>
public sealed class FactCommands(IFactReader facts, EventFirings firings, ICommitter committer, IDirectory directory, IdSource ids)
{
    /// <summary>Longest fact in characters: a fact is a sentence or two, not a document.</summary>
    public const int LongestFact = 600;

    private const int MostListed = 30;

    public ValueTask<Reply> DoAsync(Inbound inbound, Command command, CancellationToken ct) => command switch
    {
        Command.Remember remember => RememberAsync(inbound, remember.Fact, ct),
        Command.Forget forget => ForgetAsync(inbound, forget.Number, ct),
        Command.Facts list => ListAsync(inbound, list.Words, ct),
        _ => throw new InvalidOperationException($"No rule for {command.GetType().Name}."),
    };

    private async ValueTask<Reply> RememberAsync(Inbound inbound, string text, CancellationToken ct)
    {
        Caller caller = inbound.Caller;
        if (Guard.Check(caller.Person, Act.Remember, new GuardSubject(caller.Channel), directory.Latest) is { } refusal)
        {
            return new Reply.Refused(refusal);
        }

        string fact = CardText.Visible(text).Trim();
        if (fact.Length > LongestFact)
        {
            return new Reply.Refused(new Refusal(
                RefusalKind.BadInput,
                "Nothing was remembered.",
                string.Create(CultureInfo.InvariantCulture, $"A fact is at most {LongestFact} characters long; this one has {fact.Length}."),
                "Say it shorter, or as several facts."));
        }

        var row = new FactRow
        {
            Id = ids.NextFact(),
            Workspace = caller.Workspace,
            Channel = caller.Channel,
            Text = fact,
            Author = caller.Person,
            Source = caller.Receipt,
            CreatedAt = inbound.Now,
        };
        string sentence = $"Remembered here: {CardText.Quote(fact)} Runs in this channel use it from now on; facts lists what is known.";
        CommitResult result = await committer.CommitAsync(
            new Commit
            {
                Workspace = caller.Workspace,
                Receipt = inbound.Receipt(new ReceiptAnswer("said", sentence, false, null, "")),
                Changes = [new Change.InsertFact(row), .. await HeardAsync(inbound, row, FactNews.Remembered, ct), .. inbound.Along],
                Audit = [AuditEntry.Of("fact.remembered", caller.Person.Value, row.Id.Value).Saying("text", fact)],
            },
            ct);
        inbound.Kept();
        return result is CommitResult.Done ? new Reply.Said(sentence, Private: false) : new Reply.Said("That was remembered before.", Private: true);
    }

    private async ValueTask<Reply> ForgetAsync(Inbound inbound, long number, CancellationToken ct)
    {
        Caller caller = inbound.Caller;
        if (Guard.Check(caller.Person, Act.Forget, new GuardSubject(caller.Channel), directory.Latest) is { } refusal)
        {
            return new Reply.Refused(refusal);
        }

        if (await facts.FindByNumberAsync(caller.Channel, number, ct) is not { Status: FactStatus.Active or FactStatus.Proposed or FactStatus.Disputed } fact)
        {
            return new Reply.Refused(new Refusal(RefusalKind.Unknown, $"This channel knows no fact {number}.", "", "Type facts to list them."));
        }

        string sentence = $"Forgotten: {CardText.Quote(fact.Text)} It was said by {directory.Latest.NameOf(fact.Author)}.";
        CommitResult result = await committer.CommitAsync(
            new Commit
            {
                Workspace = caller.Workspace,
                Receipt = inbound.Receipt(new ReceiptAnswer("said", sentence, false, null, "")),
                Changes =
                [
                    new Change.UpdateFact(fact with { Status = FactStatus.Retired, RetiredAt = inbound.Now, RetiredBy = caller.Person }),
                    .. await HeardAsync(inbound, fact, FactNews.Forgotten, ct),
                    .. inbound.Along,
                ],
                Audit = [AuditEntry.Of("fact.forgotten", caller.Person.Value, fact.Id.Value)],
            },
            ct);
        if (result is CommitResult.Lost)
        {
            return new Reply.Refused(new Refusal(RefusalKind.Lost, "Nothing was forgotten.", "Somebody changed that fact meanwhile.", "Type facts to look again."));
        }

        inbound.Kept();
        return new Reply.Said(sentence, Private: false);
    }

    /// <summary>What schedules start because of it, kept with it.</summary>
    private ValueTask<ImmutableArray<Change>> HeardAsync(Inbound inbound, FactRow fact, FactNews news, CancellationToken ct) =>
        firings.OfAsync([new Happening.Fact(inbound.Now, fact, news, inbound.Caller.Person, directory.Latest.NameOf(inbound.Caller.Person))], ct);

    private async ValueTask<Reply> ListAsync(Inbound inbound, string? words, CancellationToken ct)
    {
        Caller caller = inbound.Caller;
        if (Guard.Check(caller.Person, Act.See, new GuardSubject(caller.Channel), directory.Latest) is { } refusal)
        {
            return new Reply.Refused(refusal);
        }

        IReadOnlyList<FactRow> found = await facts.ListAsync(caller.Channel, words, 0, MostListed, ct);
        DirectorySnapshot people = directory.Latest;
        var clock = new CardClock(people.Find(caller.Person)?.TimeZone ?? "Etc/UTC", inbound.Now);
        string channel = $"#{people.Channel(caller.Channel)?.Name ?? caller.Channel.Channel}";
        ImmutableArray<FactLine> lines = [.. found.Select(fact => new FactLine(fact.Number, fact.Text, people.NameOf(fact.Author), fact.CreatedAt))];
        return new Reply.Shown(ListCards.Facts(lines, words ?? "", channel, clock), Private: true);
    }
}
