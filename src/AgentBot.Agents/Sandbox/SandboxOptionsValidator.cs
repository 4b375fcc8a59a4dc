using AgentBot.Core;
using Microsoft.Extensions.Options;

namespace AgentBot.Agents.Sandbox;

/// <summary>Refuses to start on settings of the sandbox that cannot work.</summary>
public sealed class SandboxOptionsValidator(IEnumerable<ISandbox> sandboxes) : IValidateOptions<SandboxOptions>
{
    public ValidateOptionsResult Validate(string? name, SandboxOptions options)
    {
        var mistakes = new List<string>();
        string[] known = [.. sandboxes.Select(sandbox => sandbox.Name), Sandboxes.None];
        if (options.Provider.Length > 0 && !known.Contains(options.Provider, StringComparer.OrdinalIgnoreCase))
        {
            string nearest = NearestWord.Of(options.Provider, known) is { } word ? $" Did you mean {word}?" : "";
            mistakes.Add($"Sandbox:Provider is “{options.Provider}”. There are {string.Join(", ", known)}.{nearest}");
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
