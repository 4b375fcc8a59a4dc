using System.Collections.Immutable;
using AgentBot.Core.Artifacts;
using AgentBot.Core.Links;
using AgentBot.Core.Reviews.Evidence;
using AgentBot.Core.Runs;
using AgentBot.Core.Values;

namespace AgentBot.Core.Tools.Grants;

/// <summary>
/// Addresses in the arguments of a call that stand neither in what the run was given nor in its template: a text that
/// the agent read may have brought them in.
/// </summary>
public static class AddressesInCall
{
    public static ImmutableArray<string> Unsupplied(CoverableCall call)
    {
        ImmutableArray<FoundAddress> found = UnknownAddresses.In(ArtifactType.Call, call.Call.ToValue());
        if (found.IsEmpty)
        {
            return [];
        }

        var given = new SourceBook(Given(RunScopes.Inputs(call.Run)).Append(call.Step.Spec.Instructions).Select(text => new Source(SourceKind.Input, "", text)));
        return [.. UnknownAddresses.Among(found, given, []).Select(unknown => unknown.Address.Text)];
    }

    private static IEnumerable<string> Given(Value value) => value switch
    {
        Value.Text text => [text.Content],
        Value.List list => list.Items.SelectMany(Given),
        Value.Record record => record.Fields.SelectMany(field => Given(field.Value)),
        _ => [],
    };
}
