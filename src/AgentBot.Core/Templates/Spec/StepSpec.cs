using System.Collections.Immutable;
using System.Text.Json.Serialization;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Values;

namespace AgentBot.Core.Templates.Spec;

/// <summary>One node of a workflow. Its edges are <see cref="Edges"/>: <c>needs</c> and every step named in an expression.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Agent), "agent")]
[JsonDerivedType(typeof(Action), "action")]
[JsonDerivedType(typeof(Review), "review")]
[JsonDerivedType(typeof(Publish), "publish")]
[JsonDerivedType(typeof(Workflow), "workflow")]
public abstract record StepSpec
{
    private StepSpec()
    {
    }

    public required string Id { get; init; }

    /// <summary>What people read in the timeline, for example "Check each claim".</summary>
    public required string Title { get; init; }

    /// <summary>Written in the template; runs after them but takes nothing from them.</summary>
    public ImmutableArray<string> Needs { get; init; } = [];

    /// <summary>All steps that must have ended first: needs and every step an expression or <c>of</c> names. Filled by the compiler.</summary>
    public ImmutableArray<string> Edges { get; init; } = [];

    /// <summary>Of <see cref="Edges"/>, those whose value is taken without a default: if one is skipped, so is this step.</summary>
    public ImmutableArray<string> ValueEdges { get; init; } = [];

    public Expr? When { get; init; }

    public RetrySpec Retry { get; init; } = RetrySpec.None;

    /// <summary>Working time of one attempt; never human waiting.</summary>
    public TimeSpan? Timeout { get; init; }

    public OnFailure OnFailure { get; init; } = OnFailure.Fail;

    /// <summary>The step of the same output type that stands in, where <see cref="OnFailure"/> is StandIn.</summary>
    public string? StandIn { get; init; }

    public ForEachSpec? ForEach { get; init; }

    /// <summary>The type of <c>steps.&lt;id&gt;</c>. Filled by the compiler.</summary>
    public FieldType Output { get; init; } = new FieldType.Any();

    /// <summary>A small agent thinks about the input.</summary>
    public sealed record Agent : StepSpec
    {
        /// <summary>The agent itself; where it came from its own file, the resolved copy.</summary>
        public required AgentSpec Spec { get; init; }

        public required Expr Input { get; init; }
    }

    /// <summary>A built-in action that needs no model.</summary>
    public sealed record Action : StepSpec
    {
        /// <summary>For example "table.read"; the list is in templates/README.md.</summary>
        public required string Name { get; init; }

        public ImmutableArray<Argument> With { get; init; } = [];
    }

    /// <summary>A question to people about one artifact.</summary>
    public sealed record Review : StepSpec
    {
        /// <summary>The step whose artifact is reviewed.</summary>
        public required string Of { get; init; }

        public required ReviewPolicySpec Policy { get; init; }

        /// <summary>The producing ancestor that gets the remarks.</summary>
        public required string OnChanges { get; init; }

        public OnReject OnReject { get; init; } = OnReject.End;

        /// <summary>The step that follows a rejection, where <see cref="OnReject"/> is GoTo.</summary>
        public string? RejectStep { get; init; }

        /// <summary>Channels in which the question stands beside the run's own thread: "#board", "teams:#finance". Null for none.</summary>
        public ImmutableArray<string>? AlsoIn { get; init; }
    }

    /// <summary>Something leaves. Default of <c>on_failure</c> is Ask.</summary>
    public sealed record Publish : StepSpec
    {
        public required TargetSpec To { get; init; }

        public required Expr Content { get; init; }

        /// <summary>The review whose approval lets it out; null only where the author wrote <c>review: none</c>.</summary>
        public string? ApprovedBy { get; init; }

        /// <summary>Who may let it leave a private channel for where more people read; null where the file names nobody, which forbids it.</summary>
        public ImmutableArray<Principal>? Declassify { get; init; }
    }

    /// <summary>A child run.</summary>
    public sealed record Workflow : StepSpec
    {
        public required string Name { get; init; }

        public ImmutableArray<Argument> With { get; init; } = [];
    }
}

public sealed record Argument(string Name, Expr Value);

/// <summary>
/// An expression or a text with <c>{{ … }}</c> in it, as written; or a record or a list of such. Parsed and typed at load,
/// computed by <c>Expressions.Evaluate</c>.
/// </summary>
/// <param name="Source">Empty where <see cref="Fields"/> or <see cref="Items"/> is set.</param>
public sealed record Expr(string Source)
{
    /// <summary>For a value written as a map: its fields. Null otherwise.</summary>
    public ImmutableArray<Argument>? Fields { get; init; }

    /// <summary>For a value written as a list: its items. Null otherwise.</summary>
    public ImmutableArray<Expr>? Items { get; init; }

