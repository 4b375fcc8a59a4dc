using System.Collections.Immutable;
using AgentBot.Core.Audit;
using AgentBot.Core.Delivery;
using AgentBot.Core.People;
using AgentBot.Core.Policy;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Commands;

/// <summary>
/// Two accounts become one person: a code that one account asks for and the other types within ten minutes, then a yes of the
/// second and after it of the first. A name or an address alone never links, and what the settings say is never changed.
/// </summary>
public sealed class LinkCommands(ILinkReader links, LinkBook book, LinkAnswers answers, LinkCodes codes, ICommitter committer)
{
    /// <summary>Wrong codes of one account within <see cref="Memory"/>, and at one code ever.</summary>
    public const int MostWrong = 5;

    public static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    private const int MostAttempts = 5;

    /// <summary>Codes that one account is given within <see cref="Memory"/>.</summary>
    private const int MostCodes = 20;

    private static readonly TimeSpan ToConfirm = TimeSpan.FromHours(1);

    private static readonly Refusal NotHere = new(
        RefusalKind.Unavailable, "There is nothing to link here.", "Who you are here stands in AgentBot’s settings.", "Type link in a chat app whose account is not known as yours yet, or ask an operator.");

    private static readonly Refusal WrongCode = new(
        RefusalKind.BadInput, "Nothing was linked.", "This code does not work: it is wrong, was used before, or its ten minutes are over.", "Type link with your other account for a new one.");

    private static readonly Refusal Locked = new(
        RefusalKind.Busy, "Nothing was linked.", "This account has typed five codes within an hour that did not work.", "Wait an hour, then begin anew with link.");

    private static readonly Refusal TooMany = new(RefusalKind.Busy, "No code was made.", "This account has asked for twenty within an hour.", "Use the last one, or wait an hour.");

    private static readonly Refusal NotAsked = new(RefusalKind.Unknown, "Nothing was changed.", "No other account asks to be this one.", "Type link for a code.");

    private static readonly Refusal Moved = new(RefusalKind.Lost, "Nothing was changed.", "It was answered meanwhile.", "Look at the card again.");

    public async ValueTask<Reply> DoAsync(Inbound inbound, Command command, CancellationToken ct)
    {
        Caller caller = inbound.Caller;
        if (Guard.Check(caller.Person, Act.Link, new GuardSubject(caller.Channel), answers.People) is { } refusal)
        {
            return new Reply.Refused(refusal);
        }

        await book.ReadAsync(ct);
        if (answers.EndOf(caller) is not { } me)
        {
            return new Reply.Refused(NotHere);
        }

        return command switch
        {
            Command.Link { Code.Length: 0 } => await OfferAsync(inbound, me, ct),
            Command.Link link => await ClaimAsync(inbound, me, link.Code, ct),
            Command.AnswerLink answer => await AnswerAsync(inbound, me, answer, ct),
            Command.Unlink => await EndAsync(inbound, me, ct),
            _ => throw new InvalidOperationException($"No rule for {command.GetType().Name}."),
        };
    }

    private async ValueTask<Reply> OfferAsync(Inbound inbound, LinkEnd me, CancellationToken ct)
    {
        if (answers.MissingOf(me).IsEmpty)
        {
            return AllThere(me);
        }

        for (int attempt = 0; attempt < MostAttempts; attempt++)
        {
            string handle = LinkCodes.NewHandle(), salt = LinkCodes.NewSalt();
            var row = new LinkRow
            {
                Handle = handle,
                Workspace = inbound.Caller.Workspace,
                First = me,
                Code = LinkCodes.DigestOf(salt, codes.CodeOf(handle)),
                Salt = salt,
                CreatedAt = inbound.Now,
                ChangedAt = inbound.Now,
                ExpiresAt = inbound.Now + LinkCodes.Lifetime,
            };
            // An account has one code at a time.
            IReadOnlyList<LinkRow> before = await links.OfferedAsync(me, ct);
            CommitResult result = await committer.CommitAsync(
                new Commit
                {
                    Workspace = inbound.Caller.Workspace,
                    Receipt = inbound.Receipt(new ReceiptAnswer(ReceiptAnswer.OfCode, "", true, null, handle)),
                    Changes = [new Change.SpendTry("codes:" + me.Own.Value, MostCodes, inbound.Now, inbound.Now - Memory), new Change.InsertLink(row), .. before.Select(old => new Change.UpdateLink(old with { State = LinkState.Replaced, ChangedAt = inbound.Now })), .. inbound.Along],
                    Audit = [Entry("link.offered", inbound, row)],
                },
                ct);
            switch (result)
            {
                case CommitResult.Lost { Change: Change.SpendTry }:
                    return new Reply.Refused(TooMany);
                case CommitResult.Lost:
                    continue;
                case CommitResult.Duplicate duplicate:
                    inbound.Kept();
                    return await answers.RepeatAsync(duplicate.Answer, ct);
            }

            inbound.Kept();
            return await answers.OfferAsync(handle, ct);
        }

        return new Reply.Refused(new Refusal(RefusalKind.Busy, "No code was made.", "Another one was being used at that moment.", "Type link again."));
    }

