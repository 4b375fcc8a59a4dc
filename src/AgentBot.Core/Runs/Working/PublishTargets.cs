using System.Text.Json;
using AgentBot.Core.Publishing;
using AgentBot.Core.Templates.Expressions;
using AgentBot.Core.Templates.Spec;
using AgentBot.Core.Values;

namespace AgentBot.Core.Runs.Working;

/// <summary>A template's target as this run resolved it. Depends on inputs and on names pinned at the start only, never on what a step made.</summary>
public static class PublishTargets
{
    /// <exception cref="InvalidOperationException">A name was not resolved when the run started, which the start refuses.</exception>
    public static EffectTarget Resolve(TargetSpec target, RunRow run) => target switch
    {
        TargetSpec.Thread => new EffectTarget.Thread(run.Channel, run.Thread),
        TargetSpec.Channel channel => Channel(channel, run),
        TargetSpec.Direct direct => new EffectTarget.Direct(Person(direct, run), run.Channel.Platform),
        TargetSpec.Webhook webhook => new EffectTarget.Webhook(webhook.Url ?? "", webhook.Secret ?? "", webhook.Idempotent),
        TargetSpec.File file => new EffectTarget.File(Text(file.Path, run)),
        TargetSpec.Asker => new EffectTarget.Asker(run.Requester, Requests.RequestedWorkflow.RequestOf(run)),
        TargetSpec.Tool tool => new EffectTarget.Tool(tool.Name, tool.Title, tool.Pin, tool.TakesKey, Tools.CallWorkflow.ScopeOf(run), tool.Declared) { Grant = Tools.CallWorkflow.GrantOf(run) },
        _ => throw new InvalidOperationException($"No rule for the target {target.GetType().Name}."),
    };

    /// <summary>As people read it: "#finance", "the thread", "Ben Okafor".</summary>
    public static string InWords(EffectTarget target, People.DirectorySnapshot directory) => target switch
    {
        EffectTarget.Channel channel => $"#{channel.Name}",
        EffectTarget.Thread => "this thread",
        EffectTarget.Direct direct => directory.NameOf(direct.Person),
        EffectTarget.Webhook { Secret.Length: > 0 } webhook => $"the address “{webhook.Secret}”",
        EffectTarget.Webhook webhook => Uri.TryCreate(webhook.Url, UriKind.Absolute, out Uri? uri) ? uri.Host : "an address outside",
        EffectTarget.File file => $"the file {file.Path}",
        EffectTarget.Asker asker => directory.NameOf(asker.System),
        EffectTarget.Tool tool => $"“{tool.Title}”",
        _ => "its target",
    };

    private static EffectTarget.Channel Channel(TargetSpec.Channel target, RunRow run)
    {
        ResolvedNames names = Names(run);
        return names.Channels.TryGetValue(target.Name.Source, out ChannelKey key)
            ? new EffectTarget.Channel(key, key.Channel)
            : throw new InvalidOperationException($"The channel {target.Name.Source} of run {run.Number} was not resolved.");
    }

    private static PersonKey Person(TargetSpec.Direct direct, RunRow run)
    {
        string word = Text(direct.To, run).TrimStart('@');
        return word == "requester" ? run.Requester : new PersonKey(word);
    }

    private static ResolvedNames Names(RunRow run) => JsonSerializer.Deserialize(run.Resolved, StoreJson.Default.ResolvedNames)!;

    private static string Text(Expr expression, RunRow run)
    {
        var scope = new ExpressionScope(RunScopes.Inputs(run), new Dictionary<string, Value>(), null, DateOnly.FromDateTime(run.CreatedAt.UtcDateTime));
        Result<Value> value = Expressions.Evaluate(expression, scope);
        return value.IsRefused
            ? throw new InvalidOperationException(value.Refusal!.ToString())
            : value.Value is Value.User user ? user.Person.Value : ValueText.ForPeople(value.Value);
    }
}
