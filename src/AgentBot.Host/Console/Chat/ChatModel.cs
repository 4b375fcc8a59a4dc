using System.Collections.Immutable;
using AgentBot.Core;
using AgentBot.Core.Budgets;
using AgentBot.Core.Cards;
using AgentBot.Core.Channels;
using AgentBot.Core.People;
using AgentBot.Core.Runs;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Host.WebConsole;

/// <param name="Once">Names the next sending of the composer.</param>
/// <param name="Older">Key of the oldest message shown, when there are older ones; empty otherwise.</param>
/// <param name="Samples">Templates that can be tried with a shipped file; empty once something has run.</param>
public sealed record ChatModel(ChannelInfo Channel, string Once, string Older, ImmutableArray<Sample> Samples, ImmutableArray<Hint> Hints, bool ModelIsOffline, string Draft);

/// <summary>One message as its viewer sees it.</summary>
/// <param name="DayLine">The day, where the message is the first of it.</param>
public sealed record MessageModel(MessageRow Row, string DayLine, ImmutableArray<StoredFile> Files)
{
    public Card? Card { get; init; }

    public ReviewStanding? Review { get; init; }

    public RunProgress? Run { get; init; }

    public FormModel? Form { get; init; }

    public string Address => ConsolePaths.Chat(Row.Channel);
}

/// <summary>The home message of a run.</summary>
public sealed record RunProgress(RunRow Run, string Title, RunStanding Standing, BudgetRow? Budget);

public sealed record FormModel(StoredForm Form, ImmutableArray<(InputSpec Input, StoredField Field)> Fields, ChannelKey Channel, string MessageKey);

/// <param name="FactCount">Facts in force here.</param>
public sealed record RailModel(ImmutableArray<WaitingReview> Waiting, int FactCount, BudgetRow? Spent, bool IsNew);

/// <summary>A review in a list.</summary>
public sealed record WaitingReview(ReviewStanding Review, RunRow Run, string Title);