    private async ValueTask<Reply> ClaimAsync(Inbound inbound, LinkEnd me, string typed, CancellationToken ct)
    {
        if (LinkCodes.Read(typed) is not { } code)
        {
            return new Reply.Refused(new Refusal(
                RefusalKind.BadInput, "Nothing was linked.", "A code has sixteen letters and digits in groups of four.", "Type link alone for one, then link and the code with your other account."));
        }

        LinkRow? row = await links.FindAsync(LinkCodes.HandleOf(code), ct);
        bool isGood = LinkCodes.IsCodeOf(row, code) && row is { State: LinkState.Offered } && row.ExpiresAt > inbound.Now;
        if (!isGood)
        {
            return await RefuseAsync(inbound, me, row, WrongCode, isRight: false, ct);
        }

        if (row!.First.Own == me.Own)
        {
            return new Reply.Refused(new Refusal(RefusalKind.BadInput, "Nothing was linked.", "This is the code of this very account.", "Type it with the other account that is yours."));
        }

        if (CannotJoin(row.First, me) is { } why)
        {
            return await RefuseAsync(inbound, me, row, why, isRight: true, ct);
        }

        LinkRow claimed = row with { Second = me, State = LinkState.Claimed, ChangedAt = inbound.Now, ExpiresAt = inbound.Now + ToConfirm };
        string sentence = $"The code is right. Your chat with AgentBot asks you now whether {answers.NameOf(row.First)} in {row.First.PlatformName} is you; nothing is linked before both accounts have confirmed. If no card comes, type “link confirm {row.Handle}” or “link refuse {row.Handle}”.";
        CommitResult result = await KeepAsync(inbound, sentence, [Try(me, inbound.Now) with { Counts = false }, Try(row) with { Counts = false }, new Change.UpdateLink(claimed), Ask(claimed, isFirst: false, inbound.Now)], Entry("link.claimed", inbound, claimed), ct);
        return result switch
        {
            CommitResult.Lost { Change: Change.SpendTry { Subject: var subject } } when subject == SubjectOf(me) => new Reply.Refused(Locked),
            CommitResult.Lost => new Reply.Refused(WrongCode),
            CommitResult.Duplicate duplicate => await answers.RepeatAsync(duplicate.Answer, ct),
            _ => new Reply.Said(sentence, Private: true),
        };
    }

    /// <summary>Counts a wrong try before its answer goes out, so that no number of them at once can pass the limit.</summary>
    /// <param name="isRight">The code was right, and yet nothing comes of it. Whoever is locked out is not told even that.</param>
    private async ValueTask<Reply> RefuseAsync(Inbound inbound, LinkEnd me, LinkRow? row, Refusal refusal, bool isRight, CancellationToken ct)
    {
        if (!isRight && row is { State: LinkState.Offered })
        {
            // Lost where the code has had its five already; then it is dead, which is all that counting is for.
            await committer.CommitAsync(new Commit { Workspace = inbound.Caller.Workspace, Changes = [Try(row)] }, ct);
        }

        CommitResult result = await committer.CommitAsync(
            new Commit
            {
                Workspace = inbound.Caller.Workspace,
                Receipt = inbound.Receipt(new ReceiptAnswer("refused", refusal.ToString(), true)),
                Changes = [Try(me, inbound.Now) with { Counts = !isRight }, .. inbound.Along],
                Audit = [AuditEntry.Of(isRight ? "link.barred" : "link.wrong", inbound.Caller.Person.Value, row?.Handle ?? "").Saying("account", me.Own.Value)],
            },
            ct);
        if (result is CommitResult.Lost)
        {
            return new Reply.Refused(Locked);
        }

        inbound.Kept();
        return result is CommitResult.Duplicate duplicate ? await answers.RepeatAsync(duplicate.Answer, ct) : new Reply.Refused(refusal);
    }

