using AgentBot.Core;
using Microsoft.Extensions.Options;

namespace AgentBot.Agents.Sandbox;

/// <summary>Refuses to start on settings of the sandbox that cannot work.</summary>
public sealed class SandboxOptionsValidator : IValidateOptions<SandboxOptions>
{
    /// <summary>Written out: sandboxes need these settings themselves, and asking for them here would wait for ever.</summary>
    private static readonly string[] Known = ["bubblewrap", "podman", "docker", Sandboxes.None];

    public ValidateOptionsResult Validate(string? name, SandboxOptions options)
    {
        var mistakes = new List<string>();
        if (options.Provider.Length > 0 && !Known.Contains(options.Provider, StringComparer.OrdinalIgnoreCase))
        {
            string nearest = NearestWord.Of(options.Provider, Known) is { } word ? $" Did you mean {word}?" : "";
            mistakes.Add($"Sandbox:Provider is “{options.Provider}”. There are {string.Join(", ", Known)}.{nearest}");
        }

        if (options.Provider is "docker" or "podman" && options.Image.Length == 0)
        {
            mistakes.Add($"Sandbox:Image is missing. With {options.Provider}, name the image that programs are to run in.");
        }

        if (options.MemoryMegabytes < 16 || options.Processes < 8 || options.FolderMegabytes < 1)
        {
            mistakes.Add("Sandbox:MemoryMegabytes must be at least 16, Sandbox:Processes at least 8 and Sandbox:FolderMegabytes at least 1.");
        }

        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }
}