    public override string ToString() =>
        Fields is { } fields ? string.Join(", ", fields.Select(field => $"{field.Name}: {field.Value}"))
        : Items is { } items ? string.Join(", ", items)
        : Source;
}

public sealed record AgentSpec
{
    /// <summary>The name in its own file, or "template/step" for one declared inline. Lessons belong to this name.</summary>
    public required string Name { get; init; }

    public required string Purpose { get; init; }

    /// <summary>A model alias from the settings; a template never names a vendor.</summary>
    public string Model { get; init; } = "default";

    /// <summary>The word for a program from the settings that works in the agent's place; null for AgentBot's own agent.</summary>
    public string? Harness { get; init; }

    public ImmutableArray<AgentContext> Context { get; init; } = [];

    public required string Instructions { get; init; }

    /// <summary>Declared input fields of an agent in its own file; empty where any input is taken as it is.</summary>
    public ImmutableArray<Column> Inputs { get; init; } = [];

    public required ImmutableArray<OutputField> Output { get; init; }

    /// <summary>What the output is: Record unless the author says document or message.</summary>
    public ArtifactType Artifact { get; init; } = ArtifactType.Record;

    public ImmutableArray<string> Tools { get; init; } = [];

    /// <summary>Of <see cref="Tools"/>, those that are declared in files, in the same order. Filled by the compiler; null for none.</summary>
    public ImmutableArray<HttpToolSpec>? Declared { get; init; }

    /// <summary>Longest answer in tokens.</summary>
    public int MaxTokens { get; init; } = 2_000;

    /// <summary>Who is asked before a tool writes; null for the owner of the template.</summary>
    public ReviewPolicySpec? Approval { get; init; }

    /// <summary>How often the model of an agent with tools may be asked in one attempt; null for <see cref="UsualTurns"/>.</summary>
    public int? Turns { get; init; }

    public const int UsualTurns = 12;
    public const int MostTurns = 60;
}

public sealed record OutputField(string Name, FieldType Type, bool Required, string? Help = null);

public enum AgentContext
{
    Facts,
    Lessons,
}

public sealed record RetrySpec(int Times, TimeSpan Wait)
{
    public static readonly RetrySpec None = new(0, TimeSpan.Zero);
}

public enum OnFailure
{
    Fail,
    Skip,
    Ask,
    StandIn,
}

public enum OnReject
{
    End,
    Skip,
    GoTo,
}

public enum ItemsFailed
{
    Fail,
    Skip,
    Ask,
}

public sealed record ForEachSpec
{
    public required Expr List { get; init; }

    /// <summary>How many items one model call may judge.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>How many batches run at once.</summary>
    public int Parallel { get; init; } = 4;

    /// <summary>What names an item; null for the hash of the item with its ordinal.</summary>
    public Expr? Key { get; init; }

    public ItemsFailed Failed { get; init; } = ItemsFailed.Fail;
}

/// <summary>Where something goes. Only literals, inputs and configuration, never the output of a step.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Thread), "thread")]
[JsonDerivedType(typeof(Channel), "channel")]
[JsonDerivedType(typeof(Direct), "direct")]
[JsonDerivedType(typeof(Webhook), "webhook")]
[JsonDerivedType(typeof(File), "file")]
[JsonDerivedType(typeof(Asker), "asker")]
[JsonDerivedType(typeof(Tool), "tool")]
public abstract record TargetSpec
{
    private TargetSpec()
    {
    }

    /// <summary>The run's own thread.</summary>
    public sealed record Thread : TargetSpec;

    /// <param name="Name">"#finance", or an expression over inputs.</param>
    public sealed record Channel(Expr Name) : TargetSpec;

    /// <param name="To">"@ben", or an expression over inputs; the word requester for who asked.</param>
    public sealed record Direct(Expr To) : TargetSpec;

    /// <param name="Url">A literal, or <c>secret: name</c>.</param>
    /// <param name="Idempotent">True where the target honours the Idempotency-Key header, so that an unclear outcome may be repeated.</param>
    public sealed record Webhook(string? Url = null, string? Secret = null, bool Idempotent = false) : TargetSpec;

    /// <param name="Path">Below the data directory's "out" folder.</param>
    public sealed record File(Expr Path) : TargetSpec;

    /// <summary>The system that asked. No file can name it: only what <see cref="Requests.RequestedWorkflow"/> makes has it.</summary>
    public sealed record Asker : TargetSpec;

    /// <summary>A tool. No file can name it: only what <see cref="Tools.CallWorkflow"/> makes has it.</summary>
    /// <param name="Declared">Where it comes from a file of its own: the pinned copy.</param>
    public sealed record Tool(string Name, string Title, Digest Pin, bool TakesKey, HttpToolSpec? Declared = null) : TargetSpec;
}