    private async ValueTask<Reply> AnswerAsync(Inbound inbound, LinkEnd me, Command.AnswerLink answer, CancellationToken ct)
    {
        if (LinkCodes.ReadHandle(answer.Handle) is not { } handle || await links.FindAsync(handle, ct) is not { Second: { } second } row || !row.IsUnder(me))
        {
            return new Reply.Refused(NotAsked);
        }

        bool isFirst = row.First.Own == me.Own;
        string other = isFirst ? $"{answers.NameOf(second)} in {second.PlatformName}" : $"{answers.NameOf(row.First)} in {row.First.PlatformName}";
        if (row.State is not (LinkState.Claimed or LinkState.Agreed))
        {
            return row.State == LinkState.Linked && answer.IsYes ? new Reply.Said("Both accounts are one person already. Type unlink to take it back.", Private: true) : new Reply.Refused(Moved);
        }

        if (row.ExpiresAt <= inbound.Now)
        {
            return new Reply.Refused(new Refusal(RefusalKind.TooLate, "Nothing was linked.", "The time for it is over.", "Type link for a new code."));
        }

        if (!answer.IsYes)
        {
            return await MoveAsync(inbound, row with { State = LinkState.Refused }, $"Nothing was linked, and {other} cannot become you with this code any more.", "link.refused", ct);
        }

        if (!isFirst)
        {
            return row.State == LinkState.Agreed
                ? new Reply.Said($"You have confirmed before. {other} is asked now.", Private: true)
                : await MoveAsync(inbound, row with { State = LinkState.Agreed }, $"Confirmed. {other} is asked now; the accounts are linked once that account has confirmed too.", "link.agreed", ct);
        }

        if (row.State == LinkState.Claimed)
        {
            return new Reply.Refused(new Refusal(RefusalKind.TooLate, "Nothing was linked yet.", $"{other} has not confirmed so far.", "Wait for the card that asks you."));
        }

        return CannotJoin(row.First, second) is { } why
            ? new Reply.Refused(why)
            : await MoveAsync(inbound, row with { State = LinkState.Linked, LinkedAt = inbound.Now }, $"Linked: your {row.First.PlatformName} account and your {second.PlatformName} account are one person now.", "link.made", ct);
    }

    private async ValueTask<Reply> EndAsync(Inbound inbound, LinkEnd me, CancellationToken ct)
    {
        LinkRow[] mine = [.. book.Latest.Rows.Where(row => row.State == LinkState.Linked && row.IsUnder(me))];
        if (mine.Length == 0)
        {
            bool isSettled = answers.People.Owners.IsSettled(answers.People.Current(me.Own));
            return new Reply.Refused(new Refusal(
                RefusalKind.NotAllowed,
                "Nothing was unlinked.",
                isSettled ? "Whose account this is stands in AgentBot’s settings." : "This account is linked to no other.",
                isSettled ? "An operator can change it." : "Type link to link it."));
        }

        ImmutableArray<LinkRow> ended = [.. mine.Select(row => row with { State = LinkState.Ended, ChangedAt = inbound.Now })];
        string sentence = $"Unlinked: your {me.PlatformName} account stands alone again. What the one account asked for, the other still cannot approve.";
        CommitResult result = await KeepAsync(
            inbound,
            sentence,
            [.. ended.Select(row => new Change.UpdateLink(row)), .. ended.SelectMany(row => (Change[])[Ask(row, isFirst: true, inbound.Now), Ask(row, isFirst: false, inbound.Now)])],
            Entry("link.ended", inbound, ended[0]),
            ct);
        return await TakenAsync(result, ended, sentence, ct);
    }

