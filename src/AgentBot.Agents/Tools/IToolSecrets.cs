namespace AgentBot.Agents.Tools;

/// <summary>Reads what a setting or a declaration of a tool refers to. Only the edge that writes to a wire or starts a process asks.</summary>
public interface IToolSecrets
{
    /// <summary>
    /// The text behind <c>secret: name</c>, <c>env:NAME</c> or <c>file:/path</c>; any other text stands for itself. Null where what it
    /// refers to is not there. Read at each use, so that an exchanged key counts at once.
    /// </summary>
    string? Read(string written);
}

/// <summary>How a reference to a secret is written.</summary>
public static class SecretReference
{
    private const string Named = "secret:";

    private static readonly string[] Prefixes = [Named, "env:", "file:"];

    /// <summary>Whether it names a secret instead of being one.</summary>
    public static bool Is(string written) => Prefixes.Any(prefix => written.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>The name behind <c>secret:</c>; null for anything else.</summary>
    public static string? NameIn(string written) => written.StartsWith(Named, StringComparison.Ordinal) ? written[Named.Length..].Trim() : null;

    public static string To(string name) => Named + name;
}
