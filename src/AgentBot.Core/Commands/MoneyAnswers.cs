using System.Collections.Immutable;
using AgentBot.Core.Agents;
using AgentBot.Core.Audit;
using AgentBot.Core.Budgets;
using AgentBot.Core.Cards;
using AgentBot.Core.Policy;
using AgentBot.Core.Runs;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Commands;

/// <summary>What people choose where the money of a run is not enough: more of it, a cheaper model, less of a result, or the end.</summary>
public sealed class MoneyAnswers(IBudgetReader budgets, IRunReader runs, ICheaperModel cheaper, MonthPots months)
{
    /// <summary>More at once is a slip of the finger.</summary>
    private const decimal MostAtOnce = 100_000;

    private const decimal MostTokensAtOnce = 100_000_000;

    public static bool IsAbout(StepRow row) => row is { Status: StepStatus.Waiting, Waiting: WaitReason.Person, FailureKind: FailureKind.OverBudget };

    /// <summary>What the choice comes to, after the guard was asked.</summary>
    public async ValueTask<Result<MoneyAnswer>> OfAsync(FoundRun found, StepRow row, SettleRequest request, CancellationToken ct)
    {
        Shortage? shortage = Shortage.Read(row.Shortage);
        if (Guard.Check(request.Caller.Person, ActOf(request.Choice, shortage), found.Subject(null), found.People) is { } refusal)
        {
            return refusal;
        }

        PersonKey by = request.Caller.Person;
        switch (request.Choice)
        {
            case SettleChoice.TopUp when shortage is not null:
                return await RaiseAsync(found, row, shortage, request, ct);
            case SettleChoice.Cheaper:
                return found.Graph.Step(row.Step) is StepSpec.Agent agent && cheaper.Than(found.Run.Alias.Length > 0 ? found.Run.Alias : agent.Spec.Model) is { } alias
                    ? new MoneyAnswer(new RunEvent.TryAgainChosen(row.Step, by) { Alias = alias }, "It goes on with the cheaper model.")
                    : new Refusal(RefusalKind.Unavailable, "Nothing was changed.", "The settings name no cheaper model for it.", "Top it up, or stop it.");
            case SettleChoice.Skip:
                return await LeaveOutAsync(found, row, by, ct);
            case SettleChoice.TryAgain or SettleChoice.SendAgain:
                return new MoneyAnswer(new RunEvent.TryAgainChosen(row.Step, by), "It is tried again.");
            case SettleChoice.GiveUp:
                return new MoneyAnswer(new RunEvent.GiveUpChosen(row.Step, by), "The run is stopped.");
            default:
                return new Refusal(RefusalKind.BadInput, "Nothing was changed.", "That is no answer to this question.", "Use the buttons of the newest card.");
        }
    }

    // Spending more is for those who answer for the money; spending less, or nothing, also for who asked.
    private static Act ActOf(SettleChoice choice, Shortage? shortage) => choice switch
    {
        SettleChoice.TopUp => Pots.ReadMonth(shortage?.Pot ?? "") is null or { Kind: PotKind.Template } ? Act.Raise : Act.RaiseMonth,
        SettleChoice.Cheaper or SettleChoice.Skip => Act.FinishCheaply,
        SettleChoice.GiveUp => Act.Cancel,
        _ => Act.Resume,
    };

