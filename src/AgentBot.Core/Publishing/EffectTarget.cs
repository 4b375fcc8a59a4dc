using System.Collections.Immutable;
using System.Text.Json.Serialization;
using AgentBot.Core.Storing;

namespace AgentBot.Core.Publishing;

/// <summary>A target after its names were resolved at run start: what an approval binds and what the sender uses.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Channel), "channel")]
[JsonDerivedType(typeof(Thread), "thread")]
[JsonDerivedType(typeof(Direct), "direct")]
[JsonDerivedType(typeof(Webhook), "webhook")]
[JsonDerivedType(typeof(File), "file")]
[JsonDerivedType(typeof(Asker), "asker")]
[JsonDerivedType(typeof(Tool), "tool")]
public abstract record EffectTarget
{
    private EffectTarget()
    {
    }

    public sealed record Channel(ChannelKey Key, string Name) : EffectTarget;

    public sealed record Thread(ChannelKey Key, string Root) : EffectTarget;

    public sealed record Direct(PersonKey Person, string Platform) : EffectTarget;

    /// <param name="Secret">Name of the secret that holds the URL; empty where <paramref name="Url"/> is literal.</param>
    public sealed record Webhook(string Url, string Secret, bool Idempotent) : EffectTarget;

    /// <param name="Path">Relative, below the "out" folder of the data directory.</param>
    public sealed record File(string Path) : EffectTarget;

    /// <summary>The system that asked for the review.</summary>
    /// <param name="Request">As that system calls it.</param>
    public sealed record Asker(PersonKey System, string Request) : EffectTarget;

    /// <summary>A tool that an agent wants to be called.</summary>
    /// <param name="Title">As people read it.</param>
    /// <param name="Pin">Of the tool as it was shown; another one voids the approval.</param>
    /// <param name="Declared">Where it comes from a file of its own: the pinned copy.</param>
    /// <param name="Scope">Step and first run whose agent wants it: the same call of the same scope is made once.</param>
    public sealed record Tool(string Name, string Title, Digest Pin, bool TakesKey, string Scope, Templates.Spec.HttpToolSpec? Declared = null) : EffectTarget
    {
        /// <summary>The grant under which it is called without a review; null where a review lets it out.</summary>
        public GrantId? Grant { get; init; }
    }
}

/// <summary>Sends one effect to one kind of target. Called only by the effect worker.</summary>
public interface IEffectSender
{
    bool Handles(EffectTarget target);

    /// <summary>
    /// Whether an effect that was being sent when the process died may simply be sent again: the target recognises the
    /// idempotency key. Otherwise the outcome is Unknown and a person is asked.
    /// </summary>
    bool MayRepeat(EffectTarget target);

    /// <summary>
    /// Looks whether an effect arrived whose sending was begun and never recorded. Null: it certainly did not, or sending it again
    /// changes nothing. Asked only where <see cref="MayRepeat"/> is true.
    /// </summary>
    ValueTask<SendOutcome?> FindAsync(Delivery.EffectRow effect, EffectTarget target, CancellationToken ct) => ValueTask.FromResult<SendOutcome?>(null);

    ValueTask<SendOutcome> SendAsync(Delivery.EffectRow effect, EffectTarget target, Artifacts.Artifact artifact, CancellationToken ct);
}

public abstract record SendOutcome
{
    private SendOutcome()
    {
    }

    /// <param name="Reference">Link or id of what was made there.</param>
    public sealed record Sent(string Reference) : SendOutcome
    {
        /// <summary>Writes of a target that lies in this very store; kept in the commit that records the sending.</summary>
        public ImmutableArray<Change> Along { get; init; } = [];

        /// <summary>What the step gives, where that is more than the link; null for the link alone.</summary>
        public Values.Value.Record? Output { get; init; }
    }

    /// <summary>It certainly did not happen and may be tried again.</summary>
    public sealed record NotSent(string Sentence, TimeSpan? RetryAfter) : SendOutcome;

    /// <summary>It certainly did not happen and trying again will not help.</summary>
    public sealed record Impossible(string Sentence) : SendOutcome;

    /// <summary>It may have happened, and cannot be looked up now.</summary>
    public sealed record LookAgain(string Sentence, TimeSpan After) : SendOutcome;

    /// <summary>It may have happened, and nobody but a person can find out.</summary>
    public sealed record Unclear(string Sentence) : SendOutcome;
}