    private async ValueTask<Reply> MoveAsync(Inbound inbound, LinkRow row, string sentence, string verb, CancellationToken ct)
    {
        row = row with { ChangedAt = inbound.Now };
        CommitResult result = await KeepAsync(
            inbound, sentence, [new Change.UpdateLink(row), Ask(row, isFirst: true, inbound.Now), Ask(row, isFirst: false, inbound.Now)], Entry(verb, inbound, row), ct);
        return await TakenAsync(result, row.State == LinkState.Linked ? [row] : [], sentence, ct);
    }

    private async ValueTask<CommitResult> KeepAsync(Inbound inbound, string sentence, ImmutableArray<Change> changes, AuditEntry entry, CancellationToken ct)
    {
        CommitResult result = await committer.CommitAsync(
            new Commit
            {
                Workspace = inbound.Caller.Workspace,
                Receipt = inbound.Receipt(new ReceiptAnswer("said", sentence, true)),
                Changes = [.. changes, .. inbound.Along],
                Audit = [entry],
            },
            ct);
        if (result is not CommitResult.Lost)
        {
            inbound.Kept();
        }

        return result;
    }

    private async ValueTask<Reply> TakenAsync(CommitResult result, ImmutableArray<LinkRow> settled, string sentence, CancellationToken ct)
    {
        switch (result)
        {
            case CommitResult.Lost:
                return new Reply.Refused(Moved);
            case CommitResult.Duplicate duplicate:
                return await answers.RepeatAsync(duplicate.Answer, ct);
        }

        // From the answer on, every door sees one person, or two again.
        foreach (LinkRow row in settled)
        {
            book.Take(row with { RowVersion = row.RowVersion + 1 });
        }

        return new Reply.Said(sentence, Private: true);
    }

    private Reply AllThere(LinkEnd me)
    {
        string[] accounts = [.. (answers.People.Find(me.Own)?.Accounts.Keys ?? []).Where(platform => platform != "console").Select(LinkEnd.PlatformWord)];
        return accounts.Length > 1
            ? new Reply.Said($"Your accounts in {Cards.Wording.List(accounts)} are one person already: {answers.NameOf(me)}.", Private: true)
            : new Reply.Refused(new Refusal(RefusalKind.Unavailable, "There is nothing to link.", $"AgentBot is connected to {me.PlatformName} only.", "Nothing to do."));
    }

    private Refusal? CannotJoin(LinkEnd first, LinkEnd second)
    {
        DirectorySnapshot people = answers.People;
        return people.Owners.MayJoin(first, second) ? null
            : people.Current(first.Own) == people.Current(second.Own) ? new Refusal(RefusalKind.BadInput, "Nothing was changed.", "Both accounts are you already.", "Nothing to do.")
            : new Refusal(
                RefusalKind.NotAllowed,
                "Nothing was linked.",
                "A person has one account in each app, and one of the two is known as somebody else’s, or has another account there.",
                "An operator can say in AgentBot’s settings who is who.");
    }

    private static Change.SpendTry Try(LinkEnd me, DateTimeOffset now) => new(SubjectOf(me), MostWrong, now, now - Memory);

    private static Change.SpendTry Try(LinkRow row) => new("code:" + row.Handle, MostWrong, row.CreatedAt, DateTimeOffset.UnixEpoch);

    private static string SubjectOf(LinkEnd me) => "account:" + me.Own.Value;

    private static Change.WantView Ask(LinkRow row, bool isFirst, DateTimeOffset now) =>
        new(Conversations.InChannel((isFirst ? row.First : row.Second!).Direct), Purposes.Link(row.Handle, isFirst), now);

    private static AuditEntry Entry(string verb, Inbound inbound, LinkRow row) => AuditEntry.Of(verb, inbound.Caller.Person.Value, row.Handle)
        .Saying("first", row.First.Own.Value)
        .Saying("second", row.Second?.Own.Value ?? "");
}