    private async ValueTask<Result<MoneyAnswer>> RaiseAsync(FoundRun found, StepRow row, Shortage shortage, SettleRequest request, CancellationToken ct)
    {
        if (await budgets.FindAsync(shortage.Pot, ct) is not { } pot)
        {
            return new Refusal(RefusalKind.Unknown, "Nothing was raised.", "That limit is no longer kept.", "Try again.");
        }

        bool isTokens = IsOfTokens(pot, shortage);
        string unit = isTokens ? "tokens" : pot.Currency;
        string written = request.Note.Trim();
        string digits = written.EndsWith(unit, StringComparison.OrdinalIgnoreCase) ? written[..^unit.Length].Trim() : written;
        if (NumberReader.Read(digits, LocaleFormats.Unstated, out decimal amount) is not Reading.Read || amount <= 0 || amount > (isTokens ? MostTokensAtOnce : MostAtOnce))
        {
            return new Refusal(RefusalKind.BadInput, "Nothing was raised.", $"“{CardText.PlainLine(written, 40)}” is no amount that can be added.", $"Write a number of {unit}, for example {MissingText(pot, shortage)}.");
        }

        long micros = isTokens ? 0 : Pots.Micros(amount);
        long tokens = isTokens ? (long)amount : 0;
        bool isOld = Pots.ReadMonth(shortage.Pot) is { Month: var month } && month != months.Month;
        if (isOld)
        {
            return new Refusal(RefusalKind.TooLate, "Nothing was raised.", "That month is over, and the new one has its own money.", "Press Try again.");
        }

        if ((isTokens ? pot.LeftTokens + tokens : pot.LeftMicros + micros) < (isTokens ? shortage.Tokens : shortage.Micros))
        {
            return new Refusal(RefusalKind.BadInput, "Nothing was raised.", "The next question would still not fit.", $"Add at least {MissingText(pot, shortage)} {unit}.");
        }

        string added = isTokens ? $"{Wording.Number(tokens)} tokens" : Wording.Money(amount, pot.Currency);
        string whose = PotWords.Of(pot.Pot, found.People);
        return new MoneyAnswer(new RunEvent.TryAgainChosen(row.Step, request.Caller.Person), $"{CardParts.FirstUpper(whose)} may spend {added} more. It goes on.")
        {
            Along = [new Change.RaiseBudget(pot.Pot, micros, tokens)],
            Audit = [AuditEntry.Of("budget.raised", request.Caller.Person.Value, pot.Pot, found.Run.Id).Saying("amount", added)],
        };
    }

    // What is done is kept and gathered; the rest is left out and named.
    private async ValueTask<Result<MoneyAnswer>> LeaveOutAsync(FoundRun found, StepRow row, PersonKey by, CancellationToken ct)
    {
        StepRow[] open = row.ItemsTotal == 0 ? []
            : [.. (await runs.ItemsAsync(row.Run, row.Step, row.Round, ct)).Where(item => item.Item.Length > 0 && item.Attempt == row.Attempt && !item.HasEnded)];
        if (open.Length > 0 && open.Length < row.ItemsTotal)
        {
            return new MoneyAnswer(new RunEvent.SkipChosen(row.Step, by) { LeftOut = [.. open] }, $"It goes on with what is there; {Wording.Count(open.Length, "item is", "items are")} left out.");
        }

        return found.Graph.Spec.Steps.All(reader => !reader.ValueEdges.Contains(row.Step))
            ? new MoneyAnswer(new RunEvent.SkipChosen(row.Step, by), "The run goes on without it.")
            : new Refusal(RefusalKind.NotAllowed, "Nothing was changed.", "Later steps need the result of this one.", "Top it up, or stop it.");
    }

    /// <summary>True where it is tokens and not money that are not enough.</summary>
    public static bool IsOfTokens(BudgetRow pot, Shortage shortage) => shortage.Micros <= pot.LeftMicros && shortage.Tokens > pot.LeftTokens;

    /// <summary>How much has to be added at least, as somebody would type it; rounded up to what people count in.</summary>
    public static string MissingText(BudgetRow pot, Shortage shortage)
    {
        if (IsOfTokens(pot, shortage))
        {
            return (((shortage.Tokens - pot.LeftTokens + 999) / 1_000) * 1_000).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        decimal missing = decimal.Ceiling(Pots.Amount(Math.Max(1, shortage.Micros - pot.LeftMicros)) * 100) / 100;
        return missing.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture);
    }
}

/// <param name="Sentence">For who chose.</param>
public sealed record MoneyAnswer(RunEvent Happened, string Sentence)
{
    public ImmutableArray<Change> Along { get; init; } = [];

    public ImmutableArray<AuditEntry> Audit { get; init; } = [];
}
