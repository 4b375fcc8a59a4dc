using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Delivery;
using AgentBot.Core.Publishing;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Tools;

/// <summary>Makes a call that people approved: once, with the very arguments they saw.</summary>
public sealed class ToolSender(IToolBox box) : IEffectSender
{
    private const int MostCharacters = 20_000;

    public bool Handles(EffectTarget target) => target is EffectTarget.Tool;

    public bool MayRepeat(EffectTarget target) => target is EffectTarget.Tool { TakesKey: true };

    public async ValueTask<SendOutcome> SendAsync(EffectRow effect, EffectTarget target, Artifact artifact, CancellationToken ct)
    {
        var wanted = (EffectTarget.Tool)target;
        Result<CallContent> call = CallContent.Read(ValueJson.Read(artifact.Bytes.Span));
        if (call.IsRefused || call.Value.Tool != wanted.Name)
        {
            return new SendOutcome.Impossible("What was approved is no call of this tool. Nothing was called.");
        }

        Result<Tool> tool = await FindAsync(box, wanted, effect.Workspace, ct);
        if (tool.Refusal is { } refusal)
        {
            return new SendOutcome.NotSent(refusal.ToString(), null);
        }

        ToolOutcome outcome = await box.CallAsync(tool.Value, new ToolCall(call.Value.Arguments, wanted.TakesKey ? effect.IdempotencyKey : ""), ct);
        return outcome switch
        {
            ToolOutcome.Answered { IsError: false } answered => new SendOutcome.Sent(answered.Reference) { Output = Output(answered) },
            ToolOutcome.Answered failed => new SendOutcome.Impossible($"“{wanted.Title}” was called and says that it failed: {Cut(failed.Text, 2_000)}"),
            ToolOutcome.NotSent { RetryAfter: { } after } later => new SendOutcome.NotSent(later.Sentence, after),
            ToolOutcome.NotSent never => new SendOutcome.Impossible(never.Sentence),
            ToolOutcome.Unclear unclear => new SendOutcome.Unclear(unclear.Sentence),
            _ => throw new InvalidOperationException("No rule for this outcome of a tool."),
        };
    }

    /// <summary>The tool as it is now. Refused where it is not the one that was approved any more.</summary>
    public static async ValueTask<Result<Tool>> FindAsync(IToolBox box, EffectTarget.Tool wanted, WorkspaceKey workspace, CancellationToken ct)
    {
        var holder = new AgentSpec { Name = wanted.Name, Purpose = wanted.Title, Instructions = "", Output = [], Tools = [wanted.Name], Declared = wanted.Declared is { } declared ? [declared] : null };
        Result<ImmutableArray<Tool>> found = await box.OfAsync(holder, workspace, ct);
        return found.Refusal is { } refusal ? refusal
            : found.Value.FirstOrDefault(tool => tool.Name == wanted.Name) is { } tool && tool.Pin == wanted.Pin ? tool
            : new Refusal(RefusalKind.Changed, "Nothing was called:", $"“{wanted.Title}” is no longer the tool that was approved.");
    }

    /// <summary>What the step that made a call gives: the text of the tool beside the link.</summary>
    public const string TextField = "text";

    private static Value.Record Output(ToolOutcome.Answered answered) => new(
    [
        new Field("link", new Value.Text(answered.Reference)),
        new Field(TextField, new Value.Text(Cut(answered.Text, MostCharacters))),
    ]);

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..most] + " …";
}
