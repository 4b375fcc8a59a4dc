using System.Collections.Immutable;
using System.Text.RegularExpressions;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Cards;
using AgentBot.Core.Reviews.Evidence;
using AgentBot.Core.Values;
using static AgentBot.Core.Cards.CardElement;

namespace AgentBot.Core.Reviews.Surfaces;

/// <param name="Account">As written; for an IBAN its check digits must hold.</param>
/// <param name="Repeats">"monthly"; empty for once.</param>
/// <param name="Cap">The most that may be paid; null where none is given.</param>
public sealed record PaymentContent(string Payee, Value.Money Amount, string Account, string Reference, DateOnly? Due, string Repeats, Value.Money? Cap, string Reason)
{
    public static Result<PaymentContent> Read(Value value)
    {
        var reading = new FieldReading(value, "payment", "payee", "amount", "account", "reference", "due", "repeats", "cap", "reason");
        string payee = reading.Text("payee", 140);
        Value.Money? amount = reading.Money("amount");
        var payment = new PaymentContent(
            payee,
            amount ?? new Value.Money(0, ""),
            reading.Text("account", 60),
            reading.Text("reference", 200, required: false),
            reading.Day("due"),
            reading.Text("repeats", 80, required: false),
            reading.Money("cap", required: false),
            reading.Text("reason", 4_000, required: false));
        return reading.Wrong is { } wrong ? wrong
            : payment.Amount.Amount <= 0 ? ArtifactShape.Misfit("Nothing would be paid", "The amount is more than nothing.")
            : payment.Amount.Currency.Length == 0 ? ArtifactShape.Misfit("The payment has no currency", "Write the amount with one, such as EUR 100.")
            : payment.Cap is { } cap && cap.Currency.Length > 0 && cap.Currency != payment.Amount.Currency ? ArtifactShape.Misfit("The cap does not fit", $"It is in {cap.Currency}, the amount in {payment.Amount.Currency}.")
            : payment;
    }

    public bool IsOnce => Repeats.ToLowerInvariant() is "" or "no" or "once" or "none" or "never";

    /// <summary>In fours, as people compare it.</summary>
    public string GroupedAccount => string.Join(' ', SourceBook.Bare(Account).Chunk(4).Select(four => new string(four)));

    /// <summary>False for an IBAN whose check digits do not hold (ISO 13616, ISO 7064 MOD 97-10); true for every other account.</summary>
    public bool AccountAddsUp()
    {
        string bare = SourceBook.Bare(Account);
        if (bare.Length is < 15 or > 34 || !char.IsAsciiLetterUpper(bare[0]) || !char.IsAsciiLetterUpper(bare[1]) || !char.IsAsciiDigit(bare[2]) || !char.IsAsciiDigit(bare[3]) || !bare.All(char.IsAsciiLetterOrDigit))
        {
            return true;
        }

        int rest = 0;
        foreach (char letter in bare[4..] + bare[..4])
        {
            int digit = char.IsAsciiDigit(letter) ? letter - '0' : letter - 'A' + 10;
            rest = ((digit > 9 ? rest * 100 : rest * 10) + digit) % 97;
        }

        return rest == 1;
    }
}

/// <summary>
/// An order to pay. Payee, account and amount are looked up in what the run was given; the second step repeats amount and payee.
/// AgentBot moves no money: what is approved goes to whoever or whatever pays.
/// </summary>
public sealed partial class PaymentSurface : ArtifactKind
{
    public override ArtifactType Type => ArtifactType.Payment;

    public override string Noun => "payment";

    public override AnswerShape Answer { get; } = new(
        "payment",
        "An order to pay somebody.",
        [
            AnswerField.Text("payee", "Who is paid."),
            new AnswerField("amount", [new FieldType.Money()], "How much, with its currency."),
            AnswerField.Text("account", "The account, such as an IBAN."),
            AnswerField.Text("reference", "What stands on the payment.", required: false),
            new AnswerField("due", [new FieldType.Date()], "The day.", Required: false),
            new AnswerField("repeats", [new FieldType.Text(), new FieldType.Choice([])], "How often; left empty for once.", Required: false),
            new AnswerField("cap", [new FieldType.Money()], "The most that may be paid.", Required: false),
            AnswerField.Text("reason", "What it is for.", required: false),
        ]);

    public override bool AsksForSources => true;

    public override Refusal? Check(Value content) => PaymentContent.Read(content).Refusal;

    public override ImmutableArray<EditField> EditFields(Value content)
    {
        var record = (Value.Record)content;
        return
        [
            FieldsDrawn.Line("payee", "Payee", record),
            FieldsDrawn.Line("amount", "Amount", record, new FieldType.Money()),
            FieldsDrawn.Line("account", "Account", record),
            FieldsDrawn.Line("reference", "Reference", record),
            FieldsDrawn.Line("due", "Day", record, new FieldType.Date()),
            FieldsDrawn.Line("repeats", "Repeats", record),
            FieldsDrawn.Line("reason", "What it is for", record, multiline: true),
        ];
    }

    public override PlainFile Plain(Value content) => RecordSurface.Listed((Value.Record)content);

