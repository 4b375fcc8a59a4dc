using AgentBot.Core.Actions;
using AgentBot.Core.Channels;
using AgentBot.Core.People;
using AgentBot.Core.Storing;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Runs.Working;

/// <summary>The reads of an action, bound to the channel of its run.</summary>
public sealed class ActionResourcesFactory(IArtifactReader artifacts, IChatLog log, IDirectory directory)
{
    /// <param name="outputs">What the steps have given that the action's arguments name.</param>
    public IActionResources For(RunRow run, WorkflowSpec workflow, IReadOnlyDictionary<string, Value> outputs) => new Resources(run, workflow, outputs, artifacts, log, directory);

    private sealed class Resources(RunRow run, WorkflowSpec workflow, IReadOnlyDictionary<string, Value> outputs, IArtifactReader artifacts, IChatLog log, IDirectory directory) : IActionResources
    {
        public async ValueTask<ReadOnlyMemory<byte>?> ReadFileAsync(Value.File file, CancellationToken ct) =>
            (await artifacts.FindAsync(run.Channel, file.Content, ct))?.Bytes;

        public ValueTask<IReadOnlyList<MessageRow>> MessagesAsync(DateTimeOffset since, int take, CancellationToken ct) =>
            log.SaidAsync(run.Channel, since, take, ct);

        public FieldType.File? DeclarationOf(Value.File file)
        {
            Value.Record inputs = RunScopes.Inputs(run);
            return workflow.Inputs
                .Where(input => IsSame(inputs.Find(input.Name), file))
                .Select(input => input.Type as FieldType.File)
                .Concat(workflow.Steps.OfType<StepSpec.Agent>()
                    .Where(step => outputs.ContainsKey(step.Id))
                    .SelectMany(step => step.Spec.Output.Where(field => IsSame((outputs[step.Id] as Value.Record)?.Find(field.Name), file)))
                    .Select(field => field.Type as FieldType.File))
                .FirstOrDefault(type => type is not null);
        }

        private static bool IsSame(Value? value, Value.File file) => value is Value.File given && given.Content == file.Content && given.Name == file.Name;

        public string NameOf(PersonKey person) => directory.Latest.NameOf(person);
    }
}
