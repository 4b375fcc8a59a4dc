using AgentBot.Core;
using AgentBot.Core.Links;

namespace AgentBot.Host.WebConsole;

/// <summary>What the console must know of the settings. Its rules: design.md section 8.</summary>
public sealed record ConsoleSettings
{
    /// <summary>Holds the key file.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Folders with one folder per team; sample inputs lie in <c>&lt;team&gt;/samples</c> below them.</summary>
    public required IReadOnlyList<string> TemplatesDirectories { get; init; }

    /// <summary>The workspace whose runs, reviews and channels the pages show.</summary>
    public required WorkspaceKey Workspace { get; init; }

    /// <summary>
    /// True only with no platform and no public address: then people of the directory can be acted as, and a request from this
    /// computer is signed in by itself.
    /// </summary>
    public bool MayActAs { get; init; }

    /// <summary>Host names beside the loopback ones under which the console may be reached, without a port.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>The only local port that serves the console; null where it shares the listener with everything else.</summary>
    public int? Port { get; init; }

    /// <summary>Second line of the brand.</summary>
    public string Place { get; init; } = "This computer";

    /// <summary>Which addresses in texts may be clicked.</summary>
    public LinkRule Links { get; init; } = LinkRule.None;

    /// <summary>True where no model key is set and the built-in model does the work.</summary>
    public bool ModelIsOffline { get; init; }
}
