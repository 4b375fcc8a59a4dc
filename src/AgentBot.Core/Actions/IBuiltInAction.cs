using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Channels;
using AgentBot.Core.Runs;
using AgentBot.Core.Values;

namespace AgentBot.Core.Actions;

/// <summary>Work that needs no model: pure on its arguments, but for the reads that <see cref="ActionCall.Resources"/> offers.</summary>
public interface IBuiltInAction
{
    ActionDefinition Definition { get; }

    /// <summary>Failures are values with a plain sentence that names row and column where it can.</summary>
    ValueTask<ActionOutcome> RunAsync(ActionCall call, CancellationToken ct);
}

/// <param name="Name">"table.read".</param>
/// <param name="Summary">One sentence for the reference and for the plain-language explanation.</param>
/// <param name="Produces">The artifact type of its result.</param>
/// <param name="Result">The type of the result, given the types of the arguments by name; used at load.</param>
public sealed record ActionDefinition(
    string Name,
    string Summary,
    ImmutableArray<ActionParameter> Parameters,
    ArtifactType Produces,
    Func<IReadOnlyDictionary<string, FieldType>, FieldType> Result);

/// <param name="Type">What the argument must be; Any takes everything.</param>
public sealed record ActionParameter(string Name, FieldType Type, bool Required, string Help);

public sealed record ActionCall(IReadOnlyDictionary<string, Value> Arguments, ChannelKey Channel, DateOnly Today, IActionResources Resources)
{
    /// <summary>The type of the step's result as found when the template was loaded; tells the columns of an empty list and the options of a choice.</summary>
    public FieldType Expected { get; init; } = new FieldType.Any();

    /// <summary>
    /// By argument: the item keys of a list that a for_each made, parallel to its items, so that a marked row of a table leads
    /// back to its item. An argument that is no such list is absent.
    /// </summary>
    public IReadOnlyDictionary<string, ImmutableArray<string>> ItemKeys { get; init; } = ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    public Value this[string name] => Arguments.TryGetValue(name, out Value? value) ? value : Value.Missing.Instance;
}

/// <summary>The reads an action may do, all inside the run's own channel.</summary>
public interface IActionResources
{
    /// <summary>Bytes of a file that was handed to the run; null when it is gone.</summary>
    ValueTask<ReadOnlyMemory<byte>?> ReadFileAsync(Value.File file, CancellationToken ct);

    ValueTask<IReadOnlyList<MessageRow>> MessagesAsync(DateTimeOffset since, int take, CancellationToken ct);

    /// <summary>How a declared file input says its columns and locale are; null for a file that came from elsewhere.</summary>
    FieldType.File? DeclarationOf(Value.File file);

    string NameOf(PersonKey person);
}

public abstract record ActionOutcome
{
    private ActionOutcome()
    {
    }

    public sealed record Done(Value Output) : ActionOutcome;

    public sealed record Failed(FailureKind Kind, string Sentence) : ActionOutcome;
}
