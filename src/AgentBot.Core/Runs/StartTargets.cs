using AgentBot.Core.Cards;
using AgentBot.Core.People;
using AgentBot.Core.Publishing;
using AgentBot.Core.Reviews.Deciding;
using AgentBot.Core.Templates.Expressions;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Runs;

/// <summary>
/// Where a workflow that is about to start would let something out. What is private leaves only where the template names somebody
/// who may agree to that, and who reads what would leave.
/// </summary>
internal sealed class StartTargets(WorkflowSpec workflow, RunSeed seed, ExpressionScope inputs, DirectorySnapshot directory)
{
    private readonly ChannelInfo? _from = directory.Channel(seed.Channel);

    /// <param name="found">Takes the channels in, by what the template calls them.</param>
    public Refusal? Resolve(Dictionary<string, ChannelKey> found)
    {
        foreach (StepSpec.Publish publish in workflow.Steps.OfType<StepSpec.Publish>())
        {
            Refusal? refusal = publish.To switch
            {
                TargetSpec.Channel target => ToChannel(publish, target, found),
                TargetSpec.Direct target => ToPerson(publish, target),
                _ => null,
            };
            if (refusal is not null)
            {
                return refusal with { What = $"{workflow.Title} was not started." };
            }
        }

        return null;
    }

    private Refusal? ToChannel(StepSpec.Publish publish, TargetSpec.Channel target, Dictionary<string, ChannelKey> found)
    {
        Result<ChannelInfo> channel = NameResolution.ChannelOf(target.Name, seed.Channel, inputs, directory);
        if (channel.IsRefused)
        {
            return channel.Refusal;
        }

        found[target.Name.Source] = channel.Value.Key;
        return !Reaches.IsWider(_from, channel.Value, directory) ? null
            : publish.Declassify is null ? NameResolution.Leaves(seed.Channel, channel.Value, directory, "its result")
            : Unheard(publish, $"#{channel.Value.Name}");
    }

    private Refusal? ToPerson(StepSpec.Publish publish, TargetSpec.Direct target)
    {
        if (PersonOf(target) is not { } to || !Reaches.IsWider(_from, to, directory))
        {
            return null;
        }

        string name = directory.NameOf(to);
        return publish.Declassify is not null ? Unheard(publish, name) : new Refusal(
            RefusalKind.NotAllowed,
            "Nothing was started.",
            $"This channel is private, and its result would go to {name}, who does not read it.",
            $"Ask somebody to add {name} here, or the template's owner to post in the run's own thread.");
    }

    private PersonKey? PersonOf(TargetSpec.Direct target)
    {
        Result<Value> value = Expressions.Evaluate(target.To, inputs);
        if (value.IsRefused)
        {
            return null;
        }

        string word = value.Value is Value.User user ? user.Person.Value : ValueText.ForPeople(value.Value).TrimStart('@');
        return word == "requester" ? seed.Requester : new PersonKey(word);
    }

    // Somebody who reads this place must be able to agree, or the question would wait for nobody.
    private Refusal? Unheard(StepSpec.Publish publish, string to)
    {
        bool others = workflow.Steps.OfType<StepSpec.Review>().FirstOrDefault(step => step.Id == publish.ApprovedBy)?.Policy.NotRequester != false;
        return Consents.Givers(publish.Declassify!.Value, _from, person => others && Asks(person), directory).IsEmpty
            ? new Refusal(
                RefusalKind.NotAllowed,
                "Nothing was started.",
                $"This channel is private, its result would go to {to}, and nobody else here may let it leave. That is for {Wording.List([.. publish.Declassify!.Value.Select(directory.NameOf)], "or")}.",
                "Ask one of them to join this channel.")
            : null;
    }

    private bool Asks(PersonKey person) => directory.IsSame(person, seed.Requester) || seed.CausedBy.All.Any(cause => directory.IsSame(person, cause));
}
