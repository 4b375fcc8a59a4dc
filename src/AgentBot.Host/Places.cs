using AgentBot.Host.Options;
using Microsoft.Extensions.Options;

namespace AgentBot.Host;

/// <summary>The folders of the settings as full paths.</summary>
public sealed class Places(IOptions<AgentBotOptions> options, CallerFolder caller)
{
    public string DataDirectory { get; } = caller.Resolve(options.Value.DataDirectory);

    /// <summary>The own folder of templates first, then the mounted ones.</summary>
    public IReadOnlyList<string> TemplateFolders { get; } =
        [caller.Resolve(options.Value.TemplatesDirectory), .. options.Value.MountedTemplates.Select(caller.Resolve)];
}
