using AgentBot.Core.Commands;

namespace AgentBot.Core.Reviews;

/// <summary>Who approves what a card shows only a part of has been given all of it.</summary>
public sealed class ReadingFirst(ReviewAnswers answers, ReviewReads reads)
{
    public async ValueTask<Refusal?> CheckAsync(FoundReview found, PersonKey person, CancellationToken ct)
    {
        if (!await answers.IsCutAsync(found, ct))
        {
            return null;
        }

        // Who wrote this revision had all of it before them.
        if (Approvals.Editor(await reads.Reviews.DecisionsAsync(found.Review.Id, ct), found.Review.Artifact.Content) is { } editor && found.Of.People.Current(editor) == person)
        {
            return null;
        }

        return await reads.Reviews.OpenedAtAsync(found.Review.Id, found.Review.Revision, person, ct) is null
            ? new Refusal(RefusalKind.NotOpened, "Not all of it is on this card.", "Nothing was decided yet.", "Open the whole once, then approve.")
            : null;
    }
}
