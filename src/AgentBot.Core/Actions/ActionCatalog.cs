using System.Collections.Frozen;
using System.Collections.Immutable;

namespace AgentBot.Core.Actions;

/// <summary>All built-in actions. A template names them by <see cref="ActionDefinition.Name"/>.</summary>
public static class ActionCatalog
{
    /// <summary>The one that takes what people wrote in the channel.</summary>
    public const string MessagesOfChannel = "channel.messages";

    private static readonly FrozenDictionary<string, IBuiltInAction> ByName;

    static ActionCatalog()
    {
        All =
        [
            new ChannelMessages(),
            new CsvWrite(),
            new DiffMake(),
            new DocumentRender(),
            new EmailMerge(),
            new EmailRender(),
            new ImageCompare(),
            new MessageRender(),
            new RecordChange(),
            new TableCompare(),
            new TableFilter(),
            new TableGroup(),
            new TableJoin(),
            new TableRead(),
            new TableSort(),
            new TableTotal(),
            new TableWrite(),
            new TextRead(),
        ];
        ByName = All.ToFrozenDictionary(action => action.Definition.Name, StringComparer.Ordinal);
        Definitions = All.ToFrozenDictionary(action => action.Definition.Name, action => action.Definition, StringComparer.Ordinal);
    }

    /// <summary>In the order of their names.</summary>
    public static ImmutableArray<IBuiltInAction> All { get; }

    /// <summary>What the template compiler checks arguments and results against.</summary>
    public static IReadOnlyDictionary<string, ActionDefinition> Definitions { get; }

    public static IBuiltInAction? Find(string name) => ByName.GetValueOrDefault(name);
}