    protected override ReviewSheet DrawOwn(SurfaceInput input)
    {
        PaymentContent payment = PaymentContent.Read(input.Content).Value;
        string sum = Wording.Money(payment.Amount.Amount, CardText.Line(payment.Amount.Currency, 5));
        string payee = CardText.Line(payment.Payee, 80);
        ImmutableArray<CardFact> facts = Facts(payment, input);
        ImmutableArray<FieldChange> changes = input.Before is Value.Record before ? ArtifactDiff.Record(EvidenceList.Without(before), EvidenceList.Without((Value.Record)input.Content)) : [];
        Drawn reason = MarkdownDraft.Draw(payment.Reason.Length == 0 ? "Nothing is said." : payment.Reason, input.Room.DraftCharacters, input.Room.Paragraphs);
        string account = CardText.Line(payment.GroupedAccount, 60);
        string day = payment.Due is { } due ? $" on {input.Clock.Day(due)}" : "";
        return new ReviewSheet
        {
            Headline = new Headline($"Pay {sum} to {payee}?", $"The payment of {sum} to {payee}", $"{CardParts.FirstUpper(input.Effects.Past)}: the order to pay {sum} to {payee}"),
            Facts = [new FactSet(facts) { Spacing = Spacing.Small }],
            FactsLine = TextFacts.Line(facts),
            Warning = Warning(payment, input.Sources, sum),
            Changes = FieldsDrawn.Changed(changes, input),
            ChangeCount = changes.Length,
            Draft = reason.Elements,
            DraftTitle = "What it is for",
            Cut = reason.Whole ? null : TextFacts.Cut(reason, Noun),
            Noun = Noun,
            Whole = $"The order to pay {sum}",
            Besides = "AgentBot moves no money itself.",
            Answers = new SheetAnswers
            {
                Yes = "Approve payment",
                Repeat = $"**{sum} to {payee}**, account {account}{day}{(payment.IsOnce ? ", once" : $", {CardText.Line(CardParts.FirstLower(payment.Repeats), 40)}")}.",
                RepeatYes = CardText.PlainLine($"Yes, pay {Wording.Money(payment.Amount.Amount, payment.Amount.Currency)}", CardParts.LongestButton),
            },
        };
    }

    protected override FullView FullOwn(SurfaceInput input) =>
        RecordSurface.View(EvidenceList.Without((Value.Record)input.Content), input.Before is Value.Record before ? EvidenceList.Without(before) : null, input.Clock);

    private static ImmutableArray<CardFact> Facts(PaymentContent payment, SurfaceInput input)
    {
        SourceBook book = input.Sources;
        var facts = ImmutableArray.CreateBuilder<CardFact>();
        facts.Add(new CardFact("Payee", CardText.Line(payment.Payee, 70) + In(book, book.FindWords(payment.Payee))));
        facts.Add(new CardFact("Account", CardText.Line(payment.GroupedAccount, 50) + In(book, book.FindAccount(payment.Account))));
        facts.Add(new CardFact("Reference", payment.Reference.Length == 0 ? "none" : CardText.Line(payment.Reference, 70)));
        facts.Add(new CardFact("Day", payment.Due is { } due ? input.Clock.Day(due) : "not said"));
        facts.Add(new CardFact("Repeats", payment.IsOnce ? "no, once" : $"yes: {CardText.Line(payment.Repeats, 60)}"));
        if (payment.Cap is { } cap)
        {
            facts.Add(new CardFact("Cap", $"{Wording.Amount(payment.Amount.Amount)} of {Wording.Money(cap.Amount, CardText.Line(cap.Currency.Length == 0 ? payment.Amount.Currency : cap.Currency, 5))}"));
        }

        return facts.ToImmutable();
    }

    private static string In(SourceBook book, FoundSource? found) => !book.IsRead ? "" : found is null ? " · **no source found**" : $" · in {CardText.Line(found.Label, 40)}";

    /// <summary>The two gravest things, as one sentence.</summary>
    private static string Warning(PaymentContent payment, SourceBook book, string sum)
    {
        var found = new List<string>();
        if (!payment.AccountAddsUp())
        {
            found.Add("the account’s own check digits are wrong");
        }

        if (payment.Cap is { } cap && payment.Amount.Amount > cap.Amount)
        {
            found.Add($"{sum} is over the cap of {Wording.Amount(cap.Amount)}");
        }

        if (book.IsRead && book.FindAccount(payment.Account) is null)
        {
            found.Add(OtherAccount(payment, book) is { } known ? $"this is another account than the one of this payee in {CardText.Line(known, 60)}" : "the account stands in nothing that this run was given");
        }

        if (book.IsRead && book.FindWords(payment.Payee) is null)
        {
            found.Add("the payee is new: the name stands in nothing that this run was given");
        }

        return found.Count == 0 ? "" : string.Join("; ", found.Take(2)) + (found.Count > 2 ? $"; and {found.Count - 2} more" : "") + ".";
    }

    // A source that names the payee and an account in the same line says what is usual.
    private static string? OtherAccount(PaymentContent payment, SourceBook book) => book.All
        .FirstOrDefault(source => source.Text.Split('\n').Any(line => line.Contains(payment.Payee, StringComparison.OrdinalIgnoreCase) && Account().IsMatch(line)))?.Name;

    [GeneratedRegex(@"\b[A-Z]{2}[0-9]{2}( ?[A-Z0-9]{2,4}){3,8}\b", RegexOptions.NonBacktracking)]
    private static partial Regex Account();
}
