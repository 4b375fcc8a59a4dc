namespace AgentBot.Agents.Harness;

/// <summary>Section "Harnesses" of the settings: programs that may work in an agent's place, by the word that templates use.</summary>
public sealed class HarnessOptions
{
    public const string Section = "Harnesses";

    /// <summary>By name. What is built in (claude-code, opencode) exists without being written; what is written changes it.</summary>
    public Dictionary<string, HarnessSettings> ByName { get; } = new(StringComparer.OrdinalIgnoreCase);
}

/// <summary>One program. In Args, Env and Files <c>{door}</c>, <c>{model}</c> and <c>{answer}</c> (tokens of an answer) are filled in; in Env and Files <c>{token}</c> too.</summary>
public sealed class HarnessSettings
{
    /// <summary>Another name that stands in for this one, or <c>none</c> for AgentBot's own agent. Everything else is then left out.</summary>
    public string Use { get; set; } = "";

    /// <summary>A name on the PATH, or a full path.</summary>
    public string Command { get; set; } = "";

    public string[] Args { get; set; } = [];

    /// <summary>The wire format that it speaks to models: anthropic or openai.</summary>
    public string Wire { get; set; } = "";

    /// <summary>How it is told what to do: <c>stdin</c>, <c>argument</c> (the last one) or <c>file:name</c>. Default stdin.</summary>
    public string Prompt { get; set; } = "";

    /// <summary>
    /// Where its answer is: <c>text</c> (all it prints), <c>json:field</c> (one object), <c>lines:type:field</c> (of the objects,
    /// one a line, those of a type) or <c>file:name</c>. Default text.
    /// </summary>
    public string Result { get; set; } = "";

    public Dictionary<string, string> Env { get; } = new(StringComparer.Ordinal);

    /// <summary>Put into its home before it starts: path and text.</summary>
    public Dictionary<string, string> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Folders of this computer that it needs to read, beside the one it lies in.</summary>
    public string[] ReadOnly { get; set; } = [];

    /// <summary>Names, of files or folders, that it reads by itself and is never to find, beside those of <see cref="HiddenNames"/>.</summary>
    public string[] Hide { get; set; } = [];

    /// <summary>For one run of it. Default ten minutes.</summary>
    public TimeSpan? Time { get; set; }

    /// <summary>Questions to the model in one run of it. Default 60.</summary>
    public int? Calls { get; set; }
}
