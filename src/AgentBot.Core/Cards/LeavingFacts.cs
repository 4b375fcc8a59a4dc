namespace AgentBot.Core.Cards;

/// <summary>That something would leave a private place for where more people read: from whom to whom, counted by the host.</summary>
/// <param name="From">"#finance-private", "the direct message with Ana Duarte"; plain text.</param>
/// <param name="FromPeople">How many people read it there.</param>
/// <param name="To">"#general", "Ben Okafor"; plain text.</param>
/// <param name="ToReaders">Who would read it there: "everybody in #general (240 people)"; plain text.</param>
public sealed record LeavingFacts(string From, int FromPeople, string To, string ToReaders)
{
    /// <summary>Both numbers in one sentence; escaped.</summary>
    public string Sentence => $"This leaves {CardText.Line(From, 80)}{(FromPeople > 1 ? $" ({Wording.Count(FromPeople, "person", "people")})" : "")} and will be readable by {CardText.Line(ToReaders, 160)}.";
}
