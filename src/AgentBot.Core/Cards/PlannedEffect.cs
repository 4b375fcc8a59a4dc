using System.Collections.Immutable;
using AgentBot.Core.Publishing;

namespace AgentBot.Core.Cards;

/// <summary>What a yes lets out, in words built from the resolved target only.</summary>
/// <param name="Name">The person's name for a direct message, the channel's name where it differs from the target's; empty otherwise.</param>
public sealed record PlannedEffect(EffectTarget Target, string Name = "")
{
    /// <summary>"post", "send", "release", "make", "save".</summary>
    public string Verb => Target switch
    {
        EffectTarget.Channel or EffectTarget.Thread => "post",
        EffectTarget.Direct or EffectTarget.Webhook => "send",
        EffectTarget.Asker => "release",
        EffectTarget.Tool => "make",
        _ => "save",
    };

    /// <summary>"posted", "sent", "released", "made", "saved".</summary>
    public string Past => Target switch
    {
        EffectTarget.Channel or EffectTarget.Thread => "posted",
        EffectTarget.Direct or EffectTarget.Webhook => "sent",
        EffectTarget.Asker => "released",
        EffectTarget.Tool => "made",
        _ => "saved",
    };

    /// <summary>What is said not to happen: "nothing is posted", "nothing is called".</summary>
    public string NotDone => Target is EffectTarget.Tool ? "called" : Past;

    /// <summary>Plain text, as it is read in the run's own thread: "to #finance", "in this thread", "to Ana Duarte".</summary>
    public string Place => Target is EffectTarget.Thread ? "in this thread" : PlaceFromAway;

    /// <summary>The same, read anywhere else.</summary>
    public string PlaceFromAway => Target switch
    {
        EffectTarget.Channel channel => $"to {Hash(Name.Length > 0 ? Name : channel.Name)}",
        EffectTarget.Thread => "in its own thread",
        EffectTarget.Direct direct => $"to {(Name.Length > 0 ? Name : direct.Person.Value)}",
        EffectTarget.Webhook { Secret.Length: > 0 } webhook => $"to the address kept as “{webhook.Secret}”",
        EffectTarget.Webhook webhook => $"to {(Uri.TryCreate(webhook.Url, UriKind.Absolute, out Uri? url) ? url.IdnHost : "a web address")}",
        EffectTarget.Asker asker => $"to {(Name.Length > 0 ? Name : asker.System.Value)}",
        EffectTarget.Tool tool => $"with the tool {tool.Name}",
        EffectTarget.File file => $"as the file {file.Path[(file.Path.LastIndexOf('/') + 1)..]}",
        _ => "",
    };

    /// <summary>Whether it can be taken back, as a sentence; empty where nothing needs to be said.</summary>
    public string Undo => Target switch
    {
        EffectTarget.Channel or EffectTarget.Thread => "A post can be deleted, but not unread.",
        EffectTarget.Direct or EffectTarget.Webhook or EffectTarget.Asker or EffectTarget.Tool => "It cannot be taken back.",
        _ => "",
    };

    /// <summary>True where a second step must repeat what leaves and where it goes.</summary>
    public bool LeavesForGood => Target is EffectTarget.Webhook or EffectTarget.Asker or EffectTarget.Tool;

    private static string Hash(string name) => name.StartsWith('#') ? name : "#" + name;
}

/// <summary>The effects behind one approval, together.</summary>
public sealed record PlannedEffects(ImmutableArray<PlannedEffect> All)
{
    public static readonly PlannedEffects None = new([]);

    public bool IsEmpty => All.IsDefaultOrEmpty;

    /// <summary>"Post", "Send", "Save"; "Accept" where nothing leaves.</summary>
    public string Verb => IsEmpty ? "Accept" : CardParts.FirstUpper(All[0].Verb);

    public string Past => IsEmpty ? "accepted" : All[0].Past;

    public bool LeavesForGood => !IsEmpty && All.Any(effect => effect.LeavesForGood);

    /// <summary>"posted to #finance and saved as the file report.csv"; escaped.</summary>
    public string Happens => Said(effect => effect.Place);

    /// <summary>The same, read outside the run's own thread: "posted in its own thread"; escaped.</summary>
    public string HappensFromAway => Said(effect => effect.PlaceFromAway);

    /// <summary>"posted", "called", "posted or saved": what does not happen without a yes.</summary>
    public string Nothing => IsEmpty ? "accepted" : Wording.List([.. All.Select(effect => effect.NotDone).Distinct()], "or");

    public string Undo => IsEmpty ? "" : string.Join(' ', All.Select(effect => effect.Undo).Where(undo => undo.Length > 0).Distinct());

    private string Said(Func<PlannedEffect, string> place) =>
        IsEmpty ? "kept with the run; nothing is posted" : Wording.List([.. All.Select(effect => $"{effect.Past} {CardText.Line(place(effect), 80)}")]);
}
