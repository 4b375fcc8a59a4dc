using System.Collections.Immutable;
using System.Text.Json;
using AgentBot.Core.People;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Runs;
using AgentBot.Core.Templates.Format;
using AgentBot.Core.Templates.Spec;

namespace AgentBot.Core.Reviews;

/// <summary>
/// Where a question stands beside the run's own thread: in channels that the template names, of whatever platform, and in the
/// chats with those who may decide and read none of these. Settled when the run starts; every place shows the one review.
/// </summary>
public static class QuestionPlaces
{
    /// <summary>More people are not asked one by one; they find the question with the command reviews.</summary>
    public const int MostAskedAlone = 20;

    private const string Console = "console";

    /// <returns>Places by the id of the step; nothing for a question that stands in the run's thread only.</returns>
    public static Result<Dictionary<string, IReadOnlyList<ChannelKey>>> Resolve(WorkflowSpec workflow, ChannelKey from, DirectorySnapshot directory)
    {
        var all = new Dictionary<string, IReadOnlyList<ChannelKey>>(StringComparer.Ordinal);
        foreach (StepSpec.Review review in workflow.Steps.OfType<StepSpec.Review>())
        {
            Result<List<ChannelKey>> places = Named(review, from, directory);
            if (places.IsRefused)
            {
                return places.Refusal!;
            }

            List<ChannelKey> found = places.Value;
            found.AddRange(AskedAlone(review, [from, .. found], directory).ToList());
            if (found.Count > 0)
            {
                all[review.Id] = found;
            }
        }

        return all;
    }

    public static IReadOnlyList<ChannelKey> Of(RunRow run, string step) =>
        // Most questions stand in one place; the names of those runs are not read for it.
        run.Resolved.Contains("\"questions\"", StringComparison.Ordinal)
        && JsonSerializer.Deserialize(run.Resolved, StoreJson.Default.ResolvedNames)?.Questions?.GetValueOrDefault(step) is { } places
            ? places
            : [];

    /// <summary>Every conversation that shows the question, the run's own thread first.</summary>
    public static IEnumerable<string> Conversations(RunRow run, ReviewRow review) =>
        Of(run, review).Select(Delivery.Conversations.InChannel).Prepend(Delivery.Conversations.ThreadOf(run));

    /// <summary>Whether the question is to be answered from there. Who may answer it is the guard's to say.</summary>
    public static bool StandsIn(WorkspaceKey workspace, RunRow run, ReviewRow review) =>
        run.Workspace == workspace || Of(run, review).Any(place => place.Workspace == workspace);

    /// <summary>The chats with those who became deciders later and read none of the places where it stands.</summary>
    public static IReadOnlyList<ChannelKey> ChatsWith(IEnumerable<PersonKey> people, RunRow run, ReviewRow review, DirectorySnapshot directory)
    {
        ImmutableArray<ChannelKey> places = [run.Channel, .. Of(run, review)];
        return
        [
            .. people.Select(directory.Find).OfType<Person>()
                .Where(person => !places.Any(place => Reads(person, place, directory)))
                .Select(person => ChatWith(person, run.Channel, directory)).OfType<ChannelKey>().Distinct().Where(chat => !places.Contains(chat)).Take(MostAskedAlone),
        ];
    }

    /// <summary>The chats with these people, whether or not they read the question elsewhere.</summary>
    public static IEnumerable<ChannelKey> Directly(IEnumerable<PersonKey> people, RunRow run, DirectorySnapshot directory) =>
        people.Select(directory.Find).OfType<Person>().Select(person => ChatWith(person, run.Channel, directory)).OfType<ChannelKey>().Distinct();

    /// <summary>The row, standing also with those who became deciders since the run started.</summary>
    public static ReviewRow WithChats(RunRow run, ReviewRow review, DirectorySnapshot directory)
    {
        IEnumerable<PersonKey> later = DecidingRule.Of(review, directory).Stages
            .SelectMany(stage => stage.Seats.Where(seat => seat.Kind != SeatKind.Own || stage.Because.Length > 0)).Select(seat => seat.Holder);
        IReadOnlyList<ChannelKey> chats = ChatsWith(later, run, review, directory);
        if (chats.Count == 0)
        {
            return review;
        }

        ReviewProgress progress = ReviewProgress.Read(review.Progress);
        return review with { Progress = ReviewProgress.Write(progress with { Places = [.. progress.Places ?? [], .. chats] }) };
    }

    private static IEnumerable<ChannelKey> Of(RunRow run, ReviewRow review) =>
        Of(run, review.Step).Concat(review.Progress.Length == 0 ? [] : ReviewProgress.Read(review.Progress).Places ?? []);

    private static Result<List<ChannelKey>> Named(StepSpec.Review review, ChannelKey from, DirectorySnapshot directory)
    {
        var places = new List<ChannelKey>();
        foreach (ChannelAddress wanted in (review.AlsoIn ?? []).Select(ChannelAddress.Read).OfType<ChannelAddress>())
        {
            Result<ChannelInfo> channel = NameResolution.Find(wanted, from, directory);
            if (channel.IsRefused)
            {
                return channel.Refusal!;
            }

            if (NameResolution.Leaves(from, channel.Value, directory, "its question") is { } leak)
            {
                return leak;
            }

            if (channel.Value.Key != from && !places.Contains(channel.Value.Key))
            {
                places.Add(channel.Value.Key);
            }
        }

        return places;
    }

    private static IEnumerable<ChannelKey> AskedAlone(StepSpec.Review review, ImmutableArray<ChannelKey> places, DirectorySnapshot directory) =>
        review.Policy.Stages.SelectMany(stage => stage.Reviewers).SelectMany(principal => directory.Resolve(principal)).Distinct()
            .Select(key => directory.Find(key)).OfType<Person>()
            .Where(person => !places.Any(place => Reads(person, place, directory)))
            .Select(person => ChatWith(person, places[0], directory)).OfType<ChannelKey>()
            .Take(MostAskedAlone);

    private static bool Reads(Person person, ChannelKey place, DirectorySnapshot directory) =>
        person.Accounts.ContainsKey(place.Platform)
        && (place.Platform == Console || directory.Channel(place) is not { IsPrivate: true } channel || channel.Members.Contains(person.Key));

    /// <summary>The chat with one person, by the platform of a channel; where that has none, a place of the console that is on no list of channels.</summary>
    public static ChannelKey ChatOf(Person person, ChannelKey from, DirectorySnapshot directory) =>
        ChatWith(person, from, directory) ?? ChannelKey.Of(Console, from.Workspace, $"@{person.Key.Value}");

    /// <summary>On the run's own platform where they have an account there, else on another that AgentBot is connected to.</summary>
    private static ChannelKey? ChatWith(Person person, ChannelKey from, DirectorySnapshot directory)
    {
        string name = $"@{person.Key.Value}";
        if (from.Platform != Console && person.Accounts.ContainsKey(from.Platform))
        {
            return ChannelKey.Of(from.Platform, from.Workspace, name);
        }

        ChannelInfo? there = directory.Channels.FirstOrDefault(channel => channel.Key.Platform != Console && person.Accounts.ContainsKey(channel.Key.Platform));
        return there is null ? null : ChannelKey.Of(there.Key.Platform, there.Key.Workspace, name);
    }
}
